"""Files from strangers: read as they are, or refused with a reason, at a bounded cost."""

import datetime as dt
import io
import struct
import time
import tracemalloc
import zipfile
from contextlib import suppress

import openpyxl
import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from exams.spreadsheets import (
    CODES,
    FileRefused,
    Formula,
    Limits,
    Merge,
    column_letter,
    open_package,
    read_workbook,
)
from exams.spreadsheets.numbers import from_serial, is_date_format
from tests.exams.people import workbooks
from tests.exams.people.workbooks import cell, change_parts, in_sheet, xls, xlsx

ROWS = [["姓名", "身份证号", "单位"], ["柏舟", "990101198701151010", "栖禾镇"]]
TEXT = "姓名,备注\r\n王䶮,“好”\r\n林间,\r\n"
PLAIN = xlsx(ROWS)
DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
NUMBER, FORMULA, ROW, COLINFO, MERGED, LABEL = 0x0203, 0x0006, 0x0208, 0x007D, 0x00E5, 0x0204
BOUNDSHEET, FILEPASS, XF, SST, CONTINUE = 0x0085, 0x002F, 0x00E0, 0x00FC, 0x003C
RK, MULRK, BOOLERR, LABELSST = 0x027E, 0x00BD, 0x0205, 0x00FD


def read(data, **limits):
    return read_workbook(data, limits=Limits(**limits))


def values(sheet):
    return [list(cells.values()) for cells in sheet.rows.values()]


def archive(*members, **written):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for name in members:
            new.writestr(name, b"x")
        for name, body in written.items():
            new.writestr(name, body)
    return out.getvalue()


# ---- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("empty", b""),
        ("blank", b"\r\n\r\n"),
        ("blank", xlsx([])),
        ("not-a-workbook", b"%PDF-1.7"),
        ("not-a-workbook", b"\x89PNG\r\n\x1a\n"),
        ("not-a-workbook", b"{\\rtf1 x}"),
        ("not-a-workbook", b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'),
        ("not-a-workbook", b"name\x01,id\x02\n"),
        ("not-a-workbook", archive("a.txt")),
        ("not-a-workbook", archive("mimetype", "content.xml")),
        ("not-a-workbook", archive("_rels/.rels", "[Content_Types].xml", "word/document.xml")),
        ("not-a-workbook", archive("_rels/.rels", "[Content_Types].xml", "xl/workbook.bin")),
        ("not-a-workbook", workbooks.ole(WordDocument=b"x")),
        ("not-a-workbook", workbooks.ole(Book=b"x")),
        ("not-a-workbook", xls(version=0x0500)),
        ("not-a-workbook", b"<html><table><tr><td><table></table></td></tr></table>"),
        ("damaged", PLAIN[: len(PLAIN) // 2]),
        ("damaged", PLAIN[:-100] + b"\xff" * 100),
        ("damaged", b"PK\x03\x04" + b"\xff" * 100),
        ("damaged", xls((NUMBER, cell(1, 1, struct.pack("<d", 1.0))))[:1600]),
        ("damaged", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 2000),
        ("damaged", change_parts(PLAIN, in_sheet(b"</sheetData>", b""))),
        ("damaged", change_parts(PLAIN, in_sheet(b'r="B2"', b'r="A2"'))),
        ("damaged", change_parts(PLAIN, in_sheet(b'r="B2"', b'r="B7"'))),
        ("damaged", change_parts(PLAIN, in_sheet(b"<v>4</v>", b"<v>999</v>"))),
        ("damaged", change_parts(PLAIN, in_sheet(b"<sheetData>", b"<a>" * 99 + b"<sheetData>"))),
        ("encrypted", workbooks.ole(EncryptedPackage=b"x", EncryptionInfo=b"x")),
        ("encrypted", xls(in_globals=[(FILEPASS, b"\1\0")])),
        ("macros", change_parts(PLAIN, {}, add=[("xl/vbaProject.bin", b"x")])),
        ("macros", change_parts(PLAIN, {}, add=[("xl/macrosheets/sheet1.xml", b"<x/>")])),
        ("macros", workbooks.ole(Workbook=b"x", _VBA_PROJECT_CUR=b"x")),
        ("macros", xls(in_globals=[(BOUNDSHEET, struct.pack("<IBBBB", 0, 0, 1, 1, 0) + b"M")])),
        ("xml-entities", change_parts(PLAIN, in_sheet(b"<worksheet", DOCTYPE + b"<worksheet"))),
        (
            "xml-entities",
            change_parts(PLAIN, {"xl/sharedStrings.xml": lambda xml: DOCTYPE + b"<sst>&b;</sst>"}),
        ),
        ("unsafe-path", change_parts(PLAIN, {}, add=[("../../etc/passwd", b"x")])),
        ("unsafe-path", change_parts(PLAIN, {}, add=[("..\\..\\windows\\x", b"x")])),
        ("unsafe-path", change_parts(PLAIN, {}, add=[("/etc/passwd", b"x")])),
        ("unsafe-path", change_parts(PLAIN, {}, add=[("C:\\x", b"x")])),
        ("encoding", "姓名,单位\n".encode() + b"\xff\xfe\x81 broken\n"),
        ("encoding", b"\xef\xbb\xbf" + "姓名".encode("gb18030")),
        ("encoding", b"\xff\xfe" + "姓名".encode("utf-16-le") + b"\x00\xd8"),
        ("quotes", '姓名,单位\n"柏舟,栖禾镇\n林间,柘亭镇\n'.encode()),
        ("quotes", '姓名,单位\n"柏"舟,栖禾镇\n'.encode()),
    ],
)  # fmt: skip
def test_what_is_no_readable_table_is_refused_with_a_code(code, data):
    with pytest.raises(FileRefused) as caught:
        read(data)
    assert caught.value.code == code
    assert code in CODES


def test_two_members_of_one_name_are_refused():
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = change_parts(PLAIN, {}, add=[("xl/workbook.xml", b"<workbook/>")])
    with pytest.raises(FileRefused) as caught:
        read(data)
    assert caught.value.code == "damaged"


def test_an_encrypted_member_is_refused():
    data = bytearray(PLAIN)
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    with pytest.raises(FileRefused) as caught:
        read(bytes(data))
    assert caught.value.code == "encrypted"


def test_the_line_that_cannot_be_decoded_is_named():
    with pytest.raises(FileRefused) as caught:
        read("姓名\n".encode("gb18030") + b"\xff\n")
    assert caught.value.values == {"line": 2}


def test_two_encodings_in_one_file_are_not_guessed_at():
    """As GB18030 the second line would be readable, and wrong."""
    data = "姓名,单位\n柏舟,栖禾镇\n".encode("gb18030") + "林间,枫泽\n".encode()
    assert "枫泽" not in data.decode("gb18030")
    with pytest.raises(FileRefused) as caught:
        read(data)
    assert caught.value.code == "encoding"


@pytest.mark.parametrize(
    ("code", "data", "limits"),
    [
        ("too-large", PLAIN, {"upload_bytes": 1000}),
        ("unpacked-too-large", PLAIN, {"unpacked_bytes": 3000}),
        ("too-many-members", PLAIN, {"members": 5}),
        ("too-many-rows", xlsx([["a"]] * 11), {"rows": 10}),
        ("too-many-rows", b"a\n" * 11, {"rows": 10}),
        ("too-many-columns", xlsx([["a"] * 11]), {"columns": 10}),
        ("too-many-cells", xlsx([["a"] * 5] * 3), {"cells": 14}),
        ("too-many-cells", xlsx([[str(n) for n in range(15)]]), {"cells": 14}),
        ("too-many-cells", b"<table><td rowspan=9 colspan=9>a</table>", {"cells": 14}),
        (
            "too-many-merges",
            xlsx(ROWS, arrange=lambda s, b: [s.merge_range(r, 4, r, 5, "x") for r in range(3)]),
            {"merges": 2},
        ),
    ],
)
def test_a_file_beyond_a_limit_is_refused(code, data, limits):
    with pytest.raises(FileRefused) as caught:
        read(data, **limits)
    assert caught.value.code == code
    assert code in CODES
    assert set(caught.value.values) <= {"limit", "row", "column"}


# ---- what it may cost --------------------------------------------------------------------------


@pytest.fixture
def bounded():
    """Fail what takes more than 64 MB of Python's memory or 10 s of CPU."""
    tracemalloc.start()
    started = time.process_time()
    yield
    seconds = time.process_time() - started
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 64 * 2**20
    assert seconds < 10


@pytest.fixture(scope="module")
def bomb():
    return workbooks.bomb(300)


def test_a_bomb_is_refused_before_it_is_unpacked(bomb, bounded):
    assert len(bomb) < 2**20
    with pytest.raises(FileRefused) as caught:
        read(bomb)
    assert caught.value.code == "unpacked-too-large"


def test_a_bomb_that_lies_about_its_size_is_not_unpacked_either(bomb, bounded):
    with pytest.raises(FileRefused) as caught:
        read(workbooks.understate_sizes(bomb))
    assert caught.value.code == "damaged"


def test_a_merge_of_the_whole_sheet_costs_nothing(bounded):
    merge = b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    data = change_parts(PLAIN, in_sheet(b"</sheetData>", b"</sheetData>" + merge))
    (sheet,) = read(data).sheets
    assert sheet.merge_at(1_048_576, 16_384) == Merge(1, 1, 1_048_576, 16_384)


def test_one_part_under_many_sheets_is_read_once(bounded):
    sheet = b'<sheet name="x" sheetId="1" r:id="rId1"/>'
    data = change_parts(
        PLAIN,
        {"xl/workbook.xml": lambda xml: xml.replace(b"</sheets>", sheet * 10_000 + b"</sheets>")},
    )
    assert len(read(data).sheets) == 1


@pytest.mark.parametrize(
    "piece", ["<a ", "<!--", "<!", "&", "<", "<td rowspan=9 ", "<script>", "</"]
)
def test_a_malformed_web_page_costs_time_in_proportion_to_its_length(piece, bounded):
    page = "<table><tr><td>x</td></tr>" + piece * (200_000 // len(piece))
    assert read(page.encode()).sheets[0].value(1, 1) == "x"


# ---- what is read ------------------------------------------------------------------------------


def test_the_content_says_what_a_file_is():
    assert read(PLAIN).format == "xlsx"
    assert read(TEXT.encode()).format == "csv"
    assert read(b"<table><tr><td>x").format == "html"
    assert read(xls((NUMBER, cell(1, 1, struct.pack("<d", 7.0))))).format == "xls"


def test_what_openpyxl_writes_is_read_as_openpyxl_reads_it():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "报名表"
    for row in (
        ["文本", 12, 0.5, -3, True, False, dt.date(1985, 3, 12), dt.datetime(2026, 3, 2, 9, 30)],
        [None, 990101198503124011, 1e-7, " 空 格 ", "a\nb", "&<>", "𠀀", "#N/A"],
        ["=A1", "第二行"],
    ):
        sheet.append(row)
    sheet.merge_cells("B5:C7")
    sheet["B5"] = "合并"
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["C"].hidden = True
    book.create_sheet("隐藏").append([1])
    book["隐藏"].sheet_state = "veryHidden"
    out = io.BytesIO()
    book.save(out)

    ours, hidden = read(out.getvalue()).sheets

    theirs = openpyxl.load_workbook(io.BytesIO(out.getvalue())).active
    for row in theirs.iter_rows():
        for their in row:
            value = ours.value(their.row, their.column)
            if their.coordinate == "A3":
                assert value == Formula("=A1")
            elif their.coordinate == "G1":
                assert value == dt.date(1985, 3, 12)
            else:
                assert value == their.value
    assert (ours.name, hidden.name) == ("报名表", "隐藏")
    assert (ours.is_hidden, hidden.is_hidden) == (False, True)
    assert (ours.hidden_rows, ours.hidden_columns) == ({2}, {3})
    assert ours.merges == (Merge(5, 2, 7, 3),)
    assert ours.merge_at(6, 3) == Merge(5, 2, 7, 3)
    assert ours.merge_at(8, 3) is None
    assert (ours.n_rows, ours.n_columns) == (5, 8)


def test_the_stored_result_of_a_formula_is_nowhere():
    def arrange(sheet, book):
        sheet.write_formula(1, 0, "=HYPERLINK(B1)", None, "某人")
        sheet.write_array_formula(2, 0, 2, 0, "{=A1}", None, "某人")

    (sheet,) = read(xlsx(ROWS[:1], arrange=arrange)).sheets
    assert sheet.value(2, 1) == Formula("=HYPERLINK(B1)")
    assert sheet.value(3, 1) == Formula("=A1")
    assert "某人" not in repr(sheet)


def test_text_that_looks_like_a_formula_is_text():
    (sheet,) = read(xlsx([["=1+1", "@SUM(A1)"]])).sheets
    assert values(sheet) == [["=1+1", "@SUM(A1)"]]


def test_control_characters_arrive_as_replacement_characters():
    """PostgreSQL takes no NUL, and a page shows none."""
    strings = {
        "xl/sharedStrings.xml": lambda xml: xml.replace("柏舟".encode(), b"a_x0000_b_x000D_")
    }
    (sheet,) = read(change_parts(PLAIN, strings)).sheets
    assert sheet.value(2, 1) == "a\ufffdb\r"


def test_a_sheet_without_references_and_with_prefixes_is_read():
    """As some programs write it; <xdr:row> in a drawing is no row."""
    body = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        ' xmlns:xdr="y"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:r><x:t>柏</x:t></x:r>'
        "<x:rPh><x:t>bai</x:t></x:rPh><x:r><x:t>舟_x000A_</x:t></x:r></x:is></x:c>"
        "<x:c><x:v>7</x:v></x:c></x:row></x:sheetData>"
        "<x:controls><xdr:from><xdr:row>5</xdr:row></xdr:from></x:controls></x:worksheet>"
    )
    data = change_parts(PLAIN, {"xl/worksheets/sheet1.xml": lambda xml: body.encode()})
    assert read(data).sheets[0].rows == {1: {1: "柏舟\n", 2: 7}}


@pytest.mark.parametrize("name", ["roster-old-excel.xls", "roster-old-excel-renamed.xlsx"])
def test_an_old_workbook_is_read_as_calamine_reads_it(shared, name):
    data = (shared / "samples/import-messy" / name).read_bytes()
    (sheet,) = read(data).sheets
    theirs = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert [sheet.name] == theirs.sheet_names
    assert values(sheet) == theirs.get_sheet_by_name(sheet.name).to_python()


def test_formulas_dates_and_hidden_parts_of_an_old_workbook_are_known():
    data = xls(
        (COLINFO, struct.pack("<HHHHH", 2, 2, 0, 0, 1)),
        (ROW, struct.pack("<H10xHH", 1, 0x20, 0)),
        (NUMBER, cell(1, 1, struct.pack("<d", 31118.0), style=1)),
        (FORMULA, cell(1, 2, struct.pack("<dHI", 42.0, 0, 0))),
        (LABEL, cell(1, 3, struct.pack("<HB", 2, 1) + "柏舟".encode("utf-16-le"))),
        (RK, cell(2, 1, struct.pack("<I", 5 << 2 | 2))),
        (MULRK, struct.pack("<HHHIHIH", 1, 1, 0, 150 << 2 | 3, 0, 0x3FF00000, 2)),
        (BOOLERR, cell(2, 4, b"\1\0")),
        (MERGED, struct.pack("<HHHHH", 1, 4, 6, 0, 1)),
        in_globals=[(XF, struct.pack("<HH16x", 0, 0)), (XF, struct.pack("<HH16x", 0, 14))],
    )
    (sheet,) = read(data).sheets
    assert values(sheet) == [[dt.date(1985, 3, 12), Formula(), "柏舟"], [5, 1.5, 1, True]]
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({2}, {3})
    assert sheet.merges == (Merge(5, 1, 7, 2),)


def test_strings_that_run_over_the_end_of_a_record_are_joined():
    head = struct.pack("<II", 2, 2)
    one = struct.pack("<HB", 4, 1) + "一二".encode("utf-16-le")
    rest = b"\1" + "三四".encode("utf-16-le")
    two = struct.pack("<HBH", 3, 8, 1) + b"a"  # with one run of fonts
    data = xls(
        (LABELSST, cell(1, 1, struct.pack("<I", 0))),
        (LABELSST, cell(1, 2, struct.pack("<I", 1))),
        in_globals=[(SST, head + one), (CONTINUE, rest + two), (CONTINUE, b"\0bc\0\0\0\0")],
    )
    assert values(read(data).sheets[0]) == [["一二三四", "abc"]]


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_text_is_read_in_any_encoding_with_any_delimiter(encoding, name, delimiter, line_end):
    text = TEXT.replace(",", delimiter).replace("\r\n", line_end)
    workbook = read(text.encode(encoding))
    assert workbook.encoding == name
    assert values(workbook.sheets[0]) == [["姓名", "备注"], ["王䶮", "“好”"], ["林间"]]


def test_records_are_counted_and_not_lines():
    (sheet,) = read(b'a,b\n"1\n2",x\n\n3,y\n').sheets
    assert sheet.rows == {1: {1: "a", 2: "b"}, 2: {1: "1\n2", 2: "x"}, 4: {1: "3", 2: "y"}}


def test_a_web_page_is_read_with_its_spans():
    page = """<!DOCTYPE html><meta charset=utf-8><style>td{x:y}</style><!-- <td>no</td> -->
    <table><tr><th colspan=2>A &amp; B</th><th rowspan="2">C</th></tr>
    <tr style="display:none"><td>1<br>2</td><td> x
      y </td></tr><tr><td>3<td>4</table><table><tr><td>other</table>"""
    (sheet,) = read(page.encode()).sheets
    assert sheet.rows == {1: {1: "A & B", 3: "C"}, 2: {1: "1\n2", 2: "x y"}, 3: {1: "3", 2: "4"}}
    assert sheet.merges == (Merge(1, 1, 1, 2), Merge(1, 3, 2, 3))
    assert sheet.hidden_rows == {2}


def test_script_in_a_web_page_is_no_text():
    (sheet,) = read(b"<table><tr><td>a<script>x('<td>b')</script></td><td>c").sheets
    assert values(sheet) == [["a", "c"]]


@pytest.mark.parametrize(
    ("serial", "date"),
    [(1, dt.date(1900, 1, 1)), (59, dt.date(1900, 2, 28)), (61, dt.date(1900, 3, 1)),
     (31118, dt.date(1985, 3, 12)), (31118.5, dt.datetime(1985, 3, 12, 12)),
     (60, 60), (0.5, 0.5), (-1, -1), (1e300, 1e300)],
)  # fmt: skip
def test_serial_numbers_are_days_since_1900(serial, date):
    assert from_serial(serial) == date


def test_serial_numbers_of_old_macs_are_days_since_1904():
    assert from_serial(29656, epoch_1904=True) == dt.date(1985, 3, 12)


@pytest.mark.parametrize(
    ("code", "shows_a_date"),
    [("yyyy-mm-dd", True), ('yyyy"年"m"月"d"日"', True), ("[$-804]yyyy年m月", True), ("h:mm", True),
     ("[h]:mm", True), ("General", False), ("@", False), ("0.00", False), ('0"day"', False),
     ("[Red]0.0", False), ("0.00E+00", False), ("#,##0_);(#,##0)", False)],
)  # fmt: skip
def test_a_number_format_shows_whether_a_number_is_a_date(code, shows_a_date):
    assert is_date_format(164, code) == shows_a_date


@pytest.mark.parametrize(("column", "letter"), [(1, "A"), (26, "Z"), (27, "AA"), (16_384, "XFD")])
def test_columns_have_letters(column, letter):
    assert column_letter(column) == letter


def test_a_package_of_questions_comes_through_the_same_door(shared):
    data = (shared / "samples/import-messy/questions-path-traversal.zip").read_bytes()
    with pytest.raises(FileRefused) as caught:
        open_package(data)
    assert caught.value.code == "unsafe-path"


# ---- whatever it is ----------------------------------------------------------------------------


def survives(data):
    with suppress(FileRefused):
        assert read(data).sheets


@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"<table>", b"\xff\xfe"]))
def test_any_bytes_are_read_or_refused(data, beginning):
    survives(beginning + data)


SEEDS = [
    PLAIN,
    xls((NUMBER, cell(1, 1, struct.pack("<d", 1.0))), in_globals=[(SST, b"\0" * 8)]),
    TEXT.encode("gb18030"),
    b"<table><tr><td colspan=2>x</td></tr></table>",
]


@given(st.sampled_from(SEEDS), st.data())
def test_any_damage_is_read_or_refused(seed, data):
    damaged = bytearray(seed)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at : at + 1] = data.draw(st.binary(max_size=4))
    survives(bytes(damaged))


@given(st.data())
def test_any_damage_inside_a_part_is_read_or_refused(data):
    """Compression would hide the parser from damage done outside."""
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as package:
        name = data.draw(st.sampled_from(package.namelist()))
        body = bytearray(package.read(name))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(body) - 1))
        end = at + data.draw(st.integers(0, 20))
        body[at:end] = data.draw(st.binary(max_size=4) | st.sampled_from([b"<c>", b'"', b"9" * 9]))
    survives(change_parts(PLAIN, {name: lambda _old: bytes(body)}))
