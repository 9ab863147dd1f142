"""The key at the end of a paper: 1-5 ABCDA, 1.B 2.C, a table, or an entry a question. Pure."""

import re
from dataclasses import dataclass, field

from questionbank.formats import wording
from questionbank.formats.prose import marks
from questionbank.formats.prose.rich import Rich

_KEY = r"(?:[A-Z]{1,26}|[√×TF对错]|正确|错误)"
_RANGE = re.compile(
    r"\(?(?P<first>\d{1,5})\s?(?:-{1,2}|~|—{1,2}|–|至|到)\s?(?P<last>\d{1,5})\)?\s?题?\s?[:.、)]?\s*"
    r"(?P<keys>(?:(?:[A-Z]+|[√×TF对错]+|正确|错误)[\s,、;.。]*)+)"
)
_PAIR = re.compile(
    rf"\(?(?P<number>\d{{1,5}})\s?[.、:)]?\s?(?P<key>{_KEY})(?![A-Za-z])[\s,、;。.]*"
)
_GROUP = re.compile("[A-Z]+|正确|错误|[√×TF对错]")
_SINGLE = re.compile("[A-Z]|正确|错误|[√×对错]")
# B。《行政处罚法》第五十一条 …
_KEY_FIRST = re.compile(r"(?P<key>[A-Z]{1,26}|[√×对错]|正确|错误)\s*[。,.;:(]\s*(?=\S)")
_NUMBER_HEADS = ("题号", "序号", "题目")
_MAX_RANGE = 1000
_MAX_TOLD = 40


def is_key_list(folded):
    """Whether a line is nothing but numbers and their keys."""
    return bool(_keys_of(folded))


def is_key_range(folded):
    """Whether it's a line such as 1-5 ABCDA, which is no answer to one question."""
    return bool(_RANGE.match(folded.strip()) and _keys_of(folded))


def is_answer_table(cells):
    heads = [_text(row[0]) for row in cells if row]
    top = [_text(cell) for cell in cells[0]] if cells else []
    is_lying = any(head in _NUMBER_HEADS for head in heads) and any("答案" in h for h in heads)
    is_standing = any(head in _NUMBER_HEADS for head in top) and any("答案" in h for h in top)
    return is_lying or is_standing


@dataclass
class Entry:
    number: int
    part: int | None = None  # of a case
    fields: dict[str, list[Rich]] = field(default_factory=dict)


@dataclass
class Block:
    """The entries under one heading of the key; `heading` is None before the first."""

    heading: object = None
    entries: list[Entry] = field(default_factory=list)


class AnswerPart:
    def __init__(self):
        self.blocks = [Block()]
        self._style = ""
        self._current = None
        self._loose = []  # what belongs to no entry

    def feed(self, line):
        folded = line.rich.folded.strip()
        if line.cells:
            self._table(line.cells)
        elif not self._is_part(folded) and (keys := _keys_of(folded)):
            for number, key in keys:
                self._add(number, Rich(key))
            self._current = None
        elif heading := marks.heading(folded, line.depth):
            self.blocks.append(Block(heading))
            self._current, self._style = None, ""
        else:
            self._entry(line.rich.strip())

    def _is_part(self, folded):
        """Whether it's （1）B, of the case whose entry is open."""
        return self._is_in_case() and folded[:1] == "(" and bool(self.blocks[-1].entries)

    def _add(self, number, answer):
        block = self.blocks[-1]
        if block.heading is None and block.entries and number == 1:
            block = Block()
            self.blocks.append(block)
        entry = Entry(number)
        entry.fields["answer"] = [answer] if answer else []
        block.entries.append(entry)
        self._current = entry.fields["answer"]
        return entry

    def _entry(self, rich):
        number = marks.number(rich.folded)
        case = marks.case(rich.folded)
        if number and self._is_entry(number):
            self._style = self._style or number.style
            rich = rich[number.end :]
            self._open(number)
        elif case and case[0] and self._is_in_case():
            self._add(case[0], Rich(""))
            self._style, rich = "mark", rich[case[1] :]
        found = marks.marks(rich.folded)
        start = found[0][1] if found else len(rich)
        if lead := rich[:start].strip():
            self._lead(lead)
        for at, (key, _, begin) in enumerate(found):
            end = found[at + 1][1] if at + 1 < len(found) else len(rich)
            self._mark(key, rich[begin:end].strip())

    def _is_in_case(self):
        heading = self.blocks[-1].heading
        return heading is not None and heading.kind == "case"

    def _is_entry(self, number):
        if number.style == "circle":
            return False
        if self._is_in_case() and self._style and number.style != self._style:
            return True
        entries = self.blocks[-1].entries
        if self._style and number.style != self._style:
            return False
        return not entries or number.value > entries[-1].number or self._current is None

    def _open(self, number):
        entries = self.blocks[-1].entries
        if self._is_in_case() and entries and number.style != self._style:
            entry = Entry(entries[-1].number, part=number.value)
            entry.fields["answer"] = self._current = []
            entries.append(entry)
        else:
            self._add(number.value, Rich(""))

    def _lead(self, rich):
        if self._current is None:
            self._loose.append(rich)
            return
        entry = self.blocks[-1].entries[-1]
        is_first = self._current is entry.fields["answer"] and not self._current
        if is_first and (found := _KEY_FIRST.match(rich.folded)):
            self._current.append(rich[: found.end("key")])
            self._current = entry.fields.setdefault("explanation", [])
            rich = rich[found.end() :].strip()
        self._current.append(rich)

    def _mark(self, key, rich):
        if not self.blocks[-1].entries:
            self._loose.append(rich)
            return
        entry = self.blocks[-1].entries[-1]
        self._current = entry.fields.setdefault(key, [])
        if rich:
            self._current.append(rich)

    def _table(self, cells):
        rows = [[_text(cell) for cell in row] for row in cells]
        if pairs := _bare_pairs(cells):
            for number, answer in pairs:
                self._add(number, answer)
            return
        for at, row in enumerate(rows):
            if row and row[0] in _NUMBER_HEADS and at + 1 < len(rows) and "答案" in rows[at + 1][0]:
                for column in range(1, min(len(row), len(rows[at + 1]))):
                    if row[column].isdecimal():
                        self._add(int(row[column]), _rich(cells[at + 1][column]))
        heads = rows[0] if rows else []
        numbers = [column for column, text in enumerate(heads) if text in _NUMBER_HEADS]
        for column in numbers:
            # 题号 答案 题号 答案: each 答案 belongs to the 题号 before it.
            after = range(column + 1, next((n for n in numbers if n > column), len(heads)))
            names = {n: "answer" for n in after if "答案" in heads[n]}
            names |= {n: "explanation" for n in after if heads[n] in ("解析", "答案解析")}
            for row, texts in zip(cells[1:], rows[1:], strict=True):
                if names and column < len(texts) and texts[column].isdecimal():
                    entry = self._add(int(texts[column]), Rich(""))
                    for n, name in names.items():
                        if n < len(row) and (rich := _rich(row[n])):
                            entry.fields.setdefault(name, []).append(rich)
        self._current = None

    # To the questions

    def give(self, drafts):
        """Give the drafts their answers; return in words what belongs to none of them."""
        groups = {}
        for draft in drafts:
            groups.setdefault(id(draft.section), []).append(draft)
        groups = list(groups.values())
        strangers, used = [], set()
        for block in self.blocks:
            if not block.entries:
                continue
            group = {}
            for draft in _group_for(block, groups, used):
                group.setdefault(draft.number, draft)
            label = block.heading.label + "、" if block.heading else ""
            for entry in block.entries:
                if not _give(entry, group):
                    part = f"（{entry.part}）" if entry.part else ""
                    strangers.append(f"文末答案“{label}第 {entry.number} 题{part}”没有对应的试题")
        for rich in self._loose:
            strangers.append(f"文末答案中的“{rich.words.strip()[:40]}”没有对应的试题")
        return strangers[:_MAX_TOLD] + (
            [f"文末答案中另有 {len(strangers) - _MAX_TOLD} 处没有对应的试题"]
            if len(strangers) > _MAX_TOLD
            else []
        )


def _group_for(block, groups, used):
    """The drafts that a block of answers is about: by kind and label, else in their order."""
    heading = block.heading

    def rank(group):
        section = group[0].section
        if heading is None or section is None:
            return 0
        same_kind = bool(heading.kind) and heading.kind == section.kind
        return 2 * same_kind + (heading.label == section.label)

    if heading is None and len(groups) > 1:
        numbers = [draft.number for group in groups for draft in group]
        if len(set(numbers)) == len(numbers):
            return [draft for group in groups for draft in group]
    free = [n for n in range(len(groups)) if n not in used] or list(range(len(groups)))
    best = max(free, key=lambda n: (rank(groups[n]), -n))
    if heading is not None and len(groups) > 1 and not rank(groups[best]):
        return []
    used.add(best)
    return groups[best]


def _give(entry, group):
    draft = group.get(entry.number)
    if draft is not None and entry.part is not None:
        draft = next((one for one in draft.parts if one.number == entry.part), None)
    if draft is None:
        return False
    for key, lines in entry.fields.items():
        if lines:
            draft.fields.setdefault(key, []).append(lines)
    return True


def _keys_of(folded):
    """[(number, key)] of a line such as 1-5 ABCDA or 1.B 2.C, [] of any other."""
    text, position, keys = folded.strip(), 0, []
    while position < len(text):
        if found := _RANGE.match(text, position):
            first, last = int(found["first"]), int(found["last"])
            n = last - first + 1
            groups = _GROUP.findall(found["keys"])
            if len(groups) != n:
                groups = _SINGLE.findall(found["keys"])
            if not 1 <= n <= _MAX_RANGE or len(groups) != n:
                return []
            keys += zip(range(first, last + 1), groups, strict=True)
        elif found := _PAIR.match(text, position):
            keys.append((int(found["number"]), found["key"]))
        else:
            return []
        position = found.end()
    return keys


def _bare_pairs(cells):
    """Pairs of a table without headings: rows of numbers, below each its row of keys."""
    if len(cells) < 2 or len(cells) % 2:
        return []
    pairs = []
    for upper, lower in zip(cells[::2], cells[1::2], strict=True):
        for top, bottom in zip(upper, lower, strict=False):
            number, key = _text(top), _text(bottom)
            if not number and not key:
                continue
            is_key = marks.LETTERS.fullmatch(key) or wording.truth_of(key) is not None
            if not number.isdecimal() or not is_key:
                return []
            pairs.append((int(number), _rich(bottom)))
    return pairs


def _text(cell):
    return "".join(rich.folded.strip() for rich in cell)


def _rich(cell):
    return next((rich.strip() for rich in cell if rich), Rich(""))
