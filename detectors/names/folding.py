"""Letters that look alike, folded to one: the skeleton by which names are compared.

After Unicode TR #39 (a skeleton for each name, names alike when skeletons are equal),
with a table cut down to what a registry lets into a label and what reads as Latin on
a phone, and with the shapes that TR #39 leaves out because they are plain ASCII
(``rn`` for ``m``, ``0`` for ``o``). Protected words are folded in the same way, so
a fold that is wrong for one word is wrong on both sides and does no harm.
"""

import re
import unicodedata
from functools import cache

import opencc

# Cyrillic, Greek, Armenian, Latin extensions that read as the ASCII letter.
# Source: Unicode confusables.txt (TR #39), the rows whose target is a-z; to these are
# added the forms dnstwist lists (м, к, т, н …) because its users meet them.
_SHAPES = {
    "a": "аạąαɑаǎăȧǟӑӓ",
    "b": "ЬьƅʙḃḅɓƄ",
    "c": "сϲᴄҫċćĉč",
    "d": "ԁɗđḍḋďժ",
    "e": "еҽɘэёẹėęěĕєҿ",
    "f": "ƒḟϝ",
    "g": "ɡġğǥǵցģ",
    "h": "һհḥḧнђ",
    "i": "іıɩιḭỉịǐїӏ",
    "j": "јʝɉϳ",
    "k": "кκқḳķⲕ",
    "l": "ⅼḷļĺľłӏ",
    "m": "мṃṁɱⅿʍϻ",
    "n": "пηńṅṇñņňɳոŋ",
    "o": "оοօọȯơσөøо",
    "p": "рρƿṗ",
    "q": "ԛգʠɋ",
    "r": "гŕřṛṙɾɼґ",
    "s": "ѕṣşșśšʂꜱ",
    "t": "тτţțṭťŧ",
    "u": "υսцųụǔŭűµ",
    "v": "νѵṿⱱv",
    "w": "ԝшωѡẃẁẉŵɯ",
    "x": "хχҳẋ",
    "y": "уγүýỳỵÿʏұ",
    "z": "ʐżźžẓᴢ",
}
_LETTER_OF = {
    ord(shape): letter for letter, shapes in _SHAPES.items() for shape in shapes
}

# Digits and letters read for one another. ``i`` goes to ``l`` because ``1`` is both.
SHAPES_FROM, SHAPES_TO = "0135iq", "oleslg"
_ASCII = str.maketrans(SHAPES_FROM, SHAPES_TO)
_HAN = re.compile("[\u3400-\u9fff]")
PAIRS = (("rn", "m"), ("nn", "m"), ("vv", "w"))
"""Two letters drawn like one, replaced in this order."""


def plain(text: str) -> str:
    """Return *text* in ASCII letters where it looks like them, else as it is.

    Full-width forms, accents and look-alikes of other scripts become the letter;
    Chinese characters become
    simplified ones.

    >>> plain("mеm"), plain("ｍém"), plain("應急")
    ('mem', 'mem', '应急')
    """
    if text.isascii():
        return text.lower()
    if _HAN.search(text):
        text = _simplified(text)
    # Before NFKC, which makes a final sigma of the letter that looks like c.
    drawn = text.lower().translate(_LETTER_OF)
    wide = unicodedata.normalize("NFKC", drawn).casefold().translate(_LETTER_OF)
    split = unicodedata.normalize("NFD", wide)
    bare = "".join(c for c in split if not unicodedata.combining(c))
    return bare.translate(_LETTER_OF)


@cache
def _simplified(text: str) -> str:
    return _converter().convert(text)  # type: ignore[no-any-return]


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def shape(letters: str) -> str:
    """Fold ASCII look-alikes one for one, so that positions stay.

    >>> shape("y1ngji0")
    'ylngjlo'
    """
    return letters.translate(_ASCII)


def merged(shaped: str) -> str:
    """Fold pairs too; *shaped* comes from :func:`shape`.

    >>> merged("rnern")
    'mem'
    """
    for pair, letter in PAIRS:
        shaped = shaped.replace(pair, letter)
    return shaped
