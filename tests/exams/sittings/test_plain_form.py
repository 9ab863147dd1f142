"""D10: the room without script is a form, and the form loses nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from exams.sittings import delivery
from exams.sittings.models import AnswerEvent, LateAnswer
from tests.factories import AttemptFactory


@pytest.fixture
def attempt(db, client):
    attempt = AttemptFactory()
    client.force_login(attempt.registration.candidate.user)
    return attempt


@pytest.fixture
def send(client, attempt):
    def post(token=None, keep=False, **answers):
        data = {"token": token or delivery.open_token(attempt), "shown": [1, 2, 3]}
        data |= {f"item-{name[1:]}": letters for name, letters in answers.items()}
        return client.post(f"/room/{attempt.pk}/hand-in/", data | ({"keep": "1"} if keep else {}))

    return post


def test_d10_the_form_saves_all_choices_and_hands_in(send, attempt):
    response = send(_1="B", _2=["A", "D"], _3="A")

    assert response["Location"] == f"/receipt/{attempt.pk}/"
    attempt.refresh_from_db()
    assert attempt.closed_by == "candidate"
    assert attempt.answers() == {1: "B", 2: "AD", 3: "A"}


def test_d10_answers_can_be_kept_without_handing_in(send, client, attempt):
    response = send(keep=True, _1="C")

    assert response["Location"] == f"/room/{attempt.pk}/"
    attempt.refresh_from_db()
    assert attempt.is_running
    assert attempt.answers() == {1: "C"}
    assert "答案已保存" in client.get(f"/room/{attempt.pk}/").content.decode()


def test_numbers_go_on_and_only_what_changed_is_saved(send, attempt):
    send(keep=True, _1="C", _2=["A"])

    send(keep=True, _1="C", _2=["A", "B"])

    assert list(AnswerEvent.objects.values_list("number", "position", "answer")) == [
        (1, 1, "C"),
        (2, 2, "A"),
        (3, 2, "AB"),
    ]


def test_an_item_left_empty_takes_its_answer_back(send, attempt):
    send(keep=True, _2=["A"])

    send(keep=True)

    assert attempt.answers() == {}


def test_an_item_that_the_form_did_not_show_keeps_its_answer(send, client, attempt):
    send(keep=True, _1="C")

    client.post(
        f"/room/{attempt.pk}/hand-in/",
        {"token": delivery.open_token(attempt), "shown": [2], "item-2": "A", "keep": "1"},
    )

    assert attempt.answers() == {1: "C", 2: "A"}


def test_a_form_of_an_earlier_page_comes_back_with_its_choices(send, client, attempt):
    old = delivery.open_token(attempt)
    delivery.open_token(attempt)

    response = send(token=old, _1="C")

    assert response.status_code == 403
    html = response.content.decode()
    assert "已在别处重新打开" in html
    assert 'name="item-1" value="C" checked' in html
    attempt.refresh_from_db()
    assert attempt.is_running
    assert not AnswerEvent.objects.exists()


@pytest.mark.parametrize("letters", ["Z", "<script>", ["A", "B"], "H"])
def test_an_impossible_choice_is_refused_with_words(send, attempt, letters):
    response = send(_1=letters)

    assert response.status_code == 422
    assert "没有这个选项" in response.content.decode()
    attempt.refresh_from_db()
    assert attempt.is_running


def test_d8_a_form_that_comes_after_the_grace_does_not_count(db, client):
    attempt = AttemptFactory(started_at=timezone.now() - timedelta(minutes=121))
    client.force_login(attempt.registration.candidate.user)

    response = client.post(
        f"/room/{attempt.pk}/hand-in/",
        {"token": delivery.open_token(attempt), "shown": [1, 2], "item-1": "B", "item-2": "A"},
        follow=True,
    )

    attempt.refresh_from_db()
    assert attempt.closed_by == "deadline"
    assert attempt.answers() == {}
    assert LateAnswer.objects.count() == 2
    assert "有 2 次作答到达时考试已结束" in response.content.decode()


def test_the_form_needs_sign_in(db, client):
    attempt = AttemptFactory()

    response = client.post(f"/room/{attempt.pk}/hand-in/", {"token": delivery.open_token(attempt)})

    assert response["Location"].startswith("/sign-in/")


def test_the_form_cannot_be_sent_by_another_site(attempt):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(attempt.registration.candidate.user)

    response = client.post(f"/room/{attempt.pk}/hand-in/", {"token": delivery.open_token(attempt)})

    assert response.status_code == 403
    attempt.refresh_from_db()
    assert attempt.is_running
