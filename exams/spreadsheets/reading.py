import dataclasses

from exams.spreadsheets import delimited, html_table, ole
from exams.spreadsheets.grid import Limits
from exams.spreadsheets.refusal import FileRefused, not_a_workbook
from exams.spreadsheets.xls import read_xls
from exams.spreadsheets.xlsx import read_xlsx

_OTHERS = (
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"MIME-Version:", "MHTML"),
    (b"<?xml", "XML"),
)
# Tabulator, line ends and form feed occur in text, the others in what is none.
_CONTROLS = frozenset(map(chr, [*range(9), 11, *range(14, 32), 127]))


def read_workbook(data, *, limits=Limits(), with_pictures=False):  # noqa: B008, frozen
    """Return the `Workbook` in `data`, whatever its name was.

    Raises `FileRefused`, ``empty`` where there are no bytes, ``blank`` where no cell has content.
    """
    workbook = _read(data, limits, with_pictures)
    sheets = tuple(sheet for sheet in workbook.sheets if sheet.rows or sheet.pictures)
    if not sheets:
        raise FileRefused("blank")
    return dataclasses.replace(workbook, sheets=sheets)


def _read(data, limits, with_pictures):
    if len(data) > limits.upload_bytes:
        raise FileRefused("too-large", limit=limits.upload_bytes // 2**20)
    if not data:
        raise FileRefused("empty")
    if data.startswith(b"PK\x03\x04"):
        return read_xlsx(data, limits, with_pictures=with_pictures)
    if data.startswith(ole.MAGIC):
        return read_xls(data, limits)
    for magic, kind in _OTHERS:
        if data.startswith(magic):
            raise not_a_workbook(kind)
    if html_table.looks_like_html(data):
        return html_table.read_html_table(data, limits)
    text, encoding = delimited.decode(data)
    if not _CONTROLS.isdisjoint(text):
        raise not_a_workbook("binary")
    return delimited.read_delimited(text, encoding, limits)
