"""Questions in tables as text: .csv, .tsv, .txt."""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionbank.formats import aiken, delimited, gift, tsv
from questionbank.formats.items import FileRefused, Item, Option, Reading
from questionbank.formats.registry import by_suffix, of_file
from questionbank.formats.tables import SheetMapping
from tests.questionbank.formats import strategies

SINGLE = Item("single", "甲还是乙？", options=(Option("甲", True), Option("乙")))
TEXT = "题型,题干,选项A,选项B,答案\r\n单选题,甲还是乙？,甲,乙,A\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_offices_save_it_so(encoding, delimiter):
    data = TEXT.replace(",", delimiter).encode(encoding)
    assert of_file(data) is (tsv if delimiter == "\t" else delimited)
    assert of_file(data).read(data).items == [SINGLE]


def test_semicolons_on_the_lines_of_a_cell_divide_nothing():
    text = (
        "题型,题干,选项A,选项B,答案,解析\r\n"
        '单选题,&amp;lt;,甲,乙,A,"&amp;lt;\n&amp;lt;\n&amp;lt;"\r\n'
    )
    assert of_file(text.encode()) is delimited
    (item,) = delimited.read(text.encode()).items
    assert [option.text for option in item.options] == ["甲", "乙"]


def test_pipes_between_the_options_of_a_cell_divide_no_table():
    rows = "".join(f"单选题,第{n}题？,A.甲|B.乙|C.丙|D.丁|E.戊|F.己,A\n" for n in range(30))
    reading = delimited.read(f"题型,题干,选项,答案\n{rows}".encode())
    assert not reading.refused
    assert [len(item.options) for item in reading.items] == [6] * 30


def test_variants_of_a_blank_stay_in_their_cell_in_a_table_with_pipes():
    text = '题型|题干|答案\n填空题|____内提出。|"五日|5日"\n填空题|____内送达。|七日\n'
    assert [item.blanks for item in delimited.read(text.encode()).items] == [
        (("五日", "5日"),), (("七日",),),
    ]  # fmt: skip


@pytest.mark.parametrize("module", [delimited, tsv])
def test_a_name_says_how_it_is_written(module):
    assert by_suffix(f"a{module.SUFFIXES[0]}") is module


@given(st.lists(strategies.with_sides(strategies.askable), min_size=1, max_size=3))
def test_what_is_written_is_read_again(items):
    for module in (delimited, tsv):
        written = module.write(items)
        assert not written.losses
        assert of_file(written.data) is module
        reading = module.read(written.data)
        assert not reading.refused
        assert reading.items == items
        assert not reading.repaired


@given(st.lists(strategies.with_sides(strategies.every_kind), min_size=1, max_size=3))
def test_what_is_not_written_is_told(items):
    written = delimited.write(items)
    lost = {loss.where for loss in written.losses}
    kept = [item for n, item in enumerate(items, start=1) if f"第 {n} 题" not in lost]
    if kept:
        assert delimited.read(written.data).items == kept


@pytest.mark.parametrize("stem", ["=1+1", "+1", "-1", "@a", "'=1", "＝1", "'x", "''=1"])
def test_nothing_that_is_written_runs_in_a_spreadsheet(stem):
    item = Item("true_false", stem, is_true=True)
    data = delimited.write([item]).data
    cell = data.decode("utf-8-sig").split("\r\n")[1].split(",")[1]
    assert cell[0] not in "=+-@＝"
    assert delimited.read(data).items == [item]


# ---- without headings --------------------------------------------------------------------------


def test_a_table_without_headings_is_told_by_its_columns():
    text = (
        "1,单选题,下列属于行政处罚的是（　　）。,罚款,代履行,查封,扣押,A,见第九条。,中\n"
        "2,多选题,下列属于行政强制措施的有（　　）。,罚款,代履行,查封,扣押,CD,见强制法。,易\n"
        "3,判断题,警告是行政处罚。,,,,,对,见第九条。,易\n"
    )
    data = text.encode()
    assert of_file(data) is delimited
    (columns,) = delimited.recognise_columns(data)
    assert columns.header_row == 0
    assert [column.field for column in columns.columns] == [
        "", "kind", "stem", "option_A", "option_B", "option_C", "option_D", "key", "explanation",
        "difficulty",
    ]  # fmt: skip
    reading = delimited.read(data)
    assert [item.kind for item in reading.items] == ["single", "multiple", "true_false"]
    assert [item.difficulty for item in reading.items] == [3, 2, 2]
    assert [one.where for one in reading.taken] == ["第 1 行", "第 2 行", "第 3 行"]


def test_without_kinds_they_are_guessed_and_that_is_said():
    text = "警告是行政处罚吗？\t是\t否\t不一定\tA\n哪些是行政处罚？\t警告\t罚款\t查封\tAB\n"
    reading = delimited.read(text.encode())
    assert [(one.item.kind, one.warnings) for one in reading.taken] == [
        ("single", ("kind_guessed",)),
        ("multiple", ("kind_guessed",)),
    ]


def test_a_person_may_say_which_column_is_which():
    data = "甲还是乙？;乙;甲;B;x\n".encode()
    assert not delimited.recognise(data)
    fields = {1: "stem", 2: "option_A", 3: "option_B", 4: "key", 5: "tags"}
    reading = delimited.read(data, mapping={"": SheetMapping(0, fields)})
    (item,) = reading.items
    assert (item.kind, item.tags) == ("single", ("x",))
    assert item.options == (Option("乙"), Option("甲", True))

    with pytest.raises(FileRefused) as caught:
        delimited.read(data, mapping={"": SheetMapping(0, {4: "key"})})
    assert caught.value.code == "no_stem_column"


# ---- what isn't one ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "",
        "题干",
        "1. 甲，还是乙, 或丙？\nA. 甲, 乙\nB. 丙, 丁\n答案：A\n",
        "下列哪项正确？\nA) 甲, 乙\nB) 丙\nANSWER: B\n",
        "::题:: 甲, 乙 {=丙 ~丁}\n",
        "姓名,身份证号,单位\n柏舟,990101198701151010,栖禾镇\n",
        "甲,乙,丙\n丁,戊,己\n",
    ],
)  # fmt: skip
def test_other_text_is_not_taken_for_a_table(text):
    assert not delimited.recognise(text.encode())
    assert not tsv.recognise(text.encode())


def test_gift_and_aiken_keep_their_own():
    items = [SINGLE]
    for module in (gift, aiken):
        assert of_file(module.write(items).data) is module


def test_quotation_marks_that_do_not_match_are_refused_with_the_line():
    with pytest.raises(FileRefused, match="第 3 行") as caught:
        delimited.read((TEXT + '单选题,"甲,乙\n').encode())
    assert caught.value.code == "quotes"


@given(
    st.binary(max_size=200)
    | st.lists(st.sampled_from([*"题型,答案\t\"\n;\r'=", "题干", "单选题", "A", "对"])).map(
        lambda parts: "".join(parts).encode()
    ),
    st.sampled_from([b"", "题型,题干,选项A,选项B,答案\n".encode()]),
)
def test_no_bytes_crash_it(data, head):
    for module in (delimited, tsv):
        assert module.recognise(head + data) in (True, False)
        with suppress(FileRefused):
            assert isinstance(module.read(head + data), Reading)


HEAD = "题型,题干,选项,答案,解析,评分标准,错误说明\n"


@pytest.mark.parametrize(
    "unit",
    ["<", "<a ", "&", "&lt", "A.", "A. ", "；", "|", "/", "_", "（", "（　", "【", "【a", "1.",
     "1. 2. ",
     "→", "-", "（3分", "A、", "A：", " ", "　", "<b>", "</", "<!--", "①", ";A."],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["单选题", "判断题", "填空题", "匹配题", "排序题", "简答题"])
def test_a_hostile_cell_takes_time_in_proportion_to_its_size(unit, kind):
    long = unit * (2**16 // len(unit.encode()))
    row = f"{kind},{long},{long},{long},{long},{long},{long}\n"
    started = time.process_time()
    delimited.read((HEAD + row + f"{kind},甲____（　　）,{long},{long},x,x,x\n").encode())
    assert time.process_time() - started < 5
