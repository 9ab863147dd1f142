from django.utils.translation import gettext as _

from exams import spreadsheets
from exams.people.refusals import FileRefused
from exams.people.roster import lines
from exams.people.roster.cells import is_blank, shorten
from exams.people.roster.headings import find_head
from exams.people.roster.people import PeopleReader
from exams.people.roster.report import Ignored, Problem, Roster


def read_roster(file_name, data, *, units, today, sheet=None):
    """Read a roster.

    Parameters
    ----------
    file_name : str
        For the messages; what the file is, its content says.
    data : bytes
    units : Units
        The county's units by all their names.
    today : datetime.date
        Nobody is born later.
    sheet : str, optional
        The sheet to read, without it the first visible one that holds a roster.

    Returns
    -------
    Roster

    Raises
    ------
    FileRefused
        Nothing can be read: the codes of `read_workbook`, and ``no-header``, ``no-rows``,
        ``columns-repeated``, ``no-such-sheet``.
    """
    try:
        workbook = spreadsheets.read_workbook(data)
    except spreadsheets.FileRefused as refusal:
        raise FileRefused.of(refusal, file=file_name) from refusal
    try:
        chosen, head = _choose(workbook, sheet)
        return _read_sheet(file_name, workbook, chosen, head, units=units, today=today)
    except FileRefused as refusal:
        refusal.file = file_name
        raise


def _choose(workbook, name):
    """The sheet to be read, and the head of its table."""
    if name is not None:
        for sheet in workbook.sheets:
            if sheet.name == name:
                return sheet, find_head(sheet)
        raise FileRefused(
            "no-such-sheet", _("There is no sheet “%(sheet)s” in the file.") % {"sheet": name}
        )
    refusals, without_people = [], []
    for sheet in workbook.sheets:
        if sheet.is_hidden:
            continue
        try:
            head = find_head(sheet)
        except FileRefused as refusal:
            refusals.append(refusal)
            continue
        if sheet.n_rows > head.rows[-1]:
            return sheet, head
        without_people.append((sheet, head))
    if without_people:
        return without_people[0]
    if refusals:
        raise refusals[0]
    raise FileRefused("no-header", _("All sheets with content are hidden."))


def _read_sheet(file_name, workbook, sheet, head, *, units, today):
    ignored = _ignored_sheets(workbook, sheet)
    for row in sheet.rows:
        if row < head.rows[0]:
            ignored.append(_ignored_row(sheet, row, lines.kind_above_head(sheet, row)))
    ignored += head.ignored
    rows_of_people = []
    for row in range(head.rows[-1] + 1, sheet.n_rows + 1):
        if kind := lines.kind_below_head(sheet, row, head):
            ignored.append(_ignored_row(sheet, row, kind))
        else:
            rows_of_people.append(row)
    if not rows_of_people:
        raise FileRefused("no-rows", _("There are headings and no people below them."))
    report = _Report(file_name, sheet, head)
    reader = PeopleReader(
        sheet, head, units=units, today=today, is_text=bool(workbook.encoding),
        has_dates=_has_dates(sheet, head, rows_of_people),
    )  # fmt: skip
    for row in rows_of_people:
        report.add(row, *reader.read(row))
    return Roster(
        file=file_name,
        format=workbook.format,
        encoding=workbook.encoding,
        sheet=sheet.name,
        header_rows=head.rows,
        columns={field: column.heading for field, column in head.columns.items()},
        n_rows=len(rows_of_people),
        rows=tuple(report.people),
        problems=tuple(report.problems),
        warnings=tuple(report.warnings),
        ignored=tuple(ignored),
    )


class _Report:
    """Puts row after row together and compares each with those before it."""

    def __init__(self, file_name, sheet, head):
        self.file_name = file_name
        self.sheet = sheet
        self.head = head
        self.people = []
        self.problems = []
        self.warnings = []
        self._by_id_number = {}
        self._by_name = {}
        for column in head.hidden:
            self._warn(
                head.rows[-1], column.heading, "hidden-column",
                _("This column is hidden in the file and was read. Please check."),
            )  # fmt: skip

    def add(self, row, person, problems, warnings):
        if person:
            first = self._by_id_number.setdefault(person.id_number, person)
            if first is not person:
                problems = [self._duplicate(first, person)]
        if problems:
            self.problems += [self._problem(row, *problem) for problem in problems]
            return
        self.people.append(person)
        if row in self.sheet.hidden_rows:
            self._warn(
                row, "", "hidden-row",
                _("This row is hidden in the file and was read. Please check."),
            )  # fmt: skip
        if (namesake := self._by_name.setdefault(person.name, person)) is not person:
            self._warn(
                row, self.head.columns["name"].heading, "same-name",
                _("The same name as in row %(row)d with another ID number: taken as two people.")
                % {"row": namesake.row},
            )  # fmt: skip
        for warning in warnings:
            self._warn(row, *warning)

    def _duplicate(self, first, person):
        if first.name == person.name:
            reason = _("The same ID number as in row %(row)d: the person is listed twice.")
        else:
            reason = _("The same ID number as in row %(row)d (%(name)s) with another name.")
        heading = self.head.columns["id_number"].heading
        return heading, "id-duplicate", reason % {"row": first.row, "name": first.name}

    def _problem(self, row, heading, code, reason):
        return Problem(self.file_name, self.sheet.name, row, heading, code, reason)

    def _warn(self, row, heading, code, reason):
        self.warnings.append(self._problem(row, heading, code, reason))


def _has_dates(sheet, head, rows):
    """Whether anybody's date of birth is written; where nobody's is, the column is left open."""
    column = head.columns.get("birth_date")
    return column is not None and any(not is_blank(sheet.value(row, column.number)) for row in rows)


def _ignored_row(sheet, row, code):
    return Ignored(code, sheet.name, row=row, text=shorten(lines.text_of(sheet, row)))


def _ignored_sheets(workbook, chosen):
    ignored = []
    for sheet in workbook.sheets:
        if sheet is chosen:
            continue
        code = "hidden-sheet"
        if not sheet.is_hidden:
            try:
                find_head(sheet)
                code = "other-roster"
            except FileRefused:
                code = "no-roster"
        ignored.append(Ignored(code, sheet.name))
    return ignored
