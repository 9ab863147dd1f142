from datetime import UTC, datetime
from decimal import Decimal

import pytest

from exams.scoring.models import Result
from tests.factories import (
    AttemptFactory,
    CandidateFactory,
    ExamFactory,
    RegistrationFactory,
    SittingFactory,
)

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)  # 12:00 in Shanghai


@pytest.fixture
def noon():
    return NOON


@pytest.fixture
def sitting(db):
    """Of an exam whose results are released; 2 of 3 points pass."""
    exam = ExamFactory(title="青禾县行政执法资格模拟考试", released_at=NOON)
    return SittingFactory(exam=exam)


@pytest.fixture
def exam(sitting):
    return sitting.exam


@pytest.fixture
def make_result(sitting):
    def make(*, points=3, run=1, attempt=None, sitting=sitting, ticket=None, **candidate):
        if attempt is None:
            more = {} if ticket is None else {"ticket": ticket}
            person = candidate.pop("candidate", None) or CandidateFactory(**candidate)
            registration = RegistrationFactory(sitting=sitting, candidate=person, **more)
            attempt = AttemptFactory(registration=registration, started_at=NOON)
        return Result.objects.create(
            attempt=attempt,
            run=run,
            points=Decimal(points),
            points_possible=Decimal(3),
            pass_mark=Decimal(2),
            rule="test",
            scored_at=NOON,
        )

    return make


@pytest.fixture
def make_certificate(make_result):
    """Issue to a new candidate, without drawing."""
    from certificates.issuing import issue

    def make(*, now=NOON, **kwargs):
        return issue(make_result(**kwargs), now=now)

    return make


@pytest.fixture
def drawn(make_certificate):
    """A certificate with its PDF: `drawn(name="张建华")`."""
    from certificates.drawing import draw_all

    def make(**kwargs):
        certificate = make_certificate(**kwargs)
        draw_all([certificate])
        return certificate

    return make
