"""Questions in tables: one row a question, columns by their headings, as Chinese exam systems do.

`recognise_columns` says what a file's columns were taken for, `read_sheets` reads the rows, with
the columns that a person has corrected where they did; `rows_of` lays items out as our template
does. The files themselves are the business of `formats.xlsx`, `formats.delimited` and
`formats.tsv`.
"""

from questionbank.formats.tables.columns import FIELDS, Column, SheetColumns, SheetMapping
from questionbank.formats.tables.reading import open_workbook, read_sheets, recognise_columns

__all__ = [
    "FIELDS",
    "Column",
    "SheetColumns",
    "SheetMapping",
    "open_workbook",
    "read_sheets",
    "recognise_columns",
]
