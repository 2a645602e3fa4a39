"""Candidates that share a trace with a flagged case: the same people's other sites."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass

from casebook.config import Config
from casebook.errors import InputError
from casebook.language import mark, translate
from casebook.records import PACKAGED, Candidate, Case, Inspection, Label
from casebook.store import NameState
from casebook.store.reader import Reader
from casebook.urls import ascii_host, host_of, registrable, site_of
from crawler.job import QueueJob
from crawler.network.failures import one_line
from crawler.spiders import DiscoverySpider
from crawler.visiting.leads import SHARED
from detectors.gangs.commonplace import MAILBOXES, is_common
from detectors.gangs.traces import KINDS, Trace, certificate_names, traces_of
from detectors.site import Read

PROPOSED, REJECTED = "proposed", "rejected"

SAID = {
    "certificate": mark("shows the same certificate {value} as {case}"),
    "registrant-email": mark("is registered with the same e-mail address as {case}"),
    "registrant": mark("is registered to the same name as {case}"),
    "statistics-id": mark(
        "counts its visitors under the same statistics id {value} as {case}"
    ),
    "contact": mark("names the same contact as {case}"),
    "address": mark("is at the same address {value} as {case}"),
    "icon": mark("shows the same icon {value} as {case}"),
    "name-server": mark("has the same name server {value} as {case}"),
}
"""What is said of a shared trace. Where it may be a person's, that it agrees and not
what it is."""

ON_CERTIFICATE = mark("on the certificate of {case}")
OF_NAME_SERVER = mark("a name server of {case} stands in this domain")
OF_MAILBOX = mark("the registrant's mailbox of {case} stands in this domain")
ADVERTISED = mark("linked from an advertisement that names the same contact as {case}")

WEAK = frozenset({"address", "icon", "name-server"})
"""Traces that hosting firms and free templates give to strangers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A URL worth a look because of a case."""

    url: str
    said: str
    """Message with places for the case and the value."""
    case: Case
    value: str = ""
    """Of the shared trace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """A flagged case with its inspections."""

    case: Case
    inspections: tuple[Inspection, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The traces of one inspected site; the pages themselves are not kept."""

    url: str
    label: Label
    traces: frozenset[Trace]


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Which traces tell who runs a site, by all that was ever looked at."""

    most: int
    """Sites that a trace may stand on."""
    most_weak: int
    """The same for :data:`WEAK` ones."""
    counts: Mapping[Trace, int]
    official: frozenset[Trace]
    """On an official site: a copy has them because it is a copy."""
    common: tuple[str, ...]

    @classmethod
    def of(
        cls, looks: Iterable[Look], config: Config, statistics_ids: Iterable[str]
    ) -> "Telling":
        """Count the sites of each trace."""
        sites: dict[Trace, set[str]] = {}
        official = {
            Trace(kind="statistics-id", value=f"{service}:{one}")
            for one in statistics_ids
            for service in ("baidu", "cnzz", "la", "google")
        }
        for look in looks:
            for trace in look.traces:
                sites.setdefault(trace, set()).add(site_of(look.url))
            if look.label is Label.OFFICIAL:
                official |= look.traces
        return cls(
            most=config.pivots.max_sites_per_trace,
            most_weak=config.pivots.max_sites_per_weak_trace,
            counts={trace: len(found) for trace, found in sites.items()},
            official=frozenset(official),
            common=tuple(config.pivots.common),
        )

    def is_telling(self, trace: Trace) -> bool:
        """Whether sites that share *trace* are likely to be of the same people."""
        most = self.most_weak if trace.kind in WEAK else self.most
        return (
            self.counts.get(trace, 0) <= most
            and trace not in self.official
            and not is_common(trace.kind, trace.value, self.common)
        )


class PivotsSpider(DiscoverySpider):
    """Reads what the casebook holds; makes no request.

    Starts from confirmed cases; while a person has confirmed none, from every case
    flagged as counterfeit or seller that nobody rejected.
    """

    name = "pivots"

    @classmethod
    def is_configured(cls, config: Config) -> bool:
        """Whether pivots are wanted."""
        return config.pivots.enabled

    async def start(self) -> AsyncIterator[Candidate]:
        """Yield what certificates name, then what shares a trace; each URL once."""
        if not isinstance(self.job, QueueJob):
            return
        # Reading every page ever kept takes a while; other spiders share this thread.
        found = await asyncio.to_thread(
            self._leads, self.job.workspace.casebook, self.job.blobs.read
        )
        seen: set[str] = set()
        for lead in found:
            if lead.url not in seen and not self._is_known(host_of(lead.url)):
                seen.add(lead.url)
                yield self.candidate(lead.url, reason=self._reason(lead))

    def _leads(self, casebook: Reader, read: Read) -> tuple[Lead, ...]:
        seeds = tuple(seeds_of(casebook))
        if not seeds:
            return ()
        looks = tuple(looks_at(casebook, read))
        ids = [one for p in self.job.profiles for one in p.statistics_ids]
        traces = known_traces(seeds, read, Telling.of(looks, self.config, ids))
        return (
            *self._on_certificates(seeds, read),
            *inside(traces),
            *beside(casebook, traces),
            *advertised(casebook, traces),
            *shared(looks, traces),
        )

    def _reason(self, lead: Lead) -> str:
        language, case = self.config.language, lead.case
        label = translate(case.label.value, language)
        named = f"{case.host} ({case.id}, {label})"
        said = translate(lead.said, language, case=named, value=lead.value)
        return one_line(said)

    def _on_certificates(self, seeds: Iterable[Seed], read: Read) -> Iterator[Lead]:
        for seed in seeds:
            own = {registrable(seed.case.host.partition(":")[0])}
            for inspection in seed.inspections:
                names = certificate_names(inspection, read)
                domains = {registrable(name) for name in names}
                if len(domains) > self.config.pivots.max_certificate_names:
                    continue
                for name in names:
                    host = _host(name)
                    if host and registrable(host) not in own:
                        url = f"https://{host}/"
                        yield Lead(url=url, said=ON_CERTIFICATE, case=seed.case)

    def _is_known(self, host: str) -> bool:
        profiles = self.job.profiles
        return (
            profiles.owner_of(host) is not None
            or profiles.has_government_suffix(host)
            or bool(SHARED.search(host))
        )


def seeds_of(casebook: Reader) -> Iterator[Seed]:
    """Yield the cases to start from, gravest first."""
    cases = [c for c in casebook.cases() if c.state != REJECTED and c.label in PACKAGED]
    confirmed = [case for case in cases if case.state != PROPOSED]
    for case in confirmed or cases:
        yield Seed(case=case, inspections=tuple(casebook.inspections(case.id)))


def looks_at(casebook: Reader, read: Read) -> Iterator[Look]:
    """Yield the traces of everything that was inspected."""
    for inspection, verdict in casebook.latest_inspections():
        yield Look(
            url=inspection.candidate.url,
            label=verdict.label,
            traces=traces_of(inspection, read),
        )


def known_traces(
    seeds: Iterable[Seed], read: Read, telling: Telling
) -> Mapping[Trace, Case]:
    """Return the telling traces of *seeds*, each with the gravest case that has it."""
    found: dict[Trace, Case] = {}
    for seed in seeds:
        for trace in {t for one in seed.inspections for t in traces_of(one, read)}:
            if telling.is_telling(trace):
                found.setdefault(trace, seed.case)
    return found


def inside(traces: Mapping[Trace, Case]) -> Iterator[Lead]:
    """Yield the domains in which a case's name server or mailbox stands."""
    for trace, case in sorted(traces.items(), key=lambda one: _order(one[0])):
        if trace.kind == "name-server":
            host, said = trace.value, OF_NAME_SERVER
        elif trace.kind == "registrant-email":
            host, said = trace.value.rpartition("@")[2], OF_MAILBOX
        else:
            continue
        domain = registrable(_host(host)) if _host(host) else ""
        own = registrable(case.host.partition(":")[0])
        if domain and domain != own and domain not in MAILBOXES:
            yield Lead(url=f"http://{domain}/", said=said, case=case)


def beside(casebook: Reader, traces: Mapping[Trace, Case]) -> Iterator[Lead]:
    """Yield look-alike names that answer at an address of a flagged case."""
    for known in casebook.existing_lookalikes():
        if known.state is not NameState.ANSWERS:
            continue
        for address in known.addresses:
            case = traces.get(Trace(kind="address", value=address))
            if case is not None:
                yield Lead(
                    url=f"http://{known.name}/",
                    said=SAID["address"],
                    case=case,
                    value=address,
                )
                break


def advertised(casebook: Reader, traces: Mapping[Trace, Case]) -> Iterator[Lead]:
    """Yield what advertisements with the contact of a case link to."""
    for known in casebook.ads(selling=True):
        for contact in known.judgement.contacts:
            case = traces.get(Trace(kind="contact", value=contact.value))
            if case is None:
                continue
            for link in known.ad.links:
                if host_of(link) and host_of(link) != case.host.partition(":")[0]:
                    yield Lead(url=link, said=ADVERTISED, case=case)


def shared(looks: Iterable[Look], traces: Mapping[Trace, Case]) -> Iterator[Lead]:
    """Yield inspected sites by the most telling trace that they share with a case."""
    for look in looks:
        # What is flagged is a case already; edges join it, no visit is needed.
        if look.label in PACKAGED:
            continue
        own = site_of(look.url)
        for trace in sorted(look.traces & traces.keys(), key=_order):
            case = traces[trace]
            if case.host != own:
                yield Lead(
                    url=look.url, said=SAID[trace.kind], case=case, value=trace.value
                )
                break


def _order(trace: Trace) -> tuple[int, str]:
    return KINDS.index(trace.kind), trace.value


def _host(name: str) -> str:
    try:
        return ascii_host(name)
    except InputError:
        return ""
