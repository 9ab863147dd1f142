import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class RosterRow:
    """A person to be taken. What the file leaves open is "" or None."""

    row: int  # as Excel counts, from 1
    name: str
    id_number: str
    unit: str  # the canonical name
    sex: str  # "M" or "F", from the ID number
    birth_date: dt.date  # from the ID number
    post_kind: str = ""  # a value of Candidate.Post
    position: str = ""
    party: str = ""
    phone: str = ""
    grid_officer: bool | None = None
    repairs: Mapping[str, str] = field(default_factory=dict)  # heading -> code


@dataclass(frozen=True)
class Problem:
    """Why a row isn't taken or, among the warnings, what a person should look at."""

    file: str
    sheet: str  # empty in a text file
    row: int  # as Excel counts, from 1; in a text file the record
    column: str  # the heading; empty where the whole row is meant
    code: str
    reason: str

    def __str__(self):
        if self.sheet and self.column:
            place = _("%(file)s, sheet “%(sheet)s”, row %(row)d, %(column)s: %(reason)s")
        elif self.sheet:
            place = _("%(file)s, sheet “%(sheet)s”, row %(row)d: %(reason)s")
        elif self.column:
            place = _("%(file)s, row %(row)d, %(column)s: %(reason)s")
        else:
            place = _("%(file)s, row %(row)d: %(reason)s")
        return place % vars(self)


_WHY = {
    "title": gettext_lazy("title above the table"),
    "unit-line": gettext_lazy("line above the table with unit or date"),
    "header": gettext_lazy("the headings again"),
    "blank": gettext_lazy("blank"),
    "total": gettext_lazy("total"),
    "note": gettext_lazy("note"),
    "signatures": gettext_lazy("signatures"),
    "continued": gettext_lazy("belongs to the person above, whose cells reach down here"),
    "hidden-sheet": gettext_lazy("hidden sheet"),
    "other-roster": gettext_lazy("another roster, read only when chosen"),
    "no-roster": gettext_lazy("no roster"),
    "hidden-column": gettext_lazy("hidden column; the visible one is used"),
    "repeated-column": gettext_lazy("second column with this meaning"),
    "unknown-heading": gettext_lazy("unknown heading"),
    "no-heading": gettext_lazy("column without heading"),
}


@dataclass(frozen=True)
class Ignored:
    """A row, a column or a whole sheet that is no data."""

    code: str
    sheet: str
    row: int | None = None
    column: str = ""  # the letter
    text: str = ""  # what stands there, shortened

    def __str__(self):
        parts = {"why": _WHY[self.code], "text": self.text, **vars(self)}
        if self.row:
            place = _("row %(row)d: %(why)s (%(text)s)") if self.text else _("row %(row)d: %(why)s")
        elif self.column:
            place = _("column %(column)s: %(why)s (%(text)s)")
        else:
            place = _("sheet “%(sheet)s”: %(why)s")
        return place % parts


@dataclass(frozen=True)
class Roster:
    """What was read; `accepted` + `repaired` + `refused` = `n_rows`, and no row is left out."""

    file: str
    format: str
    encoding: str
    sheet: str
    header_rows: tuple[int, ...]
    columns: Mapping[str, str]  # field of `RosterRow`, "serial" or "remark" -> heading
    n_rows: int  # rows of people, counted as they were come across
    rows: tuple[RosterRow, ...]
    problems: tuple[Problem, ...]  # all of a row's, so that one more round mends the file
    warnings: tuple[Problem, ...]
    ignored: tuple[Ignored, ...]

    @property
    def accepted(self):
        return len(self.rows) - self.repaired

    @property
    def repaired(self):
        return sum(bool(row.repairs) for row in self.rows)

    @property
    def refused(self):
        return len({problem.row for problem in self.problems})
