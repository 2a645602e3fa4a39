"""Official pages made into what they are compared by.

``profile refresh`` and ``profile add`` keep these fingerprints; a drafted profile is a
proposal for a person to read, not knowledge.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from casebook.profiles import ReferencePage
from detectors import organs
from detectors.pages.page import Page
from detectors.pages.plaintext import CJK, flat
from detectors.pages.skeleton import tag_paths
from detectors.pictures import Picture

TEXT_MAX = 60_000
_RESOURCES_MAX = 200
_MENU_MAX = 24
_PHRASES_MAX = 40
_CLASSES_MAX = 12
_ICP = re.compile(
    r"[\u4e00-\u9fff]\s?ICP\s?备\s?(?:案号)?:?\s?\d{5,10}号?(?:-\d{1,3})?"
)
_POLICE = re.compile(r"[\u4e00-\u9fff]公网安备\s*:?\s*\d{12,14}号?")
_CODE = re.compile(r"标识码\s*:?\s*((?:bm|BM)\d{8}|\d{10})")
_STATISTICS = re.compile(
    r"hm\.baidu\.com/(?:hm|h)\.js\?([0-9a-f]{32})|[?&]id=(\d{6,12})&web_id"
)
_API = re.compile(r"[\"'`](/[A-Za-z][\w./-]{6,80})[\"'`]")
_API_MIN = 12
"""Characters; shorter paths, such as /api/upload, are anybody's."""
_ASSET = re.compile(
    r"\.(?:js|css|png|jpe?g|gif|svg|ico|woff2?|html?|shtml)$", re.IGNORECASE
)
_OWN_CLASS = re.compile(r"[a-z][\w]*[-_][\w-]{3,}|[a-z]+[A-Z]\w{3,}")
# Class names of frameworks and content systems, which say nothing of a body.
_EVERYBODYS = re.compile(
    r"^(?:el-|ant-|layui|swiper|btn|col-|row-|icon|fa-|glyphicon|nav-|navbar|form-|"
    r"input-|modal|bdshare|bds_|carousel|dropdown|"
    r"container|main-|content-|footer-|header-|list-|text-|top-|left-|right-|item-|"
    r"weui|van-|mui-|uni-|jq-|ui-|slide|tab-|clear)"
)
_FOOTER = re.compile(
    r"版权|主办|承办|ICP|公网安备|标识码|地址|电话|邮箱|邮编|维护|建议使用|浏览器|"
    r"分辨率|联系"
)
_SENTENCE = re.compile(
    r"请|本系统|提示|本站|本网|版权|主办|查询结果|如有|咨询|建议使用|平台|说明"
)


def reference_page(
    url: str,
    html: bytes,
    *,
    at: datetime,
    pictures: Iterable[tuple[str, bytes]] = (),
    screenshot: bytes | None = None,
) -> ReferencePage:
    """Return the fingerprints of one official page.

    Args:
        url: where it stands.
        html: its bytes.
        at: UTC, when it was captured or saved.
        pictures: kind (``icon`` or ``image``) and bytes of pictures on it.
        screenshot: PNG of its first screen or more, or None.
    """
    page = Page(where="reference", url=url, body=html)
    drawn = [(kind, Picture(kind=kind, url=url, data=data)) for kind, data in pictures]
    shot = Picture(kind="screenshot", url=url, data=screenshot or b"")
    fields = [field.label for form in page.forms for field in form.fields]
    return ReferencePage(
        url=url,
        captured_at=at,
        sha256=sha256(html).hexdigest(),
        title=page.title,
        text="\n".join((page.title, page.text, *page.labels))[:TEXT_MAX],
        tag_paths=tag_paths(page),
        resource_names=tuple(dict.fromkeys(_ends(page)))[:_RESOURCES_MAX],
        form_fields=tuple(dict.fromkeys(label for label in fields if label)),
        picture_hashes=tuple(
            dict.fromkeys(f"{kind}:{p.hash}" for kind, p in drawn if p.hash)
        ),
        screenshot_hash=shot.first_screen_hash,
    )


def profile_from_pages(
    name: str, hosts: Sequence[str], pages: Sequence[tuple[str, bytes]], *, date: str
) -> dict[str, Any]:
    """Draft a profile from saved *pages* of a body, in the form of a profile's TOML.

    What stands on several of the pages, or where a site puts its own name, is taken;
    the words of articles are not. Empty lists are left out.

    Args:
        name: of the profile.
        hosts: official hosts.
        pages: URL and bytes of each saved page.
        date: ISO date on which they were read.

    Raises:
        ValueError: *pages* is empty.
    """
    if not pages:
        raise ValueError("a profile is drafted from at least one page")
    read = [Page(where="reference", url=url, body=html) for url, html in pages]
    names = _names(read) or [name]
    whole = "\n".join(page.text for page in read)
    html = "\n".join(page.shielded.html for page in read)
    fields = [f.label for page in read for form in page.forms for f in form.fields]
    table: dict[str, Any] = {
        "title": names[0],
        "title_en": name,
        "kind": "platform" if any(_asks(page) for page in read) else "body",
        "hosts": list(dict.fromkeys(hosts)),
        "names": names,
        "titles": _titles(read),
        "headings": _headings(read),
        "menus": _menu(read),
        "phrases": _phrases(read),
        "form_fields": list(
            dict.fromkeys(label for label in fields if CJK.search(label))
        )[:20],
        "api_paths": _api_paths(html),
        "page_paths": [
            p
            for p in (urlsplit(page.url).path.rstrip("/") for page in read)
            if p.count("/") > 1
        ],
        "statistics_ids": list(
            dict.fromkeys(a or b for a, b in _STATISTICS.findall(html))
        ),
        "class_names": _class_names(read),
        "site_codes": list(dict.fromkeys(code.lower() for code in _codes(read, whole))),
        "icp_numbers": list(dict.fromkeys(_compact(_ICP.findall(whole)))),
        "police_numbers": list(dict.fromkeys(_compact(_POLICE.findall(whole)))),
        "host_tokens": _tokens(hosts),
        "sources": [{"url": url, "date": date} for url, _ in pages],
    }
    return {key: value for key, value in table.items() if value != []}


def _ends(page: Page) -> Iterable[str]:
    for part in page.parts:
        end = urlsplit(part.url).path.rsplit("/", 1)[-1]
        if end and not part.url.startswith("data:"):
            yield end


def _names(pages: list[Page]) -> list[str]:
    """Return what the pages call their owner: declared, in footers, ending titles."""
    found: Counter[str] = Counter()
    for page in pages:
        declared = page.meta.get("sitename", "")
        if declared:
            found[declared] += 3
        for sponsor in organs.sponsors(page.bottom)[:4]:
            organ = organs.affiliate(sponsor[:45]) or organs.state_organ(sponsor[:45])
            if organ:
                found[organ] += 2
        organ, sureness = organs.government_title(page.title)
        if sureness == 1.0:
            found[organ] += 2
    return [text for text, _ in found.most_common(5)]


def _titles(pages: list[Page]) -> list[str]:
    """Return whole titles of entrance pages, and what several titles end with."""
    ends = Counter(
        re.split(r"[-_|—–]+", page.title)[-1].strip() for page in pages if page.title
    )
    shared = [end for end, count in ends.items() if count > 1]
    entrances = [page.title for page in pages if len(urlsplit(page.url).path) <= 1]
    chosen = shared + entrances or list(ends)
    return [title for title in dict.fromkeys(chosen) if len(flat(title)) > 3]  # noqa: PLR2004 - too short to tell


def _headings(pages: list[Page]) -> list[str]:
    """Return headings that are no article's: those stand in its title too."""
    found = _shared([page.headings for page in pages], least=6)
    parts = {
        flat(part) for page in pages for part in re.split(r"[-_|—–]+", page.title)[:-1]
    }
    return [text for text in found if flat(text) not in parts][:12]


def _shared(lists: list[tuple[str, ...]], *, least: int) -> list[str]:
    """Return texts that stand in more than one list, or in the only one."""
    counts = Counter(text for texts in lists for text in dict.fromkeys(texts))
    floor = 2 if len(lists) > 1 else 1
    return [
        text
        for text, count in counts.items()
        if count >= floor and len(flat(text)) >= least and CJK.search(text)
    ]


def _menu(pages: list[Page]) -> list[str]:
    lists = [
        tuple(link.text for link in page.links[:60] if 2 <= len(link.text) <= 12)  # noqa: PLR2004 - a menu's word
        for page in pages
    ]
    return _shared(lists, least=2)[:_MENU_MAX]


def _phrases(pages: list[Page]) -> list[str]:
    """Return sentences of forms, notes and footers, and lines that pages share."""
    lists = [page.lines for page in pages]
    shared = _shared(lists, least=8) if len(pages) > 1 else []
    own = [
        run
        for page in pages
        for run in (*filter(_FOOTER.search, page.lines[-60:]), *_notes(page))
        if 8 <= len(run) <= 80 and CJK.search(run)  # noqa: PLR2004 - a sentence, not a word or an article
    ]
    return [p for p in dict.fromkeys(own + shared) if len(p) <= 80][:_PHRASES_MAX]  # noqa: PLR2004 - as above


def _notes(page: Page) -> list[str]:
    """Return lines of advice round a form; an article's lines are none."""
    return [run for run in page.lines if _asks(page) and _SENTENCE.search(run)]


def _asks(page: Page) -> bool:
    return any(
        re.search(r"证件|身份证|姓名|准考证", field.label)
        for form in page.forms
        for field in form.fields
    )


def _api_paths(html: str) -> list[str]:
    """Return paths called by scripts that are long enough to be this platform's own."""
    paths = dict.fromkeys(path.rstrip("/") for path in _API.findall(html))
    return [
        path
        for path in paths
        if path.count("/") > 1 and len(path) >= _API_MIN and not _ASSET.search(path)
    ][:10]


def _class_names(pages: list[Page]) -> list[str]:
    lists = [
        tuple(sorted(name for name in page.classes if is_own_class(name)))
        for page in pages
    ]
    counts = Counter(name for names in lists for name in names)
    return [name for name, _ in counts.most_common(_CLASSES_MAX)]


def is_own_class(name: str) -> bool:
    """Whether the *name* of a class tells anything of the site that uses it.

    >>> is_own_class("cert-query-box"), is_own_class("btn-primary")
    (True, False)
    """
    return bool(_OWN_CLASS.fullmatch(name)) and not _EVERYBODYS.match(name)


def _codes(pages: list[Page], whole: str) -> list[str]:
    declared = [page.meta.get("siteidcode", "") for page in pages]
    return [code for code in declared if len(code) >= 10] + _CODE.findall(whole)  # noqa: PLR2004 - its length


def _compact(numbers: list[str]) -> list[str]:
    return [re.sub(r"[\s:]", "", number) for number in numbers]


def _tokens(hosts: Sequence[str]) -> list[str]:
    """Return the labels that tell *hosts* from others; impostors use them."""
    common = {"www", "gov", "org", "com", "net", "edu", "cn"}
    labels = [label for host in hosts for label in host.split(".")]
    return list(dict.fromkeys(x for x in labels if x not in common and len(x) > 2))  # noqa: PLR2004 - two letters tell nothing
