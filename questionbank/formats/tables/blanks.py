"""The blanks of a fill-in's stem, and the answers to them. Pure.

Between blanks ；or a new line, between the texts that one blank accepts | or /.
"""

import re
import unicodedata

from questionbank.formats.items import BLANK
from questionbank.formats.tables.cells import Fault, split
from questionbank.formats.wording import fold

_TAG = re.compile(r"(<[^<>]*+>)")
_OPEN = re.compile(r"[_＿﹍]{2,}|[(（]\s*[)）]|【\s*】|\[\s*\]|[﹍＿]")
_ANSWERED = re.compile(r"【\s*([^【】<>]{1,60}?)\s*】")
_NUMBER = re.compile(r"(?:^|(?<=[\s;；,，]))[(（]?(\d{1,2})\s?[.．、)）:：](?!\d)|[①-⑳]")
_BETWEEN_BLANKS = r"\s*(?:[;；]|\n)\s*"
_WEAK = (r"[|｜]", r"[,，]", r"、", r"\s+")
# 1/2 and km/h are one text each.
_SLASH = re.compile(r"(?<![0-9A-Za-z<])/|/(?![0-9A-Za-z>])")


def open_blanks(stem):
    """Return (stem with one `BLANK` sign for each blank, how many) of a stem as it is written."""
    n_blanks = 0
    parts = _TAG.split(stem)
    for i in range(0, len(parts), 2):
        parts[i], n = _OPEN.subn(BLANK, parts[i])
        n_blanks += n
    return "".join(parts), n_blanks


def read_blanks(row, found):
    """Return (stem, blanks) of a fill-in; `found` {field: text of an option cell}."""
    stem = row.rich("stem", open_blanks(row.stem)[0])
    n_blanks = stem.count(BLANK)
    text = row.text("key")
    if not n_blanks:
        stem, answers = _answered(stem)
        n_blanks = len(answers)
        if answers and (not text.strip() or fold(text) == fold("；".join(answers))):
            row.repair("key_in_stem")
            return stem, tuple((answer,) for answer in answers)
        if answers:
            raise Fault("key", "keys_disagree", stem="；".join(answers), key=text.strip()[:40])
        raise Fault("stem", "no_blank")
    if found and not text.strip():
        row.repair("answers_in_options")
        parts = list(found.values())
    else:
        row.leave(found)
        parts = _parts(row, text, n_blanks)
    if not parts:
        raise Fault("key", "key_missing")
    if len(parts) != n_blanks:
        raise Fault("key", "blanks_differ", blanks=n_blanks, answers=len(parts))
    return stem, tuple(_accepted(row, part) for part in parts)


def _answered(stem):
    """Take the answers out of “在【二】年内”: the stem with blanks, and their texts."""
    answers = []

    def opened(match):
        answers.append(match[1])
        return BLANK

    parts = _TAG.split(stem)
    for i in range(0, len(parts), 2):
        parts[i] = _ANSWERED.sub(opened, parts[i])
    return "".join(parts), answers


def _parts(row, text, n_blanks):
    if n_blanks > 1 and (numbered := _numbered(text, n_blanks)):
        return numbered
    parts = split(_BETWEEN_BLANKS, text.strip())
    while parts and not parts[-1]:
        parts.pop()
    if len(parts) == 1 and n_blanks > 1:
        for separator in _WEAK:
            weak = [part for part in split(separator, parts[0]) if part.strip()]
            if len(weak) == n_blanks:
                row.repair("separators")
                return weak
    return parts


def _numbered(text, n_blanks):
    """The answers of “1.范围 2.程序”, None where they aren't numbered through."""
    marks = list(_NUMBER.finditer(text.strip()))
    numbers = [int(mark[1] or unicodedata.normalize("NFKC", mark[0])) for mark in marks]
    if numbers != list(range(1, n_blanks + 1)) or marks[0].start() > 0:
        return None
    text = text.strip()
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return [
        text[mark.end() : end].strip().rstrip(";；,，").rstrip()
        for mark, end in zip(marks, ends, strict=True)
    ]


def _accepted(row, text):
    """The texts that one blank accepts, each once."""
    parts = split(r"[|｜]", text)
    if len(parts) == 1:
        parts = split(_SLASH, text)
    texts = dict.fromkeys(row.rich("key", part) for part in parts)
    if not all(texts):
        raise Fault("key", "empty_blank")
    return tuple(texts)
