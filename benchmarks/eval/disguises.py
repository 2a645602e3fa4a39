"""Evasions that change how the words of a page are written or drawn.

Written apart from the testbed's techniques, on which the weights are fitted, and for
any saved page, so that a figure made with these says something of a hand the judge
has not seen. Each takes a whole page and returns one; nothing is left to chance.
"""

import base64
import hashlib
import re

import opencc

from testbed.markup import HAN, map_attributes, map_text, with_style

_LOOK_ALIKE = str.maketrans(
    "工口土日月木火水田目石立竹米老耳肉自舌舟色行衣见角言谷贝走足身车里金长门面革音页风"
    "飞食首香马高鬼鱼鸟黑鼓查国应内别",
    "⼯⼝⼟⽇⽉⽊⽕⽔⽥⽬⽯⽴⽵⽶⽼⽿⾁⾃⾆⾈⾊⾏⾐⻅⾓⾔⾕⻉⾛⾜⾝⻋⾥⾦⻓⻔⾯⾰⾳⻚⻛"
    "⻜⻝⾸⾹⻢⾼⻤⻥⻦⿊⿎査囯応內別",
)
_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_NAMES = re.compile(r"\b(class|id)=([\"'])([^\"']*)\2")
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")
_ICON = re.compile(r"<link\b[^>]*\bicon\b[^>]*>", re.IGNORECASE)
_PICTURE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_FIRST_PICTURES = 3
_PRIVATE = 0xE000
_PRIVATE_SPAN = 0x1800


def zero_width(html: str) -> str:
    """Put one of several invisible characters after every second letter."""
    signs = "\u200c\u2060\ufeff\u200d"

    def change(text: str) -> str:
        return "".join(
            letter + (signs[place // 2 % len(signs)] if place % 2 else "")
            for place, letter in enumerate(text)
        )

    return map_attributes(map_text(html, change), change)


def look_alike(html: str) -> str:
    """Write radicals and foreign forms for the characters they look like."""

    def change(text: str) -> str:
        return text.translate(_LOOK_ALIKE)

    return map_attributes(map_text(html, change), change)


def traditional(html: str) -> str:
    """Write the page as it is written in Hong Kong."""
    convert = opencc.OpenCC("s2hk").convert
    return map_attributes(map_text(html, convert), convert)


def full_width(html: str) -> str:
    """Write letters and digits full-width, and put spaces between the characters."""

    def change(text: str) -> str:
        return "\u2005".join(text.translate(_FULL_WIDTH))

    return map_text(html, change)


def soft_hyphens(html: str) -> str:
    """Offer a break between any two characters, by element and by soft hyphen."""

    def change(text: str) -> str:
        return "<wbr>".join(f"{letter}&shy;" for letter in text)

    return map_text(html, change, title=False)


def split_spans(html: str) -> str:
    """Set each character in an element of its own, empty ones between them."""

    def change(text: str) -> str:
        return "".join(f"<span>{x}</span><i></i>" for x in text)

    return map_text(html, change, title=False)


def hidden_letters(html: str) -> str:
    """Put letters that a style rule hides among those of each word."""

    def change(text: str) -> str:
        return "".join(
            f"{x}<em class=zz9>的</em>" if n % 2 else x for n, x in enumerate(text)
        )

    return with_style(map_text(html, change, title=False), ".zz9{display:none}")


def style_content(html: str) -> str:
    """Draw the words by rules of the style sheet, plain, after empty elements."""
    rules: dict[str, str] = {}

    def change(text: str) -> str:
        name = rules.setdefault(text.strip(), f"w{len(rules)}")
        return f'<s data-w class="{name}"></s>'

    page = map_text(html, change, title=False)
    css = "".join(
        f".{name}:after{{ content: '{_quoted(text)}' }}\n"
        for text, name in rules.items()
    )
    return with_style(page, css)


def style_attributes(html: str) -> str:
    """Keep the words in attributes, which one rule draws."""

    def change(text: str) -> str:
        return f'<s data-t="{" ".join(text.split()).replace(chr(34), "”")}"></s>'

    return with_style(
        map_text(html, change, title=False), "s::after{content:attr(data-t)}"
    )


def turned(html: str) -> str:
    """Store the text back to front and have it drawn from right to left."""

    def change(text: str) -> str:
        return f'<bdo dir="rtl">{text[::-1]}</bdo>'

    return map_text(html, change, title=False)


def own_font(html: str) -> str:
    """Write private-use characters that only the page's own font draws."""

    def change(text: str) -> str:
        return "".join(
            chr(_PRIVATE + ord(x) % _PRIVATE_SPAN) if HAN.match(x) else x for x in text
        )

    page = map_text(html, change, title=False)
    return with_style(
        page, "@font-face{font-family:k;src:url(k.woff2)}*{font-family:k}"
    )


def line_pictures(html: str) -> str:
    """Show each run of text as a picture fetched from the page's own folder."""

    def change(text: str) -> str:
        name = hashlib.sha256(text.encode()).hexdigest()[:10]
        return f'<img src="t/{name}.png" height=18>'

    return map_text(html, change, title=False)


def entities(html: str) -> str:
    """Write every Chinese character as a numeric entity."""

    def change(text: str) -> str:
        return "".join(f"&#x{ord(x):x};" if HAN.match(x) else x for x in text)

    return map_attributes(map_text(html, change), change)


def renamed(html: str) -> str:
    """Give classes and ids other names, in markup and style sheets."""

    def name(old: str) -> str:
        return "k" + hashlib.sha256(old.encode()).hexdigest()[:5]

    def names(found: re.Match[str]) -> str:
        return f'{found[1]}="{" ".join(map(name, found[3].split()))}"'

    return _NAMES.sub(names, html)


def reskinned(html: str) -> str:
    """Give every colour another, and the whole another font and width."""

    def other(found: re.Match[str]) -> str:
        return "#" + hashlib.sha256(found[0].encode()).hexdigest()[:6]

    skin = "body{max-width:720px;margin:0 auto;font-family:serif;background:#fdf6e3}"
    return with_style(_COLOUR.sub(other, html), skin)


def redrawn_logos(html: str) -> str:
    """Replace the first pictures by others of the impostor's, the icon by none."""
    count = 0

    def other(found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        if count > _FIRST_PICTURES:
            return found[0]
        data = base64.b64encode(f"GIF89a{count}".encode()).decode()
        return f'<img src="data:image/gif;base64,{data}">'

    return _PICTURE.sub(other, no_icon(html))


def no_icon(html: str) -> str:
    """Take the page's icon away."""
    return _ICON.sub("", html)


def _quoted(text: str) -> str:
    return " ".join(text.split()).replace("'", "’")
