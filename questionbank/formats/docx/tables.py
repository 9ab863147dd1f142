"""A table of a document, cell by cell. Pure."""

from dataclasses import dataclass, field
from itertools import groupby

from questionbank.formats import html
from questionbank.formats.prose import Line, Rich

_MAX_COLUMNS = 100


@dataclass
class _Cell:
    column: int
    lines: list = field(default_factory=list)
    n_columns: int = 1
    n_rows: int = 1
    is_head: bool = False
    is_continued: bool = False  # of the cell above


class Table:
    """Filled as its elements come; `where` is the paragraph where it begins."""

    def __init__(self, where):
        self.where = where
        self._rows = []
        self._row = []
        self._column = 0
        self._is_dropped = False

    def begin_row(self):
        self._row, self._column, self._is_dropped = [], 0, False

    def drop_row(self):
        """Its row was deleted by a tracked change."""
        self._is_dropped = True

    def end_row(self):
        if not self._is_dropped and self._row:
            self._rows.append(self._row)

    def begin_cell(self):
        self._row.append(_Cell(self._column))
        self._column += 1
        return self._row[-1].lines

    def span(self, n_columns):
        if self._row:
            n_columns = min(max(n_columns, 1), _MAX_COLUMNS)
            self._column += n_columns - self._row[-1].n_columns
            self._row[-1].n_columns = n_columns

    def skip_columns(self, n_columns):
        self._column += min(max(n_columns, 0), _MAX_COLUMNS)

    def merge(self, *, is_begun):
        if self._row:
            self._row[-1].is_continued = not is_begun

    def mark_head(self):
        if self._row:
            self._row[-1].is_head = True

    def line(self):
        """The table as a line, None where it has no cells."""
        rows = self._merged()
        if not rows:
            return None
        tag = html.Table(
            [
                [
                    (
                        "th" if cell.is_head else "td",
                        html.spans(str(cell.n_columns), str(cell.n_rows)),
                        [line.rich.unguarded().runs() for line in cell.lines],
                    )
                    for cell in row
                ]
                for row in rows
            ]
        )
        notes = {}
        for row in rows:
            for cell in row:
                for line in cell.lines:
                    for note in line.notes:
                        notes.setdefault(repr(note), note)
        cells = tuple(
            tuple(tuple(line.rich for line in cell.lines if line.rich) for cell in row)
            for row in rows
        )
        return Line(Rich.of_object(tag), self.where, notes=tuple(notes.values()), cells=cells)

    def flattened(self):
        """The lines of a table that stands in another: one for each row."""
        lines = []
        for row in self._merged():
            rich, notes = Rich(""), {"table_flattened": "table_flattened"}
            for cell in row:
                for line in cell.lines:
                    rich += (Rich(" ") if rich else Rich("")) + line.rich
                    notes |= {repr(note): note for note in line.notes}
            lines.append(Line(rich, self.where, notes=tuple(notes.values())))
        return lines

    def _merged(self):
        """The rows, cells that go on with the one above left out and counted there."""
        above, rows = {}, []
        for row in self._rows:
            kept, below = [], {}
            for column, cells in groupby(row, key=lambda cell: cell.column):
                cell = next(cells)
                if cell.is_continued and column in above:
                    above[column].n_rows += 1
                    above[column].lines += [line for line in cell.lines if line.rich]
                    below[column] = above[column]
                else:
                    kept.append(cell)
                    below[column] = cell
            above = below
            if kept:
                rows.append(kept)
        return rows
