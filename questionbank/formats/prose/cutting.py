"""Lines -> the questions that they are: where each begins, and what each of its lines is. Pure."""

from dataclasses import replace

from questionbank.formats import wording
from questionbank.formats.prose import marks
from questionbank.formats.prose.answers import (
    AnswerPart,
    is_answer_table,
    is_key_list,
    is_key_range,
)
from questionbank.formats.prose.beginnings import Beginnings
from questionbank.formats.prose.lines import Draft, Line

# Values of one line: what follows on the next is not theirs.
_SHORT = frozenset(
    ["cites", "point", "difficulty", "points", "kind", "tags", "category", "title", "level"]
)
_MAX_NOTED = 40


def cut(lines, unit):
    """Return a `Cutter` that has read the lines; `unit` is what `Line.where` counts."""
    cutter = Cutter(lines, unit)
    for position, line in enumerate(cutter.lines):
        cutter.feed(position, line)
    return cutter


class Cutter(Beginnings):
    """drafts: the questions; answers: the key at the end, if any; ignored: in words."""

    def __init__(self, lines, unit):
        self.unit = unit
        self.lines = list(_unfolded(lines))
        self.drafts = []
        self.answers = None
        self._n_ignored = 0
        self._ignored = []
        self._section = None
        self._categories = {}
        self._top = None  # the question, or the case
        self._draft = None  # the question, or the case's part that is open
        self._current = None  # the lines of what is open, None after what is complete
        self._key = ""
        self._last = 0
        self._style = ""
        self._list = None  # (style, number) of a list inside a text
        self._is_in_notes = False
        self._is_after_blank = False
        self._look_ahead()

    @property
    def ignored(self):
        rest = self._n_ignored - len(self._ignored)
        return [*self._ignored, *([f"另有 {rest} 处不属于任何试题"] if rest else [])]

    # Line by line

    def feed(self, position, line):
        if not line.rich:
            self._is_after_blank = True
            if self._draft is not None:
                # An empty line may still be one with a drawing that can't be taken.
                self._draft.note(note for note in line.notes if isinstance(note, Exception))
            return
        self._take(position, line)
        self._is_after_blank = False

    def _take(self, position, line):
        folded = line.rich.folded
        if self.answers:
            self.answers.feed(line)
        elif line.cells:
            self._table(line)
        elif self._begins_answers(position, folded):
            self._begin_answers(line if is_key_range(folded) else None)
        elif line.is_title:
            self._ignore(line)
        else:
            found = marks.marks(folded)
            lead = line.rich[: found[0][1]] if found else line.rich
            if lead:
                self._text(position, line, lead.strip())
            for at, (key, _, start) in enumerate(found):
                end = found[at + 1][1] if at + 1 < len(found) else len(folded)
                self._mark(line, key, line.rich[start:end].strip())

    def _begins_answers(self, position, folded):
        if not self.drafts:
            return False
        if is_key_range(folded):
            return True
        if not marks.is_answers_heading(folded):
            return False
        rest = (line for line in self.lines[position + 1 : position + 9] if line.rich)
        after = next(rest, None)
        if after is None:
            return False
        text = after.rich.folded
        if folded.endswith(":"):
            return is_key_list(text) or bool(after.cells and is_answer_table(after.cells))
        return bool(after.cells or is_key_list(text) or marks.heading(text) or marks.number(text))

    def _table(self, line):
        if self._draft is None and not is_answer_table(line.cells):
            self._ignore(line, "表格")
        elif self.drafts and is_answer_table(line.cells):
            self._begin_answers(line)
        else:
            self._add(line, line.rich)

    def _begin_answers(self, line):
        self.answers = AnswerPart()
        self._close()
        if line is not None:
            self.answers.feed(line)

    def _text(self, position, line, rich):
        folded = rich.folded
        heading = marks.heading(folded, line.depth)
        if heading and (heading.kind or line.depth is not None or not self._is_in_tail()):
            self._head(heading, line)
            return
        if marks.NOTES.fullmatch(folded.rstrip(": ")) and self._draft is None:
            self._is_in_notes = True
        case = marks.case(folded)
        number = marks.number(folded)
        if case and self._is_case(folded):
            self._open_case(line, rich, case)
        elif number and self._is_question(position, number):
            self._open(line, rich[number.end :].strip(), number)
        elif number is None and self._is_option(position, folded):
            self._draft.options.append([rich])
            self._set(self._draft.options[-1], "option", line)
        elif self._is_unnumbered_question():
            self._begin(Draft(len(self.drafts) + 1, line.where), line, rich)
        else:
            self._add(line, rich)

    # Headings

    def _head(self, heading, line):
        self._close()
        self._last, self._list, self._is_in_notes = 0, None, False
        if heading.kind:
            self._section = heading
            return
        depth = heading.depth
        self._categories = {
            other: text for other, text in self._categories.items() if other < depth
        } | {depth: heading.text.replace("/", "／")}
        if heading.label:
            self._section = heading

    def _close(self):
        self._top = self._draft = self._current = None
        self._key = ""

    # Opening

    def _open(self, line, rest, number):
        if self._is_in_case() and not self._begins_next_case(number):
            part = Draft(number.value, line.where, style=number.style)
            self._top.parts.append(part)
            self._start(part, line, rest)
            return
        draft = Draft(number.value, line.where, style=number.style)
        if number.style == "alone":
            draft.title = str(number.value)
        self._style, self._list, self._is_in_notes = number.style, None, False
        self._begin(draft, line, rest)

    def _begins_next_case(self, number):
        parts = self._top.parts
        if number.style != self._top.style:
            return False
        return not (parts and parts[-1].style == number.style)

    def _begin(self, draft, line, rest):
        draft.section = self._section
        draft.label = self._section.label if self._section else ""
        draft.category = "/".join(self._categories[depth] for depth in sorted(self._categories))
        if self._section:
            draft.kind, draft.points = self._section.kind, self._section.points
        if self._top is not None and draft.number == self._last:
            draft.warnings["number_repeated"] = None
        self._last = draft.number
        self.drafts.append(draft)
        self._top = draft
        case = marks.case(rest.folded)
        if case and rest.folded[0] in "【[":
            draft.kind, rest = "case", rest[case[1] :].strip()
        self._start(draft, line, rest)

    def _start(self, draft, line, rest):
        self._draft = draft
        self._set(draft.stem, "stem", line)
        for _ in range(2):
            tag = marks.KIND_TAG.match(rest.folded)
            if tag and (kind := wording.kind_of(tag["word"])[0]):
                draft.kind, rest = kind, rest[tag.end() :].strip()
            points = marks.POINTS.match(rest.folded)
            if points:
                draft.points, rest = points["points"], rest[points.end() :].strip()
        if rest:
            draft.stem.append(rest)

    def _open_case(self, line, rich, case):
        n, start = case
        if n is None:
            n = self._last + 1
        rest = rich[start:].strip()
        if self._top is not None and self._top.style != "mark" and not self._top.stem:
            # 【案例】 stands on the line after its number.
            self._top.kind = "case"
            self._start(self._top, line, rest)
            return
        draft = Draft(n, line.where, style="mark")
        self._list = None
        self._begin(draft, line, rest)
        draft.kind = "case"

    # Going on

    def _mark(self, line, key, rich):
        draft = self._draft
        if draft is None:
            self._ignore(line)
            return
        if key == "answer" and is_key_range(rich.folded):
            self._begin_answers(replace(line, rich=rich))
            return
        draft.note(line.notes)
        if key == "stem":
            self._set(draft.stem, "stem", line)
            if rich:
                draft.stem.append(rich)
            return
        entry = [rich] if rich else []
        draft.fields.setdefault(key, []).append(entry)
        self._set(entry, key, line)
        number = None if key in _SHORT else marks.number(rich.folded)
        self._list = (number.style, 1) if number and number.value == 1 else None
        self._settle()

    def _set(self, current, key, line):
        self._current, self._key = current, key
        self._draft.note(line.notes)

    def _settle(self):
        """Close what is complete with what it has."""
        if self._current and (
            self._key in _SHORT
            or (
                self._key == "answer"
                and len(self._current) == 1
                and self._draft.kind not in ("short_answer", "fill_in")
                and is_complete_key(self._current[0].folded)
            )
        ):
            self._current = None

    def _add(self, line, rich):
        if self._current is None:
            self._ignore(line)
            return
        self._draft.note(line.notes)
        is_beside_table = any(one.table is not None for one in (rich, *self._current[-1:]))
        if self._key == "option" and not line.is_soft and not is_beside_table:
            self._draft.repairs["option_lines"] = None
        self._current.append(rich)
        self._settle()

    def _ignore(self, line, what="文字"):
        self._n_ignored += 1
        if len(self._ignored) < _MAX_NOTED:
            text = " ".join(line.rich.words.split())[:40]
            told = f"“{text}”" if text else ""
            self._ignored.append(f"第 {line.where} {self.unit}：{what}{told}不属于任何试题")


def is_complete_key(folded):
    text = folded.strip()
    return bool(marks.LETTERS.fullmatch(text)) or wording.truth_of(text) is not None


def _unfolded(lines):
    """The lines; a table of options, or one that is only a frame, as the lines in its cells."""
    for line in lines:
        if line.cells and (_is_frame(line.cells) or _holds_options(line.cells)):
            for row in line.cells:
                for cell in row:
                    for rich in cell:
                        yield Line(rich, line.where, notes=line.notes)
        else:
            yield line


def _is_frame(cells):
    """Whether a table is only a box around questions."""
    return (
        len(cells) == 1
        and len(cells[0]) == 1
        and any(
            marks.number(rich.folded) or marks.option(rich.folded) or marks.marks(rich.folded)
            for rich in cells[0][0]
        )
    )


def _holds_options(cells):
    texts = [cell for row in cells for cell in row if any(cell)]
    if not all(cell[0] for cell in texts):
        return False
    options = [marks.option(cell[0].folded) for cell in texts]
    return (
        len(texts) > 1
        and all(options)
        and sorted(letter for letter, _, _ in options)
        == [chr(ord("A") + n) for n in range(len(options))]
    )
