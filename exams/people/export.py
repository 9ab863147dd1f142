"""Tables as .xlsx and .csv that a spreadsheet opens without running anything in them.

A cell's text may be =HYPERLINK(…) or @cmd: in .xlsx it is stored as a string, which is never
worked out; in .csv, where text and formula look the same, an apostrophe goes before it.
"""

import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.timezone import localtime

_CONTENT_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
}
_MAX_WIDTH = 60
_MAX_TEXT = 32_767  # of a cell in Excel
# Spreadsheets skip white space and, set to Chinese, read full-width signs as the plain ones.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook: its columns are the table's, its index is left out.

    `formats` maps a column to Excel's number format, e.g. {"通过率": "0.00%"}.
    """

    name: str
    table: pd.DataFrame
    formats: Mapping[str, str] = field(default_factory=dict)


def workbook(sheets):
    """Return the bytes of an .xlsx of `Sheet`s: frozen bold heading, fitting widths."""
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with pd.ExcelWriter(
        buffer,
        engine="xlsxwriter",
        datetime_format="yyyy-mm-dd hh:mm",
        date_format="yyyy-mm-dd",
        engine_kwargs={"options": options},
    ) as writer:
        names = set()
        for sheet in sheets:
            _add(writer, sheet, _sheet_name(sheet.name, names))
    return buffer.getvalue()


def csv_bytes(table):
    """Return the bytes of a .csv that Excel opens right: UTF-8 with its mark, neutral text."""
    neutral = _local(table).map(_neutral)
    neutral.columns = [_neutral(name) for name in neutral.columns]
    return neutral.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def attachment(content, file_name):
    """A download that no cache keeps; the type follows from the name."""
    suffix = file_name[file_name.rindex(".") :]
    return HttpResponse(
        content,
        content_type=_CONTENT_TYPES[suffix],
        headers={
            "Content-Disposition": content_disposition_header(True, file_name),
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _add(writer, sheet, name):
    table = _local(sheet.table).map(lambda v: v[:_MAX_TEXT] if isinstance(v, str) else v)
    table.to_excel(writer, sheet_name=name, index=False, header=False, startrow=1)
    written = writer.sheets[name]
    heading = writer.book.add_format({"bold": True, "bottom": 1, "valign": "vcenter"})
    for position, column in enumerate(table.columns):
        written.write_string(0, position, str(column), heading)
        number_format = sheet.formats.get(column)
        written.set_column(
            position,
            position,
            _width([column, *table.iloc[:, position]]),
            writer.book.add_format({"num_format": number_format}) if number_format else None,
        )
    written.freeze_panes(1, 0)


def _local(table):
    """Excel knows no time zones: instants become the clock's time here."""
    return table.map(lambda v: localtime(v).replace(tzinfo=None) if getattr(v, "tzinfo", None) else v)  # noqa: E501  # fmt: skip


def _neutral(value):
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def _width(values):
    """Of a column; a Chinese character is as wide as two figures."""
    widest = max(
        sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in str(value)[:_MAX_WIDTH])
        for value in values
    )
    return min(widest + 2, _MAX_WIDTH)


def _sheet_name(name, taken):
    """Excel allows 31 characters, none of []:*?/\\, and no name twice."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", name).strip().strip("'")[:31] or "Sheet"
    candidate, n = plain, 1
    while candidate.casefold() in taken:
        n += 1
        candidate = f"{plain[: 30 - len(str(n))]} {n}"
    taken.add(candidate.casefold())
    return candidate
