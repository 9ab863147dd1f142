"""How a response becomes a share of the item's points. Pure: no Django in here."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from questionbank.kinds import KINDS, rules

SINGLE_B = np.array([False, True, False, False])
MULTIPLE_AC = np.array([True, False, True, False])


def marked(*answers):
    """Letters as a table of marks over four options: marked("A", "BC")."""
    return np.array([[letter in answer for letter in "ABCD"] for answer in answers])


def share(kind, answer, key, *, half=False, n_options=4):
    """The share that letters earn against the letters of the key; None: nothing handed in."""
    positions = answer if answer is None else ["ABCDEFGH".index(letter) for letter in answer]
    (earned,) = score(
        kind, [positions], ["ABCDEFGH".index(letter) for letter in key], half=half, n=n_options
    )
    return earned


def score(kind, responses, key, *, half=False, n=4):
    content = {"options": ["…"] * n}
    return KINDS[kind].score(responses, content, key, half_if_incomplete=half)


@st.composite
def keys(draw, *, least, most=8):
    """A key of `least` right options or more, over two to eight options."""
    n_options = draw(st.integers(max(2, least), most))
    right = draw(st.sets(st.integers(0, n_options - 1), min_size=least, max_size=n_options))
    key = np.zeros(n_options, dtype=bool)
    key[list(right)] = True
    return key


def tables(key, n_candidates=12):
    return arrays(bool, (n_candidates, len(key)))


@pytest.mark.parametrize(
    ("answer", "earned"),
    [("B", 1), ("A", 0), ("C", 0), ("D", 0), ("", 0), ("AB", 0), ("ABCD", 0)],
)
def test_single_choice_earns_for_the_key_alone(answer, earned):
    assert rules.score_single_choice(marked(answer), SINGLE_B) == [earned]


@pytest.mark.parametrize(
    ("answer", "strict", "lenient"),
    [
        ("AC", 1, 1),
        ("A", 0, 0.5),
        ("C", 0, 0.5),
        ("", 0, 0),
        ("B", 0, 0),
        ("AB", 0, 0),
        ("ABC", 0, 0),
        ("ABCD", 0, 0),
        ("BD", 0, 0),
    ],
)
def test_multiple_choice_by_both_policies(answer, strict, lenient):
    chosen = marked(answer)
    assert rules.score_multiple_choice(chosen, MULTIPLE_AC, half_if_incomplete=False) == [strict]
    assert rules.score_multiple_choice(chosen, MULTIPLE_AC, half_if_incomplete=True) == [lenient]


def test_half_is_half_however_many_right_options_are_missing():
    key = np.array([True, True, True, True])
    chosen = marked("A", "AB", "ABC", "ABCD")
    earned = rules.score_multiple_choice(chosen, key, half_if_incomplete=True)
    assert earned.tolist() == [0.5, 0.5, 0.5, 1]


@pytest.mark.parametrize(("answer", "earned"), [("A", 0), ("B", 1), (None, 0), ("", 0), ("AB", 0)])
def test_true_false_is_scored_as_single_choice(answer, earned):
    assert share("true_false", answer, "B", n_options=2) == earned


@given(st.data(), st.booleans())
def test_a_share_is_nothing_half_or_all(data, half):
    key = data.draw(keys(least=2))
    chosen = data.draw(tables(key))
    earned = rules.score_multiple_choice(chosen, key, half_if_incomplete=half)
    assert earned.shape == (len(chosen),)
    assert set(earned) <= ({0, 0.5, 1} if half else {0, 1})


@given(st.data(), st.booleans())
def test_a_wrong_mark_earns_nothing_whatever_else_is_marked(data, half):
    key = data.draw(keys(least=2).filter(lambda key: not key.all()))
    chosen = data.draw(tables(key))
    chosen[:, data.draw(st.sampled_from(np.flatnonzero(~key).tolist()))] = True
    assert not rules.score_multiple_choice(chosen, key, half_if_incomplete=half).any()


@given(st.data(), st.booleans())
def test_the_complete_choice_earns_all_and_only_that(data, half):
    key = data.draw(keys(least=2))
    chosen = data.draw(tables(key))
    chosen[0] = key
    earned = rules.score_multiple_choice(chosen, key, half_if_incomplete=half)
    assert ((earned == 1) == (chosen == key).all(axis=1)).all()


@given(st.data())
def test_half_is_earned_only_where_it_is_declared_and_by_right_marks_alone(data):
    key = data.draw(keys(least=2))
    chosen = data.draw(tables(key))
    strict = rules.score_multiple_choice(chosen, key, half_if_incomplete=False)
    lenient = rules.score_multiple_choice(chosen, key, half_if_incomplete=True)
    assert (strict <= lenient).all()
    only_right = chosen.any(axis=1) & ~(chosen & ~key).any(axis=1) & (strict == 0)
    assert ((lenient == 0.5) == only_right).all()


@given(st.data(), st.booleans())
def test_the_order_of_candidates_changes_nobodys_share(data, half):
    key = data.draw(keys(least=2))
    chosen = data.draw(tables(key))
    order = data.draw(st.permutations(range(len(chosen))))
    earned = rules.score_multiple_choice(chosen, key, half_if_incomplete=half)
    assert np.array_equal(
        rules.score_multiple_choice(chosen[order], key, half_if_incomplete=half), earned[order]
    )


@given(st.data(), st.booleans())
def test_the_order_in_which_options_are_shown_changes_no_share(data, half):
    key = data.draw(keys(least=2))
    chosen = data.draw(tables(key))
    order = data.draw(st.permutations(range(len(key))))
    earned = rules.score_multiple_choice(chosen, key, half_if_incomplete=half)
    assert np.array_equal(
        rules.score_multiple_choice(chosen[:, order], key[order], half_if_incomplete=half), earned
    )


@given(st.data())
def test_single_choice_has_the_same_invariances(data):
    n_options = data.draw(st.integers(2, 8))
    key = np.arange(n_options) == data.draw(st.integers(0, n_options - 1))
    chosen = data.draw(tables(key))
    options = data.draw(st.permutations(range(n_options)))
    candidates = data.draw(st.permutations(range(len(chosen))))
    earned = rules.score_single_choice(chosen, key)
    assert set(earned) <= {0, 1}
    assert np.array_equal(rules.score_single_choice(chosen[:, options], key[options]), earned)
    assert np.array_equal(rules.score_single_choice(chosen[candidates], key), earned[candidates])


@given(st.data())
def test_marks_take_positions_in_any_order_and_each_once(data):
    """C3: duplicates."""
    n_options = data.draw(st.integers(2, 8))
    positions = data.draw(st.lists(st.integers(0, n_options - 1)))
    (row,) = rules.marks([positions], n_options)
    assert np.flatnonzero(row).tolist() == sorted(set(positions))


@pytest.mark.parametrize("kind", ["single", "multiple", "true_false"])
@pytest.mark.parametrize("half", [True, False])
@pytest.mark.parametrize("answer", [None, ""])
def test_c3_nothing_chosen_earns_nothing(kind, half, answer):
    assert share(kind, answer, "AC" if kind == "multiple" else "A", half=half) == 0


@pytest.mark.parametrize("kind", ["single", "multiple", "true_false"])
@pytest.mark.parametrize("half", [True, False])
def test_c3_all_options_chosen_earn_nothing_where_one_is_wrong(kind, half):
    assert share(kind, "ABCD", "AC" if kind == "multiple" else "A", half=half) == 0


def test_c3_all_options_chosen_are_right_where_all_are_right():
    assert share("multiple", "ABCD", "ABCD") == 1


def test_c3_a_position_given_twice_counts_once():
    assert share("multiple", "AACCA", "AC") == 1
    assert share("single", "BB", "B") == 1


@pytest.mark.parametrize("position", [4, 99, -1])
@pytest.mark.parametrize("kind", ["single", "multiple"])
def test_c3_an_option_that_does_not_exist_is_an_error_and_says_so(kind, position):
    """Silently dropped, it could make a wrong choice a right one."""
    key = [0, 2] if kind == "multiple" else [0]
    with pytest.raises(ValueError, match=f"option {position} does not exist.* options 0 to 3"):
        score(kind, [[0, position]], key, half=True)


@pytest.mark.parametrize("key", [[], [0, 1]])
def test_a_single_choice_key_has_exactly_one_right_option(key):
    with pytest.raises(ValueError, match="needs one right option"):
        score("single", [[0]], key)


@pytest.mark.parametrize("key", [[], [3]])
def test_a_multiple_choice_key_has_two_right_options_or_more(key):
    with pytest.raises(ValueError, match="needs two right options"):
        score("multiple", [[0]], key)


def test_what_is_marked_by_hand_has_no_rule():
    with pytest.raises(ValueError, match="marked by hand"):
        score("short_answer", [["…"]], {"model_answer": "…", "rubric": []})


@given(st.lists(st.lists(st.booleans(), max_size=10), max_size=9), st.integers(1, 10))
def test_parts_earn_the_same_each_and_those_left_out_nothing(right, n_parts):
    right = [parts[:n_parts] for parts in right]
    assert rules.score_parts(right, n_parts).tolist() == [sum(parts) / n_parts for parts in right]


@given(st.lists(st.booleans()))
def test_the_whole_earns_all_or_nothing(right):
    assert rules.score_whole(right).tolist() == [1.0 if whole else 0.0 for whole in right]


def test_nobody_responded_gives_no_shares():
    """C7."""
    assert score("single", [], [0]).tolist() == []
