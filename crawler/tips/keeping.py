"""What was reported, put into the casebook: links, advertisements, originals."""

from dataclasses import dataclass
from datetime import datetime

from casebook.store import Added, JudgedAd
from casebook.workspace import Workspace
from crawler.posts import intake
from crawler.posts.photos import read_photo
from crawler.tips.reading import SOURCE, Tips


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What came of tips."""

    added: Added
    ads: tuple[JudgedAd, ...]


def keep_tips(workspace: Workspace, tips: Tips, *, at: datetime) -> Kept:
    """Keep *tips* under a run of their own; the originals go into the evidence store.

    Raises:
        InputError: a file went away since it was read.
    """
    casebook = workspace.casebook
    for path in tips.originals:
        workspace.blobs.store(read_photo(path))
    run = casebook.start_run("tip", at=at, details={})
    taken = intake.take_in(
        casebook,
        tips.ads,
        workspace.profiles,
        source=SOURCE,
        run=run,
        at=at,
        language=workspace.config.language,
    )
    added = casebook.add_candidates(
        [*tips.candidates, *taken.candidates], run=run, at=at
    )
    if taken.selling:
        intake.group(casebook, since=at, at=at)
    counts = {
        "new": added.new,
        "known": added.known,
        "bad": len(tips.bad),
        "ads": len(taken.judged),
        "cards": len(tips.cards),
    }
    casebook.end_run(run, at=at, state="done", counts=counts)
    return Kept(added=added, ads=taken.judged)
