"""Uploaded spreadsheets, read as plain sheets of values whoever sent them.

`read_workbook` takes the bytes of an .xlsx, .xls, .csv or HTML table, whatever the file is called,
and gives a `Workbook`, or raises `FileRefused`, which says why for people and, by a code, for
programs. Nothing in a file is run, resolved or worked out, and its size on arrival bounds what it
can cost (`Limits`).

.xlsx and .xls are parsed here because no library at hand gives what an importer must know:
calamine hands over the stored results of formulas as if they were values, and openpyxl needs
gigabytes for a file of 5 KB that merges A1:XFD1048576. The tests compare with both.
"""

from exams.people.spreadsheets.grid import (
    Formula,
    Limits,
    Merge,
    Sheet,
    Workbook,
    column_letter,
)
from exams.people.spreadsheets.packages import open_package
from exams.people.spreadsheets.reading import read_workbook
from exams.people.spreadsheets.refusal import FileRefused

__all__ = [
    "FileRefused",
    "Formula",
    "Limits",
    "Merge",
    "Sheet",
    "Workbook",
    "column_letter",
    "open_package",
    "read_workbook",
]
