"""Triggers that keep the ledger append-only, whatever program is connected."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

SQLITE = {
    "ledger_no_update": """
        CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger
        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
    "ledger_no_delete": """
        CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger
        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
    # INSERT OR REPLACE from a program that leaves recursive_triggers off would
    # not fire the delete trigger; this one fires before anything is replaced.
    "ledger_in_order": """
        CREATE TRIGGER ledger_in_order BEFORE INSERT ON ledger
        WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM ledger)
        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
}

POSTGRESQL_FUNCTION = """
    CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$"""

POSTGRESQL = {
    "ledger_no_change": """
        CREATE TRIGGER ledger_no_change BEFORE UPDATE OR DELETE ON ledger
        FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()""",
    "ledger_no_truncate": """
        CREATE TRIGGER ledger_no_truncate BEFORE TRUNCATE ON ledger
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only()""",
}


def missing_guards(session: Session) -> list[str]:
    """Return the names of guards that are gone, switched off or rewritten."""
    if session.get_bind().dialect.name == "sqlite":
        rows = session.execute(
            sa.text(
                "SELECT name, sql FROM sqlite_master"
                " WHERE type = 'trigger' AND tbl_name = 'ledger'"
            )
        )
        found = {name: " ".join(text.split()) for name, text in rows}
        return [n for n, sql in SQLITE.items() if found.get(n) != " ".join(sql.split())]
    names = session.scalars(
        sa.text(
            "SELECT t.tgname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE t.tgrelid = 'ledger'::regclass AND t.tgenabled IN ('O', 'A')"
            " AND p.proname = 'ledger_is_append_only'"
        )
    ).all()
    return [name for name in POSTGRESQL if name not in names]
