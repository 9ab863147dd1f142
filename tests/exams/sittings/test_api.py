"""What the room's script calls: saving, handing in, asking how things stand."""

import json
import logging
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from exams.sittings import delivery, sealing
from exams.sittings.models import AnswerEvent, LateAnswer
from tests.factories import AttemptFactory


def assert_problem(response, status, code):
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert (body["status"], body["code"]) == (status, code)
    assert body["type"]
    assert body["title"]
    assert body["detail"]


# Saving


def test_a_save_is_acknowledged_with_its_number_and_time(desk):
    before = timezone.now()

    response = desk.save(number=1, position=2, answer="CA")

    assert response.status_code == 200
    assert response.json()["number"] == 1
    assert before <= datetime.fromisoformat(response.json()["saved_at"]) <= timezone.now()
    assert desk.answers() == {2: "AC"}
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_save_costs_one_statement(desk, django_assert_num_queries, signed_in):
    if signed_in:
        desk.client.force_login(desk.user)

    with django_assert_num_queries(1):
        assert desk.save().status_code == 200


def test_d2_a_repeat_is_answered_as_the_first_was(desk):
    first = desk.save(number=1, answer="B").json()

    again = desk.save(number=1, answer="B")

    assert again.status_code == 200
    assert (again.json()["number"], again.json()["saved_at"]) == (1, first["saved_at"])
    assert AnswerEvent.objects.count() == 1


def test_another_answer_under_a_used_number_is_refused_and_the_first_stays(desk):
    desk.save(number=1, position=1, answer="B")

    assert_problem(desk.save(number=1, position=1, answer="C"), 409, "number-taken")
    assert_problem(desk.save(number=1, position=2, answer="B"), 409, "number-taken")
    assert desk.answers() == {1: "B"}


def test_s2_a_wrong_token_is_refused_and_what_was_saved_is_kept(desk):
    desk.save(answer="B")

    assert_problem(desk.save(number=2, answer="C", token="x" * 32), 403, "taken-over")
    assert desk.answers() == {1: "B"}


def test_no_token_at_all_is_a_wrong_one(desk):
    response = desk.client.post(f"/room/{desk.attempt.pk}/save/", "{}", "application/json")

    assert response.status_code in (400, 403)
    assert not AnswerEvent.objects.exists()


def test_s2_the_token_of_one_paper_opens_no_other(desk):
    other = AttemptFactory()
    delivery.open_token(other)

    response = desk.client.post(
        f"/room/{other.pk}/save/",
        json.dumps({"number": 1, "position": 1, "answer": "A"}),
        content_type="application/json",
        headers={"authorization": f"Bearer {desk.token}"},
    )

    assert_problem(response, 403, "taken-over")
    assert other.answers() == {}


def test_a_paper_that_does_not_exist_looks_like_a_wrong_token(desk):
    url = f"/room/{'9' * 18}/state/"

    response = desk.client.get(url, headers={"authorization": f"Bearer {desk.token}"})

    assert_problem(response, 403, "taken-over")


@pytest.mark.parametrize(
    ("position", "answer"),
    [(1, "E"), (1, "AB"), (2, "E"), (3, "C"), (4, "A"), (0, "A"), (-1, "A"), (10**12, "A")],
)
def test_an_option_or_item_that_is_not_there_is_refused(desk, position, answer):
    assert_problem(desk.save(position=position, answer=answer), 422, "impossible")
    assert not AnswerEvent.objects.exists()


@pytest.mark.parametrize("number", [0, -1, 20_001, 10**30])
def test_a_number_out_of_range_is_refused(desk, number):
    assert_problem(desk.save(number=number), 422, "impossible")


@pytest.mark.parametrize(
    "body",
    [
        "", "{", "[]", "null", "7", '"A"', b"\xff\xfe", "[" * 1500,
        '{"number": 1, "position": 1}',
        '{"number": "1", "position": 1, "answer": "A"}',
        '{"number": 1.0, "position": 1, "answer": "A"}',
        '{"number": true, "position": 1, "answer": "A"}',
        '{"number": 1, "position": null, "answer": "A"}',
        '{"number": 1, "position": 1, "answer": null}',
        '{"number": 1, "position": 1, "answer": "a"}',
        '{"number": 1, "position": 1, "answer": "A\\u0000"}',
        '{"number": 1, "position": 1, "answer": ["A"]}',
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(desk, body):
    assert_problem(desk.post("save", body), 400, "malformed")
    assert not AnswerEvent.objects.exists()


def test_what_is_too_large_is_refused_unread(desk):
    assert_problem(desk.post("save", " " * 50_000), 413, "too-large")


@pytest.mark.parametrize("verb", ["save", "submit"])
def test_looking_is_not_saving(desk, verb):
    assert desk.client.get(f"/room/{desk.attempt.pk}/{verb}/").status_code == 405


def test_a_database_that_fails_acknowledges_nothing_and_asks_to_try_again(
    desk, monkeypatch, caplog
):
    def fail(*args, **kwargs):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(delivery, "save", fail)
    with caplog.at_level(logging.CRITICAL):
        response = desk.save()

    assert_problem(response, 503, "unavailable")
    assert int(response["Retry-After"]) > 0


def test_s2_the_token_is_in_no_log_line(desk, caplog):
    with caplog.at_level(logging.DEBUG):
        desk.save(token="wrong-" + desk.token)
        desk.save()
        desk.submit()
        desk.save(number=2)

    assert desk.token not in caplog.text
    assert delivery.hash_token(desk.token) not in caplog.text


# The deadline


def test_d8_a_save_within_the_grace_counts(seat):
    desk = seat(started_at=timezone.now() - timedelta(minutes=120, seconds=10))

    assert desk.save(answer="B").status_code == 200
    assert desk.answers() == {1: "B"}


def test_d8_a_save_after_the_grace_is_refused_and_kept_for_the_invigilator(seat, settings):
    desk = seat()
    desk.save(number=1, position=1, answer="B")
    over = timedelta(minutes=120, seconds=settings.EXAM_GRACE_SECONDS + 1)
    type(desk.attempt).objects.update(
        started_at=timezone.now() - over, deadline=timezone.now() - over + timedelta(minutes=120)
    )

    response = desk.save(number=2, position=2, answer="AC")

    assert_problem(response, 410, "too-late")
    assert desk.answers() == {1: "B"}
    late = LateAnswer.objects.get()
    assert (late.number, late.position, late.answer) == (2, 2, "AC")
    # Sent again, it is refused again and kept once.
    assert_problem(desk.save(number=2, position=2, answer="AC"), 410, "too-late")
    assert LateAnswer.objects.count() == 1


def test_a_save_after_handing_in_is_refused_and_kept(desk):
    desk.save(number=1, position=1, answer="B")
    desk.submit()

    assert_problem(desk.save(number=2, position=1, answer="C"), 409, "submitted")
    assert desk.answers() == {1: "B"}
    assert LateAnswer.objects.count() == 1


def test_a_repeat_of_what_was_saved_is_still_acknowledged_after_handing_in(desk):
    desk.save(number=1, answer="B")
    desk.submit()

    assert desk.save(number=1, answer="B").status_code == 200
    assert not LateAnswer.objects.exists()


# Handing in


def test_d15_saving_and_handing_in_need_no_sign_in(desk):
    assert "sessionid" not in desk.client.cookies

    desk.save(position=1, answer="B")
    response = desk.submit()

    assert response.status_code == 200
    receipt = response.json()
    desk.attempt.refresh_from_db()
    assert receipt["receipt"] == desk.attempt.receipt
    assert datetime.fromisoformat(receipt["submitted_at"]) == desk.attempt.submitted_at
    assert (receipt["answered"], receipt["total"]) == (1, 3)
    assert receipt["digest"] == sealing.head_of(desk.attempt, sealing.events_of(desk.attempt))
    assert receipt["url"] == f"/receipt/{desk.attempt.pk}/"


def test_d11_handing_in_twice_is_answered_twice_and_done_once(desk):
    desk.save(answer="B")

    first, second = desk.submit().json(), desk.submit().json()

    for receipt in (first, second):
        del receipt["now"]
    assert first == second
    assert desk.attempt.responses.count() == 3


def test_handing_in_with_a_wrong_token_changes_nothing(desk):
    assert_problem(desk.submit(token="wrong"), 403, "taken-over")
    desk.attempt.refresh_from_db()
    assert desk.attempt.is_running


def test_handing_in_costs_at_most_twelve_statements(desk, django_assert_max_num_queries):
    """What the receiver of the submission does (scoring) comes on top, in its own task."""
    desk.save(answer="B")

    from exams.sittings.signals import attempt_submitted

    receivers, attempt_submitted.receivers = attempt_submitted.receivers, []
    attempt_submitted.sender_receivers_cache.clear()
    try:
        with django_assert_max_num_queries(12):
            desk.submit()
    finally:
        attempt_submitted.receivers = receivers
        attempt_submitted.sender_receivers_cache.clear()


# How things stand


def test_the_state_says_time_deadline_and_the_highest_number(desk):
    desk.save(number=1, position=1, answer="A")
    desk.save(number=5, position=2, answer="B")

    state = desk.state().json()

    assert state["acknowledged"] == 5
    assert state["submitted_at"] is None
    assert datetime.fromisoformat(state["deadline"]) == desk.attempt.deadline
    assert abs(datetime.fromisoformat(state["now"]) - timezone.now()) < timedelta(seconds=5)


def test_the_state_of_a_paper_whose_time_is_over_closes_it(seat):
    desk = seat(started_at=timezone.now() - timedelta(minutes=121))

    state = desk.state().json()

    desk.attempt.refresh_from_db()
    assert not desk.attempt.is_running
    assert desk.attempt.closed_by == "deadline"
    assert state["receipt"] == desk.attempt.receipt
    assert state["closed_by"] == "deadline"


def test_within_the_grace_the_state_closes_nothing(seat):
    desk = seat(started_at=timezone.now() - timedelta(minutes=120, seconds=5))

    assert desk.state().json()["submitted_at"] is None


def test_the_state_needs_the_token(desk):
    assert_problem(desk.state(token="wrong"), 403, "taken-over")


def test_nothing_that_the_room_answers_says_what_is_right(desk):
    answers = [desk.save(position=2, answer="AC"), desk.state(), desk.submit(), desk.state()]

    for response in answers:
        body = response.json()
        assert not {"key", "score", "points", "correct", "explanation"} & set(body)
