"""Layouts of plain text as people write them: small letters, English marks, roomy brackets."""

import pytest

from questionbank.formats import text


def read(lines):
    reading = text.read("\n".join(lines).encode())
    assert not reading.refused
    return [
        (
            item.kind,
            "".join(letter for letter, one in zip("ABCD", item.options, strict=False) if one.is_key)
            or item.is_true,
        )
        for item in reading.items
    ]


@pytest.mark.parametrize("bracket", ["（B）", "( B )", "（  B  ）", "（　　B　　）"])
def test_a_key_stands_in_the_stem_s_brackets_however_roomy(bracket):
    lines = [f"1. 听证由谁组织{bracket}", "A.甲 B.乙 C.丙 D.丁", "2. 略（A）", "A.甲 B.乙"]
    assert read(lines) == [("single", "B"), ("single", "A")]


def test_small_letters_begin_options_too():
    lines = [
        "1) Which is a penalty?", "a) warning", "b) demerit", "c) fine", "Answer: a, c", "",
        "2) Who decides?", "a. the officer", "b. the agency", "Answer: b",
    ]  # fmt: skip
    assert read(lines) == [("multiple", "AC"), ("single", "B")]


@pytest.mark.parametrize(
    ("said", "is_true"), [("True", True), ("FALSE", False), ("T", True), ("对", True), ("×", False)]
)
def test_a_statement_is_told_by_its_answer(said, is_true):
    lines = ["1. 行政处罚可以委托个人实施。", f"答案：{said}", "2. 罚款应当缴至银行。", "答案：对"]
    assert read(lines) == [("true_false", is_true), ("true_false", True)]
