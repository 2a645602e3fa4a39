"""How fast posts are judged, and how fast and small a million of them are grouped.

    python benchmarks/ads.py [--posts 1000000] [--judged 5000]

Posts are made up from ``benchmarks/eval/ads_words.toml``. Times are of the processor,
so a busy machine does not change them; memory is the highest that was resident.
"""

import argparse
import itertools
import random
import resource
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "eval"))

from ads_texts import Made, campaigns

from detectors.ads import Post, contacts_in, group_posts, judge_ad

FIRST_DAY = date(2026, 11, 1)
PLATFORMS = 12
ACCOUNTS = 4_000
SIDES = ("fit", "held", "last")
DENSE_FROM = 110
"""Characters at which posts joined into one are dense: two or three of them."""


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--posts", type=int, default=1_000_000)
    arguments.add_argument("--judged", type=int, default=5_000)
    options = arguments.parse_args()
    made = [
        post
        for side in SIDES
        for post in campaigns(side, per_frame=12, posts=4, seed=7)
    ]
    _judged([post.text for post in made], options.judged)
    _judged(_dense(made), options.judged)
    _read(made)
    _grouped([p for p in made if p.label in {"seller", "cheating"}], options.posts)


def _dense(made: list[Made]) -> list[str]:
    """Return posts of one label joined until each is long and full of words."""
    joined: list[str] = []
    for label in sorted({post.label for post in made}):
        texts = [post.text for post in made if post.label == label]
        random.Random(3).shuffle(texts)
        so_far = ""
        for text in texts:
            so_far += f"{text}，"
            if len(so_far) >= DENSE_FROM:
                joined.append(so_far)
                so_far = ""
    random.Random(3).shuffle(joined)
    return joined


def _judged(posts: list[str], count: int) -> None:
    texts = list(itertools.islice(itertools.cycle(posts), count))
    for text in texts[:200]:
        judge_ad(text)
    began = time.process_time()
    for text in texts:
        judge_ad(text)
    taken = time.process_time() - began
    length = sum(map(len, texts)) / len(texts)
    print(f"judge_ad: {count / taken:,.0f} texts/s of {length:.0f} characters")


def _read(made: list[Made]) -> None:
    """Print how often exactly the contacts that were written are read."""
    exact = total = 0
    for post in made:
        if post.contacts:
            wanted = {f"{c.kind}:{c.value}" for c in post.contacts}
            values = {c.value for c in post.contacts}
            got = contacts_in(post.text)
            total += 1
            exact += wanted <= {c.key for c in got} and values >= {
                c.value for c in got if not c.value.startswith("0")
            }
    print(f"contacts: {exact}/{total} posts exact ({exact / total:.4f})")


def _grouped(made: list[Made], count: int) -> None:
    origin: list[str] = []
    began = time.process_time()
    grouped = list(group_posts(_posts(made, count, origin)))
    taken = time.process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    frames = [{_frame(origin[int(i)]) for i in c.posts} for c in grouped]
    pairs = zip(grouped, frames, strict=True)
    mixed = sum(len(c.posts) for c, names in pairs if len(names) > 1)
    parts = len({origin[int(i)] for c in grouped for i in c.posts})
    print(
        f"group_posts: {count:,} posts in {taken:,.0f} s, {memory:,.0f} MB; "
        f"{len(grouped):,} campaigns of {parts:,} made; "
        f"{mixed / count:.2%} of posts in a campaign of several frames"
    )


def _posts(made: list[Made], count: int, origin: list[str]) -> Iterator[Post]:
    """Yield *count* posts: the made ones, each time with another opening."""
    draw = random.Random(11)
    for number in range(count):
        post = made[draw.randrange(len(made))]
        origin.append(post.campaign)
        opening = f"{draw.randrange(10**6)} " if draw.random() < 0.5 else ""  # noqa: PLR2004
        yield Post(
            id=str(number),
            text=f"{opening}{post.text}",
            platform=f"board-{number % PLATFORMS}",
            account=f"user{draw.randrange(ACCOUNTS)}",
            day=FIRST_DAY + timedelta(days=number % 30),
        )


def _frame(campaign: str) -> str:
    """Return the frame of a made campaign, without which of its campaigns it is."""
    return campaign.rpartition("|")[0]


if __name__ == "__main__":
    main()
