import dataclasses

from django.utils.translation import gettext as _

from exams.people.spreadsheets import delimited, html_table, ole
from exams.people.spreadsheets.grid import Limits
from exams.people.spreadsheets.refusal import FileRefused, not_a_workbook
from exams.people.spreadsheets.xls import read_xls
from exams.people.spreadsheets.xlsx import read_xlsx

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


def read_workbook(file_name, data, *, limits=Limits()):  # noqa: B008, frozen
    """Return the `Workbook` in `data`; raises `FileRefused`.

    The content decides what is read, not the name, which serves the message. Codes: ``empty``,
    ``too-large``, ``not-a-workbook``, ``damaged``, ``encrypted``, ``macros``, ``xml-entities``,
    ``unsafe-path``, ``unpacked-too-large``, ``encoding``, ``quotes``, ``too-many-members``,
    ``-rows``, ``-columns``, ``-cells``, ``-merges``.
    """
    try:
        workbook = _read(data, limits)
    except FileRefused as refusal:
        refusal.file = file_name
        raise
    sheets = tuple(sheet for sheet in workbook.sheets if sheet.rows)
    if not sheets:
        raise FileRefused("empty", _("There is nothing in the file."), file=file_name)
    return dataclasses.replace(workbook, sheets=sheets)


def _read(data, limits):
    if len(data) > limits.upload_bytes:
        raise FileRefused(
            "too-large",
            _("The file has more than %(limit)d MB.") % {"limit": limits.upload_bytes // 2**20},
        )
    if not data:
        raise FileRefused("empty", _("The file is empty."))
    if data.startswith(b"PK\x03\x04"):
        return read_xlsx(data, limits)
    if data.startswith(ole.MAGIC):
        return read_xls(data, limits)
    for magic, kind in _OTHERS:
        if data.startswith(magic):
            raise not_a_workbook(kind)
    if html_table.looks_like_html(data):
        return html_table.read_html_table(data, limits)
    text, encoding = delimited.decode(data)
    if not _CONTROLS.isdisjoint(text):
        raise not_a_workbook(_("not text"))
    return delimited.read_delimited(text, encoding, limits)
