"""The answer log: what it says in the end, and the digest that nobody can change it under."""

import hashlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from exams.sittings.answers import digest, fold

ANSWERS = st.one_of(
    st.sampled_from(["", "A", "B", "AC", "ABCDEFGH", ">CAB", ">A-B", "=BA-"]),
    st.text('"\n\\ 123AB日', max_size=12).map(lambda text: f'"{text}'),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8).map(lambda text: f'"{text}'),
)
EVENTS = st.lists(
    st.tuples(st.integers(1, 60), st.integers(1, 6), ANSWERS),
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
def test_the_last_word_on_each_question_counts(events):
    expected = {}
    for _number, position, answer in sorted(events):
        expected[position] = answer
    assert fold(events) == {p: a for p, a in expected.items() if a}


def test_an_empty_answer_takes_the_earlier_one_back():
    assert fold([(1, 1, "A"), (2, 2, '"七日'), (3, 1, ""), (4, 2, '"十日')]) == {2: '"十日'}


def test_the_digest_is_that_of_the_log_as_text():
    events = [(2, 3, "AC"), (1, 1, "B"), (3, 1, ""), (4, 5, ">BA"), (5, 6, "=A-")]

    expected = hashlib.sha256(b"1 1 B\n2 3 AC\n3 1 \n4 5 >BA\n5 6 =A-").hexdigest()

    assert digest(events) == expected


def test_what_was_written_stands_in_the_digest_as_json():
    expected = hashlib.sha256(rb'''1 1 "\"a \"b\"\n2 2 B\u4e03"''').hexdigest()

    assert digest([(1, 1, '"a "b"\n2 2 B七')]) == expected


def same(one, other):
    return sorted(one) == sorted(other)


@given(EVENTS, EVENTS)
@example([(1, 1, '"a\n2 2 B')], [(1, 1, '"a'), (2, 2, "B")])
@example([(1, 1, '"a\\n')], [(1, 1, '"a\n')])
@example([(1, 1, '"')], [(1, 1, "")])
def test_two_logs_have_one_digest_only_if_they_are_the_same(one, other):
    assert (digest(one) == digest(other)) == same(one, other)


@given(EVENTS, st.data())
def test_no_event_can_be_changed_under_the_digest(events, data):
    if not events:
        return
    n = data.draw(st.integers(0, len(events) - 1))
    number, position, answer = events[n]
    changed = data.draw(
        st.one_of(
            st.just((number, position % 6 + 1, answer)),
            ANSWERS.map(lambda a: (number, position, a)),
        )
    )
    tampered = [*events[:n], changed, *events[n + 1 :]]
    assert (digest(tampered) == digest(events)) == (changed == events[n])


@pytest.mark.parametrize("events", [[], [(1, 1, "")]])
def test_a_log_without_answers_has_a_digest_too(events):
    assert len(digest(events)) == 64


@given(EVENTS, st.randoms())
def test_the_digest_does_not_depend_on_the_order_of_reading(events, random):
    shuffled = list(events)
    random.shuffle(shuffled)

    assert digest(shuffled) == digest(events)
