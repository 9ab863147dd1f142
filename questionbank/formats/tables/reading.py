"""A workbook of questions -> `Reading`: each row taken or refused at its place. Pure."""

from dataclasses import replace

from exams import spreadsheets
from exams.spreadsheets import column_letter
from questionbank.formats import wording
from questionbank.formats.items import Reading, Taken
from questionbank.formats.pictures import Album
from questionbank.formats.reasons import NotTaken, container_refused, file_refused
from questionbank.formats.source import MAX_ITEMS
from questionbank.formats.tables import pictures
from questionbank.formats.tables.columns import FIELDS
from questionbank.formats.tables.kinds import read_item
from questionbank.formats.tables.layout import (
    Head,
    describe,
    first_head,
    guessed_head,
    is_secondary,
    lay_out,
)
from questionbank.formats.tables.rows import Row


def open_workbook(data):
    """Return the `Workbook` of a file; raises the `FileRefused` of question files."""
    try:
        return spreadsheets.read_workbook(data, with_pictures=True)
    except spreadsheets.FileRefused as refusal:
        raise container_refused(refusal) from refusal


def recognise_columns(workbook):
    """Return the `SheetColumns` of each sheet, to be shown and corrected before `read_sheets`."""
    heads = _heads(workbook)
    return tuple(
        replace(describe(sheet, heads.get(n, (None, ""))[0]), is_read=n in chosen)
        for chosen in [{n for n, (head, why) in heads.items() if not why}]
        for n, sheet in enumerate(workbook.sheets)
    )


def read_sheets(workbook, name, *, mapping=None, known_points=None):
    """Return the `Reading` of a workbook in the format called `name`.

    Parameters
    ----------
    workbook : exams.spreadsheets.Workbook
    name : str
    mapping : dict of str to SheetMapping, optional
        By the sheets' names, what a person has decided; sheets that aren't in it are passed over.
        Without it the columns are recognised.
    known_points : dict of str to str, optional
        What files may call a point of the syllabus (its name, its code), and its code.

    Raises
    ------
    FileRefused
        There is no table of questions, or nothing in it.
    """
    ignored, questions = [], []
    for number, (head, why) in _heads(workbook, mapping).items():
        sheet = workbook.sheets[number]
        if why:
            ignored.append(f"{_named(sheet)}没有读取：{why}")
            continue
        layout = lay_out(sheet, head, is_fixed=mapping is not None)
        ignored += [f"{_named(sheet)}{words}" for words in layout.ignored]
        questions.append(layout)
    if not questions:
        raise file_refused("no_header")
    if not any(layout.lines for layout in questions):
        raise file_refused("file_empty")
    if sum(len(layout.lines) for layout in questions) > MAX_ITEMS:
        raise file_refused("file_too_many", limit=MAX_ITEMS)
    taken, refused, album = [], [], Album()
    for layout in questions:
        more_taken, more_refused = read_rows(layout, known_points=known_points, album=album)
        taken += more_taken
        refused += more_refused
        ignored += _difficulties(layout) + pictures.passed(layout, _named(layout.sheet))
    return Reading(
        name,
        tuple(_with_duplicates(taken)),
        tuple(refused),
        pictures.shown(album.media, taken),
        tuple(ignored),
    )


def _heads(workbook, mapping=None):
    """{number of the sheet: (its `Head` or None, why it isn't read or "")}."""
    if mapping is not None:
        return _mapped(workbook, mapping)
    heads = {}
    for number, sheet in enumerate(workbook.sheets):
        head, why = first_head(sheet), ""
        if sheet.is_hidden:
            why = "工作表是隐藏的"
        elif is_secondary(sheet):
            why = "是示例或说明"
        elif head is None:
            why = "没有找到试题的表头"
        heads[number] = head, why
    if not any(head and not why for head, why in heads.values()):
        heads = {n: _second_look(workbook.sheets[n], *found) for n, found in heads.items()}
    return heads


def _second_look(sheet, head, why):
    """Where no sheet has headings: one whose columns can be told from what stands in them."""
    if head is None and not sheet.is_hidden:
        head = guessed_head(sheet)
        why = "" if head else why
    return head, why


def _mapped(workbook, mapping):
    heads = {}
    for number, sheet in enumerate(workbook.sheets):
        chosen = mapping.get(sheet.name)
        if chosen is None:
            heads[number] = None, "没有选这个工作表"
            continue
        columns = {field: n for n, field in chosen.fields.items() if field in FIELDS}
        if "stem" not in columns:
            raise file_refused("no_stem_column")
        row = chosen.header_row
        found = first_head(sheet)
        if found and found.first_row <= row <= found.last_row:
            heads[number] = replace(found, columns=columns), ""
        else:
            values = {n: sheet.value(row, n) for n in chosen.fields}
            texts = {n: value for n, value in values.items() if isinstance(value, str)}
            heads[number] = Head(columns, texts, row, row), ""
    return heads


def read_rows(layout, *, known_points=None, album=None):
    """Return (list of `Taken`, list of `Refused`) of the rows of one sheet."""
    taken, refused = [], []
    by_row = pictures.by_row(layout.sheet)
    sheet = layout.sheet
    five_steps = wording.has_five_steps(
        value
        for line in layout.lines
        if isinstance(value := sheet.value(line.row, line.head.columns.get("difficulty")), str)
    )
    case = None  # the case that following rows may belong to

    def close():
        if case is not None:
            case.close(taken, refused)

    for line in layout.lines:
        where = f"{_named(sheet)}第 {line.row} 行"
        try:
            row = Row(
                sheet,
                line,
                known_points=known_points,
                five_steps=five_steps,
                pictures=pictures.tags(by_row.get(line.row, ()), line, album),
            )
            if line.row in sheet.hidden_rows:
                row.warn("hidden_row")
            item, is_part = read_item(row)
        except NotTaken as reason:
            refused.append(reason.at(where + _column(line, getattr(reason, "field", ""))))
            if case is not None and _is_part(sheet, line):
                case.faulty.append(line.row)
            else:
                close()
                case = None
            continue
        read = Taken(item, where, tuple(row.repairs), tuple(row.warnings))
        if is_part and case is not None:
            case.parts.append(read)
        elif is_part:
            refused.append(NotTaken("sub_without_case").at(where + _column(line, "kind")))
        else:
            close()
            case = _Case(read) if item.kind == "case" else None
            if case is None:
                taken.append(read)
    close()
    return taken, refused


class _Case:
    """A case and the rows below it that belong to it."""

    def __init__(self, taken):
        self.taken = taken
        self.parts = []
        self.faulty = []  # rows

    def close(self, taken, refused):
        if self.faulty:
            rows = "、".join(map(str, self.faulty))
            refused.append(NotTaken("case_incomplete", rows=rows).at(self.taken.where))
        elif not self.parts:
            refused.append(NotTaken("case_empty").at(self.taken.where))
        else:
            whole = [self.taken, *self.parts]
            taken.append(
                Taken(
                    replace(self.taken.item, items=tuple(part.item for part in self.parts)),
                    self.taken.where,
                    tuple(dict.fromkeys(code for one in whole for code in one.repairs)),
                    tuple(dict.fromkeys(code for one in whole for code in one.warnings)),
                )
            )


def _is_part(sheet, line):
    value = sheet.value(line.row, line.head.columns.get("kind"))
    return isinstance(value, str) and wording.kind_of(value)[1]


def _column(line, field):
    if not field:
        return ""
    number = line.head.columns.get(field)
    if number is None:
        return f"“{FIELDS[field]}”列"
    heading = line.head.headings.get(number)
    return f"“{heading}”列" if heading else f" {column_letter(number)} 列"


def _named(sheet):
    return f"工作表“{sheet.name}”" if sheet.name else ""


def _difficulties(layout):
    """How the difficulties of a sheet were understood, for whoever looks the import through."""
    written = {}
    for line in layout.lines:
        value = layout.sheet.value(line.row, line.head.columns.get("difficulty"))
        if value is not None and not isinstance(value, spreadsheets.Formula):
            written.setdefault(str(value).strip()[:20], None)
    five_steps = wording.has_five_steps(written)
    understood = {
        text: wording.difficulty_of(text, five_steps=five_steps) for text in list(written)[:20]
    }
    said = [
        f"“{text}”为 {wording.DIFFICULTY_NAMES[n]}"
        for text, n in understood.items()
        if n is not None and wording.DIFFICULTY_NAMES[n] != text and str(n) != text
    ]
    return [f"{_named(layout.sheet)}难度：{'，'.join(said)}"] if said else []


def _with_duplicates(taken):
    """With a warning where stem and answers are those of an item before, but for white space."""
    seen = set()
    for one in taken:
        item = one.item
        said = (
            item.kind,
            wording.fold(item.stem),
            frozenset((wording.fold(option.text), option.is_key) for option in item.options),
            item.is_true, item.blanks, item.pairs, item.sequence, item.items,
        )  # fmt: skip
        if said in seen:
            one = replace(one, warnings=(*one.warnings, "duplicate"))
        seen.add(said)
        yield one
