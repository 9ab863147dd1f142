"""D11: however many close a paper at once, it is closed once."""

import threading
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from exams.sittings import closing, delivery
from exams.sittings.models import Attempt, Response
from tests.factories import AttemptFactory

HOUR = timedelta(hours=1)


@pytest.fixture
def overdue(db):
    attempt = AttemptFactory(started_at=timezone.now() - timedelta(hours=4))
    attempt.events.create(number=1, position=1, answer="B", received_at=attempt.started_at)
    return attempt


def interrupt(monkeypatch, verb):
    """Let `verb` run after the first submission has begun and before it has decided."""
    number = delivery.receipt_number
    begun = []

    def receipt_number(attempt):
        if not begun:
            begun.append(True)
            verb()
        return number(attempt)

    monkeypatch.setattr(delivery, "receipt_number", receipt_number)


def test_d11_two_submissions_at_once_make_one(overdue, monkeypatch):
    now = timezone.now()
    again = Attempt.objects.select_related("form").get(pk=overdue.pk)
    interrupt(monkeypatch, lambda: delivery.submit(again, now=now - HOUR))

    attempt = delivery.submit(overdue, now=now)

    assert attempt.submitted_at == now - HOUR
    assert attempt.receipt == again.receipt
    assert Response.objects.filter(attempt=overdue).count() == 3


def test_d11_a_candidate_and_the_closer_at_once_make_one_submission(overdue, monkeypatch):
    now = timezone.now()
    interrupt(monkeypatch, lambda: delivery.close_overdue(now=now))

    attempt = delivery.submit(overdue, now=now)

    assert attempt.closed_by == "deadline"
    assert Response.objects.filter(attempt=overdue).count() == 3


def test_d11_two_closers_at_once_close_a_paper_once(overdue, monkeypatch):
    now = timezone.now()
    interrupt(monkeypatch, lambda: delivery.close_overdue(now=now))

    delivery.close_overdue(now=now)

    overdue.refresh_from_db()
    assert not overdue.is_running
    assert Response.objects.filter(attempt=overdue).count() == 3


def test_d11_many_who_hand_in_at_the_same_moment_hand_in_once(transactional_db):
    attempt = AttemptFactory(started_at=timezone.now() - timedelta(hours=4))
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("a database in memory has one connection; the interleavings are tested above")
    gate = threading.Barrier(6)
    receipts = []

    def hand_in(verb):
        gate.wait()
        try:
            receipts.append(verb())
        finally:
            connection.close()

    def submit():
        own = Attempt.objects.select_related("form").get(pk=attempt.pk)
        return delivery.submit(own, now=timezone.now()).receipt

    def close():
        delivery.close_overdue(now=timezone.now())
        return Attempt.objects.get(pk=attempt.pk).receipt

    threads = [threading.Thread(target=hand_in, args=(verb,)) for verb in [submit, close] * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(receipts) == 6
    assert set(receipts) == {Attempt.objects.get(pk=attempt.pk).receipt}
    assert Response.objects.filter(attempt=attempt).count() == 3


def test_what_was_saved_is_what_is_handed_in_at_the_deadline(overdue):
    delivery.close_overdue(now=timezone.now())

    overdue.refresh_from_db()
    assert overdue.closed_by == "deadline"
    assert overdue.answers() == {1: "B"}
    assert overdue.responses.get(form_item__position=2).chosen is None


def test_whoever_looks_first_closes_a_paper_whose_time_is_over(overdue):
    closed = closing.close_if_overdue(overdue, now=timezone.now())

    assert not closed.is_running
    assert closed.closed_by == "deadline"


def test_a_paper_is_not_closed_before_its_grace_is_over(db, settings):
    now = timezone.now()
    attempt = AttemptFactory(started_at=now - timedelta(minutes=120))

    assert closing.close_if_overdue(attempt, now=now).is_running
    assert delivery.close_overdue(now=now) == 0

    later = now + timedelta(seconds=settings.EXAM_GRACE_SECONDS)
    assert not closing.close_if_overdue(attempt, now=later).is_running


def test_an_attempt_that_cannot_be_closed_now_is_closed_in_the_next_round(overdue, monkeypatch):
    create = Response.objects.bulk_create

    def fail(rows):
        list(rows)
        raise OperationalError("database is locked")

    monkeypatch.setattr(Response.objects, "bulk_create", fail)
    with pytest.raises(OperationalError):
        delivery.close_overdue(now=timezone.now())
    overdue.refresh_from_db()
    assert overdue.is_running

    monkeypatch.setattr(Response.objects, "bulk_create", create)
    assert delivery.close_overdue(now=timezone.now()) == 1
    assert overdue.responses.count() == 3
