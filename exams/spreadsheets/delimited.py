"""Tables as text, such as .csv: in offices' encodings, with commas, tabs, semicolons or pipes."""

import codecs
import csv
import io
import re
from collections import Counter

from exams.spreadsheets.grid import SheetBuilder, Workbook
from exams.spreadsheets.refusal import FileRefused

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = ",\t;|"
_HEAD = 20  # records that are looked at to find the delimiter
_HAN_IN_UTF8 = re.compile(rb"[\xe3-\xe9][\x80-\xbf]{2}")


def decode(data):
    """Return (text, encoding); raises `FileRefused` rather than guess at a character.

    GB18030 contains GBK and GB2312. What is valid UTF-8 is taken as that.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return decode_as(data, encoding), encoding
    if b"\0" in data:  # Excel's “Unicode text” that lost its mark, or no text at all
        encoding = "utf-16-be" if data.find(b"\0") % 2 == 0 else "utf-16-le"
        return decode_as(data, encoding), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        utf8_end = error.start
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise _unreadable(data, max(error.start, utf8_end)) from None
    _refuse_mixture(data)
    return text, "gb18030"


def read_delimited(text, encoding, limits):
    builder = SheetBuilder("", limits)
    delimiter = max(_DELIMITERS, key=lambda d: _regularity(text, d))  # the first of equals
    for number, record in enumerate(_records(text, delimiter), 1):
        for column, value in enumerate(record, 1):
            builder.put(number, column, value)
    return Workbook("csv", (builder.sheet(),), encoding)


def _records(text, delimiter):
    # Strict: else a quotation mark that is never closed swallows the rest of the people.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise FileRefused("quotes", line=reader.line_num) from error


def _regularity(text, delimiter):
    """Which share of the records has as many fields as is usual, and how many that is.

    A long text may hold any sign and more of them than the table has columns. It is a share, since
    a sign that doesn't divide leaves the lines of a quoted cell apart, which makes more records.
    """
    widths = []
    try:
        for _number, record in zip(range(_HEAD), _records(text, delimiter), strict=False):
            widths.append(len(record))
    except FileRefused:
        pass
    widths = [width for width in widths if width]
    usual, n = max(Counter(widths).items(), key=lambda one: (one[1], one[0]), default=(0, 0))
    return usual > 1, n / max(1, len(widths)), usual


def decode_as(data, encoding):
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _unreadable(data, error.start) from None


def _refuse_mixture(data):
    """Two files joined, one in UTF-8, would decode as GB18030 and give wrong characters."""
    for number, line in enumerate(data.splitlines(), 1):
        if len(_HAN_IN_UTF8.findall(line)) < 2:
            continue
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            continue
        raise _unreadable(data, None, line=number)


def _unreadable(data, position, *, line=None):
    if line is None:
        line = len(re.findall(rb"\r\n|\r|\n", data[:position])) + 1
    return FileRefused("encoding", line=line)
