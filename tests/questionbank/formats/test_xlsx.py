"""Questions in Excel: our template, and what is written is read again."""

import datetime as dt
import io
import time
from contextlib import suppress
from dataclasses import replace

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from questionbank.formats import xlsx
from questionbank.formats.items import FileRefused, Item, Option, Reading
from questionbank.formats.tables import guide
from questionbank.formats.tables.columns import FIELDS
from tests.exams.people.workbooks import change_parts
from tests.questionbank.formats import strategies

SINGLE = Item("single", "甲还是乙？", options=(Option("甲", True), Option("乙")))


def workbook(*rows, name="试题", arrange=None, **sheets):
    """The bytes of an .xlsx; keywords are further sheets."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False})
    for title, lines in {name: rows, **sheets}.items():
        sheet = book.add_worksheet(title)
        for number, line in enumerate(lines):
            for column, value in enumerate(line):
                sheet.write(number, column, value)
        if arrange and title == name:
            arrange(sheet, book)
    book.close()
    return out.getvalue()


# ---- the template ------------------------------------------------------------------------------


def test_the_template_has_a_sheet_to_fill_in_examples_and_instructions():
    book = openpyxl.load_workbook(io.BytesIO(xlsx.template()))
    assert book.sheetnames == ["试题", "填写示例", "填写说明"]
    sheet = book["试题"]
    headings = [cell.value for cell in sheet[1]]
    assert headings[:2] == ["题型", "题干"]
    assert headings[2:10] == [f"选项{letter}" for letter in "ABCDEFGH"]
    assert set(headings) == {FIELDS[f] for f in FIELDS if f[:7] != "option_" or f[7] <= "H"} - {
        FIELDS["options"]
    }
    assert sheet.max_row == 1
    assert sheet.freeze_panes == "C2"
    assert sheet["B1"].comment.text
    lists = {
        str(one.sqref).split(":")[0]: one.formula1 for one in sheet.data_validations.dataValidation
    }
    assert "单选题" in lists["A2"]
    assert "小题·简答题" in lists["A2"]
    assert len(lists) == 3
    assert all(len(choices) <= 257 for choices in lists.values())  # or Excel mends the file
    assert sheet.column_dimensions["K"].number_format == "@"


def test_an_example_of_each_kind_stands_in_the_template_and_is_not_imported():
    columns = {sheet.sheet: sheet for sheet in xlsx.recognise_columns(xlsx.template())}
    assert [name for name, sheet in columns.items() if sheet.is_read] == ["试题"]
    with pytest.raises(FileRefused) as caught:
        xlsx.read(xlsx.template())
    assert caught.value.code == "file_empty"

    chosen = {"填写示例": columns["填写示例"].mapping}
    reading = xlsx.read(xlsx.template(), mapping=chosen)
    assert reading.items == guide.EXAMPLES
    assert not reading.repaired
    assert len({item.kind for item in reading.items}) == 8


def test_questions_filled_into_the_template_with_excel_are_read():
    book = openpyxl.load_workbook(io.BytesIO(xlsx.template()))
    sheet = book["试题"]
    headings = [cell.value for cell in sheet[1]]
    for heading, text in {"题型": "单选题", "题干": "甲还是乙？", "选项A": "甲", "选项B": "乙",
                          "答案": "A"}.items():  # fmt: skip
        sheet.cell(2, headings.index(heading) + 1, text)
    out = io.BytesIO()
    book.save(out)
    assert xlsx.read(out.getvalue()).items == [SINGLE]


# ---- round trips -------------------------------------------------------------------------------


@given(st.lists(strategies.with_sides(strategies.askable), min_size=1, max_size=4))
@settings(max_examples=25)
def test_what_is_written_is_read_again(items):
    written = xlsx.write(items)
    assert not written.losses
    reading = xlsx.read(written.data)
    assert not reading.refused
    assert reading.items == items
    assert not reading.repaired


@given(st.lists(strategies.with_sides(strategies.every_kind), min_size=1, max_size=3))
@settings(max_examples=25)
def test_what_is_not_written_is_told(items):
    written = xlsx.write(items)
    lost = {loss.where for loss in written.losses if loss.code == "not_readable"}
    kept = [item for n, item in enumerate(items, start=1) if f"第 {n} 题" not in lost]
    if kept:
        assert xlsx.read(written.data).items == kept


def test_what_a_table_cannot_hold_is_told():
    options = tuple(Option(str(n), n == 0) for n in range(27))
    items = [
        Item("single", "甲", options=options),
        Item("single", "甲", options=(Option("甲", True), Option(" 甲"))),
        replace(SINGLE, tags=("a；b",)),
        replace(SINGLE, explanation="<b>" + "长" * 40_000 + "</b>"),
        Item("fill_in", "没有空", blanks=(("x",),)),
        Item("case", "案情"),
    ]
    written = xlsx.write(items)
    assert [(loss.where, loss.code) for loss in written.losses] == [
        ("第 1 题", "too_many_options"),
        ("第 2 题", "not_readable"),
        ("第 3 题", "fields_lost"),
        ("第 4 题", "cell_too_long"),
        ("第 5 题", "not_readable"),
        ("第 6 题", "not_readable"),
    ]
    assert written.losses[2].reason == "Excel 格式没有位置存放：标签。"
    assert "选项 A 相同" in written.losses[1].reason
    assert len(xlsx.read(written.data).items) == 1


def test_more_options_than_eight_get_columns_of_their_own():
    options = tuple(Option(f"第{n}项", n in (0, 9)) for n in range(10))
    item = Item("multiple", "哪些？", options=options)
    assert xlsx.read(xlsx.write([item]).data).items == [item]


def test_people_read_in_the_cells_what_they_would_type():
    options = (Option("3 &lt; 4"), Option("A &amp; B<br>同上", True))
    data = xlsx.write([Item("single", "H<sub>2</sub>O", options=options)]).data
    row = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(data)).active[2]]
    assert row[:4] == ["单选题", "H<sub>2</sub>O", "3 < 4", "A & B\n同上"]


# ---- strangers ---------------------------------------------------------------------------------


ROW = ["单选题", "甲还是乙？", "甲", "乙", "A"]
HEAD = ["题型", "题干", "选项A", "选项B", "答案"]


def test_formulas_dates_and_errors_are_no_text():
    def arrange(sheet, book):
        sheet.write_formula(1, 1, "=A1", None, "某题")
        sheet.write_datetime(
            2,
            2,
            dt.datetime(2026, 3, 5),
            book.add_format({"num_format": "m-d"}),
        )

    data = workbook(HEAD, ROW, ROW, [*ROW[:3], "#REF!", "A"], ROW, arrange=arrange)
    reading = xlsx.read(data)
    assert [(one.where, one.code) for one in reading.refused] == [
        ("工作表“试题”第 2 行“题干”列", "formula"),
        ("工作表“试题”第 3 行“选项A”列", "date_cell"),
        ("工作表“试题”第 4 行“选项B”列", "error_cell"),
    ]
    assert len(reading.taken) == 1


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63"
    "606060000000040001f61738550000000049454e44ae426082"
)


def test_pictures_belong_to_the_cell_of_their_upper_left_corner():
    def arrange(sheet, book):
        for row, column, name in (
            (1, 1, "a.png"),
            (1, 3, "a.png"),
            (2, 6, "b.png"),
            (9, 0, "a.png"),
        ):
            options = {"image_data": io.BytesIO(PNG + name.encode()), "x_offset": 5, "y_offset": 5}
            sheet.insert_image(row, column, name, options)

    reading = xlsx.read(workbook(HEAD, ["单选题", "看图", "甲", None, "B"], ROW, arrange=arrange))
    first, second = reading.taken
    name = next(iter(reading.media))
    assert first.item.stem == f'看图<img src="media/{name}" alt="">'
    assert first.item.options[1].text == f'<img src="media/{name}" alt="">'
    assert second.item.stem.startswith("甲还是乙？<img")
    assert first.warnings == second.warnings == ("picture_by_place",)
    assert sorted(data[-5:] for data in reading.media.values()) == [b"a.png", b"b.png"]
    assert "工作表“试题”第 10 行的图片不在试题行内，没有读取" in reading.ignored


def test_a_picture_that_is_none_refuses_its_row_alone():
    def arrange(sheet, book):
        sheet.insert_image(1, 1, "a.png", {"image_data": io.BytesIO(PNG)})

    data = workbook(HEAD, ROW, ROW, arrange=arrange)
    data = change_parts(data, {"xl/media/image1.png": lambda part: b"no picture"})
    reading = xlsx.read(data)
    assert [one.code for one in reading.refused] == ["image_kind"]
    assert len(reading.taken) == 1
    assert not reading.media


def test_a_percentage_is_read_as_it_is_seen():
    def arrange(sheet, book):
        sheet.write_number(1, 2, 0.03, book.add_format({"num_format": "0%"}))
        sheet.write_number(1, 3, 0.125, book.add_format({"num_format": "0.0%"}))

    (item,) = xlsx.read(workbook(HEAD, ROW, arrange=arrange)).items
    assert [option.text for option in item.options] == ["3%", "12.5%"]


def test_a_picture_within_a_cell_is_said_to_be_one():
    def arrange(sheet, book):
        sheet.write_formula(1, 2, '=_xlfn.DISPIMG("ID_1",1)')

    reading = xlsx.read(workbook(HEAD, ROW, arrange=arrange))
    assert [one.code for one in reading.refused] == ["picture_in_cell"]


def test_pictures_of_a_web_page_are_not_lost_silently():
    cells = "".join(f"<td>{text}<img src=a.png></td>" for text in ROW)
    page = "<table><tr>" + "".join(f"<td>{text}</td>" for text in HEAD) + f"</tr><tr>{cells}"
    assert any("5 张图片没有读取" in words for words in xlsx.read(page.encode()).ignored)


def test_a_picture_that_a_cell_names_is_missing():
    data = workbook(HEAD, ["单选题", '看图<img src="a.png">', "甲", "乙", "A"])
    assert [one.code for one in xlsx.read(data).refused] == ["image_missing"]


def test_other_containers_are_not_taken_for_a_workbook():
    for data in (b"", b"PK\x03\x04word/document.xml", b"{}", "题干,答案".encode()):
        assert not xlsx.recognise(data)
    assert xlsx.recognise(workbook(HEAD))
    assert xlsx.recognise(b"<html><table><tr><td>x")


def test_a_web_page_named_xls_is_read():
    cells = "".join(f"<td>{text}</td>" for text in ROW)
    head = "".join(f"<th>{text}</th>" for text in HEAD)
    page = f"<html><meta charset=gbk><table><tr>{head}</tr><tr>{cells}</tr></table></html>"
    assert xlsx.read(page.encode("gbk")).items == [SINGLE]


SEED = workbook(HEAD, ROW, ["判断题", "天是蓝的。", "", "", "对"])


@given(st.integers(0, len(SEED) - 1), st.binary(min_size=1, max_size=4))
def test_damaged_bytes_are_read_or_refused(at, junk):
    data = SEED[:at] + junk + SEED[at + len(junk) :]
    xlsx.recognise(data)
    with suppress(FileRefused):
        assert isinstance(xlsx.read(data), Reading)


_cells = st.text(max_size=12) | st.sampled_from(
    ["单选题", "判断题", "填空题", "匹配题", "排序题", "案例分析题", "小题·单选题", "多选题"]
    + [
        "A",
        "AB",
        "对",
        "（A）",
        "____",
        "（　　）",
        "甲 → 乙",
        "1.甲 2.乙",
        "【甲】",
        "题干",
        "答案",
    ]
    + ["一、单选题（每题2分）", "<script>", "&lt;", "a/b|c；d", "3", "-1", "（3分）", "A：x"]
)


@given(st.lists(st.lists(_cells, min_size=4, max_size=8), max_size=8), st.booleans())
@settings(max_examples=60)
def test_any_cells_are_taken_refused_or_listed(rows, has_head):
    head = ["题型", "题干", "选项A", "选项B", "选项C", "答案", "评分标准", "分值"]
    try:
        reading = xlsx.read(workbook(*([head] if has_head else []), *rows))
    except FileRefused:
        return
    n_parts = sum(len(item.items) for item in reading.items)
    assert len(reading.taken) + n_parts + len(reading.refused) <= len(rows)
    for item in reading.items:
        assert "<script" not in item.stem


def test_five_thousand_questions_take_a_few_seconds_of_cpu():
    row = ["甲", "乙", "丙", "丁", "B", "因为如此。"]
    rows = [["单选题", f"第{n}号案件中，正确的是（　　）。", *row] for n in range(5_000)]
    head = ["题型", "题干", "选项A", "选项B", "选项C", "选项D", "答案", "解析"]
    data = workbook(head, *rows)
    started = time.process_time()
    reading = xlsx.read(data)
    assert time.process_time() - started < 15  # 3 s on an idle machine
    assert len(reading.taken) == 5_000
