import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.numbers import InvalidNumber, check_digit, format_number, normalise

numbers = st.builds(
    format_number,
    st.integers(1, 9_999_999),
    prefix=st.sampled_from(["QH", "A1"]),
    year=st.integers(2020, 2099),
)


def test_a_number_reads_place_year_kind_running_number_and_check_digit():
    assert format_number(179, prefix="QH", year=2026) == "QH-2026-M-000179-4"


def test_the_check_digit_is_that_of_the_standards_example():
    assert check_digit("0794") == "5"


@given(numbers, st.data())
def test_a_single_mistyped_digit_is_always_found(number, data):
    positions = [i for i, sign in enumerate(number) if sign.isdigit() and i > 2]
    position = data.draw(st.sampled_from(positions))
    other = data.draw(st.sampled_from("0123456789".replace(number[position], "")))
    with pytest.raises(InvalidNumber):
        normalise(number[:position] + other + number[position + 1 :])


@given(numbers)
def test_a_number_is_its_own_normal_form(number):
    assert normalise(number) == number


@pytest.mark.parametrize(
    "typed",
    [
        " qh-2026-m-000179-4 ",
        "ＱＨ－２０２６－Ｍ－０００１７９－４",
        "QH—2026—M—000179—4",
        "QH- 2026 -M-000179-4",
    ],
)
def test_a_number_is_understood_however_the_keyboard_writes_it(typed):
    assert normalise(typed) == "QH-2026-M-000179-4"


@pytest.mark.parametrize("typed", ["", "179", "QH-2026-M-179-4", "QH-2026-M-000179-5", "'; --"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(InvalidNumber):
        normalise(typed)
