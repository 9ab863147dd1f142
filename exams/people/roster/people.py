"""One line of the table, read into a person or the reasons why not."""

import re

from django.utils.translation import gettext as _

from exams.people import identity
from exams.people.roster import cells
from exams.people.roster.cells import CellRefused, is_blank
from exams.people.roster.dates import read_birth_date
from exams.people.roster.report import RosterRow
from exams.people.roster.units import read_unit
from exams.spreadsheets import Formula

_SHARED = ("unit", "post_kind", "position", "party", "grid_officer")  # may be merged over rows
_SEXES = {
    "男": "M",
    "男性": "M",
    "m": "M",
    "male": "M",
    "女": "F",
    "女性": "F",
    "f": "F",
    "female": "F",
}
POSTS = {
    "administrative": "行政编制 行政编 行政 公务员 公务员编制",
    "institution": "事业编制 事业编 事业 事业单位编制 参公 参公事业编制 参照公务员法管理",
    # 编外 leaves open whether by contract or by agency; it is counted the same.
    "contract": "聘用 聘用制 聘用人员 编外聘用 合同制 合同工 临聘 编外 编外人员",
    "agency": "劳务派遣 派遣 劳务派遣制 劳务派遣人员",
}
_POST_BY_WORD = {word: post for post, words in POSTS.items() for word in words.split()}
_ANSWERS = dict.fromkeys(["是", "有", "对", "√", "✓", "✔", "y", "yes", "1", "true"], True)
_ANSWERS |= dict.fromkeys(
    ["否", "无", "错", "×", "✗", "✘", "x", "n", "no", "0", "false", "-"], False
)
_N_SUGGESTIONS = 200  # each costs as much as reading ten rows


class PeopleReader:
    """Reads the rows of one sheet; remembers units that weren't found."""

    def __init__(self, sheet, head, *, units, today, has_dates, is_text):
        self.sheet = sheet
        self.head = head
        self.units = units
        self.today = today
        self.has_dates = has_dates  # whether anybody's date of birth is written
        self.is_text = is_text
        self._refused_units = {}

    def read(self, row):
        """Return (`RosterRow` or None, problems, warnings); these are (heading, code, reason)."""
        return _Line(self, row).read()

    def read_unit(self, value):
        if value in self._refused_units:
            raise CellRefused(*self._refused_units[value])
        try:
            return read_unit(value, self.units, suggest=len(self._refused_units) < _N_SUGGESTIONS)
        except CellRefused as refusal:
            self._refused_units[value] = (refusal.code, refusal.reason)
            raise


class _Line:
    def __init__(self, reader, row):
        self.reader = reader
        self.row = row
        self.repairs = {}
        self.problems = []
        self.warnings = []

    def read(self):
        number = self._required("id_number", cells.read_id_number, today=self.reader.today)
        values = {
            "name": self._required("name", _read_person),
            "unit": self._required("unit", self.reader.read_unit),
            "position": self._text("position"),
            "party": self._text("party"),
            "phone": self._text("phone"),
            "post_kind": self._one_of("post_kind", _POST_BY_WORD, ""),
            "grid_officer": self._one_of("grid_officer", _ANSWERS, None),
        }
        if self.problems:
            return None, self.problems, []
        if self.reader.is_text and number.endswith("000"):
            self._warn(
                "id_number", "id-may-be-rounded",
                _("The ID number ends in 000, as numbers do that Excel has rounded. Compare it."),
            )  # fmt: skip
        sex, birth_date = identity.sex(number), identity.birth_date(number)
        self._compare_sex(sex)
        self._compare_birth_date(birth_date)
        person = RosterRow(
            row=self.row, id_number=number, sex=sex, birth_date=birth_date, repairs=self.repairs,
            **values,
        )  # fmt: skip
        return person, [], self.warnings

    def _cell(self, field):
        """The value that counts for this row, and whether a merged cell above gives it."""
        column = self.reader.head.columns.get(field)
        if column is None:
            return None, False
        sheet = self.reader.sheet
        value = sheet.value(self.row, column.number)
        if is_blank(value) and field in _SHARED:
            merge = sheet.merge_at(self.row, column.number)
            if merge and self.reader.head.rows[-1] < merge.top < self.row:
                return sheet.value(merge.top, column.number), True
        return value, False

    def _heading(self, field):
        return self.reader.head.columns[field].heading

    def _warn(self, field, code, reason):
        self.warnings.append((self._heading(field), code, reason))

    def _required(self, field, read, **more):
        value, is_filled = self._cell(field)
        try:
            value, repair = read(value, **more)
        except (CellRefused, identity.InvalidIdNumber) as refusal:
            self.problems.append((self._heading(field), refusal.code, refusal.reason))
            return None
        if is_filled:
            repair = "filled-from-merged-cell"
        if repair:
            self.repairs[self._heading(field)] = repair
        return value

    def _text(self, field):
        value, is_filled = self._cell(field)
        try:
            text = cells.read_text(value)
        except CellRefused as refusal:
            self.problems.append((self._heading(field), refusal.code, refusal.reason))
            return ""
        if is_filled and text:
            self.repairs[self._heading(field)] = "filled-from-merged-cell"
        return text

    def _one_of(self, field, meanings, unknown):
        text = self._text(field)
        word = re.sub(r"\s|[()]", "", text).lower()
        if not word:
            return unknown
        if word not in meanings:
            self._warn(
                field, f"{field.replace('_', '-')}-unknown",
                _("“%(text)s” isn't known here and is left out.") % {"text": cells.shorten(text)},
            )  # fmt: skip
        return meanings.get(word, unknown)

    def _compare_sex(self, sex):
        value, _is_filled = self._cell("sex")
        if is_blank(value):
            return
        if isinstance(value, Formula):
            self.repairs[self._heading("sex")] = "formula-not-read"
        elif _SEXES.get(cells.shorten(value).lower(), "") != sex:
            self._warn(
                "sex", "sex-differs-from-id",
                _("The sex differs from the one in the ID number, which is taken."),
            )  # fmt: skip

    def _compare_birth_date(self, birth_date):
        value, _is_filled = self._cell("birth_date")
        if isinstance(value, Formula):
            self.repairs[self._heading("birth_date")] = "formula-not-read"
            return
        if is_blank(value):
            if self.reader.has_dates:
                self.repairs[self._heading("birth_date")] = "date-from-id"
            return
        try:
            written = read_birth_date(value)
        except CellRefused as refusal:
            self._warn("birth_date", refusal.code, refusal.reason)
            return
        if not written.agrees_with(birth_date):
            self._warn(
                "birth_date", "birth-date-differs-from-id",
                _("The date of birth differs from the one in the ID number, which is taken."),
            )  # fmt: skip
        elif written.code:
            self.repairs[self._heading("birth_date")] = written.code


def _read_person(value):
    name, repair = cells.read_name(value)
    if name in ("合计", "总计", "小计", "共计"):
        raise CellRefused("name-characters", _("“%(text)s” is no name.") % {"text": name})
    return name, repair
