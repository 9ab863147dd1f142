"""Items -> the canonical layout of prose, which `reading` takes back as it was. Pure.

    一、单项选择题
    1. the stem
    A. an option
    答案：B
    解析：the explanation
    【A项】why A is wrong
    【编号】… 【分类】… 【知识点】… 【难度】… 【层次】… 【分值】… 【法条】… 【标签】…

true_false: 答案：正确 or 错误, 【错因】. fill_in: 答案：一空 / 另一写法；二空. matching: ① left,
A. right, 答案：①-A；②-B. ordering: A. step, 答案：ABC. short_answer: 参考答案：, for each line of
its rubric 【评分标准】…（2分）. case: its passage, and （1）【单选题】 before each part.
"""

import re
from dataclasses import dataclass, field
from string import ascii_uppercase

from questionbank.formats import html
from questionbank.formats.items import BLANK
from questionbank.formats.prose import marks
from questionbank.formats.prose.answers import is_key_range
from questionbank.formats.prose.rich import GUARD, Rich
from questionbank.formats.wording import DIFFICULTY_NAMES, KIND_NAMES, LEVEL_NAMES
from questionbank.formats.writing import NotWritten, write_each

HEADINGS = KIND_NAMES | {"single": "单项选择题", "multiple": "多项选择题"}
_SEPARATORS = re.compile("[;；、,，]")
_BETWEEN_BLANKS = re.compile("[;；/|]")
_DIGITS = "一二三四五六七八九"


@dataclass(frozen=True)
class Block:
    """A paragraph: what is printed before it, and its lines.

    style: heading, stem, option, answer, explanation, or note.
    """

    style: str
    prefix: str
    lines: list[Rich] = field(default_factory=list)


def write_items(items, losses, media=None):
    """Return the blocks of each item that can be written, the heading of its kind first.

    media: the pictures by name, None where the format holds none.
    """
    return write_each(items, losses, _Writer(losses, media).written)


class _Writer:
    def __init__(self, losses, media):
        self.losses = losses
        self.media = media
        self.kind = ""
        self.n_sections = 0
        self.number = 0

    def written(self, item):
        blocks = self._blocks(item, f"{self.number + 1}. ")
        self.number += 1
        if item.kind == self.kind:
            return blocks
        self.kind = item.kind
        self.n_sections += 1
        label = _numeral(self.n_sections)
        return [Block("heading", label + HEADINGS[item.kind]), *blocks]

    def _blocks(self, item, prefix):
        blocks = getattr(self, f"_{item.kind}")(item, prefix)
        blocks += self._text("explanation", "解析：", item.explanation, "解析")
        for letter, option in zip(ascii_uppercase, item.options, strict=False):
            blocks += self._text("explanation", f"【{letter}项】", option.why, "选项说明")
        blocks += self._text("explanation", "【错因】", item.why, "说明")
        blocks += self._notes(item)
        for number, part in enumerate(item.items, start=1):
            if part.kind == "case":
                raise NotWritten("kind_unsupported")
            blocks += self._blocks(part, f"（{number}）【{KIND_NAMES[part.kind]}】")
        return blocks

    # Texts

    def _lines(self, text, place, *, is_vital=True, more=(), opens=True):
        """The lines of a text, guarded; `more`, `opens`: see `guarded`, of the first line."""
        media = self.media if self.media is not None else {}
        names = {f"media/{name}" for name in media}
        text, removed = html.clean(text, image=lambda src: src if src in names else None)
        if "img" in removed:
            if self.media is not None:
                raise NotWritten("item_incomplete", place="图片")
            if is_vital:
                raise NotWritten("image_unsupported")
            self.losses.add("image_lost", place=place)
        lines = [Rich.of_runs(runs).strip() for runs in html.runs(text)[0]]
        while lines and not lines[-1]:
            lines.pop()
        if is_vital and not lines:
            raise NotWritten("item_incomplete", place=place)
        return [guarded(line, more, opens=opens or at > 0) for at, line in enumerate(lines)]

    def _text(self, style, prefix, text, place):
        if not text:
            return []
        lines = self._lines(text, place, is_vital=False)
        return [Block(style, prefix, lines)] if lines else []

    def _stem(self, item, prefix, more=()):
        return Block("stem", prefix, self._lines(item.stem, "题干", more=more))

    def _notes(self, item):
        values = [
            ("编号", item.title),
            ("分类", item.category),
            ("知识点", item.point),
            ("难度", DIFFICULTY_NAMES.get(item.difficulty, "")),
            ("层次", LEVEL_NAMES.get(item.level, item.level)),
            ("分值", "" if item.points is None else f"{item.points:f}"),
        ]
        parts = [
            (name, guarded(Rich(text), opens=False))
            for name, value in values
            if (text := html.one_line(value))
        ]
        for name, words in (("法条", item.cites), ("标签", item.tags)):
            line = Rich("")
            for word in filter(None, map(html.one_line, words)):
                line += Rich("；" if line else "") + guarded(
                    Rich(word), (_SEPARATORS,), opens=False
                )
            if line:
                parts.append((name, line))
        if not parts:
            return []
        line = Rich("")
        for name, value in parts:
            line += Rich(f"{' ' if line else ''}【{name}】") + value
        return [Block("note", "", [line])]

    # Kinds

    def _single(self, item, prefix):
        keys = "".join(
            letter for letter, option in zip(ascii_uppercase, item.options, strict=False)
            if option.is_key
        )  # fmt: skip
        self._check_letters(item.options)
        if (len(keys) != 1) if item.kind == "single" else (len(keys) < 2):
            raise NotWritten("keys_unsupported")
        options = [option.text for option in item.options]
        return [
            self._stem(item, prefix), *self._lettered(options), Block("answer", f"答案：{keys}"),
        ]  # fmt: skip

    _multiple = _single

    def _check_letters(self, texts):
        if len(texts) > len(ascii_uppercase):
            raise NotWritten("too_many_options", limit=len(ascii_uppercase))
        if len(texts) < 2:
            raise NotWritten("keys_unsupported")

    def _lettered(self, texts):
        return [
            Block("option", f"{letter}. ", self._lines(text, "选项", opens=False))
            for letter, text in zip(ascii_uppercase, texts, strict=False)
        ]

    def _true_false(self, item, prefix):
        if item.is_true is None:
            raise NotWritten("keys_unsupported")
        stem = self._stem(item, prefix)
        last = stem.lines[-1]
        if found := marks.EMPTY_BRACKET.search(last.folded):
            stem.lines[-1] = last.without(found.start() + 1, found.start() + 1, GUARD)
        return [stem, Block("answer", f"答案：{'正确' if item.is_true else '错误'}")]

    def _fill_in(self, item, prefix):
        stem = self._stem(item, prefix)
        n_blanks = sum(line.text.count(BLANK) for line in stem.lines)
        if n_blanks != len(item.blanks) or not all(item.blanks):
            raise NotWritten("keys_unsupported")
        lines = [Rich("")]
        for at, accepted in enumerate(item.blanks):
            for nth, text in enumerate(accepted):
                first, *rest = self._lines(text, "答案", more=(_BETWEEN_BLANKS,), opens=False)
                if any(line.table is not None for line in (first, *rest)):
                    raise NotWritten("text_unsupported")
                between = " / " if nth else "；" if at else ""
                lines[-1] += Rich(between) + first
                lines += rest
        if is_key_range(lines[0].folded):
            lines[0] = Rich(GUARD) + lines[0]
        return [stem, Block("answer", "答案：", lines)]

    def _matching(self, item, prefix):
        rights = [*(pair.right for pair in item.pairs), *item.distractors]
        self._check_letters(rights)
        if len(item.pairs) < 2:
            raise NotWritten("keys_unsupported")
        lefts = [
            Block("option", f"{sign} ", self._lines(pair.left, "左侧选项"))
            for sign, pair in zip(marks.CIRCLES, item.pairs, strict=False)
        ]
        key = "；".join(
            f"{sign}-{letter}"
            for sign, letter, _ in zip(marks.CIRCLES, ascii_uppercase, item.pairs, strict=False)
        )
        stem = self._stem(item, prefix)
        return [stem, *lefts, *self._lettered(rights), Block("answer", f"答案：{key}")]

    def _ordering(self, item, prefix):
        self._check_letters(item.sequence)
        key = ascii_uppercase[: len(item.sequence)]
        stem = self._stem(item, prefix)
        return [stem, *self._lettered(item.sequence), Block("answer", f"答案：{key}")]

    def _short_answer(self, item, prefix):
        blocks = [self._stem(item, prefix)]
        blocks += self._text("answer", "参考答案：", item.model_answer, "参考答案")
        for criterion in item.rubric:
            lines = self._lines(criterion.text, "评分标准")
            points = Rich(f"（{criterion.points:f}分）")
            if lines[-1].table is None:
                lines[-1] += points
            else:
                lines.append(points)
            blocks.append(Block("answer", "【评分标准】", lines))
        return blocks

    def _case(self, item, prefix):
        if not item.items:
            raise NotWritten("item_incomplete", place="小题")
        return [self._stem(item, prefix)]


def guarded(line, more=(), *, opens=True):
    """Return the line so that nothing in it is taken for a mark.

    more: patterns of signs that have a meaning there. opens: whether it could be taken for the
    beginning of something else, as it can't behind the letter of an option.
    """
    if not line:
        # A line without text, which isn't to be taken for the space between questions.
        return Rich(GUARD)
    places = marks.dangers(line.folded, opens=opens)
    if opens and is_key_range(line.folded):
        places.append(0)
    for pattern in more:
        places += [match.start() for match in pattern.finditer(line.text)]
    return line.guarded(places)


def _numeral(number):
    """一、 to 九十九、, and nothing beyond."""
    if number > 99:
        return ""
    tens, ones = divmod(number, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens - 1]}十"
    return f"{ten}{_DIGITS[ones - 1] if ones else ''}、"
