"""Starts prepared ahead of the window: one statement for who presses start."""

from datetime import timedelta

import pytest
from django.utils import timezone

from exams.sittings.models import Attempt, Preparation
from exams.sittings.preparing import prepare, prepare_due, start_prepared
from tests.factories import CandidateFactory, RegistrationFactory, SittingFactory


@pytest.fixture
def registration(db, client):
    registration = RegistrationFactory()
    client.force_login(registration.candidate.user)
    return registration


@pytest.fixture
def prepared(registration):
    assert prepare_due(now=timezone.now()) == 1
    return registration


def test_a_prepared_start_costs_three_statements(client, prepared, django_assert_num_queries):
    """Session, user and the attempt itself."""
    with django_assert_num_queries(3):
        response = client.post(f"/exam/{prepared.pk}/start/", {"accept": "on"})

    attempt = Attempt.objects.get()
    assert response["Location"] == f"/room/{attempt.pk}/"
    assert attempt.seed == prepared.preparation.seed
    assert attempt.form == prepared.preparation.form
    assert attempt.deadline - attempt.started_at == timedelta(minutes=120)


def test_extra_time_given_before_counts(client, prepared):
    prepared.extra_minutes = 30
    prepared.save()

    client.post(f"/exam/{prepared.pk}/start/", {"accept": "on"})

    attempt = Attempt.objects.get()
    assert attempt.deadline - attempt.started_at == timedelta(minutes=150)


def test_pressed_twice_it_is_one_attempt(client, prepared):
    first = client.post(f"/exam/{prepared.pk}/start/", {"accept": "on"})
    second = client.post(f"/exam/{prepared.pk}/start/", {"accept": "on"})

    assert first["Location"] == second["Location"]
    assert Attempt.objects.count() == 1


def test_another_persons_prepared_start_is_not_there(client, prepared):
    """S1"""
    other = CandidateFactory()
    client.force_login(other.user)

    assert client.post(f"/exam/{prepared.pk}/start/", {"accept": "on"}).status_code == 404
    assert not Attempt.objects.exists()


def test_outside_the_window_nothing_starts(prepared):
    user, sitting = prepared.candidate.user_id, prepared.sitting
    for now in (sitting.opens_at - timedelta(seconds=1), sitting.closes_at):
        assert start_prepared(prepared.pk, user, now=now) is None
    assert start_prepared(prepared.pk, user, now=sitting.opens_at) is not None


@pytest.mark.parametrize(
    "change", [{"released_at": timezone.now()}, {"requires_seb": True}], ids=lambda one: [*one][0]
)
def test_what_has_to_be_looked_at_is_left_to_the_long_way(prepared, change):
    for name, value in change.items():
        setattr(prepared.sitting.exam, name, value)
    prepared.sitting.exam.save()

    assert start_prepared(prepared.pk, prepared.candidate.user_id, now=timezone.now()) is None


def test_only_sittings_that_open_soon_are_prepared_and_once(db):
    now = timezone.now()
    for opens_in in (timedelta(hours=1), timedelta(days=2), -timedelta(days=2)):
        opens_at = now + opens_in
        sitting = SittingFactory(opens_at=opens_at, closes_at=opens_at + timedelta(hours=2))
        RegistrationFactory.create_batch(2, sitting=sitting)

    assert prepare_due(now=now) == 2
    assert prepare_due(now=now) == 0
    assert Preparation.objects.count() == 2


def test_neighbours_get_different_forms_prepared_or_not(db):
    first, second = RegistrationFactory.create_batch(2, sitting=SittingFactory())
    prepare(first.sitting, now=timezone.now())

    forms = first.sitting.exam.paper.forms.count()
    assert forms == 1 or first.preparation.form != second.preparation.form
