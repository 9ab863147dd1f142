"""An invigilator in a real browser: the board keeps itself up to date."""

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from exams.sittings import delivery
from tests.factories import AttemptFactory, UserFactory


@pytest.fixture
def attempt(transactional_db):
    return AttemptFactory()


def open_board(page, attempt, live_server):
    client = Client()
    client.force_login(UserFactory(role="invigilator"))
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page.goto(f"/invigilate/{attempt.registration.sitting_id}/")


def test_the_board_follows_the_candidates(page, attempt, live_server):
    open_board(page, attempt, live_server)
    expect(page.locator("#board")).to_contain_text("0 / 3")

    token = delivery.open_token(attempt)
    delivery.save(attempt.pk, token, number=1, position=2, answer="AC", now=timezone.now())
    expect(page.locator("#board")).to_contain_text("1 / 3", timeout=20_000)

    delivery.submit(attempt, now=timezone.now())
    expect(page.locator("#board tbody")).to_contain_text("已交卷", timeout=20_000)


def test_the_board_says_when_it_cannot_be_refreshed(page, attempt, live_server):
    open_board(page, attempt, live_server)

    page.context.set_offline(True)
    expect(page.locator("#lost")).to_be_visible(timeout=20_000)

    page.context.set_offline(False)
    expect(page.locator("#lost")).to_be_hidden(timeout=20_000)


def test_the_board_prints_as_an_attendance_list(page, attempt, live_server):
    open_board(page, attempt, live_server)

    page.emulate_media(media="print")

    expect(page.get_by_role("columnheader", name="签名")).to_be_visible()
    expect(page.get_by_role("columnheader", name="剩余分钟")).to_be_hidden()
    expect(page.locator(".bar")).to_be_hidden()


def test_the_board_fits_a_phone(phone, attempt, live_server):
    open_board(phone, attempt, live_server)

    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    expect(phone.locator("#board tbody")).to_contain_text(attempt.registration.candidate.name)
