"""How much of an official page stands in another: its words, and the files it draws.

All references are filed together by their runs of characters, so a hundred bodies
cost little more than one. A run that several bodies share weighs less, and one that
many share is left out: it is the language's own.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from casebook.profiles import Profile
from detectors.pages.plaintext import flat, shingles

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
SHARED_MAX = 6
"""Bodies that may share a run; what more of them share tells none of them."""
FILE_BODIES_MAX = 2
"""Bodies that may share the name of a file; more use the same content system."""
FILE_MIN = 6
"""Letters of a file's name with its ending; shorter ones are anybody's."""
_WHOLE = 1_000_000
_EVERYDAY_LESS = 5
_EVERYBODYS = (
    "jquery", "bootstrap", "swiper", "layui", "vue", "react", "echarts", "common",
    "index", "main", "style", "logo", "favicon", "reset", "public", "base", "app",
    "slide", "share", "search", "banner", "icon", "top", "footer", "header", "bg",
    "less", "css", "js", "home", "default", "global", "video", "polyfill", "axios",
    "conac", "jiucuo", "wza", "ewm", "weixin", "weibo", "print", "gongan", "beian",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Contained:
    """The official page of one body that is best contained in a page."""

    profile: str
    share: float
    """Of its words, 0 to 1."""
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesDrawn:
    """Files of one body's own that a page draws in under the same names."""

    profile: str
    share: float
    """Of the files that the official page draws and few other bodies do."""
    url: str
    names: tuple[str, ...]


class References:
    """The reference pages of several bodies, indexed."""

    def __init__(self, bodies: Iterable[Profile]) -> None:
        self._runs: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._pages: list[tuple[str, str, int]] = []
        self._files: dict[str, list[int]] = defaultdict(list)
        self._file_totals: list[tuple[str, str, int]] = []
        referenced = [body for body in bodies if body.references]
        self._add_words(referenced)
        self._add_files(referenced)

    @property
    def runs(self) -> AbstractSet[str]:
        """Runs of characters of every reference."""
        return self._runs.keys()

    def words(self, page_runs: frozenset[str]) -> Iterator[Contained]:
        """Yield the page best contained of each body that shares a run."""
        shared: dict[int, int] = defaultdict(int)
        for run in page_runs & self._runs.keys():
            for number, weight in self._runs[run]:
                shared[number] += weight
        best: dict[str, tuple[float, str]] = {}
        # Whole numbers, so that the sums do not depend on the order of a set.
        for number, weight in sorted(shared.items()):
            name, url, total = self._pages[number]
            best[name] = max(best.get(name, (0.0, "")), (weight / total, url))
        for name, (share, url) in sorted(best.items()):
            yield Contained(profile=name, share=share, url=url)

    def files(self, names: Iterable[str]) -> Iterator[FilesDrawn]:
        """Yield the page of each body most of whose own files are among *names*."""
        shared: dict[int, list[str]] = defaultdict(list)
        for name in sorted(self._files.keys() & set(names)):
            for number in self._files[name]:
                shared[number].append(name)
        best: dict[str, FilesDrawn] = {}
        for number, found in sorted(shared.items()):
            body, url, total = self._file_totals[number]
            share = len(found) / total
            if body not in best or share > best[body].share:
                best[body] = FilesDrawn(
                    profile=body, share=share, url=url, names=tuple(found)
                )
        yield from (best[body] for body in sorted(best))

    def _add_words(self, bodies: list[Profile]) -> None:
        """File the runs of every reference.

        What stands on few of a body's own pages weighs less: news change daily, the
        frame round them stays.
        """
        everyday = shingles(flat(EVERYDAY))
        own = {
            body.name: [shingles(flat(page.text)) for page in body.references]
            for body in bodies
        }
        owners = Counter(run for pages in own.values() for run in set().union(*pages))
        for body in bodies:
            pages = own[body.name]
            kept = Counter(run for runs in pages for run in runs)
            for page, runs in zip(body.references, pages, strict=True):
                weights = {
                    run: _WHOLE
                    * kept[run]
                    // (len(pages) * owners[run])
                    // (_EVERYDAY_LESS if run in everyday else 1)
                    for run in runs
                    if owners[run] <= SHARED_MAX
                }
                for run, weight in weights.items():
                    self._runs[run].append((len(self._pages), weight))
                total = sum(weights.values()) or 1
                self._pages.append((body.name, page.url, total))

    def _add_files(self, bodies: list[Profile]) -> None:
        own = [
            (body.name, page.url, frozenset(filter(is_own_file, page.resource_names)))
            for body in bodies
            for page in body.references
        ]
        owners = Counter(
            name
            for body in bodies
            for name in set().union(*(found for b, _, found in own if b == body.name))
        )
        for body, url, names in own:
            telling = [n for n in sorted(names) if owners[n] <= FILE_BODIES_MAX]
            for name in telling:
                self._files[name].append(len(self._file_totals))
            self._file_totals.append((body, url, max(1, len(telling))))


def is_own_file(name: str) -> bool:
    """Whether the *name* of a file tells anything of the site that draws it.

    >>> is_own_file("jquery-3.6.0.min.js"), is_own_file("W020240312.png")
    (False, True)
    """
    lowered = name.lower()
    return len(name) >= FILE_MIN and "." in name and not lowered.startswith(_EVERYBODYS)
