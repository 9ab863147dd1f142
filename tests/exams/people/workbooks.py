"""Workbooks made for tests: ordinary ones, and such as nobody should send."""

import io
import struct
import zipfile

import xlsxwriter


def xlsx(rows, *, sheet="报名表", arrange=None):
    """A workbook of one sheet; `arrange(worksheet, book)` may merge, hide and write more."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        worksheet = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            worksheet.write_row(number, 0, row)
        if arrange:
            arrange(worksheet, book)
    return out.getvalue()


def change_parts(data, changes, *, add=()):
    """The archive with `changes` {name: function of the old bytes} and the members of `add`."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            body = old.read(info)
            new.writestr(info, changes[info.filename](body) if info.filename in changes else body)
        for name, body in add:
            new.writestr(name, body)
    return out.getvalue()


def in_sheet(old, new):
    """For `change_parts`: put `new` for `old` in the first sheet."""
    assert isinstance(old, bytes)
    return {"xl/worksheets/sheet1.xml": lambda xml: xml.replace(old, new)}


def bomb(megabytes):
    """A workbook of some hundred KB whose sheet unpacks to so many megabytes of empty rows."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx([["姓名", "身份证号", "单位"]]))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            if info.filename != "xl/worksheets/sheet1.xml":
                new.writestr(info, old.read(info))
        with new.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(b"<worksheet><sheetData>")
            for _ in range(megabytes):
                sheet.write(b"<row></row>" * (2**20 // 11))
            sheet.write(b"</sheetData></worksheet>")
    return out.getvalue()


def understate_sizes(data):
    """The archive with a directory that says of every member that it unpacks to 100 bytes."""
    data = bytearray(data)
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<I", data, at + 24, min(100, *struct.unpack_from("<I", data, at + 24)))
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def xls(*records, in_globals=(), sheet="Sheet1", version=0x0600):
    """An Excel 97-2003 file of one sheet with these records, each (type, body)."""
    begin = struct.pack("<HHHHII", version, 0x0005, 0, 0, 0, 0)
    name = struct.pack("<BB", len(sheet), 1) + sheet.encode("utf-16-le")
    first = [(0x0809, begin), *in_globals]
    # Its place in the stream: after what comes before, BOUNDSHEET itself and EOF.
    start = len(_stream(first)) + 4 + 6 + len(name) + 4
    first += [(0x0085, struct.pack("<IBB", start, 0, 0) + name), (0x000A, b"")]
    return ole(Workbook=_stream([*first, (0x0809, begin), *records, (0x000A, b"")]))


def cell(row, column, body, *, style=0):
    """The body of a cell's record; counted from 1."""
    return struct.pack("<HHH", row - 1, column - 1, style) + body


def ole(**streams):
    """A container (MS-CFB) with sectors of 512 bytes and one sector of table."""
    directory = [_entry("Root Entry", 5, 0xFFFFFFFE, 0)]
    fat, sectors = [0xFFFFFFFD, 0xFFFFFFFE], []
    for name, body in streams.items():
        body = body.ljust(4096, b"\0")  # shorter ones would go into the mini stream
        directory.append(_entry(name, 2, len(fat), len(body)))
        n = -(-len(body) // 512)
        fat += [*range(len(fat) + 1, len(fat) + n), 0xFFFFFFFE]
        sectors.append(body.ljust(n * 512, b"\0"))
    assert len(fat) <= 128
    assert len(directory) <= 4
    header = struct.pack(
        "<8s16xHHHHH6x11I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0, 0xFFFFFFFF,
    )  # fmt: skip
    table = struct.pack("<128I", *fat, *[0xFFFFFFFF] * (128 - len(fat)))
    return b"".join(
        [header.ljust(512, b"\xff"), table, b"".join(directory).ljust(512, b"\0"), *sectors]
    )


def _entry(name, kind, start, size):
    encoded = name.encode("utf-16-le").ljust(64, b"\0")
    return struct.pack("<64sHBB12x36xIQ", encoded, 2 * len(name) + 2, kind, 1, start, size)


def _stream(records):
    return b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in records)
