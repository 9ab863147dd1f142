"""Moodle's GIFT: questions as text, answers in braces. Pure.

https://docs.moodle.org/en/GIFT_format; where it is silent we do as Moodle's
question/format/gift/format.php does. This module cuts a file into questions.
"""

import re
from dataclasses import dataclass, field

from questionbank.formats.gift_question import CONTROL, read_question
from questionbank.formats.gift_writing import write
from questionbank.formats.items import FileRefused, Reading, Taken
from questionbank.formats.reasons import NotTaken, file_refused
from questionbank.formats.source import MAX_ITEMS, decode

NAME = "GIFT"
HOLDS_PICTURES = False
SUFFIXES = (".gift",)

__all__ = ["NAME", "SUFFIXES", "read", "recognise", "write"]

_CATEGORY = "$CATEGORY:"
_MARK = re.compile(r"\[(id|tag):([^\[\]]*)\]")
_ANSWERS = re.compile(r"\{\s*(?:[=~#}]|(?:T|F|TRUE|FALSE)\s*[#}])", re.IGNORECASE)


@dataclass
class _Block:
    """The lines of one question; `first_brace` is the first unescaped one, if any."""

    line: int
    lines: list[str] = field(default_factory=list)
    category: str = ""
    id: str = ""
    tags: tuple[str, ...] = ()
    first_brace: str = ""
    is_open: bool = False
    is_joined: bool = False

    def add(self, text):
        self.lines.append(text)
        for match in CONTROL.finditer(text):
            if match[0] in "{}":
                self.first_brace = self.first_brace or match[0]
                self.is_open = match[0] == "{"

    def join(self, other):
        self.lines += ["", *other.lines]
        self.is_open = other.is_open if other.first_brace else self.is_open
        self.is_joined = True


def recognise(data):
    """Whether a file looks like GIFT: text with a category or the braces of an answer."""
    try:
        text = decode(data)
    except FileRefused:
        return False
    start = text.lstrip("\ufeff \t\n")[:20]
    if start.startswith(("<", "{", "[{", "%PDF")):
        return False
    return start.startswith(_CATEGORY) or bool(_ANSWERS.search(text))


def read(data):
    """Return the `Reading` of a GIFT file; raises `FileRefused`."""
    blocks, n_comments, n_categories = _cut(decode(data))
    if not blocks:
        raise file_refused("file_empty")
    if len(blocks) > MAX_ITEMS:
        raise file_refused("file_too_many", limit=MAX_ITEMS)
    taken, refusals = [], []
    for number, block in enumerate(blocks, start=1):
        where = f"第 {number} 题（第 {block.line} 行）"
        try:
            item, repairs = read_question("\n".join(block.lines), block)
        except NotTaken as reason:
            refusals.append(reason.at(where))
        else:
            taken.append(Taken(item, where, repairs))
    ignored = []
    if n_comments:
        ignored.append(f"注释 {n_comments} 行")
    if n_categories:
        ignored.append(f"分类 {n_categories} 行")
    return Reading(NAME, tuple(taken), tuple(refusals), ignored=tuple(ignored))


def _cut(text):
    """Return the blocks between blank lines, and how many comments and categories there are."""
    blocks, block, category, marks = [], None, "", []
    n_comments = n_categories = 0
    for number, line in enumerate(text.split("\n"), start=1):
        stripped = line.strip().lstrip("\ufeff")
        if stripped.startswith("//"):
            n_comments += 1
            marks += _MARK.findall(stripped)
        elif stripped.upper().startswith(_CATEGORY):
            n_categories += 1
            category, block = _category(stripped[len(_CATEGORY) :]), None
        elif not stripped:
            block = None
        else:
            if block is None:
                block = _Block(number, category=category)
                blocks.append(block)
            if marks:
                block.id = next((text.strip() for name, text in marks if name == "id"), block.id)
                block.tags += tuple(text.strip() for name, text in marks if name == "tag")
                marks = []
            block.add(line)
    return _mended(blocks), n_comments, n_categories


def _mended(blocks):
    """Join what a blank line inside braces has torn: up to the block whose first brace closes."""
    whole, position = [], 0
    while position < len(blocks):
        block, end = blocks[position], position + 1
        if block.is_open:
            while end < len(blocks) and not blocks[end].first_brace:
                end += 1
            if end < len(blocks) and blocks[end].first_brace == "}":
                for other in blocks[position + 1 : end + 1]:
                    block.join(other)
                end += 1
            else:
                end = position + 1
        whole.append(block)
        position = end
    return whole


def _category(text):
    """Moodle's path without its context; // is a slash in a name."""
    parts = [part.strip() for part in text.replace("//", "／").split("/")]
    parts = [part for part in parts if part]
    if parts and parts[0].startswith("$") and parts[0].endswith("$"):
        parts.pop(0)
    if parts and parts[0] == "top":
        parts.pop(0)
    return "/".join(parts)
