import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.highlighting import WIDTH, excerpt, mark, words_of

texts = st.text("听证罚款行政处罚法ab，。 <>", max_size=200)
queries = st.lists(st.text("听证罚款法ab<", min_size=1, max_size=4), max_size=3)


@given(texts, queries)
def test_the_parts_put_together_are_the_text(text, words):
    assert "".join(part for part, _ in mark(text, words)) == text


@given(texts, queries)
def test_an_excerpt_is_short(text, words):
    assert sum(len(part) for part, _ in excerpt(text, words)) <= WIDTH + 2


def test_each_place_of_a_word_is_marked():
    assert mark("告知听证，组织听证。", ["听证"]) == [
        ("告知", False),
        ("听证", True),
        ("，组织", False),
        ("听证", True),
        ("。", False),
    ]


def test_a_word_found_in_pieces_is_marked_in_pieces():
    assert mark("组织听证会议", ["听证会议题"]) == [("组织", False), ("听证会议", True)]


def test_an_excerpt_begins_shortly_before_its_first_hit():
    parts = excerpt("甲" * 200 + "听证" + "乙" * 200, ["听证"])
    assert parts[0] == ("…" + "甲" * 24, False)
    assert parts[1] == ("听证", True)
    assert parts[2][0].endswith("乙…")


@pytest.mark.parametrize(
    ("query", "words"),
    [("《行政处罚法》 听证", ["行政处罚法", "听证"]), ("  ", []), ("“听证”", ["听证"])],
)
def test_marks_of_quotation_are_no_words(query, words):
    assert words_of(query) == words
