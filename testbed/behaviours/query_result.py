"""A certificate page made from the id in the address."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import jinja2

from testbed.behaviours import Behaviour, Proceed
from testbed.exchange import Reply, Visit, html
from testbed.sites import Site

TRADES = (
    ("电工作业", "低压电工作业"),
    ("电工作业", "高压电工作业"),
    ("焊接与热切割作业", "熔化焊接与热切割作业"),
    ("高处作业", "登高架设作业"),
    ("制冷与空调作业", "制冷与空调设备运行操作作业"),
)
SURNAMES = "赵钱孙李周吴郑王"
ORGANS = ("示例省应急管理厅", "样本市应急管理局", "测试省应急管理厅")

# Weights and check characters of the identity number (GB 11643-1999).
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"

ENVIRONMENT = jinja2.Environment(autoescape=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryResult(Behaviour):
    """Answers one path from a template, with an invented person's certificate."""

    name: ClassVar[str] = "query-result"

    path: str = "/special"
    key: str = "index"
    """The query's key that holds the id; without it the site answers as ever."""

    template: str = "result.html"
    """Jinja template beside ``site.toml``, or beside that of the site copied.

    It may use ``id``, ``name``, ``sex``, ``number``, ``category``, ``trade``,
    ``organ``, ``first_issued``, ``valid_from``, ``valid_to`` and ``review_by``.
    """

    async def answer(self, visit: Visit, proceed: Proceed) -> Reply:
        """Answer the certificate's page, or proceed."""
        given = visit.request.query.get(self.key)
        if visit.request.path != self.path or given is None:
            return await proceed()
        source = _read(visit.site, self.template)
        return html(ENVIRONMENT.from_string(source).render(certificate(given)))


def _read(site: Site, name: str) -> str:
    for root in site.roots:
        file = root.parent / name
        if file.is_file():
            return file.read_text(encoding="utf-8")
    raise FileNotFoundError(f"{site.name} has no {name}")


def certificate(given: str) -> Mapping[str, str]:
    """Invent the certificate with the id *given*, the same each time.

    The identity number's region, 990000, is assigned to no place, so that it can be
    nobody's; its check character is right.

    >>> certificate("0")["number"][:7]
    'T990000'
    """
    seed = hashlib.sha256(given.encode()).digest()
    category, trade = TRADES[seed[0] % len(TRADES)]
    year, month, day = 1970 + seed[1] % 30, 1 + seed[2] % 12, 1 + seed[3] % 28
    digits = f"990000{year}{month:02}{day:02}{seed[4]:03}"
    weighed = zip(WEIGHTS, digits, strict=True)
    check = CHECKS[sum(weight * int(digit) for weight, digit in weighed) % 11]
    issued = f"{2022 + seed[5] % 4}-{1 + seed[6] % 12:02}-{1 + seed[7] % 28:02}"
    return {
        "id": given,
        "name": f"{SURNAMES[seed[8] % len(SURNAMES)]}某某",
        "sex": "女" if seed[4] % 2 == 0 else "男",
        "number": f"T{digits}{check}",
        "category": category,
        "trade": trade,
        "organ": ORGANS[seed[9] % len(ORGANS)],
        "first_issued": issued,
        "valid_from": issued,
        "valid_to": _years_later(issued, 6),
        "review_by": _years_later(issued, 3),
    }


def _years_later(day: str, years: int) -> str:
    return f"{int(day[:4]) + years}{day[4:]}"
