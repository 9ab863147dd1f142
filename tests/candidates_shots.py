"""The pictures of docs/candidates.md, taken anew: `python -m tests.shots --docs`.

A sitting that is open is made for the demonstration's candidate, who then writes a little and
hands in, so run it on a data folder of its own (BAIWEN_VAR).
"""

import io
from datetime import timedelta
from pathlib import Path

from django.urls import reverse
from django.utils import timezone
from PIL import Image

FOLDER = Path(__file__).resolve().parents[1] / "docs/images/candidates"
N_COLOURS = 48
NAME = "第三批"


def take(browser, address, accounts, sign_in):
    """Write all pictures into `FOLDER`."""
    registration = prepare(accounts)
    FOLDER.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(
        base_url=address, viewport={"width": 1280, "height": 900}, locale="zh-CN"
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    sign_in(page, "candidate", accounts)
    ticket = context.request.get(reverse("ticket", args=[registration.pk])).body()
    _keep("ticket", _first_page(ticket), (0, 0, 595, 425))
    for name, (lead, *box) in _pictures(registration).items():
        clip = lead(page) or box
        page.wait_for_timeout(500)
        _keep(name, page.screenshot(), clip)
    context.close()
    phone = browser.new_context(
        base_url=address, viewport={"width": 360, "height": 780}, locale="zh-CN"
    ).new_page()
    phone.goto(reverse("practice-room"))
    phone.wait_for_selector("html[data-ready]")
    phone.locator("#item-1 input[value=C]").check()
    phone.wait_for_timeout(500)
    _keep("room-360", phone.screenshot(), (0, 0, 360, 780))
    phone.context.close()


def _keep(name, shot, clip):
    """Cut the picture, (left, top, right, bottom), and keep it small."""
    picture = Image.open(io.BytesIO(shot)).convert("RGB").crop(tuple(map(int, clip)))
    picture = picture.quantize(N_COLOURS, dither=Image.Dither.NONE)
    picture.save(FOLDER / f"{name}.png", optimize=True)


def _first_page(pdf):
    from tests.invigilators_shots import first_page

    return first_page(pdf)


def prepare(accounts):
    """Return the registration of the demonstration's candidate for a sitting that is open."""
    from exams.people.models import Candidate
    from exams.sittings import registering
    from exams.sittings.models import Exam, Sitting

    now = timezone.now()
    candidate = Candidate.objects.filter(user__isnull=False).order_by("user_id").first()
    held = Exam.objects.filter(paper__forms__isnull=False).order_by("pk").first()
    exam = Exam.objects.create(
        title="2026年青禾县行政执法资格考试", paper=held.paper, duration_minutes=120,
        pass_mark=held.pass_mark, issuer=held.issuer,
    )  # fmt: skip
    sitting = Sitting.objects.create(
        exam=exam, name=NAME, opens_at=now - timedelta(minutes=5),
        closes_at=now + timedelta(minutes=55),
    )  # fmt: skip
    registering.register(sitting, [candidate], now=now)
    registration = sitting.registrations.get()
    registration.room, registration.seat = "第一考场", 12
    registration.save()
    return registration


def _pictures(registration):
    def instructions(page):
        page.goto(reverse("sitting-instructions", args=[registration.pk]))
        page.wait_for_selector("#device[data-checked]")

    def device(page):
        instructions(page)
        box = page.locator("#device")
        box.scroll_into_view_if_needed()
        return _around(page, box)

    def practice(page):
        page.goto(reverse("practice-room"))
        page.wait_for_selector("html[data-ready]")

    def room(page):
        instructions(page)
        page.check("[name=accept]")
        page.click(".gate form button")
        page.wait_for_selector("html[data-ready]")
        for n, letter in ((1, "A"), (2, "C")):
            page.locator(f"#item-{n} input[value={letter}]").check()
        page.locator("#item-2 .flag").click()
        page.wait_for_timeout(800)

    def offline(page):
        page.context.set_offline(True)
        page.locator("#item-3 input[value=A]").check()
        page.wait_for_timeout(1500)
        page.evaluate("window.scrollTo(0, 0)")

    def review(page):
        page.context.set_offline(False)
        page.wait_for_timeout(4000)
        page.locator("#foot button").click()

    def receipt(page):
        page.locator("#review [data-confirm]").click()
        page.wait_for_selector(".receipt [data-field=url]")
        page.goto(page.locator(".receipt [data-field=url]").get_attribute("href"))
        page.evaluate("window.scrollTo(0, 150)")
        return _around(page, page.locator(".receipt"))

    def check(page):
        attempt = registration.__class__.objects.get(pk=registration.pk).attempt
        seal = attempt.last_seal
        page.goto(f"{reverse('receipt-check')}?receipt={seal.receipt}&head={seal.head[:16]}")

    return {
        "instructions": (instructions, 0, 60, 1280, 900),
        "device": (device,),
        "practice": (practice, 0, 0, 1280, 760),
        "room": (room, 0, 0, 1280, 900),
        "offline": (offline, 0, 0, 1280, 640),
        "review": (review, 200, 100, 1080, 800),
        "receipt": (receipt,),
        "check": (check, 80, 60, 900, 820),
    }


def _around(page, element):
    """The element's place on the picture, with a little around it."""
    box = element.bounding_box()
    left, top = max(0, box["x"] - 12), max(0, box["y"] - 12)
    return left, top, box["x"] + box["width"] + 12, min(900, box["y"] + box["height"] + 12)
