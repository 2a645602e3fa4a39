"""What became of the cases, as tables with intervals."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.eval.cases import COPIES, INNOCENT, SELLERS, Looked
from benchmarks.eval.measures import wilson
from benchmarks.eval.weights import Fitted
from casebook.language import say
from casebook.records import Label
from detectors.inventory import inventory_of
from detectors.ruling import Ruling

FLAG = 0.5
SUSPICIOUS = 0.2
BINS = 10
FLAGGED = frozenset((Label.COUNTERFEIT, Label.SELLER))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """A case as it is judged by weights that never saw its group."""

    looked: Looked
    label: Label
    pose: float
    """Probability that it poses as a body."""
    sells: float
    profile: str
    reason: str
    """Strongest finding, in English."""

    @property
    def is_copy(self) -> bool:
        """Whether a good judge calls it a counterfeit."""
        return self.looked.case.table in COPIES

    @property
    def is_right(self) -> bool:
        """Whether it was flagged as it should be, or left alone as it should be."""
        if self.looked.case.table in SELLERS:
            return self.label is Label.SELLER
        wanted = self.is_copy
        return (
            (self.label is Label.COUNTERFEIT) if wanted else self.label not in FLAGGED
        )


def ruled(looked: Iterable[Looked], known: Fitted) -> list[Ruled]:
    """Return every case judged as :func:`detectors.judge.judge` would."""
    return [_rule(item, known) for item in looked]


def _rule(item: Looked, known: Fitted) -> Ruled:
    inventory = inventory_of(item.case.profiles)
    model = known.model_for(item.case.group)
    ruling = Ruling(item.findings, inventory, model)
    if ruling.label(FLAG, SUSPICIOUS) is not Label.CLEAR:
        ruling = Ruling((*item.findings, *item.against), inventory, model)
    label = ruling.label(FLAG, SUSPICIOUS)
    first = next(iter(ruling.findings(label)), None)
    return Ruled(
        looked=item,
        label=label,
        pose=ruling.pose_probability,
        sells=ruling.sells_probability,
        profile=ruling.profile,
        reason=say(first.claim, "en") if first else "nothing was found",
    )


def figures(cases: Sequence[Ruled], side: str) -> str:
    """Return one side's figures on one line."""
    wanted = COPIES if side == "pose" else SELLERS
    other = SELLERS if side == "pose" else frozenset(("played",))
    label = Label.COUNTERFEIT if side == "pose" else Label.SELLER
    counted = [case for case in cases if case.looked.case.table not in other]
    truths = [case.looked.case.table in wanted for case in counted]
    flags = [case.label is label for case in counted]
    found = sum(t and f for t, f in zip(truths, flags, strict=True))
    alarms = sum(f and not t for t, f in zip(truths, flags, strict=True))
    all_, none = sum(truths), len(truths) - sum(truths)
    chances = [getattr(case, side) for case in counted]
    brier = sum((p - t) ** 2 for p, t in zip(chances, truths, strict=True))
    precision = found / max(1, found + alarms)
    recall = found / max(1, all_)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    low, high = wilson(found, all_)
    return (
        f"precision {precision:.3f}, recall {found}/{all_} ({low:.3f}-{high:.3f}), "
        f"F1 {f1:.3f}, false alarms {alarms}/{none} "
        f"(at most {wilson(alarms, none)[1]:.3f}), Brier {brier / len(counted):.4f}"
    )


def classes(cases: Sequence[Ruled]) -> Iterator[str]:
    """Yield one line a class: how many got which label."""
    head = f"{'class':12}{'cases':>7}{'groups':>8}{'right':>7}{'share':>8}"
    yield f"{head}  95 % interval"
    for table in dict.fromkeys(case.looked.case.table for case in cases):
        own = [case for case in cases if case.looked.case.table == table]
        groups = len({case.looked.case.group for case in own})
        labels = Counter(case.label.value for case in own)
        yield _share(f"{table:12}{len(own):7}{groups:8}", [c.is_right for c in own]) + (
            "   " + ", ".join(f"{n} {label}" for label, n in sorted(labels.items()))
        )


def evasions(cases: Sequence[Ruled]) -> Iterator[str]:
    """Yield one line an evasion: copies found with the profile, without, real ones."""
    tables = ("with", "without", "real")
    yield f"{'evasion':18}" + "".join(f"{table:>30}" for table in tables)
    found: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for case in cases:
        if case.looked.case.table in tables:
            own = found[case.looked.case.evasion]
            own[case.looked.case.table].append(case.label is Label.COUNTERFEIT)
    for evasion, by_table in sorted(found.items()):
        cells = ""
        for table in tables:
            hits = by_table[table]
            low, high = wilson(sum(hits), len(hits))
            shown = f"{sum(hits)}/{len(hits)} ({low:.2f}-{high:.2f})" if hits else "-"
            cells += f"{shown:>30}"
        yield f"{evasion:18}{cells}"


def reliability(cases: Sequence[Ruled]) -> Iterator[str]:
    """Yield what became of each tenth of probability."""
    counted = [c for c in cases if c.looked.case.table not in SELLERS]
    yield f"{'said':12}{'cases':>7}{'mean said':>11}{'counterfeit':>13}"
    for at in range(BINS):
        own = [c for c in counted if min(BINS - 1, int(c.pose * BINS)) == at]
        if own:
            mean = sum(c.pose for c in own) / len(own)
            true = sum(c.is_copy for c in own) / len(own)
            said = f"{at / BINS:.1f}-{(at + 1) / BINS:.1f}"
            yield f"{said:7}{len(own):12}{mean:11.3f}{true:13.3f}"


def profiles(cases: Sequence[Ruled]) -> Iterator[str]:
    """Yield how often the body named is the right one."""
    for table in ("with", "real"):
        own = [
            case.profile == case.looked.case.body
            for case in cases
            if case.looked.case.table == table
            and case.looked.case.body
            and case.label is Label.COUNTERFEIT
        ]
        yield _share(f"right body named, {table:8}{len(own):5}", own)


def worst(cases: Sequence[Ruled], limit: int) -> Iterator[str]:
    """Yield the mistakes, page by page, those most surely wrong first."""
    by_page: dict[tuple[str, str], list[Ruled]] = defaultdict(list)
    for case in cases:
        if not case.is_right:
            by_page[case.looked.case.table, case.looked.case.name].append(case)
    ranked = sorted(by_page.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    for (table, name), own in ranked[:limit]:
        first = own[0]
        ways = ", ".join(dict.fromkeys(c.looked.case.evasion for c in own))
        yield (
            f"{table}: {name}: {len(own)} x {first.label} at "
            f"{max(first.pose, first.sells):.2f} ({ways})\n    {first.reason}"
        )


def innocent_flags(cases: Sequence[Ruled]) -> int:
    """Return how many innocents were flagged."""
    return sum(
        not case.is_right for case in cases if case.looked.case.table in INNOCENT
    )


def _share(head: str, hits: Sequence[bool]) -> str:
    low, high = wilson(sum(hits), len(hits))
    share = sum(hits) / max(1, len(hits))
    return f"{head}{sum(hits):7}{share:8.4f}  {low:.4f}-{high:.4f}"
