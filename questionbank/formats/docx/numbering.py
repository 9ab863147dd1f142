"""Word's automatic numbers, which stand in no paragraph's text. Pure."""

from dataclasses import dataclass, field

from questionbank.formats.docx.parts import Handler
from questionbank.formats.prose.marks import CIRCLES

_DIGITS = "零一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_ROMANS = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
           (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_N_LEVELS = 9


@dataclass
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""


@dataclass
class _List:
    """A num: which abstract list it counts in, and from where it starts anew."""

    abstract: str = ""
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, _Level] = field(default_factory=dict)


class Numbering(Handler):
    """Reads numbering.xml, then counts: `next_text` for each numbered paragraph in its order."""

    def __init__(self):
        self._abstracts = {}
        self._links = {}
        self._lists = {}
        self._levels = None
        self._level = None
        self._list = None
        self._abstract = ""
        self._override = None
        self._counts = {}
        self._begun = set()

    def start(self, name, attributes):
        value = self.value(attributes)
        if name == "abstractNum":
            self._abstract = self.value(attributes, "abstractNumId")
            self._levels = self._abstracts.setdefault(self._abstract, {})
            self._list = None
        elif name == "num":
            self._list = self._lists.setdefault(self.value(attributes, "numId"), _List())
        elif name == "abstractNumId" and self._list is not None:
            self._list.abstract = value
        elif name == "lvlOverride":
            self._override = self.number(attributes, "ilvl")
            if self._list is not None:
                self._levels = self._list.levels
        elif name == "startOverride" and self._list is not None:
            self._list.starts[self._override] = self.number(attributes, "val", 1)
        elif name == "lvl" and self._levels is not None:
            self._level = self._levels.setdefault(self.number(attributes, "ilvl"), _Level())
        elif self._level is not None:
            if name == "start":
                self._level.start = self.number(attributes, "val", 1)
            elif name == "numFmt":
                self._level.format = value
            elif name == "lvlText":
                self._level.text = value[:40]

    def end(self, name):
        if name == "lvl":
            self._level = None
        elif name in ("num", "abstractNum"):
            self._levels = self._list = None

    def next_text(self, number_id, depth):
        """What Word shows before the next paragraph of this list and level, "" for a bullet."""
        one = self._lists.get(number_id)
        if one is None or not 0 <= depth < _N_LEVELS:
            return ""
        levels = self._abstracts.get(one.abstract, {}) | one.levels
        counts = self._counts.setdefault(one.abstract, [None] * _N_LEVELS)
        if (number_id, depth) not in self._begun:
            self._begun.add((number_id, depth))
            if depth in one.starts:
                counts[depth] = one.starts[depth] - 1
        for higher in range(depth):
            if counts[higher] is None:
                counts[higher] = levels.get(higher, _Level()).start
        level = levels.get(depth, _Level())
        counts[depth] = level.start if counts[depth] is None else counts[depth] + 1
        counts[depth + 1 :] = [None] * (_N_LEVELS - depth - 1)
        if level.format in ("bullet", "none"):
            return ""
        text = level.text
        for at in range(depth + 1):
            shown = level if at == depth else levels.get(at, _Level())
            text = text.replace(f"%{at + 1}", _shown(counts[at], shown.format))
        return text


def _shown(n, form):
    if n < 0 or n > 9999:
        return str(n)
    if form in ("upperLetter", "lowerLetter") and 1 <= n <= 26:
        # Small letters count options as well.
        return chr(ord("A") + n - 1)
    if form in ("upperRoman", "lowerRoman"):
        roman = ""
        for value, sign in _ROMANS:
            roman += sign * (n // value)
            n %= value
        return roman.upper() if form == "upperRoman" else roman
    if form.startswith(
        ("chineseCounting", "chineseLegal", "japaneseCounting", "taiwaneseCounting")
    ):
        return _chinese(n)
    if form.startswith("decimalEnclosedCircle") and 1 <= n <= len(CIRCLES):
        return CIRCLES[n - 1]
    if form == "decimalEnclosedParen":
        return f"({n})"
    if form == "decimalEnclosedFullstop":
        return f"{n}."
    if form == "ideographTraditional" and 1 <= n <= 10:
        return _STEMS[n - 1]
    return str(n)


def _chinese(n):
    if n >= 100 or n == 0:
        return "".join(_DIGITS[int(digit)] for digit in str(n))
    tens, ones = divmod(n, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return ten + (_DIGITS[ones] if ones else "")
