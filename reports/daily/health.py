"""How far a day's figures reach, in sentences.

"0 found" must never be read as "0 exist": what was not asked, not reached or not
judged is said before the sites are listed.
"""

from casebook.language import mark, translate
from reports.records import Health

STATES = {
    "own": mark("makes this report"),
    "started": mark("still running or cut off"),
    "done": mark("finished"),
    "failed": mark("ended in failure"),
    "killed": mark("cut off"),
}


def state_names(language: str) -> dict[str, str]:
    """Return what each state of a run is called."""
    return {state: translate(name, language) for state, name in STATES.items()}


def lead(health: Health, language: str) -> str:
    """Return the one sentence that tells how to read the figures."""
    if not health.runs:
        message = mark("Nothing ran on this day: the report can say nothing of it.")
    elif health.complete:
        message = mark(
            "Every source answered and every candidate was visited and judged in full."
        )
    else:
        message = mark("The figures cover only what was reached; see what was not.")
    return translate(message, language)


def limits(health: Health, language: str) -> list[str]:
    """Return a sentence for each thing that was not asked, reached or judged."""
    visited = health.inspected
    counted = (
        (health.failed_sources, len(health.sources), _SOURCES),
        (health.stale_sources, len(health.sources), _STALE),
        (len(health.unasked), 0, _UNASKED),
        (health.unfinished_runs, len(health.runs), _RUNS),
        (len(health.unreached), visited, _UNREACHED),
        (health.without_browser, visited, _NO_BROWSER),
        (health.registration_failed, visited, _NO_REGISTRATION),
        (health.waiting, 0, _WAITING),
    )
    found = [
        translate(message, language, count=count, total=total)
        for count, total, message in counted
        if count
    ]
    if health.gaps:
        sites = max(gap.sites for gap in health.gaps)
        found.append(translate(_GAPS, language, count=sites, parts=len(health.gaps)))
    return found


_SOURCES = mark("{count} of {total} sources failed: what they know is missing.")
_STALE = mark("{count} of {total} sources are stale: they know nothing new.")
_UNASKED = mark("{count} sources of the days before were not asked on this day.")
_RUNS = mark("{count} of {total} runs did not come to their end.")
_UNREACHED = mark("{count} of {total} candidates visited were not reached.")
_NO_BROWSER = mark("{count} of {total} candidates visited were not drawn by a browser.")
_NO_REGISTRATION = mark(
    "{count} of {total} candidates visited have no known domain registration."
)
_WAITING = mark("{count} candidates wait and were not visited yet.")
_GAPS = mark("{parts} parts of the judgement were not made, on up to {count} sites.")
