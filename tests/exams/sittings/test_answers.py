"""The answer log: what is an answer, which items take it, and what the log says in the end."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.sittings.answers import MalformedAnswer, digest, fold, normalise, shapes_that_take

SIGNS = "2345678bcdefgh"
EVENTS = st.lists(
    st.tuples(
        st.integers(1, 60), st.integers(1, 6), st.sampled_from(["", "A", "B", "AC", "ABCDEFGH"])
    ),
    unique_by=lambda event: event[0],
    max_size=40,
)


@given(EVENTS, st.randoms())
def test_d3_the_order_of_arrival_and_doubled_requests_change_nothing(events, random):
    expected = fold(sorted(events))
    arrived = events + random.sample(events, k=len(events) // 2)
    random.shuffle(arrived)

    assert fold(arrived) == expected


@given(EVENTS)
def test_the_last_word_on_each_item_counts(events):
    expected = {}
    for _number, position, answer in sorted(events):
        expected[position] = answer
    assert fold(events) == {p: a for p, a in expected.items() if a}


def test_an_empty_answer_takes_the_earlier_one_back():
    assert fold([(1, 1, "A"), (2, 2, "B"), (3, 1, "")]) == {2: "B"}


def possible(answer, sign):
    """Whether an item of that sign takes the answer, from the words of `Form.shape` alone."""
    several = sign in "bcdefgh"
    n_options = "abcdefgh".index(sign) + 1 if several else int(sign)
    letters_exist = all("ABCDEFGH".index(letter) < n_options for letter in answer)
    return letters_exist and (several or len(answer) <= 1)


@given(st.sets(st.sampled_from("ABCDEFGH")))
def test_an_answer_is_taken_by_exactly_the_items_that_have_such_options(letters):
    answer = "".join(sorted(letters))

    assert set(shapes_that_take(answer)) == {sign for sign in SIGNS if possible(answer, sign)}


@given(st.lists(st.sampled_from("ABCDEFGH"), max_size=8))
def test_letters_are_put_in_order_and_said_once(letters):
    answer = normalise("".join(letters))

    assert answer == "".join(sorted(set(letters)))


@pytest.mark.parametrize(
    "answer", [None, 1, True, ["A"], "a", "AI", "A B", "A\0", "Ａ", "ABCDEFGHA"]
)
def test_what_is_no_answer_is_refused(answer):
    with pytest.raises(MalformedAnswer):
        normalise(answer)


def test_the_digest_is_that_of_the_log_as_text():
    events = [(2, 3, "AC"), (1, 1, "B"), (3, 1, "")]

    expected = hashlib.sha256(b"1 1 B\n2 3 AC\n3 1 ").hexdigest()

    assert digest(events) == expected


@given(EVENTS, st.randoms())
def test_the_digest_does_not_depend_on_the_order_of_reading(events, random):
    shuffled = list(events)
    random.shuffle(shuffled)

    assert digest(shuffled) == digest(events)
