import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms import citations
from cms.citations import Reference

TEXT = "当事人要求听证的：\n（一）五日内；\n（二）七日前。\n听证公开举行。\n（一）除外。"

references = st.builds(
    Reference,
    st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True),
    st.integers(1, 9999),
    st.none(),
    st.none(),
) | st.builds(
    Reference,
    st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True),
    st.integers(1, 9999),
    st.integers(1, 20),
    st.none() | st.integers(1, 20),
)


@given(references)
def test_what_a_reference_writes_is_read_as_the_same_reference(reference):
    assert citations.parse(str(reference)) == reference


@pytest.mark.parametrize("text", ["", "law", "law#", "law#x", "law#1/", "law#1/2/3/4", "法#1"])
def test_what_is_no_citation_is_named_in_the_error(text):
    with pytest.raises(ValueError, match=re.escape(repr(text))):
        citations.parse(text)


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1, "一"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (64, "六十四"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
        (1010, "一千零一十"),
        (1205, "一千二百零五"),
        (1242, "一千二百四十二"),
        (2000, "二千"),
    ],
)
def test_numbers_are_written_as_the_law_writes_them(number, written):
    assert citations.chinese_number(number) == written


@given(st.integers(1, 9999))
def test_every_number_is_read_back_from_chinese_and_from_digits(number):
    assert citations.parse_number(citations.chinese_number(number)) == number
    assert citations.parse_number(str(number)) == number


@pytest.mark.parametrize("text", ["", "零", "百十", "六四", "0", "10000", "一万", "64a", "两百"])
def test_what_the_law_would_not_write_is_no_number(text):
    with pytest.raises(ValueError, match="not a number"):
        citations.parse_number(text)


@given(st.text(max_size=6))
def test_reading_a_number_gives_a_number_or_says_that_it_is_none(text):
    try:
        number = citations.parse_number(text)
    except ValueError:
        return
    assert 0 < number < 10_000


@pytest.mark.parametrize(
    ("tail", "expected"),
    [
        ((), TEXT),
        ((1,), "当事人要求听证的：\n（一）五日内；\n（二）七日前。"),
        ((1, 2), "（二）七日前。"),
        ((2, 1), "（一）除外。"),
    ],
)
def test_the_cited_part_of_an_article_is_cut_out(tail, expected):
    assert citations.excerpt(TEXT, *tail) == expected


@pytest.mark.parametrize("tail", [(3,), (1, 3), (1, 0)])
def test_a_part_that_is_not_there_is_refused(tail):
    with pytest.raises(IndexError):
        citations.excerpt(TEXT, *tail)


def test_the_paragraph_is_named_only_where_there_are_several():
    one = "听证依照以下程序：\n（一）五日内提出；"
    reference = Reference("law", 64, 1, 1)
    assert citations.written("某法", one, reference) == "《某法》第六十四条第一项"
    assert citations.written("某法", TEXT, reference) == "《某法》第六十四条第一款第一项"
