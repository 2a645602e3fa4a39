"""Made-up posts for the fit and the benchmarks: campaigns, not single texts.

A campaign has one sentence frame, one contact and one degree of disguise, and posts
that differ as a seller's do: places and openings change, signs are thrown in,
characters are traditional or full-width. The sides of ``ads_words.toml`` share no
frame and no phrase; ``ads_moves.toml`` composes posts of moves, and ``ads_posts.toml``
has whole posts, and so have ``ads_offers.toml`` and ``ads_bystanders.toml``, one table
a way of speaking. A family is such a table: what is held out is held out with every
text that speaks that way.
"""

# ruff: noqa: PLR2004 - chances of what is drawn

import random
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import opencc
from ads_contacts import Written, messenger, mobile

FILES = (
    "ads_words.toml",
    "ads_moves.toml",
    "ads_posts.toml",
    "ads_offers.toml",
    "ads_bystanders.toml",
)
LABELS = ("seller", "cheating", "training", "warning", "other")
# Ways of speaking whose frames are all slots say something else each time.
OFTEN = {
    "other_commerce": 6, "near_certificates": 4, "question_more": 3, "job_more": 2,
    "query_titles": 2, "warned_ads": 3, "plain_ads": 2, "quoting_in_full": 3,
}  # fmt: skip
_SLOT = re.compile(r"\{(\w+)\}")
_CITIES = """
    石家庄 太原 沈阳 长春 哈尔滨 南京 苏州 无锡 杭州 宁波 合肥 福州
    南昌 济南 青岛 郑州 武汉 长沙 广州 佛山 东莞 南宁 成都 绵阳
    贵阳 昆明 西安 兰州 西宁 银川 唐山 保定 徐州 温州 临沂 洛阳
"""
_PLACES = tuple(_CITIES.split())
_JOINT = re.compile("(?<=[一-鿿])(?=[一-鿿])")
_PEOPLE = ("黄某", "李某某", "市民周先生", "工人老秦", "张某", "邓某", "何女士")
_SIGNS = "★☆✅🔥💯👉⚡●◆■→"
_TWISTS = {"微": "溦", "证": "證", "办": "办", "考": "攷", "查": "査"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One made-up post."""

    label: str
    style: str
    campaign: str
    text: str
    contacts: tuple[Written, ...]

    @property
    def family(self) -> str:
        """Return side, label and way of speaking, which no fold divides."""
        return self.campaign.rsplit("|", 2)[0]


def campaigns(side: str, *, per_frame: int, posts: int, seed: int) -> Iterator[Made]:
    """Yield posts of one side of the words, *per_frame* campaigns for each frame."""
    words = _words()[side]
    converter = opencc.OpenCC("s2t")
    for label in LABELS:
        for style, frames in words.get(label, {}).items():
            for number, frame in enumerate(frames):
                for again in range(per_frame * OFTEN.get(style, 1)):
                    name = f"{side}|{label}|{style}|{number}|{again}"
                    draw = random.Random(f"{seed}|{name}")
                    yield from _campaign(
                        name,
                        label,
                        style,
                        frame,
                        words["slots"],
                        draw,
                        posts,
                        converter,
                    )


@cache
def _words() -> dict[str, Any]:
    """Return the sides of all files, each with the slots it draws from."""
    sides: dict[str, Any] = {}
    for name in FILES:
        text = Path(__file__).with_name(name).read_text("utf-8")
        for side, tables in tomllib.loads(text).items():
            sides[side] = {
                table: {key: _listed(value) for key, value in listed.items()}
                for table, listed in tables.items()
            }
    for name in ("posts", "offers", "bystanders"):
        sides[name]["slots"] = sides["moves"]["slots"] | sides[name].get("slots", {})
    return sides


def _listed(value: str | list[str]) -> list[str]:
    """Return alternatives: a list, or one a line with ``~`` for an empty one."""
    if isinstance(value, str):
        lines = value.strip().splitlines()
        return ["" if line == "~" else line.replace("⏎", "\n") for line in lines]
    return value


def _campaign(
    name: str,
    label: str,
    style: str,
    frame: str,
    slots: Mapping[str, Sequence[str]],
    draw: random.Random,
    posts: int,
    converter: opencc.OpenCC,
) -> Iterator[Made]:
    """Yield the posts of one campaign."""
    sells = label in {"seller", "cheating"}
    # Schools and employers write their numbers plainly, most of the time; whoever
    # trades in other things hides them from the same filters.
    hidden = (0.0, 0.4, 0.8, 1.0) if sells else (0, 0, 0, 0.2)
    level = draw.choice((0, 0, 0.4, 0.8) if label == "other" else hidden)
    account = messenger(draw, level=level)
    number = mobile(draw, level=level * 0.7)
    traditional = draw.random() < 0.07
    twisted = sells and draw.random() < 0.25
    decorated = draw.random() < (0.35 if sells else 0.2)
    for _ in range(posts):
        filled = _Filled(slots=slots, draw=draw, account=account, number=number)
        text = filled.expand(frame)
        if decorated:
            text = _decorated(draw, text)
        kept = tuple(filled.used)
        if twisted:
            text = _twisted(draw, text, kept)
        if traditional:
            text = converter.convert(text)
        yield Made(label=label, style=style, campaign=name, text=text, contacts=kept)


class _Filled:
    """A frame being filled."""

    def __init__(
        self,
        *,
        slots: Mapping[str, Sequence[str]],
        draw: random.Random,
        account: Written,
        number: Written,
    ) -> None:
        self._slots = slots
        self._draw = draw
        self._account = account
        self._number = number
        self.used: list[Written] = []

    def expand(self, text: str) -> str:
        """Return *text* with every name in braces replaced."""
        return _SLOT.sub(lambda found: self._fill(found[1]), text)

    def _fill(self, name: str) -> str:
        draw = self._draw
        if name == "im":
            self.used.append(self._account)
            return self._account.text
        if name == "tel":
            self.used.append(self._number)
            return self._number.text
        made = {
            "place": lambda: draw.choice(_PLACES),
            "price": lambda: _price(draw),
            "days": lambda: str(draw.randint(2, 15)),
            "person": lambda: draw.choice(_PEOPLE),
            "mask": lambda: draw.choice(
                ("zz***6", "138****0000", "xxxxxx", "“某某证件”")
            ),
            "landline": lambda: (
                f"0{draw.randint(310, 899)}-{draw.randint(2000000, 8999999)}"
            ),
            "link": lambda: f"http://www.{draw.choice('abcdef')}zjcx.test/",
        }
        if name in made:
            return made[name]()
        return self.expand(draw.choice(self._slots[name]))


def _price(draw: random.Random) -> str:
    low = draw.randrange(80, 2000, 10)
    return (
        draw.choice(
            (
                f"{low}元",
                f"{low}块",
                f"¥{low}",
                f"{low}-{low + draw.choice((100, 200))}元",
                "三百五十元",
                f"{low}",
            )
        )
        if draw.random() > 0.1
        else f"{low}.00元"
    )


def _decorated(draw: random.Random, text: str) -> str:
    """Return *text* with signs at some of its joints."""
    return re.sub(
        r"[，！ ]",
        lambda found: draw.choice(_SIGNS) if draw.random() < 0.4 else found[0],
        text,
    )


def _twisted(draw: random.Random, text: str, kept: Sequence[Written]) -> str:
    """Return *text* with words disguised, contacts left as they were drawn."""
    guarded = [contact.text for contact in kept]
    parts = (
        re.split(f"({'|'.join(map(re.escape, guarded))})", text) if guarded else [text]
    )
    out = []
    for part in parts:
        if part in guarded:
            out.append(part)
            continue
        other = "".join(_TWISTS.get(c, c) if draw.random() < 0.4 else c for c in part)
        if draw.random() < 0.3:
            other = _JOINT.sub(lambda _: "\u200b" if draw.random() < 0.2 else "", other)
        out.append(other)
    return "".join(out)
