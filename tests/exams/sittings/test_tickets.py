"""Admission tickets: a candidate's own, and all of a sitting in the order they are given out."""

import io

import pypdf
import pytest

from exams.sittings import tickets
from tests.factories import (
    CandidateFactory,
    RegistrationFactory,
    SittingFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def words(data):
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return ["".join(page.extract_text().split()) for page in pages]


@pytest.fixture
def sitting():
    return SittingFactory()


def register(sitting, **kwargs):
    return RegistrationFactory(sitting=sitting, **kwargs)


def test_the_ticket_says_who_where_and_when_and_hides_the_id_number(client, sitting):
    registration = register(sitting, room="第二考场", seat=17)
    candidate = registration.candidate
    client.force_login(candidate.user)

    reply = client.get(f"/exam/{registration.pk}/ticket.pdf")

    assert reply["Content-Type"] == "application/pdf"
    (text,) = words(reply.content)
    for said in (candidate.name, registration.ticket, "第二考场", "17", sitting.exam.title, "120"):
        assert said in text
    assert candidate.masked_id_number in text
    assert candidate.id_number not in text


def test_without_a_seat_it_says_that_it_is_told_on_the_day(client, sitting):
    registration = register(sitting)

    (text,) = words(tickets.one(registration))

    assert text.count("当日公布") == 2


def test_anothers_ticket_is_not_there(client, sitting):
    registration = register(sitting)
    client.force_login(UserFactory(role="candidate"))

    assert client.get(f"/exam/{registration.pk}/ticket.pdf").status_code == 404


def test_my_page_has_the_ticket(client, sitting):
    registration = register(sitting)
    client.force_login(registration.candidate.user)

    assert f"/exam/{registration.pk}/ticket.pdf" in client.get("/my/").content.decode()


def test_all_tickets_come_by_room_and_seat_two_a_page(client, sitting):
    last, first, second = (
        register(sitting, room=room, seat=seat)
        for room, seat in (("第二考场", 1), ("第一考场", 2), ("第一考场", 10))
    )
    client.force_login(UserFactory(role="hr"))

    reply = client.get(f"/invigilate/{sitting.pk}/tickets.pdf")

    pages = words(reply.content)
    assert len(pages) == 2
    assert pages[0].index(first.ticket) < pages[0].index(second.ticket)
    assert last.ticket in pages[1]


def test_tickets_of_a_room_or_a_unit_alone(client, sitting):
    unit = UnitFactory(name="桥头镇")
    mine = register(sitting, candidate=CandidateFactory(unit=unit), room="第一考场", seat=1)
    other = register(sitting, room="第二考场", seat=1)
    client.force_login(UserFactory(role="invigilator"))

    for query in ({"room": "第一考场"}, {"unit": unit.pk}):
        reply = client.get(f"/invigilate/{sitting.pk}/tickets.pdf", query)
        (text,) = words(reply.content)
        assert mine.ticket in text
        assert other.ticket not in text


def test_very_many_are_printed_in_parts(client, sitting, monkeypatch):
    monkeypatch.setattr(tickets, "MOST", 1)
    for seat in (1, 2):
        register(sitting, room="第一考场", seat=seat)
    client.force_login(UserFactory(role="hr"))

    reply = client.get(f"/invigilate/{sitting.pk}/tickets.pdf", follow=True)

    html = reply.content.decode()
    assert "?room=" in html
    assert "?unit=" in html
    assert f'href="/invigilate/{sitting.pk}/tickets.pdf"' not in html


def test_the_overview_has_a_word_for_an_empty_sitting(client, sitting):
    client.force_login(UserFactory(role="hr"))

    html = client.get(f"/invigilate/{sitting.pk}/tickets/").content.decode()
    assert 'class="empty"' in html


@pytest.mark.parametrize("role", ["candidate", "trainer", "reviewer"])
def test_others_get_no_list_of_tickets(client, sitting, role):
    client.force_login(UserFactory(role=role))

    for end in ("tickets/", "tickets.pdf"):
        assert client.get(f"/invigilate/{sitting.pk}/{end}").status_code == 403
