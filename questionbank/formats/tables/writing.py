"""Items -> rows of texts in the layout of our template, each read back before it is kept. Pure."""

import re
from itertools import chain
from string import ascii_uppercase

from exams.spreadsheets import Sheet
from questionbank.formats import wording
from questionbank.formats.items import BLANK
from questionbank.formats.tables.cells import rich
from questionbank.formats.tables.columns import FIELDS
from questionbank.formats.tables.headings import fields_of
from questionbank.formats.tables.layout import Head, lay_out
from questionbank.formats.tables.reading import read_rows
from questionbank.formats.writing import Losses, NotWritten

SUB_PREFIX = "小题·"
MAX_CELL = 32_767  # characters in Excel
_N_OPTIONS = 8  # columns that a table has at least
_ASIDE = ("explanation", "title", "category", "tags", "point", "difficulty", "level", "cites",
          "points")  # fmt: skip

# What means something in a cell of its kind, and so is written as &#…; where it's only text.
_KEY_IN_STEM = re.compile(r"[(（]\s*[A-HＡ-Ｈ][A-HＡ-Ｈ\s,，、;；]*[)）]")
_TRUTH_IN_STEM = re.compile(r"[(（][^()（）]{0,8}[)）]\s*[。.]?\s*$")
_BLANK_IN_STEM = re.compile(r"[_＿﹍]|[(（【\[]\s*[)）】\]]")
_IN_ANSWER = re.compile(r"[|｜;；]|(?<![0-9A-Za-z])/|/(?![0-9A-Za-z])")
_IN_ANSWERS = re.compile(r"[|｜;；/]|(?<![0-9])[0-9]{1,2}\s?[.．、)）:：]|[①-⑳]")
_ARROW = re.compile(r"[→⇒]|[-=—]+$")  # what comes after may be &gt;
_LETTER = re.compile(r"^\s*[(（]?[A-Za-zＡ-Ｚａ-ｚ]\s?[.．、:：)）]")
_KEPT_AS_IT_IS = re.compile(r"(<[^<>]*+>|&(?:[a-zA-Z0-9]+|#[0-9]+);)")


def columns_for(items):
    """Return the fields of the columns, as many options as some item needs."""
    n_most = max((_n_cells(item) for item in _with_parts(items)), default=0)
    n_options = min(max(n_most, _N_OPTIONS), len(ascii_uppercase))
    left_out = {"options"} | {f"option_{letter}" for letter in ascii_uppercase[n_options:]}
    return [field for field in FIELDS if field not in left_out]


def rows_of(items, format_name):
    """Return (fields of the columns, rows of texts, losses).

    An item that wouldn't be read again as it is isn't written; what it loses beside the question
    is told.
    """
    fields = columns_for(items)
    writer = _Writer(fields, format_name)
    rows = []
    for number, item in enumerate(items, start=1):
        writer.losses.where = f"第 {number} 题"
        n_before = len(writer.losses.found)
        try:
            rows += writer.rows(item)
        except NotWritten as reason:
            del writer.losses.found[n_before:]
            writer.losses.add(reason.code, **reason.values)
    return fields, rows, tuple(writer.losses.found)


def _with_parts(items):
    return chain.from_iterable((item, *item.items) for item in items)


def _n_cells(item):
    return max(len(item.options), len(item.pairs) + len(item.distractors), len(item.sequence))


class _Writer:
    def __init__(self, fields, format_name):
        self.fields = fields
        self.losses = Losses(format_name)
        self.format_name = format_name
        headings = {n: FIELDS[field] for n, field in enumerate(fields, start=1)}
        columns = {field: n for n, field in fields_of(headings).items()}
        self.head = Head(columns, headings, 1, 1)

    def rows(self, item):
        if _n_cells(item) > len(ascii_uppercase):
            raise NotWritten("too_many_options", limit=len(ascii_uppercase))
        if any(part.kind == "case" for part in item.items):
            raise NotWritten("kind_unsupported")
        written = [self._cells(item, "")]
        written += [self._cells(part, SUB_PREFIX) for part in item.items]
        rows = [[cells.get(field, "") for field in self.fields] for cells in written]
        if any(len(text) > MAX_CELL for row in rows for text in row):
            raise NotWritten("cell_too_long", limit=MAX_CELL)
        self._check(item, rows)
        return rows

    def _check(self, item, rows):
        """Read what was written: the surest way to know what it lost."""
        cells = {
            number: {n: text for n, text in enumerate(row, start=1) if text}
            for number, row in enumerate([list(self.head.headings.values()), *rows], start=1)
        }
        layout = lay_out(Sheet("", cells), self.head)
        taken, refusals = read_rows(layout)
        if refusals or len(taken) != 1:
            reason = refusals[0].reason if refusals else "行被当作标题"
            raise NotWritten("not_readable", reason=reason)
        (read,) = (one.item for one in taken)
        pairs = zip(_with_parts([item]), _with_parts([read]), strict=False)
        for ours, theirs in pairs:
            changed = [
                name for name in vars(ours)
                if name != "items" and getattr(ours, name) != getattr(theirs, name)
            ]  # fmt: skip
            if set(changed) - set(_ASIDE):
                raise NotWritten("not_readable", reason="读回的内容与原来不同")
            self.losses.fields(ours, *changed)

    def _cells(self, item, prefix):
        kind = f"{prefix}{wording.KIND_NAMES.get(item.kind, item.kind)}"
        cells = {"kind": kind, "stem": self._stem(item)}
        cells |= getattr(self, f"_{item.kind}", self._other)(item)
        explanation = self.losses.without_pictures(item.explanation, "解析")
        return cells | {
            "explanation": _cell(explanation),
            "point": item.point,
            "difficulty": wording.DIFFICULTY_NAMES.get(item.difficulty, ""),
            "level": wording.LEVEL_NAMES.get(item.level, item.level),
            "cites": "；".join(item.cites),
            "points": "" if item.points is None else f"{item.points:f}",
            "category": item.category,
            "tags": "；".join(item.tags),
            "title": item.title,
        }

    def _stem(self, item):
        stem = self.losses.vital(item.stem)
        if item.kind == "fill_in":
            parts = [_cell(part, _BLANK_IN_STEM) for part in stem.split(BLANK)]
            return BLANK.join(parts) if len(parts) > 1 else parts[0]
        danger = {"single": _KEY_IN_STEM, "multiple": _KEY_IN_STEM, "true_false": _TRUTH_IN_STEM}
        return _cell(stem, danger.get(item.kind))

    # What each kind has beside its stem

    def _single(self, item):
        keys = [letter for letter, one in zip(ascii_uppercase, item.options, strict=False)
                if one.is_key]  # fmt: skip
        whys = [
            f"{letter}：{_inline(self.losses.without_pictures(option.why, '选项说明'))}"
            for letter, option in zip(ascii_uppercase, item.options, strict=False)
            if option.why
        ]
        texts = [option.text for option in item.options]
        return self._options(texts, _LETTER) | {"key": "".join(keys), "why": "\n".join(whys)}

    _multiple = _single

    def _true_false(self, item):
        why = self.losses.without_pictures(item.why, "错误说明")
        words = {True: "对", False: "错", None: ""}
        return {"key": words[item.is_true], "why": _cell(why)}

    def _fill_in(self, item):
        danger = _IN_ANSWERS if len(item.blanks) > 1 else _IN_ANSWER
        blanks = [
            "|".join(_inline(self.losses.vital(text), danger) for text in texts)
            for texts in item.blanks
        ]
        return {"key": "；".join(blanks)}

    def _matching(self, item):
        pairs = [(pair.left, pair.right) for pair in item.pairs]
        pairs += [("", right) for right in item.distractors]
        sides = [[_inline(self.losses.vital(side), _ARROW) for side in pair] for pair in pairs]
        texts = [f"{left} → {right}".strip() for left, right in sides]
        return self._in_columns(texts)

    def _ordering(self, item):
        n = len(item.sequence)
        return self._options(item.sequence, _LETTER) | {"key": ascii_uppercase[:n]}

    def _short_answer(self, item):
        criteria = [
            f"{_inline(self.losses.vital(one.text))}（{one.points:f}分）" for one in item.rubric
        ]
        return {"key": _cell(self.losses.vital(item.model_answer)), "rubric": "\n".join(criteria)}

    def _case(self, item):
        return {}

    def _other(self, item):
        raise NotWritten("kind_unsupported")

    def _options(self, texts, danger):
        return self._in_columns([_cell(self.losses.vital(text), danger) for text in texts])

    def _in_columns(self, texts):
        return {f"option_{letter}": text for letter, text in zip(ascii_uppercase, texts,
                strict=False)}  # fmt: skip


def _cell(text, danger=None):
    """HTML as people would type it: with line ends, and < and & as they are where that is safe."""
    plain = text.replace("<br>", "\n")
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        plain = plain.replace(entity, sign)
    if rich(plain)[0] == text and not (danger and danger.search(plain)):
        return plain
    return _inline(text, danger)


def _inline(text, danger=None):
    """HTML on one line, without what has a meaning of its own there."""
    if danger is None:
        return text
    parts = _KEPT_AS_IT_IS.split(text)
    for i in range(0, len(parts), 2):
        parts[i] = danger.sub(_as_entities, parts[i])
    return "".join(parts)


def _as_entities(match):
    return "".join(f"&#{ord(sign)};" for sign in match[0])
