"""Candidate numbers: two digits of the year, then a running number of four: 260001, 260002, …

Locks: whoever gives numbers first holds the county's row (`hold`), so that two imports at once
neither give a number twice nor enter a person twice. On SQLite the transaction is the lock.
"""

from django.db.models.functions import Length

from exams.people.models import Candidate, Unit


def hold():
    """Wait until no other import is giving numbers; for the rest of this transaction.

    Without the key: rows that merely refer to a unit are not held up.
    """
    list(Unit.objects.filter(parent=None).order_by("pk").select_for_update(no_key=True))


def next_numbers(n, *, year):
    """The next `n` candidate numbers of a year; call `hold` first and use them at once."""
    prefix = f"{year % 100:02d}"
    highest = (
        Candidate.objects.filter(number__startswith=prefix)
        .order_by(Length("number").desc(), "-number")
        .values_list("number", flat=True)
        .first()
    )
    last = int(highest[2:]) if highest else 0
    return [f"{prefix}{last + i:04d}" for i in range(1, n + 1)]
