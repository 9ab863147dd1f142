"""What a candidate does in the exam room, for tests in a real browser."""

import re
from datetime import timedelta

from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone

from exams.sittings import invigilating
from exams.sittings.models import Attempt
from tests.factories import UserFactory

SAVE = re.compile(r"/room/\d+/save/")
STATE = re.compile(r"/room/\d+/state/")
BEAT = re.compile(r"/room/\d+/beat/")
SOON = 8_000  # an act of the invigilator shows within 5 s; a loaded machine may be slower
ROOM = re.compile(r"/room/\d+/\w+/")


def sign_in(context, user, url):
    """A session cookie as signing in would have left it."""
    client = Client()
    client.force_login(user)
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}]
    )


def enter(page, attempt, live_server):
    sign_in(page.context, attempt.registration.candidate.user, live_server.url)
    page.goto(f"/room/{attempt.pk}/")
    page.wait_for_selector("html[data-ready]")


def choose(page, position, letter):
    page.locator(f"#item-{position} input[value={letter}]").check()


def mark(page, position):
    return page.locator(f"#item-{position} .mark")


def chosen(page, position):
    return page.evaluate(
        "p => [...document.querySelectorAll(`#item-${p} input:checked`)]"
        ".map(input => input.value).join('')",
        position,
    )


def block(page, pattern=ROOM):
    page.context.route(pattern, lambda route: route.abort())


def unblock(page, pattern=ROOM):
    page.context.unroute(pattern)


def hand_in(page):
    page.locator("#foot button").click()
    page.locator("#review [data-confirm]").click()


def set_deadline(page, attempt, **left):
    """Move the deadline on the server, and let the page look now rather than in a minute."""
    deadline = timezone.now() + timedelta(**left)
    Attempt.objects.filter(pk=attempt.pk).update(deadline=deadline)
    page.evaluate("window.dispatchEvent(new Event('online'))")


def serious(page):
    found = Axe().run(page).response["violations"]
    return [
        (fault["id"], fault["nodes"][0]["html"])
        for fault in found
        if fault["impact"] in ("serious", "critical")
    ]


def faults(page):
    """All that axe-core finds, of whatever weight."""
    found = Axe().run(page).response["violations"]
    return [(fault["id"], fault["nodes"][0]["html"]) for fault in found]


def act(verb, attempt, **kwargs):
    """What an invigilator does to one candidate."""
    actor = UserFactory(role="invigilator")
    done = verb([attempt.registration], cause="设备故障", actor=actor, now=timezone.now(), **kwargs)
    assert done.acted
    assert not done.left_out


def tell(attempt, text, *, everybody=False):
    invigilating.tell(
        attempt.registration.sitting, None if everybody else [attempt.registration], text,
        cause="通知", actor=UserFactory(role="invigilator"), now=timezone.now(),
    )  # fmt: skip


def log(attempt):
    return list(attempt.events.order_by("pk").values_list("number", "position", "answer"))
