import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionbank.answer_text import (
    MalformedAnswer,
    chosen,
    lines,
    normalise,
    placed,
    places,
    posted,
    signs_that_take,
    written,
)


@pytest.mark.parametrize(
    ("answer", "normal"),
    [
        ("CAA", "AC"),
        ("", ""),
        (">C-B", ">C-B"),
        (">---", ""),
        ("=AA-", "=AA-"),
        ('"七日\r\n三日', '"七日\n三日'),
        ('" \n ', ""),
        ('"a\x00b', '"ab'),
    ],
)
def test_an_answer_has_one_writing(answer, normal):
    assert normalise(answer) == normal
    assert normalise(normal) == normal


@pytest.mark.parametrize(
    "answer", ["I", "a", ">AA", "=I-", ">A", "七日", '"' + "字" * 4001, None, 3]
)
def test_what_is_no_answer_is_refused(answer):
    with pytest.raises(MalformedAnswer):
        normalise(answer)


@pytest.mark.parametrize(
    ("sign", "possible", "impossible"),
    [
        ("4", ["A", "D"], ["E", "AB", ">ABCD", '"a']),
        ("d", ["A", "ABD"], ["E", "=ABCD", '"a']),
        ("D", [">ABCD", ">A--D"], [">ABC", ">E-AB", "A", "=ABCD"]),
        ("K", ["=AB-", "=HHH"], ["=AB", ">ABC", "A"]),
        ("r", ['"a\nb', '"\nb'], ['"a', '"a\nb\nc', "A"]),
        ("q", ['"a'], ['"a\nb']),
        ("T", ['"a', '"a\n\nb' + "\nc" * 20], ["A", "=AB"]),
    ],
)  # fmt: skip
def test_a_sign_takes_what_is_possible_there(sign, possible, impossible):
    assert all(sign in signs_that_take(answer) for answer in possible)
    assert not any(sign in signs_that_take(answer) for answer in impossible)
    assert sign in signs_that_take("")


@pytest.mark.parametrize(
    ("values", "answer"),
    [
        (["C", "A"], "AC"),
        ([], ""),
        (['"', "七日", "三\n日"], '"七日\n三 日'),
        (['"', "第一行\r\n第二行"], '"第一行\n第二行'),
        (['"', "", ""], ""),
        (["=", "B", "-"], "=B-"),
        ([">", "C", "A", "C"], ">CA-"),
    ],
)
def test_the_fields_of_a_form_make_an_answer(values, answer):
    assert posted(values) == answer


def test_letters_are_turned_back_into_the_author_s_positions():
    assert chosen("AC", [2, 0, 1]) == [1, 2]
    assert placed(">B-A", [2, 0, 1]) == [0, None, 2]
    assert placed("=HA", [1, 0]) == [None, 1]
    assert written('"答') == "答"
    assert chosen("", [0, 1]) is placed("", [0, 1]) is written("") is None


def test_what_stands_at_each_place_is_shown_again():
    assert places(">B-A", 3) == ["B", "", "A"]
    assert places("", 2) == ["", ""]
    assert lines('"七日\n', 2) == ["七日", ""]
    assert lines("", 2) == ["", ""]


@given(st.text(max_size=40))
def test_any_text_is_an_answer_or_refused(text):
    try:
        answer = normalise(text)
    except MalformedAnswer:
        return
    assert normalise(answer) == answer
