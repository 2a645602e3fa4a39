"""What packages there are already, and which of them a new one takes the place of.

A package is never edited. That another takes its place is a statement to whoever holds
it, so a person makes it, with a reason: to export the same cases again without naming
their package is refused. A package of more cases, as of a gang, stands beside those of
its single cases.
"""

from collections.abc import Iterable, Sequence

from casebook.errors import InputError
from casebook.records import Case, Clue
from reports.clue.records import Superseded


def take_place(
    clues: Sequence[Clue], cases: Iterable[Case], *, supersedes: str, reason: str
) -> Superseded | None:
    """Return the package that a new one of *cases* takes the place of, if any.

    Args:
        clues: all packages made.
        cases: of the new one.
        supersedes: number of the earlier package, or empty.
        reason: why, in a person's words.

    Raises:
        InputError: these cases have a package and none is named; or the one named is
            not known, superseded already, or about none of these cases; or the reason
            is missing.
    """
    ids = {case.id for case in cases}
    if not supersedes:
        standing = standing_for(clues, ids)
        if standing is not None:
            raise InputError(
                f"{standing.number} holds {', '.join(sorted(ids))} already; to replace "
                f"it: --supersedes {standing.number} --reason …"
            )
        if reason:
            raise InputError("a reason goes with the package that is superseded")
        return None
    if not reason.strip():
        raise InputError(f"say with --reason why {supersedes} is superseded")
    earlier = next((one for one in clues if one.number == supersedes), None)
    if earlier is None:
        raise InputError(f"no package {supersedes} was made here")
    later = next((one for one in clues if one.supersedes == supersedes), None)
    if later is not None:
        raise InputError(
            f"{supersedes} was superseded by {later.number}; name that one"
        )
    if not ids & set(earlier.cases):
        raise InputError(f"{supersedes} is about {', '.join(earlier.cases)} only")
    return Superseded(
        number=earlier.number,
        sha256=earlier.sha256,
        made_at=earlier.made_at,
        reason=reason.strip(),
    )


def standing_for(clues: Sequence[Clue], case_ids: Iterable[str]) -> Clue | None:
    """Return the package of exactly these cases that no other took the place of."""
    ids = set(case_ids)
    gone = {clue.supersedes for clue in clues}
    return next(
        (one for one in clues if set(one.cases) == ids and one.number not in gone),
        None,
    )
