"""Uploaded spreadsheets, read as plain sheets of values whoever sent them. No Django.

`read_workbook` takes the bytes of an .xlsx, .xls, .csv or HTML table, whatever the file is called,
and gives a `Workbook`, or raises `FileRefused` with a code, for which each app has its words.
Nothing in a file is run, resolved or worked out, and its size on arrival bounds what it
can cost (`Limits`).

.xlsx and .xls are parsed here because no library at hand gives what an importer must know:
calamine hands over the stored results of formulas as if they were values, and openpyxl needs
gigabytes for a file of 5 KB that merges A1:XFD1048576. The tests compare with both.
"""

from exams.spreadsheets.grid import (
    Formula,
    Limits,
    Merge,
    Picture,
    Sheet,
    Workbook,
    column_letter,
)
from exams.spreadsheets.packages import open_package
from exams.spreadsheets.reading import read_workbook
from exams.spreadsheets.refusal import CODES, FileRefused

__all__ = [
    "CODES",
    "FileRefused",
    "Formula",
    "Limits",
    "Merge",
    "Picture",
    "Sheet",
    "Workbook",
    "column_letter",
    "open_package",
    "read_workbook",
]
