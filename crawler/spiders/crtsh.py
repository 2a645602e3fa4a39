"""Candidates from a search index of certificates: further names of known suspects."""

import asyncio
import dataclasses
import json
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from casebook.config import Config
from casebook.language import mark, say, translate
from casebook.records import PACKAGED, Candidate
from casebook.store import Progress
from casebook.times import now_utc
from casebook.urls import is_under, registrable
from crawler.ct.sieve import Sieve, plain
from crawler.job import QueueJob
from crawler.network.asking import Asker
from crawler.network.failures import one_line
from crawler.spiders import DiscoverySpider

ROWS_MOST = 10_000
"""The index gives no more rows than this, and does not say that it cut (certwatch_db,
``c_resultLimit``)."""

ATTEMPTS = 3

_ID_MAX = 1 << 62

_NOTHING: tuple[Candidate, ...] = ()


class Row(NamedTuple):
    """One certificate in an answer."""

    id: int
    names: tuple[str, ...]


class CrtshSpider(DiscoverySpider):
    """Asks for the certificates of exact domains, one question each.

    The index serves whole names and what they end in; a piece of a word would make it
    search everything, so none is asked for. Off unless an address is configured.
    """

    name = "crtsh"

    @classmethod
    def is_configured(cls, config: Config) -> bool:
        """Whether an index is named."""
        return bool(config.crtsh.url)

    async def start(self) -> AsyncIterator[Any]:
        """Ask for every domain; what is found is queued on the way."""
        if isinstance(self.job, QueueJob):
            self._casebook = self.job.workspace.casebook
            await self._ask_all()
        for candidate in _NOTHING:  # a generator, as Scrapy wants it
            yield candidate

    async def _ask_all(self) -> None:
        crtsh = self.config.crtsh
        network = dataclasses.replace(
            self.config.network, timeout_seconds=crtsh.timeout_seconds
        )
        self._asker = Asker(self.crawler, network, attempts=ATTEMPTS)
        known = self._casebook.progress(self.name)
        fresh = now_utc() - timedelta(hours=crtsh.keep_hours)
        wrong = [one for one in crtsh.identities if plain(one) != one]
        failures = [f"crtsh.identities: {one!r} is no whole domain" for one in wrong]
        domains = [one for one in self._domains() if one not in wrong]
        due = [one for one in domains if one not in known or known[one].at < fresh]
        asked = due[: crtsh.max_questions]
        self._sieve = await asyncio.to_thread(Sieve, self.job.profiles)
        cut = []
        for number, domain in enumerate(asked):
            if number:
                await asyncio.sleep(crtsh.pause_seconds)
            before = known[domain].position if domain in known else 0
            try:
                if await self._ask_one(domain, before):
                    cut.append(domain)
            except OSError as exc:
                failures.append(one_line(f"{domain}: {exc}"))
        failures += [f"{one}: the answer is cut at {ROWS_MOST} rows" for one in cut]
        self.tell_detail(
            {
                "asked": len(asked),
                "kept": len(domains) - len(due),
                "left": len(due) - len(asked),
                "cut": cut,
                "failures": failures,
            }
        )
        if failures:
            self.fail(f"{len(failures)} of {len(asked)}: {'; '.join(failures)}")

    def _domains(self) -> list[str]:
        return list(dict.fromkeys([*self.config.crtsh.identities, *self._suspects()]))

    def _suspects(self) -> list[str]:
        cases = self._casebook.cases()
        return [registrable(case.host) for case in cases if case.label in PACKAGED]

    async def _ask_one(self, domain: str, before: int) -> bool:
        """Queue what *domain*'s certificates name; return whether the answer is cut.

        Raises:
            Unanswered: no answer that could be read came.
        """
        query = {
            "q": domain,
            "output": "json",
            "exclude": "expired",
            "deduplicate": "Y",
        }
        rows = await self._asker.ask(
            f"{self.config.crtsh.url}?{urlencode(query)}", read_rows
        )
        names = {name: row.id for row in rows if row.id > before for name in row.names}
        is_cut = len(rows) >= ROWS_MOST
        last = max([before, *(row.id for row in rows)])
        progress = Progress(
            source=self.name,
            part=domain,
            # Of a cut answer nobody knows which rows are missing: all count next time.
            position=before if is_cut else last,
            at=now_utc(),
            detail={"rows": len(rows), "cut": is_cut},
        )
        found = list(self._candidates(domain, names))
        self.job.add(self.name, found, progress=progress)
        return is_cut

    def _candidates(self, domain: str, names: dict[str, int]) -> Iterator[Candidate]:
        language = self.config.language
        hosts = {plain(name): number for name, number in names.items()}
        claims = {
            score.name: say(score.claim, language)
            for score in self._sieve.flagged(hosts)
        }
        suspects = set(self._suspects()) - set(self.config.crtsh.identities)
        for host, number in hosts.items():
            if not host or self.job.profiles.owner_of(host) is not None:
                continue
            if host in claims:
                reason = translate(
                    mark("certificate {number}, found by {domain}: {claim}"),
                    language,
                    number=number,
                    domain=domain,
                    claim=claims[host],
                )
            elif domain in suspects and is_under(host, domain):
                reason = translate(
                    mark("certificate {number} names it beside a suspect of {domain}"),
                    language,
                    number=number,
                    domain=domain,
                )
            else:
                continue
            yield self.candidate(f"https://{host}/", reason=one_line(reason))


def read_rows(data: bytes) -> list[Row]:
    """Read an answer.

    Raises:
        ValueError: it is none; the index answers with pages when it is overloaded.
    """
    try:
        return [_row(one) for one in json.loads(data)]
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        OverflowError,
        RecursionError,
    ) as exc:
        raise ValueError(f"not an answer of the index: {exc}") from None


def _row(table: dict[str, Any]) -> Row:
    names = f"{table.get('name_value') or ''}\n{table.get('common_name') or ''}"
    number = int(table["id"])
    if not 0 <= number < _ID_MAX:
        raise ValueError(f"{number} is no number of a row")
    return Row(number, tuple(dict.fromkeys(names.lower().split())))
