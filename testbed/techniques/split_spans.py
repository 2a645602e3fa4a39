"""Each Chinese character in an element of its own, with hidden letters between."""

from testbed.markup import HAN, map_text, with_style

# One decoy after every third character keeps the page's size within reason.
DECOY_EVERY = 3


def apply(html: str) -> str:
    """Split the body's text; the title cannot hold elements and stays."""
    style = "i.o7{display:none}b{font-weight:inherit}"
    return with_style(map_text(html, split, title=False), style)


def split(text: str) -> str:
    """Return *text* with its characters in elements, and decoys that are not shown.

    >>> split("查询网站")
    '<b>查</b><b>询</b><b>网</b><i class="o7">p</i><b>站</b>'
    """
    out = []
    count = 0
    for character in text:
        if not HAN.match(character):
            out.append(character)
            continue
        out.append(f"<b>{character}</b>")
        count += 1
        if count % DECOY_EVERY == 0:
            out.append(f'<i class="o7">{chr(97 + ord(character) % 26)}</i>')
    return "".join(out)
