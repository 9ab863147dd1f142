from datetime import date

import pytest

from certificates.dates import chinese_date, last_day_of_validity


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 11, 23), "二〇二六年十一月二十三日"),
        (date(2030, 10, 10), "二〇三〇年十月十日"),
        (date(2028, 2, 29), "二〇二八年二月二十九日"),
        (date(2027, 1, 31), "二〇二七年一月三十一日"),
        (date(2027, 9, 20), "二〇二七年九月二十日"),
    ],
)
def test_a_date_is_written_in_chinese_numerals(day, written):
    assert "".join(chinese_date(day)) == written


@pytest.mark.parametrize(
    ("issued_on", "last_day"),
    [
        (date(2026, 11, 23), date(2028, 11, 22)),
        (date(2027, 1, 1), date(2028, 12, 31)),
        (date(2028, 2, 29), date(2030, 2, 28)),
        (date(2026, 3, 1), date(2028, 2, 29)),
    ],
)
def test_a_certificate_of_two_years_ends_on_the_day_before_the_anniversary(issued_on, last_day):
    assert last_day_of_validity(issued_on, 2) == last_day
