import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

from exams.spreadsheets.refusal import FileRefused, damaged, too_many_cells


@dataclass(frozen=True)
class Limits:
    """What a file may cost. A county's roster of 5,000 people unpacks to 3 MB."""

    upload_bytes: int = 10 * 2**20
    unpacked_bytes: int = 50 * 2**20
    members: int = 1_000
    rows: int = 50_000  # the number of the last row, as Excel counts
    columns: int = 256
    cells: int = 500_000
    merges: int = 20_000


@dataclass(frozen=True)
class Formula:
    """The value of a cell that is computed. The result stored beside it is never read."""

    text: str = ""  # empty where the format keeps formulas compiled or shared


Value = str | int | float | bool | dt.date | dt.datetime | Formula


@dataclass(frozen=True, order=True)
class Merge:
    """A rectangle of cells shown as one; only the cell at its top left has a value."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Picture:
    """A picture that lies over the sheet, with its upper left corner in that cell."""

    row: int
    column: int
    name: str  # of the part that holds it
    data: bytes | None = field(repr=False)  # None where the file doesn't have it


@dataclass(frozen=True)
class Sheet:
    """Rows and columns are counted from 1, as in Excel; `rows` holds cells with content only.

    pictures: only where `read_workbook` was asked for them; n_pictures_unread: those that were
    seen in a format in which they aren't read.
    """

    name: str
    rows: Mapping[int, Mapping[int, Value]]
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merges: tuple[Merge, ...] = ()
    pictures: tuple[Picture, ...] = ()
    n_pictures_unread: int = 0
    _merges_by_column: dict = field(default_factory=dict, repr=False, compare=False)

    @property
    def n_rows(self):
        return max(self.rows, default=0)

    @property
    def n_columns(self):
        return max((column for row in self.rows.values() for column in row), default=0)

    def value(self, row, column):
        """The cell's own value, None where it is empty."""
        return self.rows.get(row, {}).get(column)

    def merge_at(self, row, column):
        """The merged range that covers a cell, or None."""
        if not self.merges:
            return None
        if column not in self._merges_by_column:
            self._merges_by_column[column] = sorted(
                merge for merge in self.merges if merge.left <= column <= merge.right
            )
        merges = self._merges_by_column[column]
        i = bisect_right(merges, row, key=lambda merge: merge.top)
        return merges[i - 1] if i and merges[i - 1].bottom >= row else None


@dataclass(frozen=True)
class Workbook:
    format: str  # "xlsx", "xls", "csv" or "html"
    sheets: tuple[Sheet, ...]
    encoding: str = ""  # of text formats


# Characters that neither a page nor a database takes; line ends and tabulators stay.
_CONTROLS = dict.fromkeys([*range(9), *range(14, 32), 127], "\ufffd")


class SheetBuilder:
    """Collects the cells of one sheet and refuses the file once there are too many."""

    def __init__(self, name, limits, *, is_hidden=False, n_cells_before=0):
        self.name = name.translate(_CONTROLS)
        self.limits = limits
        self.is_hidden = is_hidden
        self.n_cells = n_cells_before
        self.rows = {}
        self.hidden_rows = set()
        self.hidden_columns = set()
        self.merges = []
        self.pictures = []
        self.n_pictures_unread = 0

    def put(self, row, column, value):
        if value is None or value == "":
            return
        if row > self.limits.rows:
            raise FileRefused("too-many-rows", row=row, limit=self.limits.rows)
        if column > self.limits.columns:
            letter = column_letter(column)
            raise FileRefused("too-many-columns", column=letter, limit=self.limits.columns)
        self.n_cells += 1
        if self.n_cells > self.limits.cells:
            raise too_many_cells(self.limits.cells)
        cells = self.rows.setdefault(row, {})
        if column in cells:
            raise damaged()  # two cells in one place: one of them would vanish
        if isinstance(value, str) and not value.isprintable():
            value = value.translate(_CONTROLS)
        cells[column] = value

    def hide_row(self, row):
        if row <= self.limits.rows:
            self.hidden_rows.add(row)

    def hide_columns(self, first, last):
        self.hidden_columns.update(range(first, min(last, self.limits.columns) + 1))

    def merge(self, top, left, bottom, right):
        if len(self.merges) == self.limits.merges:
            raise FileRefused("too-many-merges", limit=self.limits.merges)
        self.merges.append(Merge(top, left, bottom, right))

    def sheet(self):
        return Sheet(
            self.name,
            dict(sorted(self.rows.items())),
            self.is_hidden,
            frozenset(self.hidden_rows),
            frozenset(self.hidden_columns),
            tuple(self.merges),
            tuple(self.pictures),
            self.n_pictures_unread,
        )


def column_letter(column):
    """1 -> A, 27 -> AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
