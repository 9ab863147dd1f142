"""The people behind a figure: one entry a person, as the figures count them."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from exams.scoring.models import Result
from exams.sittings.models import Registration


class Standing(TextChoices):
    REGISTERED = "registered", _("registered")
    SAT = "sat", _("sat")
    PASSED = "passed", _("passed")
    FAILED = "failed", _("did not pass")
    ABSENT = "absent", _("did not sit")

    @classmethod
    def of(cls, text):
        """The standing that an address names; all who registered where it names none."""
        return cls(text) if text in cls.values else cls.REGISTERED


@dataclass(frozen=True)
class Entered:
    """A person's best outcome in an exam; `points` is None where there is no result."""

    name: str
    number: str
    masked_id_number: str
    unit: str
    ticket: str
    post: str
    started_at: datetime | None
    points: Decimal | None
    passed: bool

    @property
    def standing(self):
        if self.passed:
            return Standing.PASSED
        return Standing.FAILED if self.started_at else Standing.ABSENT


def entered(exam, *, unit="", standing=Standing.REGISTERED):
    """Return those entered for `exam` as a list of `Entered`, by unit and admission number.

    Who was entered for several sittings stands once, with the last unit and the best result:
    the same person that `passrates.once_each` counts.
    """
    results = {
        result.attempt_id: result
        for result in Result.objects.current()
        .released()
        .filter(attempt__registration__sitting__exam=exam)
    }
    latest = {}
    registrations = (
        Registration.objects.filter(sitting__exam=exam)
        .select_related("candidate", "unit", "attempt")
        .order_by("sitting__opens_at", "pk")
    )
    for registration in registrations:
        attempt = getattr(registration, "attempt", None)
        person = _describe(registration, attempt, attempt and results.get(attempt.pk))
        earlier = latest.get(registration.candidate_id)
        latest[registration.candidate_id] = _with_earlier(person, earlier) if earlier else person
    wanted = [
        person
        for person in latest.values()
        if (not unit or person.unit == unit) and _fits(person, standing)
    ]
    order = {registration.unit.name: registration.unit.position for registration in registrations}
    return sorted(wanted, key=lambda person: (order[person.unit], person.unit, person.ticket))


def _describe(registration, attempt, result):
    candidate = registration.candidate
    return Entered(
        name=candidate.name,
        number=candidate.number,
        masked_id_number=candidate.masked_id_number,
        unit=registration.unit.name,
        ticket=registration.ticket,
        post=candidate.get_post_display(),
        started_at=attempt and attempt.started_at,
        points=result and result.points,
        passed=bool(result and result.passed),
    )


def _with_earlier(person, earlier):
    """The person of the last registration, with the better of two outcomes."""
    worth = lambda one: (one.points is not None, one.points or 0, one.started_at is not None)  # noqa: E731
    best = max(person, earlier, key=worth)
    return replace(
        person, started_at=best.started_at, points=best.points,
        passed=person.passed or earlier.passed,
    )  # fmt: skip


def _fits(person, standing):
    return {
        Standing.REGISTERED: True,
        Standing.SAT: person.started_at is not None,
    }.get(standing, person.standing == standing)
