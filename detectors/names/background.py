"""How probable letters are in names that imitate nobody.

The yardstick of every signal: letters that innocent names often carry prove little,
and a long run of letters that spells a body's name by chance is next to impossible.
"""

import math
from functools import lru_cache

from detectors.names.folding import shape
from detectors.names.pinyin import SYLLABLES

_LETTERS = "abcdefghijklmnopqrstuvwxyz9"

# -ln P(next letter | letter before) in eighths of a nat, one character a value
# (chr(33) is 0); the columns are the letters above and the end of the label. "*" is
# the letter whatever comes before, "^" the first of a label; all digits are "9".
# Counted on the folded labels of 73,220 innocent names (the half of the list of
# 2026-11 whose CRC-32 is even), 2026-11-23.
_COST = {
    "*": "5?:<5A<=~EA2=76=~978<DBD@D@",
    "^": "796;<<8:~>@68=>;~>49AA<A?@A~",
    "a": "H?:;IC?E~LC19/=:~487ACDI>DL5",
    "b": "0A?D2IFG~BJ0BF3H~9:D8QIH?JD4",
    "c": "4E><5IB1~J93D?2E~:>:@OKKDJJ5",
    "d": "4B=A1B@E~HI1B76C~=9C:GFJAGG1",
    "e": "9>9:<EBG~MG6>4BA~258HD@?EK@0",
    "f": "3F@E48FF~FP.GK3G~7?58QFF?GE9",
    "g": "5D?>4F=<~BH2B@6E~9;@6OE=>?J0",
    "h": "0BCB0HCH~HF1EB1E~B@>4UFJAFN5",
    "i": "5?;=5B=>~FB3=87>~:89<ECD@EA6",
    "j": "7F;?:E?A~<A-@C6D~D7;8OB>>>I5",
    "k": "3CBD1DCC~CE1AB8D~B7>9IFM=LH.",
    "l": "4B8<6C?I~IC2>26@~@99@BKEAF?5",
    "m": ".@@G/JAJ~MM2@H3;~H;C=MFK;JJ4",
    "n": "6D;83B0E~D>5EA;F~J86DHGGBGK1",
    "o": "C>>=E==I~J?6:27<~48;6@?CFI@4",
    "p": "3F?E4HE<~PJ/EG36~5;>=NKNFRI3",
    "q": "5?;=5B=>~FB3=87>~:89<ECD@EA6",
    "r": "2C<=0GBL~O?3?>3D~C:7<BLQ?NO3",
    "s": ":D;@6ED5~IB5AF8<~G:2=MEKCE@-",
    "t": "3D=G1FG9~KM3DH4E~79?;CDK?KM0",
    "u": "6:=8;FAG~FC5;3>:~548KNICBDO3",
    "v": "4G?G+IGM~QH,FG6B~D?CFHKQIOF4",
    "w": "0CAD/IF<~IK3D?4C~F4B>NDADEK3",
    "x": ">A;A?B?=~@H.?CB:~D;::IB::@B.",
    "y": "6?<?:B?A~EG5>@7>~C8<6LCC>DF,",
    "z": "9@?A7A;1~9D4AC6E~D=A<GB=::F3",
    "9": "CD@B6DFI~OI6HM5G~M7HJNILII*,",
}

# A Chinese character in a label: half of one of the 3,000 words that are common.
_HANZI_NATS = math.log(3000) / 2


# One of the 390 syllables of pinyin, weighed by how unevenly they are used; one of the
# words that half of all names carry; a letter among such pieces; one of the letters
# that initials are made of; which of the three ways a label was written.
_SYLLABLE_NATS = 5.2
_WORD_NATS = 4.0
_PIECE_LETTER_NATS = 3.5
_INITIAL_NATS = 3.0
_WAY_NATS = math.log(3)
_EVERYWHERE = "www com net org china web app online shop game info home"
_PIECES = {shape(syllable): _SYLLABLE_NATS for syllable in SYLLABLES}
_PIECES |= {shape(word): _WORD_NATS for word in _EVERYWHERE.split()}
_PIECE_MOST = max(map(len, _PIECES))


@lru_cache(maxsize=1 << 14)
def surprise(shaped: str) -> float:
    """Return -ln of the chance that these letters stand at a given place.

    Innocent labels are written in three ways: as words, as pinyin, as the initials of
    Chinese words. What any of them makes likely is no surprise.

    Args:
        shaped: letters folded by :func:`detectors.names.folding.shape`.

    >>> surprise("mem") < surprise("tezhongzuoye")
    True
    """
    ways = [_as_letters(shaped), _as_pieces(shaped)]
    if shaped.isascii():
        ways.append(_INITIAL_NATS * len(shaped))
    return min(ways) + _WAY_NATS


def _as_letters(shaped: str) -> float:
    nats, before = 0.0, "*"
    for letter in shaped:
        if not letter.isascii():
            nats, before = nats + _HANZI_NATS, "*"
            continue
        known = letter if letter.isalpha() else "9"
        nats += (ord(_COST[before][_LETTERS.index(known)]) - 33) / 8
        before = known
    return nats


def _as_pieces(shaped: str) -> float:
    """Cost of the cheapest way to spell it in syllables, short words and letters."""
    least = [0.0] + [math.inf] * len(shaped)
    for end in range(1, len(shaped) + 1):
        least[end] = least[end - 1] + _PIECE_LETTER_NATS
        if not shaped[end - 1].isascii():
            least[end] = least[end - 1] + _HANZI_NATS
        for start in range(max(0, end - _PIECE_MOST), end):
            nats = _PIECES.get(shaped[start:end])
            if nats is not None:
                least[end] = min(least[end], least[start] + nats)
    return least[-1]
