"""Several processes at the same paper in the same moment: one outcome, nothing lost.

Threads with connections of their own; on SQLite one write waits for the other, on PostgreSQL
(tests/databases) the rows' locks decide.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from exams.scoring.marking import score_pending
from exams.scoring.models import Result
from exams.sittings import delivery, invigilating, preparing, sealing
from exams.sittings.models import Attempt, Intervention, LateAnswer, Preparation, Response, Seal
from tests.factories import AttemptFactory, RegistrationFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works):
    """Call all of them in the same moment; returns what each returned or raised."""
    gate = threading.Barrier(len(works))

    def run(work):
        try:
            gate.wait(timeout=30)
            return work()
        except delivery.Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


@pytest.fixture
def invigilator(transactional_db):
    return UserFactory(role="invigilator")


def saver(attempt, token, number):
    def save():
        delivery.save(
            attempt.pk, token, number=number, position=1, answer="ABCD"[number % 4],
            now=timezone.now(),
        )  # fmt: skip
        return number

    return save


def submitter(attempt):
    def submit():
        own = Attempt.objects.select_related("form").get(pk=attempt.pk)
        return delivery.submit(own, now=timezone.now())

    return submit


@pytest.mark.parametrize("turn", range(4))
def test_d12_a_save_and_handing_in_at_once_agree_on_what_was_handed_in(turn):
    attempt = AttemptFactory()
    token = delivery.open_token(attempt)

    *saved, _handed_in = at_once(
        *(saver(attempt, token, number) for number in range(1, 7)), submitter(attempt)
    )

    attempt.refresh_from_db()
    acknowledged = [one for one in saved if isinstance(one, int)]
    refused = [one for one in saved if not isinstance(one, int)]
    assert {one.code for one in refused} <= {"submitted"}
    assert sorted(attempt.events.values_list("number", flat=True)) == acknowledged
    assert LateAnswer.objects.count() == len(refused)
    assert Seal.objects.get().n_events == len(acknowledged)
    assert sealing.fault(attempt) == ""


def test_d2_one_number_sent_many_times_at_once_is_stored_once():
    attempt = AttemptFactory()
    token = delivery.open_token(attempt)

    told = at_once(*[saver(attempt, token, 1)] * 6)

    assert told == [1] * 6
    assert attempt.events.count() == 1


def test_d11_closers_and_scorers_at_once_close_and_score_each_paper_once():
    attempts = AttemptFactory.create_batch(5, started_at=timezone.now() - timedelta(hours=4))

    at_once(*[lambda: delivery.close_overdue(now=timezone.now())] * 3)
    at_once(*[lambda: score_pending(now=timezone.now())] * 3)

    assert Seal.objects.count() == Result.objects.count() == len(attempts)
    assert Response.objects.count() == 3 * len(attempts)
    assert not Attempt.objects.running().exists()


def test_sealers_at_once_while_answers_come_leave_a_sound_chain():
    attempt = AttemptFactory()
    token = delivery.open_token(attempt)
    saver(attempt, token, 1)()

    at_once(
        *[lambda: sealing.seal_open(now=timezone.now())] * 3,
        *(saver(attempt, token, number) for number in range(2, 6)),
    )
    sealing.seal_open(now=timezone.now() + 2 * sealing.SEAL_EVERY)

    assert Seal.objects.order_by("pk").last().n_events == 5
    assert sealing.fault(attempt) == ""


def test_d14_a_prepared_start_pressed_many_times_at_once_makes_one_attempt():
    registration = RegistrationFactory()
    at_once(*[lambda: preparing.prepare(registration.sitting, now=timezone.now())] * 2)
    assert Preparation.objects.count() == 1
    user = registration.candidate.user_id

    made = at_once(
        *[lambda: preparing.start_prepared(registration.pk, user, now=timezone.now())] * 5
    )

    assert sum(1 for one in made if one) == 1
    assert Attempt.objects.count() == 1


def test_d13_time_given_while_the_paper_is_started_counts(invigilator):
    registration = RegistrationFactory()
    preparing.prepare(registration.sitting, now=timezone.now())
    user = registration.candidate.user_id

    at_once(
        lambda: preparing.start_prepared(registration.pk, user, now=timezone.now()),
        lambda: invigilating.give_time(
            [registration], minutes=30, cause="停电", actor=invigilator, now=timezone.now()
        ),
    )

    attempt = Attempt.objects.get()
    assert attempt.deadline - attempt.started_at == timedelta(minutes=150)


def test_invigilators_at_once_wait_for_each_other(invigilator):
    attempts = AttemptFactory.create_batch(4)
    entries = [attempt.registration for attempt in attempts]
    more = {"cause": "停电", "actor": invigilator, "now": timezone.now()}

    at_once(
        lambda: invigilating.give_time(entries, minutes=5, **more),
        lambda: invigilating.give_time(entries[::-1], minutes=7, **more),
        lambda: invigilating.pause(entries[::-1], **more),
    )

    for before in attempts:
        after = Attempt.objects.get(pk=before.pk)
        assert after.deadline - before.deadline == timedelta(minutes=12)
        assert after.paused_at is not None
    assert Intervention.objects.count() == 12
