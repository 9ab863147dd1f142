"""Start for programs: the same as the form, as JSON."""

import json
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from exams.sittings import delivery
from exams.sittings.models import Attempt, Incident, Presence
from exams.sittings.preparing import prepare_due
from tests.factories import CandidateFactory, RegistrationFactory, SittingFactory


@pytest.fixture
def registration(db, client):
    registration = RegistrationFactory(extra_minutes=30)
    client.force_login(registration.candidate.user)
    return registration


def start(client, registration, body=None, **headers):
    return client.post(
        f"/exam/{registration.pk}/attempt/",
        json.dumps({"rules_accepted": True} if body is None else body),
        content_type="application/json",
        headers=headers,
    )


@pytest.mark.parametrize("is_prepared", [False, True])
def test_a_start_gives_token_times_and_addresses(client, registration, is_prepared):
    if is_prepared:
        prepare_due(now=timezone.now())

    reply = start(client, registration)

    attempt = Attempt.objects.get()
    said = reply.json()
    assert reply.status_code == 201
    assert said["attempt"] == attempt.pk
    assert attempt.token_hash == delivery.hash_token(said["token"])
    assert datetime.fromisoformat(said["deadline"]) == attempt.deadline
    assert attempt.deadline - attempt.started_at == timedelta(minutes=150)
    assert said["extra_minutes"] == 30
    saved = client.post(
        said["urls"]["save"],
        json.dumps({"number": 1, "position": 1, "answer": "A"}),
        content_type="application/json",
        headers={"authorization": f"Bearer {said['token']}"},
    )
    assert saved.status_code == 200


def test_a_start_costs_six_statements(client, registration, django_assert_num_queries):
    """Session, user, whether it was prepared, registration, forms, the attempt with its token."""
    with django_assert_num_queries(6):
        assert start(client, registration).status_code == 201


def test_a_prepared_start_costs_three_statements(client, registration, django_assert_num_queries):
    prepare_due(now=timezone.now())
    with django_assert_num_queries(3):
        assert start(client, registration).status_code == 201


def test_started_again_it_is_the_same_attempt_with_a_new_token(client, registration):
    first = start(client, registration).json()
    Presence.objects.create(attempt_id=first["attempt"], seen_at=timezone.now())

    reply = start(client, registration, {})

    second = reply.json()
    assert reply.status_code == 200
    assert second["attempt"] == first["attempt"]
    assert second["deadline"] == first["deadline"]
    assert Attempt.objects.get().token_hash == delivery.hash_token(second["token"])
    assert Incident.objects.get().kind == Incident.Kind.TAKE_OVER


def test_the_rules_must_be_accepted_before_the_first_start(client, registration):
    for body in ({}, {"rules_accepted": False}, {"rules_accepted": "yes"}):
        reply = start(client, registration, body)
        assert reply.status_code == 422
        assert reply.json()["code"] == "rules-not-accepted"
    assert not Attempt.objects.exists()


def test_outside_the_window_it_is_refused(client, registration):
    sitting = registration.sitting
    sitting.opens_at = timezone.now() + timedelta(minutes=1)
    sitting.save()

    reply = start(client, registration)

    assert reply.status_code == 409
    assert reply["Content-Type"] == "application/problem+json"
    assert reply.json()["code"] == "not-open"


def test_a_paper_that_is_in_has_no_token_any_more(client, registration):
    start(client, registration)
    delivery.submit(Attempt.objects.get(), now=timezone.now())

    reply = start(client, registration)

    assert (reply.status_code, reply.json()["code"]) == (409, "submitted")


@pytest.mark.parametrize("is_prepared", [False, True])
def test_s1_anothers_registration_is_not_there(client, registration, is_prepared):
    if is_prepared:
        prepare_due(now=timezone.now())
    client.force_login(CandidateFactory().user)

    reply = start(client, registration)

    assert (reply.status_code, reply.json()["code"]) == (404, "not-found")
    assert not Attempt.objects.exists()


def test_nobody_signed_in_is_told_as_json(client, db):
    reply = start(client, RegistrationFactory())

    assert (reply.status_code, reply.json()["code"]) == (401, "signed-out")


def test_a_request_of_another_site_is_refused(registration):
    forger = Client(enforce_csrf_checks=True)
    forger.force_login(registration.candidate.user)

    reply = start(forger, registration)

    assert (reply.status_code, reply.json()["code"]) == (403, "csrf")
    assert not Attempt.objects.exists()


def test_with_the_token_of_the_site_it_is_taken(registration):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(registration.candidate.user)
    browser.get(f"/exam/{registration.pk}/")
    token = browser.cookies["csrftoken"].value

    assert start(browser, registration, **{"x-csrftoken": token}).status_code == 201


@pytest.mark.parametrize(("body", "status"), [("{", 400), ("[]", 400), (" " * 2000, 413)])
def test_unreadable_requests_are_refused(client, registration, body, status):
    reply = client.post(f"/exam/{registration.pk}/attempt/", body, content_type="application/json")

    assert reply.status_code == status
    assert not Attempt.objects.exists()


def test_an_exam_in_safe_exam_browser_is_refused_elsewhere(client, db):
    sitting = SittingFactory(exam__requires_seb=True)
    registration = RegistrationFactory(sitting=sitting)
    client.force_login(registration.candidate.user)

    reply = start(client, registration)

    assert (reply.status_code, reply.json()["code"]) == (403, "seb-required")
