"""Tables as text: .csv, and .txt with the same columns, in UTF-8, UTF-16 or GB18030. Pure."""

import csv
import dataclasses
import io
import re

from questionbank.formats import tables
from questionbank.formats.items import FileRefused, Written
from questionbank.formats.reasons import file_refused
from questionbank.formats.tables.columns import FIELDS
from questionbank.formats.tables.writing import rows_of

NAME = "CSV"
SUFFIXES = (".csv",)
HOLDS_PICTURES = False

# What a spreadsheet would run: the writer puts an apostrophe before it, the reader takes it away.
_FORMULA = re.compile(r"'*\s*[=+\-@＝＋－＠]|'*[\t\r\n]")
_DELIMITER = re.compile(rb"[\t,;|]")


def recognise(data):
    """Whether a file is text whose lines split into columns of questions."""
    if not _DELIMITER.search(data[: 2**16]):
        return False
    try:
        book = _open(data)
    except FileRefused:
        return False
    return any(columns.is_read for columns in tables.recognise_columns(book))


def recognise_columns(data):
    """Return the `tables.SheetColumns` of the table, in a tuple; raises `FileRefused`."""
    return tables.recognise_columns(_open(data))


def read(data, mapping=None, known_points=None):
    """Return the `Reading` of a table; raises `FileRefused`.

    mapping, known_points: see `tables.read_sheets`; the name of the sheet is "".
    """
    return read_as(NAME, data, mapping, known_points)


def read_as(name, data, mapping, known_points):
    return tables.read_sheets(_open(data), name, mapping=mapping, known_points=known_points)


def write(items):
    """Return the `Written` of items in the layout of our template, as Excel opens it: UTF-8."""
    return written(items, NAME, ",")


def written(items, name, delimiter):
    fields, rows, losses = rows_of(items, name)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(FIELDS[field] for field in fields)
    writer.writerows([_neutral(text) for text in row] for row in rows)
    return Written(out.getvalue().encode("utf-8-sig"), losses)


def _neutral(text):
    return f"'{text}" if _FORMULA.match(text) else text


def _open(data):
    book = tables.open_workbook(data)
    if not book.encoding:
        raise file_refused("file_not_text")
    return dataclasses.replace(book, sheets=tuple(map(_as_meant, book.sheets)))


def _as_meant(sheet):
    rows = {
        row: {
            number: text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text
            for number, text in cells.items()
        }
        for row, cells in sheet.rows.items()
    }
    return dataclasses.replace(sheet, rows=rows)
