"""Options: each attempt sees its own order, the same one for ever, and it can be undone."""

from hypothesis import given
from hypothesis import strategies as st

from exams.sittings.shuffling import option_order, order_shown
from questionbank.answer_text import LETTERS, chosen, placed
from questionbank.kinds import KINDS, Question

SEEDS = st.text("0123456789abcdef", min_size=32, max_size=32)
POSITIONS = st.integers(1, 400)
N_OPTIONS = st.integers(2, 8)


@given(SEEDS, POSITIONS, N_OPTIONS, st.booleans())
def test_every_option_is_shown_exactly_once(seed, position, n_options, shuffles):
    order = option_order(seed, position, n_options, shuffles=shuffles)

    assert sorted(order) == list(range(n_options))


@given(SEEDS, POSITIONS, N_OPTIONS, st.booleans())
def test_the_order_is_the_same_at_every_look(seed, position, n_options, shuffles):
    first = option_order(seed, position, n_options, shuffles=shuffles)

    assert option_order(seed, position, n_options, shuffles=shuffles) == first


@given(SEEDS, POSITIONS, N_OPTIONS)
def test_what_is_not_shuffled_stands_as_written(seed, position, n_options):
    assert option_order(seed, position, n_options, shuffles=False) == list(range(n_options))


@given(SEEDS, POSITIONS, N_OPTIONS, st.data())
def test_letters_as_shown_lead_back_to_the_authors_positions(seed, position, n_options, data):
    order = option_order(seed, position, n_options, shuffles=True)
    meant = sorted(data.draw(st.sets(st.integers(0, n_options - 1), min_size=1)))
    letters = "".join(sorted(LETTERS[order.index(option)] for option in meant))

    assert chosen(letters, order) == meant
    assert set(letters) <= set(LETTERS[:n_options])


@given(SEEDS, POSITIONS, N_OPTIONS, st.data())
def test_steps_as_placed_lead_back_to_the_authors_positions(seed, position, n_options, data):
    order = option_order(seed, position, n_options, shuffles=True)
    meant = data.draw(st.permutations(range(n_options)))
    letters = "".join(LETTERS[order.index(step)] for step in meant)

    assert placed(f">{letters}", order) == list(meant)


@given(SEEDS, POSITIONS)
def test_a_question_is_shuffled_as_its_kind_says(seed, position):
    def order(kind, content):
        return order_shown(seed, position, Question(KINDS[kind], content, None, None))

    four = {"options": ["甲", "乙", "丙", "丁"]}
    shuffled = option_order(seed, position, 4, shuffles=True)
    assert order("single", four) == order("ordering", four) == shuffled
    assert order("matching", {"left": ["1", "2"], "right": ["甲", "乙", "丙", "丁"]}) == shuffled
    assert order("true_false", {"options": ["正确", "错误"]}) == [0, 1]
    assert order("fill_in", {"stem": "＿＿", "n_blanks": 1}) == []


def test_the_key_stands_at_each_letter_equally_often():
    """The order shown says nothing about the author's: no letter is likelier to be the first."""
    places = [0, 0, 0, 0]
    for serial in range(4000):
        places[option_order(f"{serial:032x}", 1, 4, shuffles=True).index(0)] += 1

    # 1000 expected; five standard deviations are 137.
    assert all(863 < n < 1137 for n in places), places
