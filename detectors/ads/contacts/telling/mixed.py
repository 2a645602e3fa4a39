"""Characters that a reader is told to leave out or to read as a sign.

``w卫x二1哥2（汉字去掉）`` is ``wx12``; ``me圈x.test（圈就是@）`` an address; letters
apart from each other are one address as well.
"""

import itertools
import re
from collections.abc import Iterator

from detectors.ads.contacts.digits import NUMERALS, digit_of
from detectors.ads.contacts.telling.edits import Edit, edited
from detectors.ads.folding import Folded

_HAN = "\u3400-\u9fff"
_WORD = r"(?:汉字|中文|文字|中国字|方块字|(?:城市|地|省|城)名)"
_OFF = (
    r"(?:[扔删抠去剔拿剪划丢除挖摘略]|忽略|无视|跳过|不要|别看|别管|不算|不看|废话|没用|"
    r"多余|干扰)"
)
_TOLD = re.compile(
    rf"{_WORD}[{_HAN}]{{0,6}}?{_OFF}|{_OFF}[{_HAN}]{{0,5}}?{_WORD}|"
    r"只(?:看|留|要|剩|读|记|保留|取)(?:下|住)?(?:英文|字母|数字|拼音|英数)"
)
_SIGNS = r"a-z0-9_\-@."
_MIXED = re.compile(rf"[{_SIGNS}](?:[{_HAN}]{{1,4}}[{_SIGNS}]{{1,6}}){{2,}}")
_HAN_ONES = re.compile(f"[{_HAN}]+")
_MIXED_MIN = 5
# 圈就是@, 把#换成@, 星号代表点: what is meant, behind what it stands for.
_MEANT = re.compile(
    r"(?:就是|换成?为?|[改写打变]成?为?|代[表替]|当作?|读作?|=|是)(?:一个)?\s?[“\"「『]?"
    r"(?P<sign>@|艾特|小?点|\.|下划线|_|斜杠|/)"
)
_NAMES = {
    "空格": " ", "星号": "*", "井号": "#", "下划线": "_", "横杠": "-", "感叹号": "!",
    "逗号": ",", "句号": "。", "顿号": "、", "波浪号": "~", "加号": "+",
    "横线": "-", "短横": "-", "中划线": "-", "减号": "-", "连字符": "-", "杠": "-",
    "横": "-",
}  # fmt: skip
# zjoook, o换成0; zqjq_q0, 去掉q.
_SWAP = re.compile(
    r"(?<![a-z0-9])([a-z])[”\"』」]?(?:字母)?(?:[都全]部?)?(?:换成?|改成?|替?换为|当成?)(?:数字|字母)?"
    rf"([a-z\d{NUMERALS}])(?![a-z\d{NUMERALS}.])|"
    r"(?:去掉|删掉|不要|拿掉|去除|抠掉)(?:所有|全部|里面|中间|其中)?的?(?:字母)?[“\"『「]?([a-z])(?![a-z0-9])"
)
_LONG = re.compile(r"(?<![a-z0-9@._-])[a-z0-9_-]{5,30}(?![a-z0-9@.])")
_WORDS_BETWEEN = re.compile('[”"』」 都全要得请须]+$')
_SIGN_OF = {
    "@": "@", "艾": "@", "小": ".", "点": ".", ".": ".", "下": "_", "_": "_",
    "斜": "/", "/": "/",
}  # fmt: skip
# l a o b a n @ x . t e s t
_APART = re.compile(r"(?<![a-z0-9])[a-z0-9](?: [a-z0-9_.@:/\-]){7,}(?![a-z0-9])")
_ADDRESS = frozenset("@.")
# @前面是abc，@后面是x.test
_AROUND = re.compile(
    r"(?:@|艾特)的?(?:前[面边]?|左边)[是:为]*\s?(?P<name>[a-z0-9][a-z0-9._-]{1,30})[\s,，;；]{0,3}"
    r"(?:@|艾特)?的?(?:后[面边]?|右边)[是:为]*\s?(?P<host>[a-z0-9][a-z0-9.-]{2,40}[a-z])|"
    r"(?<![a-z0-9._-])(?P<name2>[a-z0-9][a-z0-9._-]{1,30})[\s,，;；]{0,3}后[面缀边][是:为]*\s?@"
    r"(?P<host2>[a-z0-9][a-z0-9.-]{2,40}[a-z])"
)
# 第一个横杠写成下划线，第二个不要: what becomes of each sign of the name before.
_LINES = {"横杠": "-", "横线": "-", "短横": "-", "杠": "-", "减号": "-", "-": "-",
          "下划线": "_", "_": "_", "点": ".", ".": "."}  # fmt: skip
_LINE = "|".join(map(re.escape, _LINES))
_ORDERED = re.compile(
    rf"第(?P<place>[一二三四1-4])[个道根条处]?(?P<old>{_LINE})?"
    rf"(?:(?:[要得]?(?:写|改|换|打|变)[成为]?|[就]?是)(?P<new>{_LINE})|"
    r"(?:不要|去掉|删掉?|不打|不用|拿掉)|(?P<kept>不变|保留|留着?|照打|要))"
)
# 是下划线不是横线, 不是横线，是下划线.
_CORRECTED = re.compile(
    rf"是(?:下划线|_)[,，、]?(?:而?不是|非)(?P<old>{_LINE})|"
    rf"不是(?P<old2>{_LINE})[,，、]?而?是(?:下划线|_)"
)
_PLACES = {**dict(zip("一二三四", range(4), strict=True)),
           **dict(zip("1234", range(4), strict=True))}  # fmt: skip
_LINED = re.compile(r"(?<![a-z0-9@._-])[a-z0-9]+(?:[-_.][a-z0-9]+)+(?![a-z0-9@])")
# hong本520a（本=ben）: what a character is to be written as.
_EQUAL = re.compile(
    r"(?P<what>[^\w\s(（\[【“”\"，,。:：;、@./=]|[\u3400-\u9fff])[”\"」』]?(?:字)?"
    r"(?P<sure>[=→]|的?拼音是?|[读念打写]作?|[换写改打]成|代表|就是|是)拼?音?[“\"「『]?(?P<letters>[a-z]{1,6}|\d)"
    r"(?![a-z0-9_.@\-])"
)
_TOLD_MAX = 8
"""Signs and equations read of one text, so that no post costs more than its length."""
_NO_LETTERS = frozenset("微薇威信号扣群码话机我加")
# zj(下划线)01, 三w点x.test
_NAMED = re.compile(
    r"(?<=[a-z0-9])\s?[(\[【](?P<line>下划线|横杠|短横)[)\]】]\s?(?=[a-z0-9])|"
    r"(?<![\da-z])[三3]个?w(?=[.点])"
)


# Most texts have none of these; plain words only, which are found fastest.
_GATE = re.compile(
    "换|改成|去掉|删掉|拿掉|去除|抠掉|汉字|中文|外文|文字|国字|块字|市名|地名|省名|城名|只看|只留|只要|只剩|只取|只读|只记|只保|"
    r"@前|@的|@后|后缀|艾特|@ |\. |\(下划|\[下划|【下划|\(横|\(短|w点|w\."
)


_SIGN_GATE = re.compile(
    r"[是换改为成代表替当作读=个](?:\s?[“\"「『]?[@艾点._斜/]|\s?[“\"「『]?下划|[“\"「『]?小点)"
)
_EQUAL_GATE = re.compile(
    r"[=→读念打写作成是表音“\"「『](?:[a-z]{1,6}|\d)(?![a-z0-9_.@\-])"
)
_TURN_GATE = re.compile("第[一二三1-3][个道根条处横]")


def without_mixed(folded: Folded) -> Folded:
    """Return *folded* without what it says is mixed in, its signs put in.

    >>> from detectors.ads.folding import fold
    >>> without_mixed(fold("微：a我b就1是_2（汉字去掉）")).text
    '微:ab1_2(汉字去掉)'
    """
    text = folded.text
    edits: list[Edit] = []
    if _GATE.search(text):
        for gate, read in _MIXED_IN:
            if gate.search(text):
                edits += read(text)
    for gate, read in _TOLD_APART:
        if gate.search(text):
            edits += read(text)
    return edited(folded, edits)


def _drawn(line: str | None) -> str:
    return "www" if line is None else "_" if line == "下划线" else "-"


def _mixed_in(text: str) -> Iterator[Edit]:
    """Yield the Han characters between letters and digits, to be left out."""
    if not _TOLD.search(text):
        return
    for found in _MIXED.finditer(text):
        if len(_HAN_ONES.sub("", found[0])) < _MIXED_MIN:
            continue
        for han in _HAN_ONES.finditer(text, *found.span()):
            yield (*han.span(), "")


def _signs(text: str) -> Iterator[Edit]:
    """Yield what stands for a sign between letters, where the text says so."""
    if corrected := _CORRECTED.search(text):
        sign = re.escape(_LINES[corrected["old"] or corrected["old2"]])
        for found in re.finditer(rf"(?<=[a-z0-9]){sign}(?=[a-z0-9])", text):
            yield (*found.span(), "_")
        return
    done: set[str] = set()
    for meant in _MEANT.finditer(text):
        word = _word_before(text[max(0, meant.start() - 8) : meant.start()])
        if not word or (word.isalnum() and word.isascii()) or word in done:
            continue
        done.add(word)
        if len(done) > _TOLD_MAX:
            return
        between = re.compile(rf"(?<=[a-z0-9]){re.escape(word)}(?=[a-z0-9])")
        for found in between.finditer(text):
            yield (*found.span(), _SIGN_OF[meant["sign"][0]])


def _in_turn(text: str) -> Iterator[Edit]:
    """Yield a name of which each sign is told apart, and what tells it."""
    told = list(_ORDERED.finditer(text))
    old = next((found["old"] for found in told if found["old"]), None)
    names = _LINED.findall(text, 0, told[0].start()) if old else []
    if old is None or not names:
        return
    sign = _LINES[old]
    name = names[-1]
    pieces = name.split(sign)
    signs = [sign] * (len(pieces) - 1)
    for found in told:
        place = _PLACES[found["place"]]
        if place < len(signs) and not found["kept"]:
            signs[place] = _LINES[found["new"]] if found["new"] else ""
        yield (*found.span(), "")
    start = text.rindex(name, 0, told[0].start())
    meant = "".join(itertools.chain(*zip(pieces, [*signs, ""], strict=True)))
    yield start, start + len(name), meant


def _equated(text: str) -> Iterator[Edit]:
    """Yield characters that stand for letters in a name, and these."""
    for told in itertools.islice(_EQUAL.finditer(text), _TOLD_MAX):
        what = told["what"]
        if what in _NO_LETTERS:
            continue
        one = re.escape(what)
        # 是 says much else, so the character must be in the middle of the name.
        place = rf"(?<=[a-z0-9_-]){one}(?=[a-z0-9_-])"
        if told["sure"] != "是":
            place = rf"(?<=[a-z0-9_-]){one}|{one}(?=[a-z0-9_-]{{3}})"
        for found in re.finditer(place, text):
            if not told.start() <= found.start() < told.end():
                yield (*found.span(), told["letters"])


def _word_before(head: str) -> str:
    """Return the character, or the sign by its name, that *head* ends with."""
    head = _WORDS_BETWEEN.sub("", head)
    for name, sign in _NAMES.items():
        if head.endswith(name):
            return sign
    return head[-1:]


def _swapped(text: str) -> Iterator[Edit]:
    """Yield letters that are to be read as another one, or left out."""
    for told in _SWAP.finditer(text):
        letter, instead = told[1] or told[3], told[2] or ""
        for name in _LONG.finditer(text):
            if letter in name[0] and not told.start() <= name.start() < told.end():
                meant = "".join(digit_of(char) or char for char in instead)
                yield (*name.span(), name[0].replace(letter, meant))


def _around(text: str) -> Iterator[Edit]:
    """Yield addresses of which the halves are told apart."""
    for found in _AROUND.finditer(text):
        name = found["name"] or found["name2"]
        yield (*found.span(), f"{name}@{found['host'] or found['host2']}")


def _named(text: str) -> Iterator[Edit]:
    """Yield signs that are named in brackets, and www."""
    for found in _NAMED.finditer(text):
        yield (*found.span(), _drawn(found["line"]))


def _apart(text: str) -> Iterator[Edit]:
    """Yield addresses of which all letters stand apart."""
    for found in _APART.finditer(text):
        if _ADDRESS & set(found[0]):
            yield (*found.span(), found[0].replace(" ", ""))


_MIXED_IN = (
    (re.compile("汉字|中文|外文|文字|国字|块字|[市地省城]名|只"), _mixed_in),
    (re.compile("[换成为掉除要数母部]"), _swapped),
    (re.compile("@|艾特|后缀"), _around),
    (re.compile("[(\\[【]|w点|w\\."), _named),
    (re.compile("@ |\\. "), _apart),
)
_TOLD_APART = (
    (_SIGN_GATE, _signs),
    (_EQUAL_GATE, _equated),
    (_TURN_GATE, _in_turn),
)
