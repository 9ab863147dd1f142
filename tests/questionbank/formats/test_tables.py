"""The layouts of Chinese exam systems: headings, sections, keys and options as people type them."""

import csv
import io
from decimal import Decimal

import pytest
import xlsxwriter

from exams import spreadsheets
from questionbank.formats import delimited, wording, xlsx
from questionbank.formats.items import BLANK, FileRefused, Option, Pair
from questionbank.formats.reasons import REASONS, container_refused
from questionbank.formats.tables import SheetMapping
from questionbank.formats.tables.cells import rich
from questionbank.formats.tables.headings import fields_of, meaning
from questionbank.formats.tables.keys import letters_of
from tests.questionbank.formats.test_xlsx import workbook

HEAD = ["题型", "题干", "选项A", "选项B", "选项C", "答案"]


def read(*rows, head=HEAD, **more):
    out = io.StringIO()
    csv.writer(out).writerows([head, *rows] if head else rows)
    return delimited.read(out.getvalue().encode(), **more)


def taken(*row, **more):
    reading = read(row, **more)
    assert not reading.refused, reading.refused
    (one,) = reading.taken
    return one


def refusal(*row, **more):
    reading = read(row, **more)
    assert not reading.taken
    (one,) = reading.refused
    return one.code, one.where


# ---- headings ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "headings"),
    [
        ("kind", "题型;试题类型;题目类型;*题型;题型（必填）;题 型;【题型】;Type"),
        ("stem", "题干;题目;试题内容;试题题干;题目内容*;题干：（必填）"),
        ("option_A", "选项A;A选项;A;答案A;选项a;选项Ａ;A项;选项1;选项一;备选项A;选项_A;optionA"),
        ("option_D", "选项D;选项4;选项四"),
        ("options", "选项;候选项;备选答案;选项（用|隔开）"),
        ("key", "答案;正确答案;标准答案;参考答案;答案（必填）;Answer"),
        ("explanation", "解析;试题解析;答案解析;解析（选填）"),
        ("difficulty", "难度;难易度;难度系数"),
        ("point", "知识点;考点"),
        ("category", "章节;分类;所属分类"),
        ("points", "分值;分数;分值(分)"),
        ("cites", "法条依据;法律依据"),
        ("serial", "序号;No."),
        ("", "备注;创建人;姓名;选项说明书;答案A和B;选项99"),
    ],
)
def test_a_column_goes_by_many_names(field, headings):
    assert {heading: meaning(heading) for heading in headings.split(";")} == dict.fromkeys(
        headings.split(";"), field
    )


def test_grounds_are_the_explanation_where_there_is_no_other():
    assert fields_of({1: "题干", 2: "依据"})[2] == "explanation"
    assert fields_of({1: "题干", 2: "依据", 3: "解析"}) == {1: "stem", 2: "cites", 3: "explanation"}


def test_of_two_columns_for_one_field_the_first_is_read_and_the_other_told():
    reading = read(["判断题", "天是蓝的。", "对", "错"], head=["题型", "题干", "答案", "参考答案"])
    assert reading.items[0].is_true
    assert "D 列“参考答案”没有读取" in reading.ignored


def test_letters_may_stand_below_a_merged_heading():
    def arrange(sheet, book):
        sheet.merge_range(0, 2, 0, 3, "选项")
        for column in (0, 1, 4):
            sheet.merge_range(0, column, 1, column, ["题型", "题干", 0, 0, "答案"][column])

    rows = [[], [None, None, "A", "B"], ["单选题", "甲还是乙？", "甲", "乙", "B"]]
    (one,) = xlsx.read(workbook(*rows, arrange=arrange)).taken
    assert one.item.options == (Option("甲"), Option("乙", True))
    assert one.where == "工作表“试题”第 3 行"


def test_a_merged_heading_without_letters_counts_its_columns():
    def arrange(sheet, book):
        sheet.merge_range(0, 1, 0, 2, "选项")

    data = workbook(
        ["题目", "选项", None, "答案"], ["甲还是乙？", "甲", "乙", "B"], arrange=arrange
    )
    assert xlsx.read(data).items[0].options == (Option("甲"), Option("乙", True))


def test_a_merged_cell_says_it_of_all_its_rows():
    def arrange(sheet, book):
        sheet.merge_range(1, 0, 2, 0, "第一章")
        sheet.merge_range(1, 1, 2, 1, "判断题")

    rows = [["章节", "题型", "题干", "答案"], [None, None, "天是蓝的。", "对"],
            [None, None, "海是红的。", "错"]]  # fmt: skip
    items = xlsx.read(workbook(*rows, arrange=arrange)).items
    assert [(item.category, item.kind, item.is_true) for item in items] == [
        ("第一章", "true_false", True),
        ("第一章", "true_false", False),
    ]


# ---- sheets ------------------------------------------------------------------------------------


def test_the_name_of_a_sheet_says_the_kind_of_its_questions():
    choices = [["题目", "A", "B", "C", "答案"], ["甲还是乙？", "甲", "乙", "丙", "AB"]]
    truths = [["题目", "答案"], ["天是蓝的。", "√"]]
    data = workbook(*choices, name="多选题（1道）", 判断=truths, 使用说明=[["请先看这里"]])
    reading = xlsx.read(data)
    assert [(one.item.kind, one.where) for one in reading.taken] == [
        ("multiple", "工作表“多选题（1道）”第 2 行"),
        ("true_false", "工作表“判断”第 2 行"),
    ]
    assert reading.ignored == ("工作表“使用说明”没有读取：是示例或说明",)
    assert [sheet.kind for sheet in xlsx.recognise_columns(data)] == ["multiple", "true_false", ""]


def test_a_hidden_sheet_is_passed_over_and_a_hidden_row_is_read_with_a_word():
    rows = [["题型", "题干", "答案"], ["判断题", "天是蓝的。", "对"]]
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    for name in ("试题", "别的"):
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.get_worksheet_by_name("试题").set_row(1, None, None, {"hidden": True})
    book.get_worksheet_by_name("别的").hide()
    book.close()
    reading = xlsx.read(buffer.getvalue())
    assert [one.warnings for one in reading.taken] == [("hidden_row",)]
    assert "工作表“别的”没有读取：工作表是隐藏的" in reading.ignored


def test_a_person_chooses_sheets_and_columns():
    rows = [["出题人", "内容", "结果"], ["某某", "天是蓝的。", "对"]]
    data = workbook(*rows, name="甲", 乙=rows)
    with pytest.raises(FileRefused) as caught:
        xlsx.read(data)
    assert caught.value.code == "no_header"
    first, _ = xlsx.recognise_columns(data)
    assert [column.number for column in first.columns] == [1, 2, 3]
    assert first.sample[0] == ("出题人", "内容", "结果")

    reading = xlsx.read(data, mapping={"乙": SheetMapping(1, {2: "stem", 3: "key"})})
    (one,) = reading.taken
    assert (one.item.kind, one.where) == ("true_false", "工作表“乙”第 2 行")
    assert "工作表“甲”没有读取：没有选这个工作表" in reading.ignored
    assert "工作表“乙”A 列没有读取" in reading.ignored


# ---- cells -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("A<B 且 B>C", "A&lt;B 且 B&gt;C"),
        ("a<b and b>c", "a&lt;b and b&gt;c"),
        ("<b>甲</b>乙", "<b>甲</b>乙"),
        ("甲\n乙", "甲<br>乙"),
        ("AT&T 3 &lt; 4 &copy=1", "AT&amp;T 3 &lt; 4 &amp;copy=1"),
        ("<行政处罚法>", "&lt;行政处罚法&gt;"),
        ("x<script>alert('<b>')</script>y", "xy"),
        ('<a href="x" onclick="y">甲</a>', "甲"),
        ("<p>甲</p><p>乙</p>", "甲<br>乙"),
        ("<u>  </u>元", "＿＿元"),
        ("1 < 2 <", "1 &lt; 2 &lt;"),
        ("<!-- x -->甲", "甲"),
    ],
)
def test_only_what_is_plainly_a_tag_counts_as_one(text, html):
    assert rich(text)[0] == html


# ---- keys and options --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("ABD", "ABD"), ("a、b，d", "ABD"), ("答案：B", "B"), ("（AC）", "AC"), ("B.", "B"),
        ("A和C", "AC"), ("A/B", "AB"), ("Ａ；Ｂ", "AB"), ("DBA", "ABD"),
    ],
)  # fmt: skip
def test_letters_are_written_in_many_ways(text, letters):
    assert "".join(letters_of(text)[0]) == letters


@pytest.mark.parametrize("text", ["", "甲", "4", "A1", "对", "见解析", "A.甲"])
def test_what_is_no_row_of_letters_is_none(text):
    assert letters_of(text) is None


def test_a_key_given_as_text_is_found_among_the_options():
    assert taken("单选题", "颜色？", "红", "蓝", "", "蓝").item.options[1].is_key
    one = taken("多选题", "颜色？", "红", "蓝", "绿", "红；绿")
    assert [option.is_key for option in one.item.options] == [True, False, True]
    assert one.repairs == ("key_given_as_text",)
    # A word of letters that are no options of this question.
    assert taken("单选题", "Word?", "do", "DAB", "", "dab").item.options[1].is_key


def test_a_number_is_not_guessed_to_be_a_position():
    assert refusal("单选题", "几日？", "3", "2", "1", "3")[0] == "key_unreadable"
    assert taken("单选题", "几日？", "1", "2", "3", "3").item.options[2].is_key
    assert refusal("单选题", "颜色？", "红", "蓝", "绿", "3")[0] == "key_unreadable"


def test_undetermined_choices_may_have_one_key():
    one = taken("不定项选择题", "颜色？", "红", "蓝", "", "A")
    assert (one.item.kind, one.repairs) == ("single", ("one_key",))
    assert taken("选择题", "颜色？", "红", "蓝", "", "AB").item.kind == "multiple"


def test_a_key_left_in_the_stem_is_taken_out_before_anybody_sees_it():
    one = taken("多选题", "下列属于（ A、B ）的是", "红", "蓝", "绿", "")
    assert one.item.stem == "下列属于（　）的是"
    one = taken("多选题", "下列属于（AB）的是", "红", "蓝", "绿", "ba")
    assert "AB" not in one.item.stem
    assert {"key_in_stem", "lowercase", "order"} == set(one.repairs)
    # Two such are more likely a text about A and B.
    assert taken("单选题", "甲（A）告乙（B），谁胜？", "甲", "乙", "", "A").repairs == ()


@pytest.mark.parametrize(
    "text", ["对", "正确", "√", "✔", "T", "t", "TRUE", "1", "是", "Y", "V", "Ｔ", "对。"]
)
def test_true_is_said_in_many_ways(text):
    assert taken("判断题", "天是蓝的。", "", "", "", text).item.is_true


def test_words_in_the_options_of_a_statement_say_what_a_letter_means():
    assert taken("判断题", "天是蓝的。", "错", "对", "", "B").item.is_true is True
    assert taken("判断题", "天是蓝的。", "对", "错", "", "错").item.is_true is False
    assert refusal("判断题", "天是蓝的。", "", "", "", "A")[0] == "key_unreadable"


@pytest.mark.parametrize(
    "cell",
    ["A.甲 B.乙", "A、甲\nB、乙", "甲|乙|", "甲$;$乙", "甲；乙", "(A)甲 (B)乙", "Ａ：甲；Ｂ：乙",
     "甲\n\n乙"],
)  # fmt: skip
def test_options_share_a_cell(cell):
    head = ["题型", "题干", "选项", "答案"]
    one = taken("单选题", "哪个？", cell, "B", head=head)
    assert one.item.options == (Option("甲"), Option("乙", True))
    assert one.repairs == ()


@pytest.mark.parametrize(
    ("cell", "code"),
    [("A.甲\nC.乙", "option_letters"), ("B.甲", "option_letters"), ("甲||乙", "option_gap"),
     ("A.甲 B.", "option_gap"), ("甲|甲", "options_equal"), ("", "options_too_few")],
)  # fmt: skip
def test_options_in_a_cell_that_cannot_be_told_apart_are_refused(cell, code):
    head = ["题型", "题干", "选项", "答案"]
    assert refusal("单选题", "哪个？", cell, "A", head=head) == (code, "第 2 行“选项”列")


# ---- the other kinds ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stem", "key", "blanks"),
    [
        ("甲____乙（　　）", "一；二", [["一"], ["二"]]),
        ("甲____乙（）", "1.一 2.二", [["一"], ["二"]]),
        ("甲____乙____", "（1）一；（2）二", [["一"], ["二"]]),
        ("甲____乙____", "①一②二", [["一"], ["二"]]),
        ("甲____乙____", "一\n二|贰", [["一"], ["二", "贰"]]),
        ("甲____乙____", "一、二", [["一"], ["二"]]),
        ("甲【】乙", "七/7", [["七", "7"]]),
        ("每小时____", "60 km/h", [["60 km/h"]]),
        ("比例____", "1/2", [["1/2"]]),
        ("甲【七】乙【八】", "", [["七"], ["八"]]),
    ],
)
def test_blanks_are_answered_in_many_ways(stem, key, blanks):
    item = taken("填空题", stem, "", "", "", key).item
    assert [list(texts) for texts in item.blanks] == blanks
    assert item.stem.count(BLANK) == len(blanks)
    assert "七" not in item.stem


def test_answers_to_blanks_may_stand_in_the_columns_of_options():
    one = taken("填空题", "甲____乙____", "一", "二|贰", "", "")
    assert one.item.blanks == (("一",), ("二", "贰"))
    assert one.repairs == ("answers_in_options",)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("填空题", "没有空", "", "", "", "x"), "no_blank"),
        (("填空题", "甲____", "", "", "", ""), "key_missing"),
        (("填空题", "甲____", "", "", "", "一；二"), "blanks_differ"),
        (("填空题", "甲【七】", "", "", "", "八"), "keys_disagree"),
        (("填空题", "甲____", "", "", "", "七||八"), "empty_blank"),
        (("匹配题", "连线", "甲→乙", "丙", "", ""), "pair_arrow_missing"),
        (("匹配题", "连线", "甲→乙", "", "", ""), "too_few_pairs"),
        (("匹配题", "连线", "甲→乙", "丙→", "", ""), "pair_side_missing"),
        (("排序题", "排列", "甲", "乙", "丙", "AB"), "ordering_key"),
        (("排序题", "排列", "甲", "乙", "丙", "ABCC"), "ordering_key"),
        (("排序题", "排列", "甲", "乙", "丙", ""), "key_missing"),
        (("案例分析题", "案情", "", "", "", ""), "case_empty"),
        (("小题·判断题", "天是蓝的。", "", "", "", "对"), "sub_without_case"),
        (("小题·案例分析题", "案情", "", "", "", ""), "sub_kind"),
        (("单选题", "<b> </b>", "甲", "乙", "", "A"), "stem_missing"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_reason(row, code):
    assert refusal(*row)[0] == code


def test_pairs_and_orders():
    one = taken("匹配题", "连线", "甲 → 乙", "丙->丁", "→ 戊", "")
    assert one.item.pairs == (Pair("甲", "乙"), Pair("丙", "丁"))
    assert one.item.distractors == ("戊",)
    assert taken("排序题", "排列", "甲", "乙", "丙", "C,A,B").item.sequence == ("丙", "甲", "乙")


def test_a_case_stands_or_falls_with_its_questions():
    good = ["小题·判断题", "天是蓝的。", "", "", "", "对"]
    bad = ["小题·判断题", "天是蓝的。", "", "", "", "或许"]
    case = ["案例分析题", "案情", "", "", "", ""]
    alone = ["判断题", "海是蓝的。", "", "", "", "对"]
    reading = read(case, good, good, alone, case, good, bad, case, good)
    assert [(one.item.kind, len(one.item.items)) for one in reading.taken] == [
        ("case", 2), ("true_false", 0), ("case", 1),
    ]  # fmt: skip
    assert [(one.where, one.code) for one in reading.refused] == [
        ("第 8 行“答案”列", "key_unreadable"),
        ("第 6 行", "case_incomplete"),
    ]
    assert "第 8 行" in reading.refused[1].reason


def test_what_a_kind_has_no_place_for_is_told():
    head = [*HEAD, "评分标准"]
    one = taken("简答题", "简述", "甲", "", "", "答", "要点（3分）", head=head)
    assert one.warnings == ("options_unused",)
    assert one.item.rubric[0].points == 3
    assert taken("判断题", "天蓝", "", "", "", "对", "x", head=head).warnings == ("rubric_unused",)
    assert refusal("简答题", "简述", "", "", "", "", "要点", head=head)[0] == "rubric_unreadable"


# ---- beside the question -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "difficulty"),
    [("易", 2), ("中", 3), ("难", 4), ("较难", 4), ("很易", 1), ("4 较难", 4), ("5", 5), ("★★★", 3),
     ("0.9", 1), ("0.7", 2), ("15%", 5), ("困难题", 4), ("", None), ("9", None), ("不详", None)],
)  # fmt: skip
def test_difficulties_are_said_in_words_stars_and_shares(text, difficulty):
    assert wording.difficulty_of(text) == difficulty


def test_where_there_is_harder_hard_is_the_end_of_the_scale():
    head = ["题型", "题干", "答案", "难度"]
    rows = [["判断题", f"第{n}。", "对", text] for n, text in enumerate(["易", "较易", "难", "?"])]
    reading = read(*rows, head=head)
    assert [item.difficulty for item in reading.items] == [1, 2, 5, None]
    assert reading.taken[3].warnings == ("difficulty_unknown",)
    assert "难度：“易”为 1 很易，“较易”为 2 较易，“难”为 5 很难" in reading.ignored


def test_points_of_the_syllabus_are_known_by_name_and_code():
    head = ["题型", "题干", "答案", "知识点", "认知层次", "法条依据", "标签"]
    row = ["判断题", "天是蓝的。", "对", "听证", "了解", "law#1；law#2", "甲、乙"]
    known = {"听证": "A-05", "A-05": "A-05"}
    item = taken(*row, head=head, known_points=known).item
    assert (item.point, item.level) == ("A-05", "know")
    assert (item.cites, item.tags) == (("law#1", "law#2"), ("甲", "乙"))
    row[3:5] = "别的", "背诵"
    one = taken(*row, head=head, known_points=known)
    assert (one.item.point, one.item.level) == ("别的", "背诵")
    assert one.warnings == ("point_unknown", "level_unknown")


def test_lines_of_sections_say_kind_and_points():
    rows = [["一、判断题（每小题1.5分，共2题）"], ["天是蓝的。", "对"], ["海是红的。", "错"],
            ["（二）简答题"], ["简述。", "答。"]]  # fmt: skip
    items = read(*rows, head=["题目", "答案"]).items
    assert [(item.kind, item.points) for item in items] == [
        ("true_false", Decimal("1.5")),
        ("true_false", Decimal("1.5")),
        ("short_answer", None),
    ]


@pytest.mark.parametrize(
    "text", ["1、选择下列行政行为", "一、下列判断正确的是", "单选", "2026年试题"]
)
def test_a_question_is_not_taken_for_the_line_of_a_section(text):
    assert (wording.section(text) is None) == (text != "单选")


@pytest.mark.parametrize("code", spreadsheets.CODES)
def test_whatever_the_reader_of_workbooks_refuses_has_its_sentence(code):
    values = {"kind": "PDF", "limit": 7, "line": 3, "row": 9, "column": "XA"}
    refused = container_refused(spreadsheets.FileRefused(code, **values))
    assert refused.code == code.replace("-", "_")
    assert refused.code in REASONS
    assert str(refused).endswith("。")
