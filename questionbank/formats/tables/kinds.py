"""What a row of each kind says: its options, blanks, pairs, key. Pure."""

import re
import unicodedata
from decimal import Decimal

from questionbank.formats import html, wording
from questionbank.formats.items import Criterion, Item, Option, Pair
from questionbank.formats.tables.blanks import open_blanks, read_blanks
from questionbank.formats.tables.cells import Fault
from questionbank.formats.tables.keys import choice_key, letters_of, truth
from questionbank.formats.tables.options import check_options, written_options

_ARROW = re.compile(r"→|⇒|[-=—]{1,2}(?:>|&gt;)")
_CRITERION = re.compile(r"(.*)[(（]\s*(\d{1,4}(?:\.\d{1,4})?)\s*分\s*[)）]\s*[。;；]?\s*")
_WHY = re.compile(r"\s*([A-ZＡ-Ｚ])\s?[:：.．、](.*)", re.DOTALL)


def read_item(row):
    """Return (item, whether it is a part of the case above) of a `Row`; raises `Fault`."""
    kind, is_part = _kind(row)
    if not row.stem.strip():
        raise Fault("stem", "stem_missing")
    found = written_options(row)
    fields = _READERS[kind or _guessed(row, found)](row, found)
    stem = fields.pop("stem", None) or row.rich("stem", row.stem)
    if not html.to_plain(stem):
        raise Fault("stem", "stem_missing")
    if fields["kind"] != "short_answer" and row.text("rubric").strip():
        row.warn("rubric_unused")
    return Item(stem=stem, **fields, **row.sides()), is_part


def _kind(row):
    text = row.text("kind")
    if not text.strip():
        if not row.line.kind and row.has("kind"):
            raise Fault("kind", "kind_missing")
        return row.line.kind, False
    kind, is_part = wording.kind_of(text)
    if not kind:
        raise Fault("kind", "kind_unknown", kind=text.strip()[:40])
    if is_part and kind == "case":
        raise Fault("kind", "sub_kind")
    return kind, is_part


def _guessed(row, found):
    """The kind of a row in a table that says nothing of kinds."""
    row.warn("kind_guessed")
    if found and any(wording.truth_of(text) is None for text in found.values()):
        return "choice"
    if found or wording.truth_of(row.text("key")) is not None:
        return "true_false"
    has_blank = open_blanks(row.stem)[1] or "【" in row.stem
    return "fill_in" if has_blank else "short_answer"


def _choice(row, found, kind=""):
    check_options(row, found)
    key = choice_key(row, found, is_single=kind == "single")
    if kind == "single" and len(key) > 1:
        raise Fault("key", "single_with_two_keys", n=len(key))
    if kind == "multiple" and len(key) < 2:
        raise Fault("key", "multiple_with_one_key")
    if kind == "open" and len(key) == 1:
        row.repair("one_key")
    whys = _whys(row, found)
    options = tuple(
        Option(row.rich(name, text), name[-1] in key, whys.get(name[-1], ""))
        for name, text in found.items()
    )
    for name, option in zip(found, options, strict=True):
        if not option.text:
            field = name if row.has(name) else "options"
            raise Fault(field, "option_gap", gap=name[-1])
    return {"kind": "multiple" if len(key) > 1 else "single", "options": options}


def _whys(row, found):
    """{letter: why}, from lines such as “A：旧法的期限”."""
    whys = {}
    text = row.text("why")
    for line in text.split("\n") if text.strip() else ():
        match = _WHY.fullmatch(line)
        letter = unicodedata.normalize("NFKC", match[1]) if match else ""
        if f"option_{letter}" not in found or letter in whys:
            raise Fault("why", "why_unreadable", text=line.strip()[:40])
        whys[letter] = row.rich("why", match[2])
    return whys


def _true_false(row, found):
    is_true = truth(row, found)
    if found and any(wording.truth_of(text) is None for text in found.values()):
        row.leave(found)
    return {"kind": "true_false", "is_true": is_true, "why": row.rich("why", row.text("why"))}


def _fill_in(row, found):
    stem, blanks = read_blanks(row, found)
    return {"kind": "fill_in", "stem": stem, "blanks": blanks}


def _matching(row, found):
    """Each option cell holds a pair, “左 → 右”, or “→ 右” for a right side without partner."""
    if row.text("key").strip():
        row.warn("key_unused")
    pairs, distractors = [], []
    for name, text in found.items():
        sides = _ARROW.split(text, maxsplit=1)
        field = name if row.has(name) else "options"
        if len(sides) < 2:
            raise Fault(field, "pair_arrow_missing", text=text.strip()[:40])
        left, right = (row.rich(field, side) for side in sides)
        if not right:
            raise Fault(field, "pair_side_missing", pair=text.strip()[:40])
        if left:
            pairs.append(Pair(left, right))
        else:
            distractors.append(right)
    if len(pairs) < 2:
        raise Fault("" if found else _first_option(row), "too_few_pairs")
    return {"kind": "matching", "pairs": tuple(pairs), "distractors": tuple(distractors)}


def _first_option(row):
    return row.option_fields[0] if row.option_fields else "options"


def _ordering(row, found):
    check_options(row, found)
    text = row.text("key")
    if not text.strip():
        raise Fault("key", "key_missing")
    letters = letters_of(text)
    order = letters[2] if letters else []
    if sorted(order) != sorted(name[-1] for name in found) or "repeated" in letters[1]:
        raise Fault("key", "ordering_key")
    row.repair(*(code for code in letters[1] if code != "order"))
    sequence = tuple(row.rich(f"option_{letter}", found[f"option_{letter}"]) for letter in order)
    if not all(sequence):
        raise Fault(_first_option(row), "empty_option")
    return {"kind": "ordering", "sequence": sequence}


def _short_answer(row, found):
    row.leave(found)
    text = row.text("rubric")
    criteria = []
    for line in text.split("\n") if text.strip() else ():
        if not line.strip():
            continue
        match = _CRITERION.fullmatch(line)
        if not match:
            raise Fault("rubric", "rubric_unreadable", text=line.strip()[:40])
        criteria.append(Criterion(row.rich("rubric", match[1]), Decimal(match[2])))
    return {
        "kind": "short_answer",
        "model_answer": row.rich("key", row.text("key")),
        "rubric": tuple(criteria),
    }


def _case(row, found):
    row.leave(found)
    if row.text("key").strip():
        row.warn("key_unused")
    row.explains = False  # its questions do
    return {"kind": "case"}


_READERS = {
    "single": lambda row, found: _choice(row, found, "single"),
    "multiple": lambda row, found: _choice(row, found, "multiple"),
    "open": lambda row, found: _choice(row, found, "open"),
    "choice": _choice,
    "true_false": _true_false,
    "fill_in": _fill_in,
    "matching": _matching,
    "ordering": _ordering,
    "short_answer": _short_answer,
    "case": _case,
}
