import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.people import identity
from tests.exams.people.strategies import TODAY, birth_dates, id_number, id_numbers


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014"])
def test_the_examples_of_the_standard_are_valid(number):
    """GB 11643-1999, section 4."""
    identity.check(number, today=TODAY)


@given(id_numbers)
def test_a_number_made_by_the_rule_is_valid_whatever_its_region(number):
    identity.check(number, today=TODAY)


@given(id_numbers, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_character_is_always_noticed(number, place, character):
    wrong = number[:place] + character + number[place + 1 :]
    if wrong == number:
        return
    with pytest.raises(identity.InvalidIdNumber):
        identity.check(wrong, today=TODAY)


@given(id_numbers, st.integers(0, 16))
def test_two_neighbours_exchanged_are_always_noticed(number, place):
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped == number:
        return
    with pytest.raises(identity.InvalidIdNumber):
        identity.check(swapped, today=TODAY)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("", "id-length"),
        ("990101850312501", "id-length"),
        ("99010119850312011", "id-length"),
        ("9901011985031201170", "id-length"),
        ("99010119850312011x", "id-characters"),
        ("X90101198503120117", "id-characters"),
        ("99010119850312011７", "id-characters"),
        ("990101198513120117", "id-birth-date"),
        ("990101198502300117", "id-birth-date"),
        ("990101000003120117", "id-birth-date"),
        ("990101198503120118", "id-checksum"),
    ],
)
def test_a_wrong_number_is_refused_with_the_reason(number, code):
    with pytest.raises(identity.InvalidIdNumber) as caught:
        identity.check(number, today=TODAY)
    assert caught.value.code == code
    assert caught.value.reason == str(caught.value)


def test_nobody_is_born_tomorrow():
    identity.check(id_number(TODAY, 1), today=TODAY)
    with pytest.raises(identity.InvalidIdNumber, match=r"."):
        identity.check(id_number(TODAY + dt.timedelta(days=1), 1), today=TODAY)


@given(birth_dates, st.integers(0, 999))
def test_birth_date_and_sex_are_read_back(birth_date, sequence):
    number = id_number(birth_date, sequence)
    assert identity.birth_date(number) == birth_date
    assert identity.sex(number) == ("M" if sequence % 2 else "F")


@pytest.mark.parametrize(
    "typed",
    [
        "99010119911203219x",
        " 990101 19911203 219X ",
        "９９０１０１１９９１１２０３219Ｘ",
        "\ufeff99010119911203219X",
    ],
)
def test_what_people_type_is_normalised(typed):
    assert identity.normalise(typed) == "99010119911203219X"


@given(st.text("0189xX０９Ｘｘ*- \u3000\u00a0\t\u200b\ufeff"))
def test_normalising_twice_is_normalising_once(text):
    once = identity.normalise(text)
    assert identity.normalise(once) == once


@given(id_numbers)
def test_a_masked_number_shows_neither_birthday_nor_all(number):
    masked = identity.mask(number)
    assert masked == f"{number[:6]}********{number[14:]}"
    assert len(masked) == identity.LENGTH


def test_what_is_no_whole_number_is_masked_altogether():
    assert identity.mask("990101198503120117") == "990101********0117"
    assert identity.mask("12345") == "*****"
    assert identity.mask("") == ""
