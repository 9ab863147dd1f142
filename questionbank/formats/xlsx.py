"""Excel: questions in the rows of a workbook, .xlsx, .xls or an HTML table named so. Pure."""

from exams.spreadsheets.html_table import looks_like_html
from questionbank.formats import tables
from questionbank.formats.items import Written
from questionbank.formats.tables import workbook
from questionbank.formats.tables.writing import columns_for, rows_of

NAME = "Excel"
SUFFIXES = (".xlsx",)
HOLDS_PICTURES = False

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD = "WordDocument".encode("utf-16-le")


def recognise(data):
    """Whether a file is a workbook; what is in it, `read` will say."""
    if data.startswith(b"PK\x03\x04"):
        return b"xl/workbook." in data
    if data.startswith(_OLE):
        return _WORD not in data
    return looks_like_html(data)


def recognise_columns(data):
    """Return the `tables.SheetColumns` of each sheet; raises `FileRefused`."""
    return tables.recognise_columns(tables.open_workbook(data))


def read(data, mapping=None, known_points=None):
    """Return the `Reading` of a workbook; raises `FileRefused`.

    mapping, known_points: see `tables.read_sheets`.
    """
    book = tables.open_workbook(data)
    return tables.read_sheets(book, NAME, mapping=mapping, known_points=known_points)


def write(items):
    """Return the `Written` of items in the layout of the template."""
    fields, rows, losses = rows_of(items, NAME)
    return Written(workbook.draw(fields, rows, with_examples=False), losses)


def template():
    """Return the bytes of an .xlsx to fill in, with an example of each kind and instructions."""
    return workbook.draw(columns_for([]), [], with_examples=True)
