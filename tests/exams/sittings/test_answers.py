"""The answer log: what it says in the end."""

from hypothesis import given
from hypothesis import strategies as st

from exams.sittings.answers import fold

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
