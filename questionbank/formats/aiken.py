"""Aiken: a stem, lettered options, one ANSWER line, as plain text. Pure.

https://docs.moodle.org/en/Aiken_format, and as Chinese trainers type it: A、 or Ａ．, 答案：ABD for
several keys, an 解析 line after it. Moodle takes one key only, so that is all we write.
"""

import re
from dataclasses import dataclass, field
from string import ascii_uppercase

from questionbank.formats import html
from questionbank.formats.items import FileRefused, Item, Option, Reading, Taken, Written
from questionbank.formats.reasons import NotTaken, file_refused
from questionbank.formats.source import MAX_ITEMS, decode
from questionbank.formats.writing import Losses, NotWritten, write_each

NAME = "Aiken"
HOLDS_PICTURES = False
SUFFIXES = (".aiken",)

_LETTERS = ascii_uppercase
_NARROW = str.maketrans("ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ", _LETTERS)
_OPTION = re.compile(r"([A-ZＡ-Ｚ])\s?[)）.．、](.*)", re.DOTALL)
_ANSWER = re.compile(
    r"(?:ANSWER|(?:正确|参考)?答案)\s*+[:：]\s*+([A-ZＡ-Ｚ](?:[\s,，、;；]{0,3}[A-ZＡ-Ｚ])*)?\s*[.。]?",
    re.IGNORECASE,
)
_EXPLANATION = re.compile(r"(?:答案)?解析\s*[:：](.*)", re.DOTALL)
_KEY = re.compile("[A-ZＡ-Ｚ]")


@dataclass
class _Block:
    """The lines of one question. `tail`: lines after an option, of which it's not yet clear
    whether they go on with it or begin the next question."""

    line: int
    stem: list[str] = field(default_factory=list)
    options: list[tuple[str, list[str]]] = field(default_factory=list)
    answer: str | None = None
    explanation: list[str] = field(default_factory=list)
    tail: list[tuple[int, str]] = field(default_factory=list)
    has_long_options: bool = False

    def keep_tail(self):
        if self.tail:
            self.options[-1][1].extend(text for _, text in self.tail)
            self.tail, self.has_long_options = [], True


def recognise(data):
    """Whether a file looks like Aiken: an option line and, after it, an answer line."""
    try:
        lines = decode(data).split("\n")
    except FileRefused:
        return False
    has_option = False
    for line in lines:
        line = line.strip()
        if has_option and _ANSWER.fullmatch(line):
            return True
        has_option = has_option or bool(_OPTION.fullmatch(line))
    return False


def read(data):
    """Return the `Reading` of an Aiken file; raises `FileRefused`."""
    blocks = _cut(decode(data))
    if not blocks:
        raise file_refused("file_empty")
    if len(blocks) > MAX_ITEMS:
        raise file_refused("file_too_many", limit=MAX_ITEMS)
    taken, refusals = [], []
    for number, block in enumerate(blocks, start=1):
        where = f"第 {number} 题（第 {block.line} 行）"
        try:
            item, repairs = _read_question(block)
        except NotTaken as reason:
            refusals.append(reason.at(where))
        else:
            taken.append(Taken(item, where, repairs))
    return Reading(NAME, tuple(taken), tuple(refusals))


def _cut(text):
    blocks, block, may_explain = [], None, False

    def begin(line):
        blocks.append(_Block(line))
        return blocks[-1]

    for number, line in enumerate(text.split("\n"), start=1):
        line = line.strip().lstrip("\ufeff")
        if not line:
            may_explain = may_explain and not block.explanation
            continue
        if answer := _ANSWER.fullmatch(line):
            if block is None or block.answer is not None:
                block = begin(number)
            block.keep_tail()
            block.answer = (answer[1] or "").upper().translate(_NARROW)
            may_explain = True
        elif may_explain and (explanation := _EXPLANATION.fullmatch(line)):
            block.explanation.append(explanation[1])
        elif may_explain and block.explanation:
            block.explanation.append(line)
        elif option := _OPTION.fullmatch(line):
            letter = option[1].translate(_NARROW)
            if block is None or block.answer is not None:
                block = begin(number)
            elif block.options and letter == "A":
                # The answer of the question before is missing; its tail is this one's stem.
                tail, block.tail = block.tail, []
                block = begin(tail[0][0] if tail else number)
                block.stem = [text for _, text in tail]
            block.keep_tail()
            block.options.append((letter, [option[2]]))
            may_explain = False
        else:
            if block is None or block.answer is not None:
                block = begin(number)
            if block.options:
                block.tail.append((number, line))
            else:
                block.stem.append(line)
            may_explain = False
    return blocks


def _read_question(block):
    repairs = {}

    def text(lines, is_vital=True):
        sources = []
        cleaned, removed = html.clean("<br>".join(lines), image=sources.append)
        if "img" in removed:
            if is_vital:
                raise NotTaken("image_missing", image=sources[0][:100])
            repairs["image_removed"] = None
        if set(removed) - {"img"}:
            repairs["html_removed"] = None
        return cleaned

    stem = text(block.stem)
    if not html.to_plain(stem):
        raise NotTaken("no_stem")
    if block.answer is None or not block.options:
        raise NotTaken("no_answer" if block.answer is None else "too_few_options")
    letters = [letter for letter, _ in block.options]
    if letters != list(_LETTERS[: len(letters)]):
        raise NotTaken("option_letters")
    if len(letters) < 2:
        raise NotTaken("too_few_options")
    keys = _KEY.findall(block.answer)
    if not keys:
        raise NotTaken("no_answer")
    if strangers := [key for key in keys if key not in letters]:
        raise NotTaken("key_not_option", key=strangers[0])
    options = [Option(text(lines), letter in keys) for letter, lines in block.options]
    if not all(option.text for option in options):
        raise NotTaken("empty_option")
    if block.has_long_options:
        repairs["option_lines"] = None
    kind = "multiple" if len(set(keys)) > 1 else "single"
    explanation = text(block.explanation, is_vital=False)
    return Item(kind, stem, options=tuple(options), explanation=explanation), tuple(repairs)


def write(items):
    """Return the `Written` of items as Aiken, in UTF-8: single choice only."""
    losses = Losses(NAME)
    texts = write_each(items, losses, lambda item: _written(item, losses))
    return Written("\n".join(texts).encode(), tuple(losses.found))


def _written(item, losses):
    if item.kind != "single":
        raise NotWritten("kind_unsupported")
    if len(item.options) > len(_LETTERS):
        raise NotWritten("too_many_options", limit=len(_LETTERS))
    stem = losses.vital(item.stem)
    texts = [losses.vital(option.text) for option in item.options]
    if not html.to_plain(stem) or not all(texts):
        raise NotWritten("text_unsupported")
    keys = [letter for letter, option in zip(_LETTERS, item.options, strict=False) if option.is_key]
    if len(keys) != 1 or len(texts) < 2:
        raise NotWritten("keys_unsupported")
    losses.fields(
        item,
        *("explanation", "title", "category", "tags", "point", "difficulty", "level"),
        *("cites", "points"),
    )
    if any(option.why for option in item.options):
        losses.add("fields_lost", fields="选项说明")
    lines = [f"{letter}) {text}" for letter, text in zip(_LETTERS, texts, strict=False)]
    return "\n".join([_guarded(stem), *lines, f"ANSWER: {keys[0]}", ""])


def _guarded(stem):
    """A stem that begins like another line has its first character as an entity."""
    if any(pattern.match(stem) for pattern in (_OPTION, _ANSWER, _EXPLANATION)):
        return f"&#{ord(stem[0])};{stem[1:]}"
    return stem
