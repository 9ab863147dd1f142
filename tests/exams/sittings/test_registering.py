"""Registration: once a sitting, in the unit of that day, under a number that nobody else has."""

import datetime as dt
from datetime import timedelta

import pytest
from django.utils import timezone

from exams.people.models import Candidate
from exams.sittings.models import Registration
from exams.sittings.registering import (
    AlreadyStarted,
    SittingOver,
    not_registered,
    register,
    withdraw,
)
from tests.factories import (
    AttemptFactory,
    CandidateFactory,
    ExamFactory,
    RegistrationFactory,
    SittingFactory,
    UnitFactory,
)

NOW = timezone.make_aware(dt.datetime(2026, 11, 23, 9))


def make_sitting(**kwargs):
    opens_at = kwargs.pop("opens_at", NOW + timedelta(days=3))
    kwargs.setdefault("exam", None)
    if kwargs["exam"] is None:
        kwargs["exam"] = ExamFactory()
    return SittingFactory(opens_at=opens_at, closes_at=opens_at + timedelta(hours=3), **kwargs)


@pytest.fixture
def sitting(db):
    return make_sitting()


def tickets(sitting):
    return list(sitting.registrations.order_by("ticket").values_list("ticket", flat=True))


def test_a_ticket_has_year_sitting_and_running_number(sitting):
    people = [CandidateFactory() for _ in range(3)]
    register(sitting, people, now=NOW)
    assert tickets(sitting) == ["260100001", "260100002", "260100003"]


def test_each_sitting_of_a_year_has_its_own_number_and_each_year_begins_anew(sitting):
    people = [CandidateFactory() for _ in range(2)]
    second = make_sitting(exam=sitting.exam, name="第二场")
    next_year = make_sitting(
        exam=sitting.exam, opens_at=timezone.make_aware(dt.datetime(2027, 1, 1, 0, 30))
    )
    register(sitting, people, now=NOW)
    register(second, people, now=NOW)
    register(next_year, people, now=NOW)
    assert tickets(second) == ["260200001", "260200002"]
    assert tickets(next_year) == ["270100001", "270100002"], "the year of the place, not of UTC"


def test_numbers_go_on_within_the_sitting(sitting):
    other = make_sitting(exam=sitting.exam)
    register(sitting, [CandidateFactory()], now=NOW)
    register(other, [CandidateFactory()], now=NOW)
    register(sitting, [CandidateFactory()], now=NOW)
    assert tickets(sitting) == ["260100001", "260100002"]


def test_registering_again_changes_nothing_and_returns_the_new_alone(sitting):
    first, second = CandidateFactory(), CandidateFactory()
    register(sitting, [first], now=NOW)
    made = register(sitting, Candidate.objects.all(), now=NOW)
    assert [registration.candidate for registration in made] == [second]
    assert register(sitting, Candidate.objects.all(), now=NOW) == []
    assert Registration.objects.count() == 2


def test_numbers_run_by_unit_then_by_candidate_number(sitting):
    last, first = UnitFactory(name="柘亭镇", position=8), UnitFactory(name="许镇镇", position=1)
    people = [
        CandidateFactory(name="丙", number="260903", unit=last),
        CandidateFactory(name="乙", number="260902", unit=first),
        CandidateFactory(name="甲", number="260901", unit=first),
    ]
    register(sitting, people, now=NOW)
    names = sitting.registrations.order_by("ticket").values_list("candidate__name", flat=True)
    assert list(names) == ["甲", "乙", "丙"]


def test_c5_the_unit_is_the_one_of_that_moment(sitting):
    """C5: read from the database, not from the object at hand; a later transfer changes nothing."""
    person = CandidateFactory(unit=UnitFactory(name="许镇镇"))
    Candidate.objects.update(unit=UnitFactory(name="栖禾镇"))
    [registration] = register(sitting, [person], now=NOW)
    Candidate.objects.update(unit=UnitFactory(name="柘亭镇"))
    registration.refresh_from_db()
    assert registration.unit.name == "栖禾镇"


def test_who_is_struck_off_is_left_out(sitting):
    assert register(sitting, [CandidateFactory(is_active=False)], now=NOW) == []


def test_a_sitting_that_is_over_takes_nobody(sitting):
    with pytest.raises(SittingOver):
        register(sitting, [CandidateFactory()], now=sitting.closes_at)
    assert not Registration.objects.exists()


def test_those_not_yet_registered_are_known(sitting):
    registered, missing = CandidateFactory(), CandidateFactory()
    CandidateFactory(is_active=False)
    register(sitting, [registered], now=NOW)
    assert list(not_registered(sitting)) == [missing]


def test_registering_a_county_takes_few_queries(sitting, django_assert_max_num_queries):
    people = [CandidateFactory() for _ in range(30)]
    with django_assert_max_num_queries(9):
        register(sitting, people, now=NOW)


def test_a_registration_is_taken_back_before_the_start_and_may_be_made_again(sitting):
    person = CandidateFactory()
    [registration] = register(sitting, [person], now=NOW)
    withdraw(registration)
    withdraw(registration)
    assert list(not_registered(sitting)) == [person]
    assert len(register(sitting, [person], now=NOW)) == 1


def test_who_has_started_stays(db):
    registration = RegistrationFactory()
    AttemptFactory(registration=registration)
    with pytest.raises(AlreadyStarted):
        withdraw(registration)
    assert Registration.objects.filter(pk=registration.pk).exists()
