"""A question's lines -> its item. The kind comes from its section, or from what there is. Pure."""

import re
from decimal import Decimal
from string import ascii_uppercase

from questionbank.formats import wording
from questionbank.formats.items import Item
from questionbank.formats.prose import marks
from questionbank.formats.prose.choice import choice, emptied, key_in_stem
from questionbank.formats.prose.kinds import (
    fill_in,
    is_matched,
    matching,
    ordering,
    short_answer,
    true_false,
)
from questionbank.formats.prose.options import split_options
from questionbank.formats.prose.rich import GUARD, Rich, to_html, to_plain
from questionbank.formats.reasons import NotTaken

_SEPARATORS = re.compile(f"(?<!{GUARD})[;；、,，]")
_CITE = re.compile(r"[a-z0-9-]+#[\d/]+")


def build(draft):
    """Return the `Item` of a draft, whose repairs and warnings grow; raises `NotTaken`."""
    if draft.faults:
        raise draft.faults[0]
    _part_sides(draft)
    _take_points(draft)
    if draft.kind in ("fill_in", "short_answer"):
        # A. and B. are words there.
        draft.stem += [line for lines in draft.options for line in lines]
        draft.options = []
    else:
        split_options(draft)
    kind = _kind(draft)
    if kind != "case" and not any(draft.stem):
        raise NotTaken("no_stem")
    answer = _answer(draft)
    fields = _BUILDERS[kind](draft, answer)
    _explain_the_rest(draft, fields)
    return Item(**{"stem": to_html(draft.stem)} | fields | _sides(draft, fields["kind"]))


# Beside the question


def _part_sides(draft):
    if kinds := draft.fields.pop("kind", None):
        word = to_plain(kinds[0])
        draft.kind = wording.kind_of(word)[0]
        if not draft.kind:
            raise NotTaken("kind_unknown", kind=word[:40])
    for lines in draft.fields.pop("grounds", ()):
        pieces = _words([lines])
        if pieces and all(_CITE.fullmatch(piece) for piece in pieces):
            draft.fields.setdefault("cites", []).append(lines)
        elif any(lines):
            has_explanation = any(map(any, draft.fields.get("explanation", ())))
            told = [Rich("依据：") + lines[0], *lines[1:]] if has_explanation and lines else lines
            draft.fields.setdefault("explanation", []).append(told)


def _explain_the_rest(draft, fields):
    """What the kind has no place for is kept in the explanation."""
    kept = {"why": fields["kind"] == "true_false", "rubric": fields["kind"] == "short_answer"}
    names = {"why": "错因", "rubric": "评分标准"}
    n_options = len(fields.get("options", ()))
    for at, letter in enumerate(ascii_uppercase):
        kept[letter], names[letter] = at < n_options, f"{letter}项"
    for key, is_kept in kept.items():
        for lines in draft.fields.get(key, ()) if not is_kept else ():
            if lines:
                told = [Rich(f"{names[key]}：") + lines[0], *lines[1:]]
                draft.fields.setdefault("explanation", []).append(told)


def _words(entries):
    text = _SEPARATORS.split(" ".join(one.words for lines in entries for one in lines))
    return tuple(word for part in text if (word := to_plain([Rich(part)])))


def _sides(draft, kind):
    fields = draft.fields
    explanation = to_html([line for lines in fields.get("explanation", ()) for line in lines])
    sides = {
        "explanation": explanation,
        "title": draft.title,
        "category": draft.category,
        "points": _decimal(draft.points),
        "cites": _words(fields.get("cites", ())),
        "tags": _words(fields.get("tags", ())),
    }
    for name in ("title", "category", "point"):
        if name in fields:
            sides[name] = to_plain(fields[name][0])
    if (text := _one(fields, "difficulty")) and (number := wording.difficulty_of(text)):
        sides["difficulty"] = number
    elif text:
        draft.warnings["difficulty_unknown"] = None
    if text := _one(fields, "level"):
        sides["level"] = wording.level_of(text) or text
    return sides


def _one(fields, name):
    return to_plain(fields[name][0]) if name in fields else ""


def _decimal(value):
    return value if value is None or isinstance(value, Decimal) else Decimal(value)


def _take_points(draft):
    """（5分） at the end of the stem, or of its first line."""
    if "points" in draft.fields:
        text = _one(draft.fields, "points").removesuffix("分").strip()
        if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text, re.ASCII):
            draft.points = Decimal(text)
        else:
            draft.repairs["points_dropped"] = None
    for at in (-1, 0) if draft.stem else ():
        line = draft.stem[at]
        found = list(marks.POINTS.finditer(line.folded))
        if found and not line.folded[found[-1].end() :].strip(" 。."):
            draft.points = found[-1]["points"]
            draft.stem[at] = line.without(found[-1].start(), found[-1].end()).strip()
            return


# The kind


def _kind(draft):
    if draft.parts:
        return "case"
    kind = draft.kind
    if kind == "case" and not draft.options and "answer" not in draft.fields:
        raise NotTaken("case_without_questions")
    if kind in ("choice", "open", "case", ""):
        return _guessed(draft)
    return kind


def _is_truth(answer):
    """Whether the answer says true or false; 1, Y and the like may be something else."""
    is_said = wording.truth_of(answer) is not None
    return is_said and (not answer.isascii() or answer.casefold() in ("true", "false", "t", "f"))


def _guessed(draft):
    answer = _one(draft.fields, "answer")
    if draft.options and is_matched(draft, draft.fields.get("answer", [()])[0]):
        return "matching"
    if draft.options:
        return "choice"
    if _is_truth(answer) or (
        not answer and (found := key_in_stem(draft)) and wording.truth_of(found[2]) is not None
        and not found[2].isupper()
    ):  # fmt: skip
        return "true_false"
    if not answer:
        return "choice"
    if marks.LETTERS.fullmatch(Rich(answer).folded):
        return "choice"
    if any(marks.UNDERLINES.search(line.folded) for line in draft.stem):
        return "fill_in"
    has_gap = any(re.search(r"\(\s*\)", line.folded) for line in draft.stem)
    return "fill_in" if has_gap and len(answer) <= 60 else "short_answer"


# The answer


def _answer(draft):
    """The lines of the answer, [] where there is none."""
    answers = [lines for lines in draft.fields.get("answer", ()) if any(lines)]
    if len({to_plain(lines) for lines in answers}) > 1:
        raise NotTaken("answer_repeated")
    return answers[0] if answers else []


def _true_false(draft, answer):
    if len(draft.options) > 1:
        return choice(draft, answer)
    found = key_in_stem(draft)
    if found and not answer and wording.truth_of(found[2]) is not None:
        answer = [Rich(found[2])]
        emptied(draft, found)
    return true_false(draft, answer)


def _case(draft, answer):
    if answer:
        raise NotTaken("answer_of_case")
    if not any(draft.stem):
        raise NotTaken("no_stem")
    items = []
    for part in draft.parts:
        try:
            items.append(build(part))
        except NotTaken as fault:
            raise NotTaken(
                "part_not_taken", number=part.number, reason=fault.at("").reason
            ) from fault
        draft.repairs |= part.repairs
        draft.warnings |= part.warnings
    return {"kind": "case", "items": tuple(items)}


_BUILDERS = {
    "choice": choice,
    "single": choice,
    "multiple": choice,
    "true_false": _true_false,
    "fill_in": fill_in,
    "matching": matching,
    "ordering": ordering,
    "short_answer": short_answer,
    "case": _case,
}
