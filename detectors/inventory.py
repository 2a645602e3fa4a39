"""Profiles made ready for many pages: one pass finds which bodies a page is like.

A hundred profiles must not cost a hundred times one. Every phrase longer than a
shingle is filed under its rarest-looking shingle; the shingles that a page shares
with that file name the few phrases worth comparing.
"""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from rapidfuzz import fuzz

from casebook.errors import InputError
from casebook.profiles import Kind, Profile, Profiles
from casebook.urls import ascii_host
from detectors.page import Page
from detectors.plaintext import flat, shingles

NEAR = 86.0
"""rapidfuzz ratio from which a phrase with some characters exchanged still counts:
peers.md B3 measured 85 on identity markers; two of fourteen characters give 86."""
_FUZZY_MIN = 8

# Second-level names under which anybody can register nothing: only the registry's
# own kind of holder may. Beside the profiles' suffixes these make a host institutional.
RESTRICTED = ("gov.cn", "edu.cn", "mil.cn", "ac.cn", "xn--zfr164b", "政务.cn")

# Words that stand on most government sites and on many others: containing them is
# no copying. A small background, because the bodies' own references are the large one.
EVERYDAY = (
    "首页 机构 新闻 公开 服务 互动 专题 政务公开 政务服务 互动交流 信息公开 通知公告 "
    "政策法规 政策解读 "
    "中华人民共和国 人民政府 版权所有 主办单位 承办单位 技术支持 联系我们 关于我们 "
    "网站地图 网站声明 设为首页 加入收藏 "
    "京ICP备 公网安备 网站标识码 建议使用浏览器 无障碍浏览 长者专区 "
    "扫一扫在手机打开当前页 打印本页 关闭窗口 友情链接 "
    "请输入关键字 请输入姓名 请输入证件号码 请输入验证码 证件类型 证件号码 身份证 "
    "姓名 验证码 查询 重置 登录 注册 搜索 "
    "当前位置 字体大中小 发布时间 信息来源 浏览次数 责任编辑 上一篇 下一篇 分享到 "
    "微信 微博 返回顶部 更多"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """Something a body's pages say, ready to be looked for."""

    profile: str
    field: str
    """Name of the profile's field it comes from."""
    text: str
    """As the profile has it."""
    flat: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A marker that stands on a page."""

    marker: Marker
    score: float
    """1.0 word for word, less where characters were exchanged."""


_FIELDS = ("names", "titles", "headings", "phrases", "menus", "form_fields", "accounts")
_SHORT_FIELDS = ("names", "titles", "accounts")
_SHORT_MIN = 3
_SHARE_MIN = 0.2
_CALLED = re.compile(r"[\"'`](?:(?:https?:)?//[^/\"'`\s]{1,80})?(/[\w./-]{4,120})")
_HOSTS_KEPT = 20_000
_WHOLE = 1_000_000
_EVERYDAY_LESS = 5


class Inventory:
    """The bodies of one :class:`Profiles`, indexed.

    Attributes:
        profiles: what it was made from.
        generic: the profiles of kind ``generic``.
        specific: all others.
        platforms: names of the inquiry platforms among them.
        menus: the longer entries of each specific body's menu.
    """

    def __init__(self, profiles: Profiles) -> None:
        self.profiles = profiles
        every = tuple(profiles.by_name.values())
        self.generic = tuple(p for p in every if p.kind is Kind.GENERIC)
        self.specific = tuple(p for p in every if p.kind is not Kind.GENERIC)
        self.platforms = frozenset(p.name for p in every if p.kind is Kind.PLATFORM)
        # 首页, 新闻, 公开 and 服务 stand on every government site's menu.
        self.menus = tuple(
            (profile, entries)
            for profile in self.specific
            if (entries := frozenset(m for m in map(flat, profile.menus) if len(m) > 2))  # noqa: PLR2004 - as above
        )
        self._owners: dict[str, Profile] = {}
        for profile in every:
            for host in profile.hosts:
                self._owners.setdefault(_ascii(host), profile)
        self._official: dict[str, bool] = {}
        self._government = {_ascii(s) for p in every for s in p.suffixes}
        self._restricted = {_ascii(s) for s in RESTRICTED} | self._government
        self._long: dict[str, list[int]] = defaultdict(list)
        self._markers: list[tuple[Marker, int]] = []
        self._short: list[Marker] = []
        for marker in _markers(self.specific):
            self._add(marker)
        self._runs: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._references: list[tuple[str, str, int]] = []
        self._add_references()
        self._traces = tuple(
            (p, frozenset(p.class_names), p.api_paths, p.statistics_ids)
            for p in self.specific
        )
        self._shares: WeakKeyDictionary[Page, tuple[tuple[str, float, str], ...]] = (
            WeakKeyDictionary()
        )
        self._seen: WeakKeyDictionary[Page, Mapping[str, tuple[Hit, ...]]] = (
            WeakKeyDictionary()
        )

    def owner(self, host: str) -> Profile | None:
        """Return the body that *host* belongs to, on label boundaries; longest wins."""
        return next(
            (self._owners[root] for root in _roots(host) if root in self._owners), None
        )

    def is_government(self, host: str) -> bool:
        """Whether only government bodies can register *host*."""
        return any(root in self._government for root in _roots(host))

    def is_restricted(self, host: str) -> bool:
        """Whether *host* is under a suffix that is given to institutions only."""
        return any(root in self._restricted for root in _roots(host))

    def is_official(self, host: str) -> bool:
        """Whether *host* is on the inventory or under a government suffix."""
        known = self._official.get(host)
        if known is None:
            known = self.owner(host) is not None or self.is_government(host)
            if len(self._official) < _HOSTS_KEPT:
                self._official[host] = known
        return known

    def hits(self, page: Page) -> Mapping[str, tuple[Hit, ...]]:
        """Return what of each specific body stands on *page*, by profile name."""
        if page not in self._seen:
            self._seen[page] = self._find(page)
        return self._seen[page]

    def contained(self, page: Page) -> tuple[tuple[str, float, str], ...]:
        """Return profile, share and URL of the official page best contained in *page*.

        One entry a profile that has references, where at least one run is shared.
        """
        if page not in self._shares:
            self._shares[page] = tuple(self._contained(page))
        return self._shares[page]

    def _contained(self, page: Page) -> Iterator[tuple[str, float, str]]:
        shared: dict[int, int] = defaultdict(int)
        for run in page.shingles & self._runs.keys():
            for number, weight in self._runs[run]:
                shared[number] += weight
        best: dict[str, tuple[float, str]] = {}
        # Whole numbers, so that the sums do not depend on the order of a set.
        for number, weight in sorted(shared.items()):
            name, url, total = self._references[number]
            best[name] = max(best.get(name, (0.0, "")), (weight / total, url))
        for name, (share, url) in sorted(best.items()):
            yield name, share, url

    def traced(self, page: Page) -> tuple[Profile, ...]:
        """Return the specific bodies of whose machinery something stands on *page*."""
        # The few strings that look like paths, not the whole markup once a body.
        html = page.shielded.html
        called = "\n".join(_CALLED.findall(html))
        return tuple(
            profile
            for profile, classes, paths, ids in self._traces
            if classes & page.classes
            or any(path in called for path in paths)
            or any(identifier in html for identifier in ids)
        )

    def _add_references(self) -> None:
        """File the runs of every reference.

        What several bodies share weighs less, and what stands on few of a body's own
        pages does: news change daily, the frame round them stays.
        """
        everyday = shingles(flat(EVERYDAY))
        own = {
            profile.name: [shingles(flat(page.text)) for page in profile.references]
            for profile in self.specific
            if profile.references
        }
        bodies = Counter(run for pages in own.values() for run in set().union(*pages))
        for profile in self.specific:
            pages = own.get(profile.name, [])
            kept = Counter(run for runs in pages for run in runs)
            for page, runs in zip(profile.references, pages, strict=True):
                weights = {
                    run: _WHOLE
                    * kept[run]
                    // (len(pages) * bodies[run])
                    // (_EVERYDAY_LESS if run in everyday else 1)
                    for run in runs
                }
                for run, weight in weights.items():
                    self._runs[run].append((len(self._references), weight))
                total = sum(weights.values()) or 1
                self._references.append((profile.name, page.url, total))

    def _add(self, marker: Marker) -> None:
        runs = shingles(marker.flat)
        if not runs:
            if marker.field in _SHORT_FIELDS and len(marker.flat) >= _SHORT_MIN:
                self._short.append(marker)
            return
        self._markers.append((marker, len(runs)))
        for run in runs:
            self._long[run].append(len(self._markers) - 1)

    def _find(self, page: Page) -> Mapping[str, tuple[Hit, ...]]:
        counts: Counter[int] = Counter()
        for run in page.shingles & self._long.keys():
            counts.update(self._long[run])
        found: dict[str, list[Hit]] = defaultdict(list)
        for number, count in sorted(counts.items()):
            marker, runs = self._markers[number]
            score = _score(marker.flat, page.flat, count / runs)
            if score:
                found[marker.profile].append(Hit(marker=marker, score=score))
        for marker in self._short:
            if marker.flat in page.flat:
                found[marker.profile].append(Hit(marker=marker, score=1.0))
        return {name: tuple(hits) for name, hits in sorted(found.items())}


def inventory_of(profiles: Profiles) -> Inventory:
    """Return the inventory made of *profiles*, made once and kept.

    Kept by identity: profiles hold dictionaries, so they cannot be hashed.
    """
    for known in _made:
        if known.profiles is profiles:
            return known
    _made.appendleft(Inventory(profiles))
    return _made[0]


_made: deque[Inventory] = deque(maxlen=4)


def _markers(profiles: Iterable[Profile]) -> Iterator[Marker]:
    for profile in profiles:
        for field in _FIELDS:
            for text in getattr(profile, field):
                yield Marker(
                    profile=profile.name, field=field, text=text, flat=flat(text)
                )


def _score(needle: str, text: str, share: float) -> float:
    if share == 1.0 and needle in text:
        return 1.0
    # The shorter is looked for in the longer: a page must not be found in a phrase.
    if len(needle) < _FUZZY_MIN or share < _SHARE_MIN or len(text) < len(needle):
        return 0.0
    ratio = fuzz.partial_ratio(needle, text, score_cutoff=NEAR)
    return ratio / 100 if ratio >= NEAR else 0.0


def _roots(host: str) -> Iterator[str]:
    """Yield *host*, then what is left of it label by label."""
    rest = host
    while rest:
        yield rest
        rest = rest.partition(".")[2]


def _ascii(host: str) -> str:
    try:
        return ascii_host(host)
    except InputError:
        return host
