"""The columns of a table without headings, guessed from what stands in them. Pure."""

import re

from questionbank.formats import wording
from questionbank.formats.reasons import NotTaken
from questionbank.formats.tables.cells import is_blank, text_of

_N_ROWS = 60
_LETTERS = re.compile(r"[A-Ha-hＡ-Ｈ](?:[\s,，、;；]*[A-Ha-hＡ-Ｈ]){0,7}")
_OPEN = re.compile(r"[(（]\s*[)）]|_{2,}|＿{2,}|[?？。：:]\s*$|下列|以下")
_LETTERED = re.compile(r"\s*[AＡ]\s*[.．、:：)）].*[\s|;；][BＢ]\s*[.．、:：)）]", re.DOTALL)


def guess(sheet):
    """Return {column: field}, {} where no stems and keys are to be seen."""
    rows = list(sheet.rows)[:_N_ROWS]
    texts = {}
    for row in rows:
        for number, value in sheet.rows[row].items():
            if not is_blank(value):
                texts.setdefault(number, []).append(_text(value))
    fields = {}
    kinds = [n for n, column in texts.items() if _share(column, wording.kind_of) >= 0.9]
    kinds = [n for n in kinds if len(texts[n]) >= 0.8 * len(rows)]
    if kinds:
        fields[min(kinds)] = "kind"
    keys = [
        n for n, column in texts.items()
        if n not in fields and len(column) >= 0.6 * len(rows) and _share(column, _is_key) >= 0.7
    ]  # fmt: skip
    # A column of 1 may hold points, and 1 for a true statement only where nothing else can.
    keys = [n for n in keys if _share(texts[n], str.isdecimal) < 0.5] or keys
    stems = [
        n for n, column in texts.items()
        if n not in fields and n not in keys and len(column) >= 0.8 * len(rows)
        and _length(column) >= 6
    ]  # fmt: skip
    if not stems or not keys:
        return {}
    # Explanations are as long as stems, and stand behind them.
    stem = max(stems, key=lambda n: (_share(texts[n], _OPEN.search) >= 0.5, -n))
    fields[stem] = "stem"
    key = next((n for n in reversed(keys) if n > stem), keys[-1])
    fields[key] = "key"
    others = sorted(n for n in texts if n not in fields)
    lettered = [n for n in others if _share(texts[n], _LETTERED.match) >= 0.5]
    if lettered:
        fields[lettered[0]] = "options"
    else:
        first, last = sorted((stem, key)) if key > stem else (stem, max(texts) + 1)
        between = [n for n in others if first < n < last][:26]
        if len(between) >= 2:
            fields |= {n: f"option_{chr(65 + i)}" for i, n in enumerate(between)}
    rest = [n for n in others if n not in fields and n > stem]
    for n in rest:
        if _share(texts[n], wording.difficulty_of) >= 0.9 and "difficulty" not in fields.values():
            fields[n] = "difficulty"
        elif _length(texts[n]) >= 4 and "explanation" not in fields.values():
            fields[n] = "explanation"
    return fields


def _text(value):
    try:
        return text_of(value, "")
    except NotTaken:
        return ""


def _is_key(text):
    return wording.truth_of(text) is not None or bool(_LETTERS.fullmatch(text.strip()))


def _share(texts, is_such):
    found = [is_such(text) for text in texts]
    return sum(bool(one[0] if isinstance(one, tuple) else one) for one in found) / len(found)


def _length(texts):
    """How many letters and characters they have on average: a number isn't long."""
    return sum(sum(map(str.isalpha, text)) for text in texts) / len(texts)
