"""Questions in prose, in the many ways in which trainers type them."""

from decimal import Decimal

import pytest

from questionbank.formats import text
from questionbank.formats.items import BLANK, Criterion, Item, Option, Pair

AB = (Option("甲"), Option("乙", True))


def read(source):
    return text.read(source.encode())


def one(source):
    reading = read(source)
    assert not reading.refused
    (item,) = reading.items
    return item


def keys(item):
    return "".join("ABCDEFGH"[n] for n, option in enumerate(item.options) if option.is_key)


@pytest.mark.parametrize(
    "number", ["1.", "1. ", "1、", "１．", "（1）", "(1) ", "[1]", "第1题 ", "第1题：", "1) ", "1 "]
)
@pytest.mark.parametrize(
    "answer",
    ["答案:B", "答案：B。", "【答案】B", "[答案] B", "正确答案：Ｂ", "答：B", "标准答案 B",
     "（答案）B", "参考答案:　B", "ANSWER: B"],
)  # fmt: skip
def test_numbers_and_answers_in_every_hand(number, answer):
    assert one(f"{number}哪项正确？\nA.甲\nB.乙\n{answer}") == Item(
        "single", "哪项正确？", options=AB
    )


@pytest.mark.parametrize(
    "options",
    ["A.甲\nB.乙", "A、甲\nB、乙", "Ａ．甲\nＢ．乙", "A)甲\nB)乙", "（A）甲\n（B）乙", "A 甲\nB 乙",
     "A.甲  B.乙", "A.甲\tB.乙", "A.甲；B.乙", "A.甲B.乙", "A：甲,B：乙", "[A]甲 [B]乙"],
)  # fmt: skip
def test_options_on_lines_of_their_own_or_on_one(options):
    assert one(f"1.哪项正确？\n{options}\n答案：B").options == AB


def test_only_the_next_letter_with_a_mark_begins_an_option():
    item = one("1.维生素是（ ）。\nA.维生素A、B、C\nB.见A.的说明\nC.含B.及C\n答案：C")
    assert [option.text for option in item.options] == ["维生素A、B、C", "见A.的说明", "含B.及C"]
    item = one("1.甲是（ ）。A.一B.二C.三\n答案：A")
    assert (item.stem, len(item.options)) == ("甲是（ ）。", 3)
    assert one("1.下列A、B、C三地何处？\n答案：B地").kind == "short_answer"


@pytest.mark.parametrize(
    ("stem", "stored", "expected"),
    [
        ("限额是（ B ）。", "限额是（ ）。", "B"),
        ("限额是（B）。", "限额是（ ）。", "B"),
        ("按(A)表，限额是（ＡＢ）", "按(A)表，限额是（ ）", "AB"),
        ("限额是（A、B）元", "限额是（ ）元", "AB"),
        ("限额是多少？（答案：B）", "限额是多少？", "B"),
    ],
)
def test_a_key_in_the_brackets_of_the_stem(stem, stored, expected):
    item = one(f"1.{stem}\nA.甲\nB.乙")
    assert (item.stem, keys(item)) == (stored, expected)


def test_a_stem_that_gives_its_key_away_is_emptied_and_brackets_that_do_not_stay():
    reading = read("1.限额是（B）。\nA.甲\nB.乙\n答案：B\n2.噪声dB(A)是\nA.甲\nB.乙\n答案：B")
    assert [item.stem for item in reading.items] == ["限额是（ ）。", "噪声dB(A)是"]
    assert [taken.repairs for taken in reading.taken] == [("key_in_stem",), ()]


@pytest.mark.parametrize(
    ("line", "is_true"),
    [
        ("应当告知。（√）", True), ("应当告知。（ × ）", False), ("应当告知（对）。", True),
        ("应当告知。（错误）", False), ("应当告知。\n答案：正确", True),
        ("应当告知。（ ）\n答案：×", False), ("应当告知。\n【答案】错", False),
        ("应当告知。\n答案：✓", True), ("应当告知。\nA.对\nB.错\n答案：B", False),
        ("应当告知。\nA.错误  B.正确\n答案：B", True), ("应当告知。（T）", True),
    ],
)  # fmt: skip
def test_true_or_false_in_every_hand(line, is_true):
    item = one(f"一、判断题\n1.{line}")
    assert (item.kind, item.is_true, item.options) == ("true_false", is_true, ())
    assert item.stem in ("应当告知。", "应当告知")


def test_why_a_statement_is_wrong_may_follow_the_answer():
    item = one("一、判断题\n1.可以不告知。\n答案：错误。应当告知。")
    assert (item.is_true, item.why) == (False, "应当告知。")


@pytest.mark.parametrize(
    ("stem", "answer", "blanks"),
    [
        ("不得少于____人。", "两/2/二", [("两", "2", "二")]),
        ("不得少于＿＿＿人。", "两", [("两",)]),
        ("在____内向____提出。", "五日；行政机关", [("五日",), ("行政机关",)]),
        ("在（  ）内向（  ）提出。", "五日；行政机关", [("五日",), ("行政机关",)]),
        ("在____内向____提出。", "五日、行政机关", [("五日",), ("行政机关",)]),
        ("在____内向____提出。", "五日 行政机关", [("五日",), ("行政机关",)]),
        ("在____内向____提出。", "五日\n行政机关", [("五日",), ("行政机关",)]),
        ("速度为____。", "60km/h", [("60km/h",)]),
    ],
)
def test_blanks_and_their_answers(stem, answer, blanks):
    item = one(f"一、填空题\n1.{stem}\n答案：{answer}")
    assert item.kind == "fill_in"
    assert item.blanks == tuple(blanks)
    assert item.stem.count(BLANK) == len(blanks)


def test_a_section_gives_kind_points_and_place():
    reading = read(
        "第一章 处罚\n一、单选题（每题1.5分，共3分）\n1.甲？\nA.一 B.二\n答案：A\n"
        "2.乙？（2分）\nA.一 B.二\n答案：B\n二、不定项选择题\n1.丙？\nA.一 B.二\n答案：A\n"
        "第二章 强制\n多项选择题（每小题2分）\n1.丁？\nA.一 B.二\n答案：AB"
    )
    assert [(one.kind, one.points, one.category) for one in reading.items] == [
        ("single", Decimal("1.5"), "第一章 处罚"),
        ("single", Decimal(2), "第一章 处罚"),
        ("single", None, "第一章 处罚"),
        ("multiple", Decimal(2), "第二章 强制"),
    ]
    assert [taken.where for taken in reading.taken] == [
        "一、第 1 题（第 3 行）", "一、第 2 题（第 6 行）", "二、第 1 题（第 10 行）",
        "多项选择题第 1 题（第 15 行）",
    ]  # fmt: skip


def test_marks_beside_a_question():
    item = one(
        "1.甲？\nA.一 B.二\n【答案】A【解析】因为。\n所以。\n"
        "【知识点】05.12 【难度】较难 【分值】2分\n"
        "【依据】administrative-penalty-law#64/1；administrative-penalty-law#85\n【标签】听证、处罚\n"
        "【层次】理解\n【编号】X-7\n【A项】正是"
    )
    assert item.explanation == "因为。<br>所以。"
    assert (item.point, item.difficulty, item.points) == ("05.12", 4, 2)
    assert item.cites == ("administrative-penalty-law#64/1", "administrative-penalty-law#85")
    assert (item.tags, item.level, item.title) == (("听证", "处罚"), "understand", "X-7")
    assert item.options[0].why == "正是"


def test_grounds_in_words_are_explanation():
    assert one("1.甲？\nA.一 B.二\n答案：A\n依据：第五十一条。").explanation == "第五十一条。"
    item = one("1.甲？\nA.一 B.二\n答案：A\n解析：因为。\n依据：第五十一条。")
    assert item.explanation == "因为。<br>依据：第五十一条。"


PAPER = "一、单选题\n1.甲？\nA.一 B.二\n2.乙？\nA.一 B.二\n二、判断题\n1.丙。\n2.丁。\n"


@pytest.mark.parametrize(
    "key",
    [
        "参考答案\n一、单选题\n1-2 AB\n二、判断题\n1.√ 2.×",
        "参考答案：\n1-2：AB\n1.对 2.错",
        "答案及解析\n一、单选题\n1.A 解析：因为\n2.【答案】B\n二、判断题\n1、正确\n2、错误",
        "附：参考答案\n一、单选题\n1.A 2.B\n二、判断题\n1-2 √×",
    ],
)  # fmt: skip
def test_answers_at_the_end_find_their_questions(key):
    reading = read(PAPER + key)
    assert not reading.refused
    assert [keys(item) or item.is_true for item in reading.items] == ["A", "B", True, False]


def test_entries_at_the_end_may_be_texts_and_belong_to_parts():
    reading = read(
        "一、简答题\n1.甲？\n2.乙？\n二、案例分析题\n1.案情。\n（1）丙？\nA.一 B.二\n（2）丁？\n"
        "参考答案\n一、简答题\n1.要点一；\n要点二。\n2.答二\n二、案例分析题\n1.\n（1）B\n（2）应当。"
    )
    first, second, case = reading.items
    assert first.model_answer == "要点一；<br>要点二。"
    assert second.model_answer == "答二"
    assert keys(case.items[0]) == "B"
    assert case.items[1].model_answer == "应当。"


def test_a_list_in_an_answer_is_no_question():
    reading = read(
        "一、简答题\n1.甲？\n答案：\n1.听证。\n2.复核。\n3.决定。\n"
        "2.乙？\n答案：（1）告知；\n（2）送达。\n"
        "二、单选题\n1.丙：\n（1）一\n（2）二\n正确的有\nA.（1） B.（2）\n答案：A\n"
        "解析：\n1.因为\n2.所以\n"
        "2.丁？\nA.一 B.二\n答案：B"
    )
    assert [item.model_answer for item in reading.items[:2]] == [
        "1.听证。<br>2.复核。<br>3.决定。", "（1）告知；<br>（2）送达。",
    ]  # fmt: skip
    assert reading.items[2].explanation == "1.因为<br>2.所以"
    assert len(reading.items) == 4


def test_decimals_do_not_begin_a_question_and_years_do():
    reading = read(
        "1.甲？\nA.一 B.二\n答案：A\n解析：罚款\n2.5万元。\n2.2024年乙？\nA.一 B.二\n答案：B"
    )
    assert [item.stem for item in reading.items] == ["甲？", "2024年乙？"]


def test_matching_and_ordering():
    first, second, third = read(
        "一、匹配题\n1.配对：\n①警告\n②罚款\nA.财产罚\nB.声誉罚\nC.人身罚\n答案：①-B；②-A\n"
        "二、排序题\n1.排列：\nA.决定\nB.立案\nC.调查\n答案：BCA\n2.排列：\n①决定\n②立案\n答案：②①"
    ).items
    assert first.stem == "配对："
    assert first.pairs == (Pair("警告", "声誉罚"), Pair("罚款", "财产罚"))
    assert first.distractors == ("人身罚",)
    assert second.sequence == ("立案", "调查", "决定")
    assert third.sequence == ("立案", "决定")


@pytest.mark.parametrize(
    "key",
    ["①-B；②-A", "①→B ②→A", "1-B，2-A", "(1)B、(2)A", "①B②A", "B-①；A-②", "①-B\n②-A", "1.B 2.A。"],
)
def test_pairs_as_answer_make_a_matching_question_without_saying_so(key):
    item = one(f"1.请将处罚与种类配对：\n①警告\n②罚款\nA.财产罚\nB.声誉罚\nC.人身罚\n答案：{key}")
    assert (item.kind, item.stem) == ("matching", "请将处罚与种类配对：")
    assert item.pairs == (Pair("警告", "声誉罚"), Pair("罚款", "财产罚"))
    assert item.distractors == ("人身罚",)


def test_pairs_of_nothing_that_is_listed_are_no_matching_question():
    reading = read("1.配对：警告与罚款。\nA.财产罚\nB.声誉罚\n答案：①-B；②-A")
    assert [one.code for one in reading.refused] == ["key_unclear"]


def test_a_rubric_is_lines_with_points():
    item = one(
        "一、简答题\n1.甲？（10分）\n参考答案：一。\n评分标准：\n说明依据（4分）\n说明程序（6分）。"
    )
    assert item.rubric == (Criterion("说明依据", Decimal(4)), Criterion("说明程序", Decimal(6)))
    item = one("一、简答题\n1.甲？\n参考答案：一。\n评分标准：每点2.5分。")
    assert (item.rubric, item.model_answer) == ((), "一。<br>评分标准：每点2.5分。")


def test_two_cases_with_their_parts():
    first, second = read(
        "一、案例分析题\n【案例一】某店。\n1.甲？\nA.一 B.二\n答案：A\n2.乙？\n答案：应当。\n"
        "【案例二】某村。\n（1）丙？（√）"
    ).items
    assert [part.kind for part in first.items] == ["single", "short_answer"]
    assert (second.stem, second.items[0].is_true) == ("某村。", True)


def test_a_file_without_numbers_begins_a_question_after_each_answer():
    items = read(
        "甲？\nA.一\nB.二\n答案：A\n乙？\nA.一\nB.二\n答案：B\n解析：因为\n\n丙？\nA.一\nB.二\n答案：A"
    ).items
    assert [item.stem for item in items] == ["甲？", "乙？", "丙？"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1.甲？\nA.一\nB.二", "no_answer"),
        ("1.甲？\nA.一\nB.二\n答案：C", "key_not_option"),
        ("1.甲？\nA.一\nB.二\n答案：或许", "key_unclear"),
        ("1.甲？\n答案：B", "too_few_options"),
        ("1.\nA.一\nB.二\n答案：B", "no_stem"),
        ("1.甲？\nA.一\nC.二\n答案：A", "option_letters"),
        ("1.甲？\nA.一\nB.\n答案：A", "empty_option"),
        ("1.甲？\nA.一\nB.二\n答案：A\n答案：B", "answer_repeated"),
        ("一、单选题\n1.甲？\nA.一\nB.二\n答案：AB", "single_with_two_keys"),
        ("一、多选题\n1.甲？\nA.一\nB.二\n答案：A", "multiple_with_one_key"),
        ("一、判断题\n1.甲。\n答案：可能", "key_unclear"),
        ("一、判断题\n1.甲。\n答案：A", "key_unclear"),
        ("一、填空题\n1.____和____\n答案：一", "blanks_differ"),
        ("一、填空题\n1.甲\n答案：一；二", "no_blank"),
        ("一、排序题\n1.甲\nA.一\nB.二\n答案：AA", "ordering_key"),
        ("一、匹配题\n1.甲\n①一\n②二\nA.三\nB.四\n答案：①-A", "pair_side_missing"),
        ("一、匹配题\n1.甲\n①一\n②二\nA.三\nB.四\n答案：①-A；①-B；②-B", "not_one_to_one"),
        ("一、案例分析题\n1.甲\n（1）乙？\nA.一\nB.二", "part_not_taken"),
        ("一、案例分析题\n1.甲", "case_without_questions"),
        ("【题型】听力题", "no_questions"),
        ("1.甲？\nA.一\nB.二\n答案：A\n题型：听力题", "kind_unknown"),
        ('1.甲<img src="a.png">？\nA.一\nB.二\n答案：A', "image_missing"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_refused_with_its_reason(source, expected):
    if expected == "no_questions":
        with pytest.raises(text.FileRefused) as refusal:
            read(source)
        assert refusal.value.code == expected
        return
    reading = read(source)
    assert not reading.taken
    assert [one.code for one in reading.refused] == [expected]


@pytest.mark.parametrize(
    ("source", "repair"),
    [
        ("1.甲？\nA.一\n又一\nB.二\n答案：A", "option_lines"),
        ("1.甲？A.一 B.二\n答案：A", "options_in_stem_line"),
        ("1.甲？\nA.一 B.二\n答案：A.一", "key_with_text"),
        ("1.甲？\nA.一 B.二\n答案：一", "key_given_as_text"),
        ("1.甲？\nA.一,A.二\nB.三,B.四\n答案：A", "options_merged"),
        ("1.<a href='x'>甲</a>？\nA.一 B.二\n答案：A", "html_removed"),
        ("一、填空题\n1.甲\n答案：一", "blank_appended"),
    ],
)
def test_what_was_mended_is_said(source, repair):
    (taken,) = read(source).taken
    assert taken.repairs == (repair,)


def test_what_is_no_question_is_named():
    reading = read("通知\n1.甲？\nA.一 B.二\n答案：A\n以下备用\n3.乙？\nA.一 B.二\n答案：A")
    assert reading.ignored == (
        "第 1 行：文字“通知”不属于任何试题",
        "第 5 行：文字“以下备用”不属于任何试题",
        "题号从 1 跳到 3",
    )
