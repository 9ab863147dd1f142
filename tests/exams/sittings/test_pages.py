"""Around the room: instructions, start, receipt, my page and the front page."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from exams.sittings import cards, delivery
from exams.sittings.models import Attempt
from exams.sittings.standing import Standing, in_words, standing
from tests.factories import (
    AttemptFactory,
    CandidateFactory,
    RegistrationFactory,
    SittingFactory,
    UserFactory,
)


def sitting(opens_in, lasts=timedelta(hours=2)):
    opens_at = timezone.now() + opens_in
    return SittingFactory(opens_at=opens_at, closes_at=opens_at + lasts)


@pytest.fixture
def registration(db, client):
    registration = RegistrationFactory()
    client.force_login(registration.candidate.user)
    return registration


def enter(client, registration):
    return client.get(f"/exam/{registration.pk}/").content.decode()


# Instructions and start


def test_the_instructions_say_what_will_be_asked_and_what_passes(client, registration):
    html = enter(client, registration)

    for words in ("3 题，满分 3 分", "120 分钟", "2 分", registration.ticket, "开始考试"):
        assert words in html


def test_before_the_window_the_page_says_when_it_opens_and_has_no_button(db, client):
    registration = RegistrationFactory(sitting=sitting(timedelta(days=6, hours=14, minutes=1)))
    client.force_login(registration.candidate.user)

    html = enter(client, registration)

    assert "6 天 14 小时" in html
    assert "/start/" not in html


def test_after_the_window_the_page_says_why_not(db, client):
    registration = RegistrationFactory(sitting=sitting(-timedelta(days=1)))
    client.force_login(registration.candidate.user)

    html = enter(client, registration)

    assert "本场次已结束" in html
    assert "/start/" not in html


def test_starting_makes_the_attempt_and_leads_to_the_room(client, registration):
    response = client.post(f"/exam/{registration.pk}/start/", {"accept": "on"})

    attempt = Attempt.objects.get(registration=registration)
    assert response["Location"] == f"/room/{attempt.pk}/"


def test_starting_costs_at_most_six_statements(client, registration, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        client.post(f"/exam/{registration.pk}/start/", {"accept": "on"})


def test_starting_twice_makes_one_attempt_with_one_deadline(client, registration):
    first = client.post(f"/exam/{registration.pk}/start/", {"accept": "on"})
    deadline = Attempt.objects.get().deadline

    second = client.post(f"/exam/{registration.pk}/start/", {"accept": "on"})

    assert first["Location"] == second["Location"]
    assert Attempt.objects.get().deadline == deadline


@pytest.mark.parametrize("opens_in", [timedelta(minutes=5), -timedelta(days=1)])
def test_outside_the_window_nothing_starts(db, client, opens_in):
    registration = RegistrationFactory(sitting=sitting(opens_in))
    client.force_login(registration.candidate.user)

    response = client.post(f"/exam/{registration.pk}/start/", {"accept": "on"}, follow=True)

    assert not Attempt.objects.exists()
    assert "本场次现在不能进入" in response.content.decode()


def test_whoever_has_started_may_go_on_after_the_window_has_closed(db, client):
    attempt = AttemptFactory()
    attempt.registration.sitting.closes_at = timezone.now() - timedelta(minutes=1)
    attempt.registration.sitting.save()
    client.force_login(attempt.registration.candidate.user)

    assert "继续作答" in enter(client, attempt.registration)
    response = client.post(f"/exam/{attempt.registration.pk}/start/", {"accept": "on"})
    assert response["Location"] == f"/room/{attempt.pk}/"


def test_s1_anothers_registration_is_not_there(client, registration):
    other = RegistrationFactory()

    assert client.get(f"/exam/{other.pk}/").status_code == 404
    assert client.post(f"/exam/{other.pk}/start/", {"accept": "on"}).status_code == 404
    assert not Attempt.objects.exists()


# Receipt


@pytest.fixture
def handed_in(db, client):
    attempt = AttemptFactory()
    token = delivery.open_token(attempt)
    now = timezone.now()
    delivery.save(attempt.pk, token, number=1, position=1, answer="B", now=now)
    delivery.save(attempt.pk, token, number=2, position=2, answer="AC", now=now)
    client.force_login(attempt.registration.candidate.user)
    return delivery.submit(attempt, now=now)


def test_the_receipt_says_number_time_count_and_digest(client, handed_in):
    html = client.get(f"/receipt/{handed_in.pk}/").content.decode()

    assert handed_in.receipt in html
    assert re.fullmatch(r"([0-9A-F]{4}-){3}[0-9A-F]{4}", handed_in.receipt)
    assert "2 / 3" in html
    assert timezone.localtime(handed_in.submitted_at).strftime("%Y-%m-%d %H:%M:%S") in html
    digest = "".join(re.findall(r"<span>([0-9a-f]{8})</span>", html))
    assert digest == handed_in.seals.get().head


def test_the_receipt_says_how_many_answers_came_too_late(client, handed_in):
    handed_in.late_answers.create(number=3, position=3, answer="A", received_at=timezone.now())

    assert "有 1 次作答到达时考试已结束" in client.get(f"/receipt/{handed_in.pk}/").content.decode()


def test_a_running_paper_has_no_receipt_yet(db, client):
    attempt = AttemptFactory()
    client.force_login(attempt.registration.candidate.user)

    assert client.get(f"/receipt/{attempt.pk}/")["Location"] == f"/room/{attempt.pk}/"


def test_s1_anothers_receipt_is_not_there(client, handed_in):
    client.force_login(CandidateFactory().user)

    assert client.get(f"/receipt/{handed_in.pk}/").status_code == 404


@pytest.mark.parametrize("path", ["exam/1/", "room/1/", "receipt/1/", "invigilate/"])
def test_every_page_asks_for_sign_in(db, client, path):
    assert client.get(f"/{path}")["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("path", ["exam", "room", "receipt", "invigilate"])
def test_a_key_too_long_for_the_database_is_not_found(client, registration, path):
    assert client.get(f"/{path}/{'9' * 30}/").status_code == 404


# My page and the front page


@pytest.mark.parametrize(
    ("opens_in", "expected", "words"),
    [
        (timedelta(days=1, minutes=1), Standing.EARLY, "距开考 1 天"),
        (-timedelta(minutes=1), Standing.OPEN, "进入考试"),
        (-timedelta(days=1), Standing.MISSED, "您没有参加"),
    ],
)
def test_my_page_says_where_i_stand(db, client, opens_in, expected, words):
    registration = RegistrationFactory(sitting=sitting(opens_in))
    client.force_login(registration.candidate.user)

    assert standing(registration, timezone.now()) == expected
    assert words in client.get("/my/").content.decode()


def test_my_page_leads_into_the_room_and_then_to_the_receipt(db, client):
    attempt = AttemptFactory()
    client.force_login(attempt.registration.candidate.user)
    assert f'href="/room/{attempt.pk}/"' in client.get("/my/").content.decode()

    delivery.submit(attempt, now=timezone.now())

    assert f'href="/receipt/{attempt.pk}/"' in client.get("/my/").content.decode()


def test_my_page_shows_nobody_elses_sittings(db, client):
    other = RegistrationFactory()
    client.force_login(CandidateFactory().user)

    html = client.get("/my/").content.decode()

    assert other.ticket not in html
    assert "暂时没有您的考试安排" in html


def test_whoever_is_no_candidate_has_no_exams_on_their_page(db, client):
    client.force_login(UserFactory(role="hr"))

    assert "我的考试" not in client.get("/my/").content.decode()


def test_what_can_be_done_now_comes_first_on_my_page(db, rf):
    candidate = CandidateFactory()
    late, early, now = (
        RegistrationFactory(candidate=candidate, sitting=sitting(opens_in))
        for opens_in in (-timedelta(days=2), timedelta(days=2), -timedelta(minutes=5))
    )
    request = rf.get("/my/")
    request.user = candidate.user

    _, context = cards.candidate_section(request)

    assert [entry["registration"] for entry in context["sittings"]] == [now, early, late]


def test_an_invigilator_finds_todays_sittings_on_my_page(db, client):
    today, later = sitting(-timedelta(minutes=1)), sitting(timedelta(days=3))
    client.force_login(UserFactory(role="invigilator"))

    html = client.get("/my/").content.decode()

    assert f"/invigilate/{today.pk}/" in html
    assert f"/invigilate/{later.pk}/" not in html


def test_the_front_page_counts_down_to_the_persons_own_sitting(db, rf):
    sitting(timedelta(days=1))
    own = RegistrationFactory(sitting=sitting(timedelta(days=2, hours=3, minutes=1)))
    request = rf.get("/")
    request.user = own.candidate.user

    _, context = cards.next_sitting(request)

    assert context["registration"] == own
    assert context["opens_in"] == "2 天 3 小时"


def test_the_front_page_is_silent_when_nothing_is_ahead(db, rf):
    sitting(-timedelta(days=3))
    request = rf.get("/")
    request.user = UserFactory()

    assert cards.next_sitting(request) is None


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(days=6, hours=14, minutes=59), "6 天 14 小时"),
        (timedelta(days=1, minutes=30), "1 天"),
        (timedelta(hours=3, minutes=20), "3 小时 20 分钟"),
        (timedelta(minutes=12, seconds=40), "12 分钟"),
        (timedelta(seconds=59), "不到 1 分钟"),
        (-timedelta(hours=1), "不到 1 分钟"),
    ],
)
def test_a_span_is_said_in_its_two_largest_units(span, words):
    assert in_words(span) == words
