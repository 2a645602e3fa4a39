"""Look-alikes of Chinese characters: radicals, and forms used in other countries.

Kangxi radicals (⼯ for 工) become the ordinary character under NFKC; those of the
radicals supplement (⻔ for 门) and foreign forms (査 for 查) do not.
"""

import unicodedata

from testbed.markup import map_attributes, map_text

KANGXI = {
    unicodedata.normalize("NFKC", chr(code)): chr(code)
    for code in range(0x2F00, 0x2FD6)
}
SUPPLEMENT = {"见": "⻅", "贝": "⻉", "车": "⻋", "长": "⻓", "门": "⻔", "页": "⻚"}
FOREIGN = {"查": "査", "内": "內", "别": "別", "户": "戶", "录": "彔", "清": "淸"}
FOREIGN |= {"值": "値", "真": "眞", "没": "沒"}

TABLE = str.maketrans(KANGXI | SUPPLEMENT | FOREIGN)


def apply(html: str) -> str:
    """Replace each character that has a look-alike, in the title too."""
    return map_attributes(map_text(html, disguise), disguise)


def disguise(text: str) -> str:
    r"""Return *text* with look-alikes.

    >>> ascii(disguise("查工门"))
    "'\\u67fb\\u2f2f\\u2ed4'"
    """
    return text.translate(TABLE)
