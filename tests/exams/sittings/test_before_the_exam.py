"""Before the exam: rules to accept, device check, practice paper."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from exams.sittings import practice
from exams.sittings.models import Attempt
from questionbank.kinds import KINDS
from tests.factories import AttemptFactory, RegistrationFactory, SittingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def registration(client):
    registration = RegistrationFactory()
    client.force_login(registration.candidate.user)
    return registration


def test_the_rules_stand_on_the_page_with_a_box_that_must_be_ticked(client, registration):
    html = client.get(f"/exam/{registration.pk}/").content.decode()

    assert re.search(r'<input type="checkbox" name="accept" required', html)
    assert "考场规则" in html


@pytest.mark.parametrize("sent", [{}, {"accept": ""}])
def test_without_the_rules_accepted_nothing_starts(client, registration, sent):
    reply = client.post(f"/exam/{registration.pk}/start/", sent, follow=True)

    if "accept" not in sent:
        assert not Attempt.objects.exists()
        assert "请先阅读规则" in reply.content.decode()


def test_a_prepared_start_asks_for_the_rules_as_well(client, registration):
    from exams.sittings.preparing import prepare_due

    prepare_due(now=timezone.now())

    client.post(f"/exam/{registration.pk}/start/")

    assert not Attempt.objects.exists()


def test_who_has_started_is_not_asked_again(client):
    attempt = AttemptFactory()
    client.force_login(attempt.registration.candidate.user)

    html = client.get(f"/exam/{attempt.registration_id}/").content.decode()
    reply = client.post(f"/exam/{attempt.registration_id}/start/")

    assert 'name="accept"' not in html
    assert reply["Location"] == f"/room/{attempt.pk}/"


def test_device_check_ticket_and_practice_are_offered_before_the_start(client):
    for opens_in in (timedelta(hours=1), -timedelta(minutes=5)):
        sitting = SittingFactory(opens_at=timezone.now() + opens_in)
        registration = RegistrationFactory(sitting=sitting)
        client.force_login(registration.candidate.user)

        html = client.get(f"/exam/{registration.pk}/").content.decode()

        for said in ("sittings/device.js", "/practice-room/", "ticket.pdf", "<noscript>"):
            assert said in html


def test_the_servers_time_costs_no_statement(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        reply = client.get("/room/now/")

    assert set(reply.json()) == {"now"}
    assert "no-store" in reply["Cache-Control"]


def test_the_practice_paper_has_every_kind_and_is_the_room_itself(client):
    reply = client.get("/practice-room/")

    assert {item["kind"] for item in practice.ITEMS} == set(KINDS) - {"case"}
    assert any(item["case"] for item in practice.ITEMS)
    assert "sittings/room.html" in [template.name for template in reply.templates]
    html = reply.content.decode()
    assert html.count("data-position=") == len(practice.ITEMS)
    assert "不在服务器上保存" in html


def test_the_practice_paper_asks_no_address_of_the_room(client):
    data = client.get("/practice-room/").context["data"]

    assert all(url.startswith("practice:") for url in data["urls"].values())
    assert data["practice"] is True


def test_the_practice_paper_gives_the_script_what_the_room_gives(client, desk):
    client.force_login(desk.user)
    room = client.get(f"/room/{desk.attempt.pk}/").context

    rehearsal = client.get("/practice-room/").context

    assert set(rehearsal["data"]) >= set(room["data"])
    assert rehearsal["words"] == room["words"]


def test_practice_stores_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        reply = client.post("/practice-room/", {"shown": "1", "item-1": "B", "keep": "1"})

    html = reply.content.decode()
    assert re.search(r'name="item-1" value="B"[^>]* checked', html)
    assert "正式考试中" in html
