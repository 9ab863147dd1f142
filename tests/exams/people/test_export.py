"""Tables for spreadsheets: right figures, and nothing in them that runs."""

import datetime as dt
import io
import zipfile

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.people.export import Sheet, attachment, csv_bytes, workbook

EVIL = [
    '=HYPERLINK("http://x.example","点我")', "+1+1", "-2+3", "@cmd|' /C calc'!A0", "\t=1+1",
    "\r=1", "\n=1", " =1+1", "＝1+1", "＠cmd", "-", "https://x.example/",
]  # fmt: skip


def cells(data, sheet=None):
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [list(row) for row in (book[sheet] if sheet else book.active).iter_rows()]


def test_s5_no_text_becomes_a_formula_or_a_link_in_a_workbook():
    """S5: in the cells and in the headings."""
    table = pd.DataFrame({text: [text] for text in EVIL})
    data = workbook([Sheet("表", table)])
    for row in cells(data):
        assert {cell.data_type for cell in row} == {"s"}
        assert [cell.value.replace("_x000D_", "\r") for cell in row] == EVIL
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet


@pytest.mark.parametrize("text", [text for text in EVIL if not text.startswith("http")])
def test_s5_text_that_begins_like_a_formula_is_neutral_in_a_text_file(text):
    """S5."""
    table = pd.DataFrame({text: [text]})
    back = pd.read_csv(io.BytesIO(csv_bytes(table)), dtype=str)
    assert back.columns[0].startswith("'")
    assert back.iloc[0, 0].startswith("'")


@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_no_text_at_all_opens_a_formula_in_a_text_file(text):
    [cell] = csv_bytes(pd.DataFrame({"文": [text]})).decode("utf-8-sig").splitlines()[1:2]
    assert cell.lstrip('" ')[:1] not in set("=+-@＝＋－＠")


def test_numbers_dates_and_shares_stay_what_they_are():
    table = pd.DataFrame(
        {
            "单位": ["许镇镇", "合计"],
            "人数": [32, 186],
            "通过率": [1.0, 179 / 186],
            "日期": [dt.date(2026, 11, 23)] * 2,
            "差": [-3, 0],
        }
    )
    rows = cells(workbook([Sheet("通过率", table, {"通过率": "0.00%"})]))
    assert [cell.value for cell in rows[2]][:2] == ["合计", 186]
    assert rows[2][2].value == pytest.approx(179 / 186)
    assert rows[2][2].number_format == "0.00%"
    assert rows[1][3].value == dt.datetime(2026, 11, 23)
    assert rows[1][4].value == -3
    assert b"-3" in csv_bytes(table)
    assert b"'-3" not in csv_bytes(table)


def test_an_instant_is_written_by_the_clock_of_the_place():
    at = dt.datetime(2026, 11, 23, 1, 30, tzinfo=dt.UTC)
    rows = cells(workbook([Sheet("表", pd.DataFrame({"时间": [at]}))]))
    assert rows[1][0].value == dt.datetime(2026, 11, 23, 9, 30)
    assert "09:30" in csv_bytes(pd.DataFrame({"时间": [at]})).decode()


def test_the_heading_stays_in_view_and_columns_are_wide_enough():
    book = openpyxl.load_workbook(
        io.BytesIO(workbook([Sheet("表", pd.DataFrame({"单位": ["县城市管理综合行政执法局"]}))]))
    )
    assert book.active.freeze_panes == "A2"
    assert book.active.column_dimensions["A"].width >= 24
    assert book.active["A1"].font.bold


def test_sheet_names_are_made_fit_and_unique():
    empty = pd.DataFrame({"空": []})
    names = ["2026年/四季度:[许镇镇]", "表", "表", "长" * 40, "长" * 40, "", "'"]
    data = workbook([Sheet(name, empty) for name in names])
    made = openpyxl.load_workbook(io.BytesIO(data)).sheetnames
    assert made[:3] == ["2026年 四季度  许镇镇", "表", "表 2"]
    assert len(set(made)) == len(names)
    assert max(map(len, made)) <= 31


def test_a_text_file_is_read_right_by_excel_and_by_pandas():
    table = pd.DataFrame({"姓名": ["卫䶮", "于㛃"], "n": [1, 2]})
    data = csv_bytes(table)
    assert data.startswith(b"\xef\xbb\xbf")
    assert pd.read_csv(io.BytesIO(data)).equals(table)


def test_a_download_has_its_chinese_name_and_stays_out_of_caches():
    response = attachment(b"x", "花名册.csv")
    assert "filename*=utf-8''%E8%8A%B1" in response["Content-Disposition"]
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Type"].startswith("text/csv")
