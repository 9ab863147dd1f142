"""Questions as plain text, numbered and marked as on paper. Pure."""

import re

from questionbank.formats import html
from questionbank.formats.items import FileRefused, Written
from questionbank.formats.prose import Line, Rich, marks, read_lines, write_items
from questionbank.formats.reasons import NotTaken
from questionbank.formats.source import decode
from questionbank.formats.writing import Losses

NAME = "文本"
SUFFIXES = (".txt",)
HOLDS_PICTURES = False

_OTHERS = re.compile(r"\s*(?:[<{]|\[\{|%PDF)")


def recognise(data):
    """Whether a file looks like questions in prose: a number, and an option or an answer."""
    try:
        text = decode(data)
    except FileRefused:
        return False
    if _OTHERS.match(text):
        return False
    has_number = False
    for line in text.split("\n"):
        folded = Rich(line.strip()).folded
        if not folded:
            continue
        if has_number and any(key == "answer" for key, _, _ in marks.marks(folded)):
            return True
        number = marks.number(folded)
        has_number = has_number or bool(number and number.style not in ("space", "circle"))
        if has_number and number is None and (option := marks.option(folded)) and option[0] == "A":
            return True
    return False


def read(data):
    """Return the `Reading` of a text file; raises `FileRefused`."""
    return read_lines(_lines(decode(data)), name=NAME, unit="行")


def write(items):
    """Return the `Written` of items as text, in UTF-8."""
    losses = Losses(NAME)
    written = write_items(items, losses)
    texts = ("\n".join(map(_source, blocks)) for blocks in written)
    return Written(("\n\n".join(texts) + "\n").encode(), tuple(losses.found))


def _source(block):
    """A block as lines: what goes on is set in, so that it's seen to go on."""
    first, *rest = [_text(line) for line in block.lines] or [""]
    if block.lines and block.lines[0].table is not None:
        first, rest = "", [first, *rest]
    return "\n".join([block.prefix + first, *(f"    {line}" for line in rest)])


def _text(line):
    """The line as text, as HTML only where it has formats or would be read as such."""
    source = html.joined([line.runs()])
    is_plain = not line.objects and html.clean(line.text) == (source, ())
    return line.text if is_plain else source


def _lines(text):
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.lstrip("\ufeff") if number == 1 else line
        is_soft = line[:1].isspace()
        if "<" not in line and "&" not in line:
            yield Line(Rich(line.strip()), number, is_soft=is_soft)
            continue
        notes = []
        runs, removed = html.runs(line, image=lambda src: None)
        if "img" in removed:
            notes.append(NotTaken("image_missing", image=line.strip()[:60]))
        elif removed:
            notes.append("html_removed")
        # A line of HTML is one line of text but for a table, or a break, in it.
        for at, part in enumerate(runs):
            if at and not part:
                continue
            rich = Rich.of_runs(part).strip()
            yield Line(rich, number, is_soft=is_soft or at > 0, notes=tuple(notes))
