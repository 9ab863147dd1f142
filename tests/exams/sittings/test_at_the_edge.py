"""What happens between the moment a verb looks and the moment it acts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from exams.sittings import closing, delivery, invigilating
from exams.sittings.models import Attempt, LateAnswer
from tests.factories import AttemptFactory, UserFactory

LATE = timedelta(hours=4)


@pytest.fixture
def overdue(db):
    return AttemptFactory(started_at=timezone.now() - LATE)


@pytest.fixture
def invigilator(db):
    return UserFactory(role="invigilator")


def give_time(attempt, actor, minutes=300):
    invigilating.give_time(
        [attempt.registration], minutes=minutes, cause="停电", actor=actor, now=timezone.now()
    )


def test_d13_time_given_after_the_closer_has_looked_still_holds(overdue, invigilator):
    seen = Attempt.objects.overdue(timezone.now()).select_related("form").get()
    give_time(overdue, invigilator)

    delivery.submit(seen, now=timezone.now(), closed_by=Attempt.Closed.DEADLINE)

    overdue.refresh_from_db()
    assert overdue.is_running
    assert overdue.round == 0
    assert not overdue.responses.exists()


def test_d13_who_hands_in_a_paper_that_was_given_time_meanwhile_hands_it_in(overdue, invigilator):
    seen = Attempt.objects.select_related("form").get(pk=overdue.pk)
    give_time(overdue, invigilator)

    assert closing.hand_in(seen, now=timezone.now()).closed_by == Attempt.Closed.CANDIDATE


def test_d13_an_answer_that_came_while_time_was_given_counts(overdue, invigilator, monkeypatch):
    """The statement found the time over; before it is told so, time is given."""
    token = delivery.open_token(overdue)
    explain = delivery._explain

    def given_meanwhile(*args, **kwargs):
        monkeypatch.setattr(delivery, "_explain", explain)
        give_time(overdue, invigilator)
        return explain(*args, **kwargs)

    monkeypatch.setattr(delivery, "_explain", given_meanwhile)
    now = timezone.now()
    saved_at = delivery.save(overdue.pk, token, number=1, position=1, answer="B", now=now)

    assert saved_at == now
    assert overdue.answers() == {1: "B"}
    assert not LateAnswer.objects.exists()


def test_o10_a_paper_is_opened_again_after_the_clock_went_back(invigilator):
    attempt = AttemptFactory(submitted_at=timezone.now())
    earlier = attempt.started_at - timedelta(hours=1)

    done = invigilating.reopen(
        [attempt.registration], minutes=15, cause="误交", actor=invigilator, now=earlier
    )

    attempt.refresh_from_db()
    assert done.acted
    assert attempt.is_running
    assert attempt.deadline == attempt.started_at + timedelta(minutes=15)
