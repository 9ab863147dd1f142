"""Plain text: what is written is read again, and no bytes do harm."""

import time
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionbank.formats import aiken, gift, text
from questionbank.formats.html import one_line, to_plain
from questionbank.formats.items import Criterion, FileRefused, Item, Option, Pair, Reading
from questionbank.formats.registry import of_file
from tests.questionbank.formats import strategies

CHOICE = Item(
    "single",
    "应当在几日内提出？",
    options=(Option("三日", why="旧法"), Option("五日", True)),
    explanation="第六十四条",
    title="05-0001",
    category="处罚/程序",
    point="05.12",
    difficulty=2,
    level="know",
    cites=("administrative-penalty-law#64/1/1",),
    tags=("听证", "期限"),
    points=Decimal("1.5"),
)


def test_the_canonical_layout_is_what_a_trainer_would_type():
    items = [
        CHOICE,
        Item("true_false", "可以不告知。", is_true=False, why="应当告知"),
        Item("fill_in", "在＿＿内向＿＿提出。", blanks=(("五日", "5日"), ("机关",))),
        Item("matching", "配对", pairs=(Pair("警告", "甲"), Pair("罚款", "乙")),
             distractors=("丙",)),
        Item("ordering", "排列", sequence=("立案", "决定")),
        Item("case", "某店。", items=(
            Item("short_answer", "如何处理？", model_answer="听证。",
                 rubric=(Criterion("告知", Decimal(2)),)),
        )),
    ]  # fmt: skip
    written = text.write(items)
    assert not written.losses
    assert (
        written.data.decode()
        == """\
一、单项选择题
1. 应当在几日内提出？
A. 三日
B. 五日
答案：B
解析：第六十四条
【A项】旧法
【编号】05-0001 【分类】处罚/程序 【知识点】05.12 【难度】2 较易 【层次】识记 【分值】1.5 \
【法条】administrative-penalty-law#64/1/1 【标签】听证；期限

二、判断题
2. 可以不告知。
答案：错误
【错因】应当告知

三、填空题
3. 在＿＿内向＿＿提出。
答案：五日 / 5日；机关

四、匹配题
4. 配对
① 警告
② 罚款
A. 甲
B. 乙
C. 丙
答案：①-A；②-B

五、排序题
5. 排列
A. 立案
B. 决定
答案：AB

六、案例分析题
6. 某店。
（1）【简答题】如何处理？
参考答案：听证。
【评分标准】告知（2分）
"""
    )
    assert text.read(written.data).items == items


cases = st.builds(
    lambda passage, items, explanation: Item(
        "case", passage, items=tuple(items), explanation=explanation
    ),
    strategies.texts, st.lists(strategies.with_sides(strategies.every_kind.filter(
        lambda item: item.kind != "case")), min_size=1, max_size=3), strategies.html,
)  # fmt: skip
# Names of chapters and tags that look like marks of the layout.
labelled = st.builds(
    lambda item, word: replace(item, title=word, category=word, point=word, tags=(word,)),
    strategies.singles, strategies.html.map(to_plain).map(one_line).filter(bool),
)  # fmt: skip
everything = strategies.with_sides(strategies.every_kind) | cases | labelled


@given(st.lists(everything, min_size=1, max_size=4))
def test_what_is_written_is_read_again(items):
    written = text.write(items)
    assert not written.losses
    reading = text.read(written.data)
    assert not reading.refused
    assert reading.items == items
    assert not reading.repaired


def test_a_hundred_changes_of_kind_are_still_told_apart():
    other = Item("true_false", "可以。", is_true=True)
    items = [CHOICE, other] * 101
    assert text.read(text.write(items).data).items == items


def test_what_text_cannot_hold_is_told():
    picture = '<img src="media/a.png" alt="标志">'
    options = (Option("甲", True), Option("乙"))
    items = [
        Item("single", f"看图{picture}", options=options),
        Item("single", "看图", options=options, explanation=f"如图{picture}"),
        Item("single", "甲", options=(*options, *map(Option, map(str, range(25))))),
        Item("single", "甲", options=(Option("甲"), Option("乙"))),
        Item("case", "甲"),
        Item("fill_in", "甲", blanks=(("乙",),)),
        Item("single", "甲", options=(Option("", True), Option("乙"))),
    ]
    assert [(loss.where, loss.code) for loss in text.write(items).losses] == [
        ("第 1 题", "image_unsupported"),
        ("第 2 题", "image_lost"),
        ("第 3 题", "too_many_options"),
        ("第 4 题", "keys_unsupported"),
        ("第 5 题", "item_incomplete"),
        ("第 6 题", "keys_unsupported"),
        ("第 7 题", "item_incomplete"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "gb18030"])
def test_encodings_of_windows_are_read(encoding):
    source = "1.哪项？\r\nA.甲\r\nB.乙\r\n答案：B".encode(encoding)
    assert of_file(source) is text
    assert len(text.read(source).taken) == 1


def test_other_texts_are_left_to_their_formats():
    assert of_file("哪项？\nA) 甲\nB) 乙\nANSWER: B".encode()) is aiken
    assert of_file("1. 哪项？{=甲 ~乙}".encode()) is gift
    for data in (b"", b"\xff", b"1. x", "关于考试的通知\n1. 时间".encode(), b"A) x\nB) y"):
        assert not text.recognise(data)


def test_nothing_and_no_question_are_two_reasons():
    for data, code in (
        (b"", "file_empty"),
        (b" \n\n", "file_empty"),
        ("通知".encode(), "no_questions"),
    ):
        with pytest.raises(FileRefused) as refusal:
            text.read(data)
        assert refusal.value.code == code


LINES = [
    "一、单选题（每题1分）", "二、案例分析题", "三、匹配题", "多选题", "判断题", "填空题",
    "排序题", "简答题", "1.甲（B）", "2、乙____", "（1）丙（√）", "3.", "4", "A.甲 B.乙", "A.甲",
    "B.乙", "C", "答案：B", "答案：", "【答案】AB【解析】x", "参考答案", "1-3 ABC", "1.A 2.B",
    "① 左", "评分标准：", "甲（2分）", "【案例一】某店", "第一章 总则", "【A项】x",
    "【题型】判断", "", "    续", "<table><tr><td>1", "<b>", "&lt;", "依据：x#1", "\u2060",
    "注意事项", "难度：易", "1.2.3", "答案：①-A",
]  # fmt: skip


@given(st.binary() | st.lists(st.sampled_from(LINES), max_size=25).map("\n".join).map(str.encode))
def test_no_bytes_crash_it(data):
    assert text.recognise(data) in (True, False)
    try:
        reading = text.read(data)
    except FileRefused:
        return
    assert isinstance(reading, Reading)
    # What was read can be written, or it is said why not.
    written = text.write(reading.items)
    if reading.items and not written.losses:
        again = text.read(written.data)
        assert again.items == reading.items


@pytest.mark.parametrize(
    "unit",
    [
        "1", "1.", "(", "（1）", "A", "A.", "A.B.", "答案", "答案 ", "答案：", "【", "【答案】",
        "[", "一、", "一、单选题\n", "1.甲\n", "1.\n", "1\n", "A.甲\n", "甲\n",
        "1.甲\nA.x B.y\n", "1-9 A", "1.A ", "(A)", "____", "；", "/", "案例", "（2分）",
        "\u2060", " ", "\n", "①", "①甲\n", "a", "&", "<b>", "<table><td>", "依据：", "第1题",
        "。A.", "答案：A\n",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "frame",
    ["{}", "1.甲{}\nA.x\nB.y\n答案：A", "1.甲\nA.x{}\nB.y\n答案：{}",
     "一、填空题\n1.甲____\n答案：{}", "1.甲\nA.x\nB.y\n参考答案\n{}", "一、案例分析题\n1.甲\n{}"],
)  # fmt: skip
def test_a_hostile_file_takes_time_in_proportion_to_its_size(unit, frame):
    data = frame.replace("{}", unit * (2**15 // len(unit.encode()))).encode()
    started = time.process_time()
    text.recognise(data)
    with suppress(FileRefused):
        text.read(data)
    # Half a second here; what grows with the square of the size would take minutes.
    assert time.process_time() - started < 5
