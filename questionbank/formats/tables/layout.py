"""Where the questions of a sheet stand: under which headings, in which section. Pure."""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from exams.spreadsheets import Sheet, column_letter
from questionbank.formats import wording
from questionbank.formats.tables.cells import is_blank, sample_of
from questionbank.formats.tables.columns import Column, SheetColumns
from questionbank.formats.tables.guessing import guess
from questionbank.formats.tables.headings import fields_of, is_header, meaning

_DEPTH = 30  # rows with content that may stand above the first headings
_N_SAMPLES = 5
_SECONDARY = (
    "示例 样例 填写示例 例子 填写说明 说明 使用说明 导入说明 填表说明 须知 填写须知 注意事项"
)
_NOT_READ = frozenset(_SECONDARY.split())


@dataclass(frozen=True)
class Head:
    """Headings and the rows that they stand in; `columns` {field: number}."""

    columns: dict[str, int]
    headings: dict[int, str]  # by column; those that aren't read too
    last_row: int = 0
    first_row: int = 0


@dataclass(frozen=True)
class Line:
    """A row that holds a question, with what its section says."""

    row: int
    head: Head
    kind: str = ""
    points: Decimal | None = None


@dataclass
class Layout:
    sheet: Sheet
    lines: list[Line] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)  # rows and columns, in words


def is_secondary(sheet):
    """Whether a sheet's name says that it holds examples or instructions."""
    return wording.fold(sheet.name).strip("()") in _NOT_READ


def first_head(sheet):
    """Return the first `Head` of a sheet, or None."""
    for row in list(sheet.rows)[:_DEPTH]:
        if head := _head_at(sheet, row):
            return head
    return None


def guessed_head(sheet):
    """Return a `Head` for a table without headings, or None."""
    fields = guess(sheet)
    return Head({field: column for column, field in fields.items()}, {}) if fields else None


def describe(sheet, head):
    """Return the `SheetColumns` of a sheet; `head` None where there's no table in it."""
    head = head or Head({}, {})
    by_column = {column: name for name, column in head.columns.items()}
    rows = [row for row in sheet.rows if row > head.last_row]
    numbers = sorted({*head.headings, *by_column, *(n for row in rows for n in sheet.rows[row])})
    return SheetColumns(
        sheet.name,
        head.first_row,
        tuple(Column(n, head.headings.get(n, ""), by_column.get(n, "")) for n in numbers),
        tuple(tuple(sample_of(sheet.value(row, n)) for n in numbers) for row in rows[:_N_SAMPLES]),
        wording.kind_in_name(sheet.name),
    )


def lay_out(sheet, head, *, is_fixed=False):
    """Return the `Layout` of a sheet.

    is_fixed: the columns were chosen by a person, further headings in the sheet are passed over.
    """
    layout = Layout(sheet)
    kind, points, passed = wording.kind_in_name(sheet.name), None, []
    n_skipped = 0
    for row in sheet.rows:
        if head.first_row <= row <= head.last_row:
            continue
        if row > head.last_row and (below := _head_at(sheet, row)):
            n_skipped = below.last_row
            head = replace(head, last_row=below.last_row) if is_fixed else below
            layout.ignored.append(f"第 {row} 行是表头")
            continue
        if row <= n_skipped:
            continue
        only = _only_text(sheet, row)
        if only and (found := wording.section(only)):
            kind, points = found
            layout.ignored.append(f"第 {row} 行是大题标题“{sample_of(only)}”")
        elif row < head.first_row:
            layout.ignored.append(f"第 {row} 行在表头之上：{_shown(sheet, row)}")
        elif any(not is_blank(sheet.value(row, number)) for number in head.columns.values()):
            layout.lines.append(Line(row, head, kind, points))
        elif any(not is_blank(value) for value in sheet.rows[row].values()):
            passed.append(row)
    layout.ignored += _passed(sheet, passed)
    layout.ignored += _columns_not_read(sheet, layout.lines)
    return layout


def _head_at(sheet, row):
    """The headings that begin in a row: its own, and letters below a merged “选项”."""
    headings = _texts(sheet, row)
    if not is_header(headings):
        return None
    last = row
    for number, text in list(headings.items()):
        merge = sheet.merge_at(row, number)
        if merge is None or merge.right == number or meaning(text) != "options":
            continue
        below = {n: t for n, t in _texts(sheet, row + 1).items() if number <= n <= merge.right}
        del headings[number]
        if below and all(meaning(t).startswith("option_") for t in below.values()):
            headings |= below
            last = row + 1
        else:
            headings |= {
                n: f"选项{chr(65 + n - number)}" for n in range(number, merge.right + 1)[:26]
            }
    for number in headings:
        if (merge := sheet.merge_at(row, number)) and merge.top == row:
            last = max(last, min(merge.bottom, row + 2))
    fields = fields_of(headings)
    columns = {field: number for number, field in fields.items() if field}
    return Head(columns, headings, last, row)


def _texts(sheet, row):
    cells = sheet.rows.get(row, {})
    return {n: " ".join(v.split()) for n, v in cells.items() if isinstance(v, str) and v.strip()}


def _only_text(sheet, row):
    """The text of a row that holds one text and nothing else, else ""."""
    values = [value for value in sheet.rows[row].values() if not is_blank(value)]
    return values[0] if len(values) == 1 and isinstance(values[0], str) else ""


def _passed(sheet, rows):
    """Rows without anything in a column that is read: notes, and numbers written in advance."""
    notes, numbers = [], []
    for row in rows:
        cells = sheet.rows[row].values()
        is_number = all(str(value).strip().isdecimal() for value in cells if not is_blank(value))
        if is_number:
            numbers.append(row)
        else:
            notes.append(f"第 {row} 行不是试题：{_shown(sheet, row)}")
    if numbers:
        notes.append(f"有 {len(numbers)} 行只有序号，从第 {numbers[0]} 行到第 {numbers[-1]} 行")
    return notes


def _shown(sheet, row):
    return "“" + " ".join(sample_of(v) for v in list(sheet.rows[row].values())[:3]) + "”"


def _columns_not_read(sheet, lines):
    filled = {}
    for line in lines:
        read = line.head.columns.values()
        for number in sheet.rows[line.row]:
            if number not in read:
                filled.setdefault(number, line.head.headings.get(number, ""))
    return [
        f"{column_letter(number)} 列{f'“{heading}”' if heading else ''}没有读取"
        for number, heading in sorted(filled.items())
        if meaning(heading) != "serial"
    ]
