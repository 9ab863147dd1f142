"""Flags: what was planted is found, what is good is left alone, few people are not judged."""

from pathlib import Path

import pytest

from exams.analysis import flags, items, options

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "statistics.md"


def option(is_key=False, share=0.1, upper=0.05, lower=0.2, r=-0.2):
    return flags.Option(is_key, n=0, share=share, upper=upper, lower=lower, total_r=r, rest_r=r)


KEY = option(is_key=True, share=0.7, upper=0.9, lower=0.4, r=0.4)
GOOD = [KEY, option(), option(), option()]


def judged(n=200, facility=0.7, discrimination=0.4, options=()):
    return flags.flags(n=n, facility=facility, discrimination=discrimination, options=list(options))


@pytest.fixture(scope="module")
def exam186(reference):
    """{item, from 1: its flags}."""
    data = reference("exam186")
    figures = items.pool(items.by_group(data.cube))
    chosen = options.pool(options.by_group(data.cube, dict.fromkeys(range(100), 4)))
    return {
        row.Index + 1: judged(
            n=186,
            facility=row.facility,
            discrimination=row.item_rest_r,
            options=[
                flags.Option(
                    "ABCD"[place] == data.key[row.Index],
                    one.n,
                    one.share,
                    one.upper,
                    one.lower,
                    one.total_r,
                    None if one.rest_r != one.rest_r else one.rest_r,
                )
                for place, one in enumerate(chosen.loc[row.Index].itertuples())
            ],
        )
        for row in figures.itertuples()
    }


def test_the_planted_faults_are_suspect_and_nothing_else_is(exam186):
    """A wrong key, two right answers, answers at random."""
    suspect = {item for item, codes in exam186.items() if flags.KEY_SUSPECT in codes}
    assert suspect == {37, 58, 81}


def test_the_option_that_nobody_takes_is_found(exam186):
    assert flags.IDLE_OPTION in exam186[23]


def test_most_items_of_a_good_paper_are_not_called_weak(exam186):
    """Though a fifth of them have a correlation under 0.20, by chance as well as by fault."""
    assert sum(flags.WEAK_ITEM in codes for codes in exam186.values()) <= 3


def test_a_good_item_has_no_flag():
    assert judged(options=GOOD) == []


@pytest.mark.parametrize(
    ("facility", "codes"),
    [(0.96, ["too_easy"]), (0.95, []), (0.30, []), (0.29, ["too_hard"])],
)
def test_the_ends_of_facility(facility, codes):
    assert judged(facility=facility) == codes


def test_weak_is_what_is_surely_below_the_threshold():
    assert judged(n=5000, discrimination=0.17) == ["weak"]
    assert judged(n=186, discrimination=0.17) == []
    assert judged(n=186, discrimination=0.05) == ["weak"]


def test_a_negative_correlation_makes_the_key_suspect_rather_than_weak():
    assert judged(discrimination=-0.1) == ["key_suspect"]


@pytest.mark.parametrize(
    "rival",
    [
        option(upper=0.95, r=-0.1),  # more of the best than the key
        option(upper=0.2, r=0.45),  # the better, the rather
        option(upper=0.35, r=0.0),  # as if it were right as well
    ],
)
def test_a_distractor_that_draws_the_best_makes_the_key_suspect(rival):
    assert flags.rivals([KEY, option(), rival], n=200) == [2]
    assert judged(options=[KEY, option(), rival]) == ["key_suspect"]


def test_a_small_correlation_may_be_chance():
    keys = [KEY, option(is_key=True, share=0.98, upper=0.99, lower=0.97, r=0.02)]
    assert flags.rivals([*keys, option(share=0.04, upper=0.04, lower=0.04, r=0.05)], n=186) == []


def test_idle_is_said_of_one_among_several_distractors():
    assert judged(options=[KEY, option(), option(share=0.01)]) == ["idle_option"]
    assert judged(options=[KEY, option(share=0.01)]) == []  # true or false


def test_of_what_is_too_easy_nothing_else_is_said():
    assert judged(facility=0.99, discrimination=-0.05, options=[KEY, option(share=0)] * 2) == [
        "too_easy"
    ]


def test_fewer_than_thirty_people_are_not_judged():
    assert judged(n=29, facility=0.1, discrimination=-0.5) == []
    assert judged(n=30, facility=0.1, discrimination=-0.5) == ["key_suspect", "too_hard"]


def test_the_document_names_each_threshold():
    text = DOCUMENT.read_text()
    for name in ("TOO_EASY", "TOO_HARD", "WEAK", "IDLE", "FEWEST", "CERTAIN"):
        value = getattr(flags, name)
        assert f"| `{name}` | {value:g} |" in text, name
    assert "| `SHARED` | 1/3 |" in text
