import time
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionbank.formats import aiken
from questionbank.formats.items import FileRefused, Item, Option, Reading
from tests.questionbank.formats import strategies

QUESTION = "下列哪项正确？\nA) 甲\nB) 乙\nANSWER: B\n"


def read(text):
    return aiken.read(text.encode())


def test_the_sample_of_moodle_is_read(shared):
    data = (shared / "samples/aiken/questions.aiken.txt").read_bytes()
    assert aiken.recognise(data)
    reading = aiken.read(data)
    assert not reading.refused
    first, second = reading.taken
    assert first.item == Item(
        "single",
        "The Moodle project was started by:",
        options=(
            Option("Petr Skoda"),
            Option("Martin Dougiamas", True),
            Option("Eloy Lafuente"),
            Option("Tim Hunt"),
        ),
    )
    assert second.item.stem == (
        "Moodle's abilities include handling user input that includes &amp; images:"
    )
    assert second.item.options == (Option("True", True), Option("False"))
    assert second.repairs == ("html_removed",)


@pytest.mark.parametrize("options", ["A)甲\nB)乙", "A. 甲\nB.乙", "A、甲\nB、乙", "Ａ．甲\nＢ）乙"])
@pytest.mark.parametrize(
    "answer", ["ANSWER: B", "answer:b", "答案：B", "正确答案：Ｂ。", "答案: B"]
)
def test_chinese_hands_write_it_so(options, answer):
    (item,) = read(f"下列哪项\n正确？\n\n{options}\n\n{answer}").items
    assert item == Item("single", "下列哪项<br>正确？", options=(Option("甲"), Option("乙", True)))


def test_several_letters_are_a_multiple_choice():
    for answer in ("AB", "A,B", "A、B", "Ａ Ｂ"):
        (item,) = read(f"甲\nA.一\nB.二\nC.三\n答案：{answer}").items
        assert item.kind == "multiple"
        assert [option.is_key for option in item.options] == [True, True, False]


def test_a_line_of_explanation_belongs_to_the_question_before():
    first, second = read(f"{QUESTION}解析：因为\n所以\n\n{QUESTION}").items
    assert first.explanation == "因为<br>所以"
    assert second.stem == "下列哪项正确？"


def test_an_option_on_two_lines_is_joined_and_said():
    (taken,) = read("甲\nA) 一\n又一\nB) 二\nANSWER: A").taken
    assert taken.item.options[0].text == "一<br>又一"
    assert taken.repairs == ("option_lines",)


def test_a_missing_answer_costs_its_own_question_only():
    reading = read(f"甲\nA) 一\nB) 二\n\n{QUESTION}")
    assert [(one.where, one.code) for one in reading.refused] == [
        ("第 1 题（第 1 行）", "no_answer")
    ]
    assert [(one.where, one.item.stem) for one in reading.taken] == [
        ("第 2 题（第 5 行）", "下列哪项正确？")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A) 一\nB) 二\nANSWER: A", "no_stem"),
        ("甲\nANSWER: A", "too_few_options"),
        ("甲\nA) 一\nANSWER: A", "too_few_options"),
        ("甲\nA) 一\nC) 二\nANSWER: A", "option_letters"),
        ("甲\nA) 一\nB) 二\nANSWER: C", "key_not_option"),
        ("甲\nA) 一\nB) 二\nANSWER:", "no_answer"),
        ("甲\nA) 一\nB)\nANSWER: A", "empty_option"),
        ("甲<img src='a.png'>\nA) 一\nB) 二\nANSWER: A", "image_missing"),
        ("只是一段文字", "no_answer"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_reason(text, expected):
    reading = read(text)
    assert not reading.taken
    assert [one.code for one in reading.refused] == [expected]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "gb18030"])
def test_encodings_of_windows_are_read(encoding):
    assert len(aiken.read(QUESTION.replace("\n", "\r\n").encode(encoding)).taken) == 1


def test_other_files_are_not_taken_for_aiken():
    for data in (b"", b"\xff", "甲{=a ~b}".encode(), b"A) x\nB) y", b"ANSWER: A\nA) x"):
        assert not aiken.recognise(data)
    assert aiken.recognise(QUESTION.encode())


def without_sides(item):
    return replace(
        item,
        explanation="",
        options=tuple(replace(option, why="") for option in item.options),
    )


@given(st.lists(strategies.singles.map(without_sides), min_size=1, max_size=4))
def test_what_is_written_is_read_again(items):
    written = aiken.write(items)
    assert not written.losses
    reading = aiken.read(written.data)
    assert not reading.refused
    assert reading.items == items
    assert not reading.repaired


def test_what_aiken_cannot_hold_is_told():
    options = (Option("甲", True), Option("乙", why="错"))
    items = [
        Item("true_false", "甲", is_true=True),
        Item("single", "甲", options=options, explanation="因为", title="一"),
        Item("single", "甲", options=tuple(Option(str(n), n == 0) for n in range(27))),
        Item("single", "甲", options=(Option("甲"), Option("乙"))),
        Item("single", '甲<img src="media/a.png" alt="">', options=options),
    ]
    written = aiken.write(items)
    assert [(loss.where, loss.code) for loss in written.losses] == [
        ("第 1 题", "kind_unsupported"),
        ("第 2 题", "fields_lost"),
        ("第 2 题", "fields_lost"),
        ("第 3 题", "too_many_options"),
        ("第 4 题", "keys_unsupported"),
        ("第 5 题", "image_unsupported"),
    ]
    assert written.losses[1].reason == "Aiken 格式没有位置存放：解析、题名。"
    assert len(aiken.read(written.data).taken) == 1


LINES = [
    "A) x",
    "B) y",
    "C.",
    "ANSWER: A",
    "ANSWER:",
    "答案：BA",
    "解析：x",
    "",
    "甲",
    "<b>",
    "Ａ、",
]


@given(st.binary() | st.lists(st.sampled_from(LINES)).map(lambda lines: "\n".join(lines).encode()))
def test_no_bytes_crash_it(data):
    assert aiken.recognise(data) in (True, False)
    try:
        reading = aiken.read(data)
    except FileRefused:
        return
    assert isinstance(reading, Reading)


@pytest.mark.parametrize(
    "unit", ["A", "A,", "ANSWER:", "ANSWER:\n", "A)", "A)\n", "甲\n", "甲\nA)x\nx\n", "\n"]
)  # fmt: skip
@pytest.mark.parametrize("frame", ["{}", "ANSWER:{}x", "甲\nA) x\nB) y\nANSWER:{}A!", "甲\nA){}\n"])
def test_a_hostile_file_takes_time_in_proportion_to_its_size(unit, frame):
    data = frame.format(unit * (2**16 // len(unit.encode()))).encode()
    started = time.process_time()
    aiken.recognise(data)
    with suppress(FileRefused):
        aiken.read(data)
    # A tenth of a second here; what grows with the square of the size would take many.
    assert time.process_time() - started < 3
