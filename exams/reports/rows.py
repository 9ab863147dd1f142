"""From the database to the tables that the figures are made of."""

import pandas as pd
from django.db.models import BooleanField, Case, Exists, OuterRef, Value, When

from exams.people.models import Unit
from exams.scoring.models import Result
from exams.sittings.models import Registration


def registrations(exam):
    """One row a registration: candidate, unit, sat, passed, in the order of the sittings.

    `passed` counts only released results: before release it is False for everybody.
    """
    passed = (
        Result.objects.current()
        .released()
        .filter(attempt__registration=OuterRef("pk"), passed=True)
    )
    found = (
        Registration.objects.filter(sitting__exam=exam)
        .annotate(
            sat=Case(
                When(attempt__isnull=False, then=Value(True)),
                default=Value(False),
                output_field=BooleanField(),
            ),
            passed=Exists(passed),
        )
        .order_by("sitting__opens_at", "pk")
        .values_list("candidate_id", "unit__name", "sat", "passed")
    )
    frame = pd.DataFrame.from_records(list(found), columns=["candidate", "unit", "sat", "passed"])
    return frame.astype({"candidate": "int64", "unit": "str", "sat": "bool", "passed": "bool"})


def unit_names():
    """Every unit below the county in the county's own order."""
    return list(Unit.objects.exclude(kind="county").values_list("name", flat=True))
