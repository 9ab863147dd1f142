"""Between an item in the admin and a plain item, as formats, kinds and versions take it."""

import re
from decimal import Decimal
from html import escape, unescape

from questionbank import rich_text
from questionbank.formats import items as plain_items
from questionbank.formats.html import one_line, to_plain
from questionbank.formats.items import BLANK, Criterion, Option, Pair
from questionbank.kinds import KINDS
from questionbank.rich_text import clean

# The child rows of an item: relation -> fields. Kept apart from the models, which need the kinds.
ROWS = {
    "options": ("text", "is_key", "why"),
    "pairs": ("left", "right"),
    "criteria": ("text", "points"),
}

# A backslash before a stroke keeps it a part of the answer.
_STROKE = re.compile(r"(?<!\\)[|｜]")
_ANY_STROKE = re.compile("[|｜]")
_ESCAPED = re.compile(r"\\([|｜])")
_BLANK = re.compile("[_＿]{2,}")


def plain(item):
    """Return an item as it stands, saved or not, as a plain item; pictures as media/NAME.

    `item` is a `models.Item`, or whatever has its fields and `rows` (an editing form).
    """
    kind = KINDS[item.kind]
    written = {
        "options": lambda: tuple(
            Option(clean(row.text), row.is_key, _from_text(row.why)) for row in item.rows("options")
        ),
        "is_true": lambda: item.is_true,
        "why": lambda: _from_text(item.why_false),
        "blanks": lambda: blanks(item.blanks),
        "pairs": lambda: tuple(Pair(left, right) for left, right in _sides(item) if left),
        "distractors": lambda: tuple(right for left, right in _sides(item) if not left),
        "sequence": lambda: tuple(clean(row.text) for row in item.rows("options")),
        "model_answer": lambda: clean(item.model_answer),
        "rubric": lambda: tuple(
            Criterion(_from_text(row.text), row.points) for row in item.rows("criteria")
        ),
        "items": lambda: tuple(_part(block) for block in item.parts or ()),
    }
    return plain_items.Item(
        kind=item.kind,
        stem=_stem(item.stem, kind),
        explanation=clean(item.explanation),
        **{name: written[name]() for name in kind.fields},
    )


def _sides(item):
    return [(clean(row.left), clean(row.right)) for row in item.rows("pairs")]


def _stem(stored, kind):
    stem = clean(stored)
    return _BLANK.sub(BLANK, stem) if "blanks" in kind.fields else stem


def _part(block):
    kind, value = KINDS[block.block_type], block.value

    def rows(name):
        return [value[name][position] for position in kept(value[name])]

    def sides():
        return [(clean(row["left"].source), clean(row["right"].source)) for row in rows("pairs")]

    written = {
        "options": lambda: tuple(
            Option(clean(row["text"].source), row["is_key"], _from_text(row["why"]))
            for row in rows("options")
        ),
        "is_true": lambda: {"true": True, "false": False}.get(value["is_true"]),
        "why": lambda: _from_text(value["why"]),
        "blanks": lambda: blanks(value["blanks"] or ""),
        "pairs": lambda: tuple(Pair(left, right) for left, right in sides() if left),
        "distractors": lambda: tuple(right for left, right in sides() if not left),
        "sequence": lambda: tuple(clean(row.source) for row in rows("sequence")),
        "model_answer": lambda: clean(value["model_answer"].source),
        "rubric": lambda: tuple(
            Criterion(_from_text(row["text"]), row["points"] or Decimal(0))
            for row in rows("rubric")
        ),
    }
    return plain_items.Item(
        kind=kind.name,
        stem=_stem(value["stem"].source, kind),
        explanation=clean(value["explanation"].source),
        points=value["points"] or Decimal(1),
        **{name: written[name]() for name in kind.fields},
    )


def kept(rows):
    """Return the positions of the rows in a case's question that aren't left blank."""
    return [position for position, row in enumerate(rows) if _says_something(row)]


def _says_something(row):
    values = row.values() if isinstance(row, dict) else [row]
    return any(clean(value.source) if hasattr(value, "source") else value for value in values)


def blanks(text):
    """Return the accepted answers of each blank: one line a blank, variants apart by strokes."""
    return tuple(
        tuple(
            _from_text(_ESCAPED.sub(r"\1", variant).strip())
            for variant in _STROKE.split(line)
            if variant.strip()
        )
        for line in text.replace("\r", "").split("\n")
        if line.strip()
    )


def blanks_text(blanks):
    """The inverse of `blanks`."""
    return "\n".join(
        " | ".join(_ANY_STROKE.sub(r"\\\g<0>", unescape(variant)) for variant in accepted)
        for accepted in blanks
    )


def fields(item, images):
    """Return what `models.Item` holds of a plain item: values of fields, and rows by relation.

    Parameters
    ----------
    images : dict of str to wagtail Image
        The pictures that the plain item names as media/NAME.
    """

    def stored(html):
        return rich_text.stored(html, images)

    values = {
        "kind": item.kind,
        "stem": stored(item.stem),
        "explanation": stored(item.explanation),
        "is_true": item.is_true,
        "why_false": _one_line(item.why),
        "blanks": blanks_text(item.blanks),
        "model_answer": stored(item.model_answer),
        "parts": [_block(part, stored) for part in item.items],
    }
    rows = {
        "options": [
            *((stored(one.text), one.is_key, _one_line(one.why)) for one in item.options),
            *((stored(text), False, "") for text in item.sequence),
        ],
        "pairs": [
            *((stored(pair.left), stored(pair.right)) for pair in item.pairs),
            *(("", stored(right)) for right in item.distractors),
        ],
        "criteria": [(_one_line(one.text), one.points) for one in item.rubric],
    }
    return values, {
        relation: [dict(zip(ROWS[relation], row, strict=True)) for row in found]
        for relation, found in rows.items()
    }


def _block(part, stored):
    """A question of a case as the raw value of its block."""
    values = {
        "options": lambda: [
            {"text": stored(one.text), "is_key": one.is_key, "why": _one_line(one.why)}
            for one in part.options
        ],
        "is_true": lambda: {True: "true", False: "false"}.get(part.is_true, ""),
        "why": lambda: _one_line(part.why),
        "blanks": lambda: blanks_text(part.blanks),
        "pairs": lambda: [
            *({"left": stored(pair.left), "right": stored(pair.right)} for pair in part.pairs),
            *({"left": "", "right": stored(right)} for right in part.distractors),
        ],
        "sequence": lambda: [stored(text) for text in part.sequence],
        "model_answer": lambda: stored(part.model_answer),
        "rubric": lambda: [
            {"text": _one_line(one.text), "points": str(one.points)} for one in part.rubric
        ],
    }
    names = [name for name in KINDS[part.kind].fields if name in values]
    return {
        "type": part.kind,
        "value": {
            "stem": stored(part.stem),
            "explanation": stored(part.explanation),
            "points": str(part.points or 1),
            **{name: values[name]() for name in names},
        },
    }


def _one_line(html):
    """HTML as the text of a one-line field."""
    return one_line(to_plain(html))


def _from_text(text):
    """Plain text of a one-line field as HTML."""
    return escape(text or "", quote=False)
