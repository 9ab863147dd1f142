"""Invented people. Their ID numbers begin with 99, which is no region."""

import datetime as dt

from hypothesis import strategies as st

from exams.people import identity

TODAY = dt.date(2026, 11, 23)


def id_number(birth_date, sequence, region="990101"):
    """A valid number; an odd sequence is a man's."""
    first17 = f"{region}{birth_date:%Y%m%d}{sequence:03d}"
    return first17 + identity.check_digit(first17)


birth_dates = st.dates(dt.date(1900, 1, 1), TODAY)
id_numbers = st.builds(
    id_number, birth_dates, st.integers(0, 999), st.integers(0, 999_999).map("{:06d}".format)
)
han = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
names = st.text(han, min_size=2, max_size=4).filter(lambda name: name not in ("合计", "小计"))
