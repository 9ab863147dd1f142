"""The options of a row, in columns of their own or together in one cell. Pure."""

import re
import unicodedata
from string import ascii_uppercase

from questionbank.formats.tables.cells import Fault, split
from questionbank.formats.wording import fold

_OPTION_FIELDS = [f"option_{letter}" for letter in ascii_uppercase]
_MARK = r"[.．、:：)）]"
_OWN_LETTER = re.compile(rf"\s*[(（]?([A-Za-zＡ-Ｚａ-ｚ])\s?{_MARK}\s*(?=\S)")
_LETTERED = re.compile(rf"(?:^|(?<=[\s;；|｜$,，。]))[(（]?([A-ZＡ-Ｚ])\s?{_MARK}")
# In the order in which they're tried; a comma is none, for options hold 、 and ，.
_SEPARATORS = (r"\$;\$", r"[|｜]", r"\n", r"[;；]", r"\t")


def written_options(row):
    """Return {field: text} of a row's options in the order of their letters, gaps left out.

    `row.text(field)` gives the text of a cell. Options in one cell get the fields of the columns
    that they would have.
    """
    found = {name: text for name in row.option_fields if (text := row.text(name)).strip()}
    if found:
        return _without_letters(row, found)
    together = row.text("options")
    if not together.strip():
        return {}
    return dict(zip(_OPTION_FIELDS, _split(together), strict=False))


def check_options(row, found):
    """Raise the `Fault` of options that can't be asked: too few, a gap, two that are equal."""
    in_one_cell = not row.option_fields or row.has("options")
    fields = _OPTION_FIELDS[: max(len(found), 2)] if in_one_cell else row.option_fields
    last = max((fields.index(name) for name in found), default=-1)
    for name in fields[: last + 1]:
        if name not in found and len(found) > 1:
            raise Fault(name, "option_gap", gap=name[-1])
    if len(found) < 2:
        missing = next((name for name in row.option_fields if name not in found), "options")
        raise Fault("options" if in_one_cell else missing, "options_too_few")
    seen = {}
    for name, text in found.items():
        if not fold(text):
            raise Fault("options" if in_one_cell else name, "option_gap", gap=name[-1])
        first = seen.setdefault(fold(text), name)
        if first != name:
            raise Fault("options" if in_one_cell else name, "options_equal", first=first[-1])


def _without_letters(row, found):
    """Without the letter that each repeats: “A.一百元以下” in the column of A."""
    letters = {name: _OWN_LETTER.match(text) for name, text in found.items()}
    if len(found) < 2 or not all(
        match and unicodedata.normalize("NFKC", match[1]).upper() == name[-1]
        for name, match in letters.items()
    ):
        return found
    row.repair("letter_removed")
    return {name: text[letters[name].end() :] for name, text in found.items()}


def _split(text):
    lettered = list(_LETTERED.finditer(text.strip()))
    if lettered and lettered[0].start() == 0:
        return _by_letters(text.strip(), lettered)
    for separator in _SEPARATORS:
        parts = split(separator, text.strip())
        if len(parts) < 2:
            continue
        if separator == r"\n":
            parts = [part for part in parts if part.strip()]
        elif not parts[-1].strip():
            parts.pop()
        return parts
    return [text]


def _by_letters(text, marks):
    """Cut before A, then before the first B after it, and so on."""
    cuts = []
    for mark in marks:
        letter = unicodedata.normalize("NFKC", mark[1])
        if letter == ascii_uppercase[len(cuts)]:
            cuts.append(mark)
            if len(cuts) == len(ascii_uppercase):
                break
        elif letter > ascii_uppercase[len(cuts)]:
            letters = "、".join(unicodedata.normalize("NFKC", one[1]) for one in marks)
            raise Fault("options", "option_letters", letters=letters)
    ends = [mark.start() for mark in cuts[1:]] + [len(text)]
    return [
        text[mark.end() : end].strip().rstrip(";；|｜$").strip()
        for mark, end in zip(cuts, ends, strict=True)
    ]
