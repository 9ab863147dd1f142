"""Screenshots of every page of every role, at 1280 and 360 px, into var/shots/.

    make shots        (or: python -m tests.shots [--only hr])
    python -m tests.shots --docs      the pictures of the manuals, into docs/images/

Runs on the demonstration's data and makes it where it is missing. Each role signs in with the
demonstration's own name and password, by the form that a person uses.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

WIDTHS = {1280: 900, 360: 780}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", help="one role, e.g. hr")
    parser.add_argument("--docs", action="store_true", help="the pictures of the manuals")
    options = parser.parse_args()
    only = options.only
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    import django

    django.setup()
    from django.conf import settings

    for command in (["migrate", "-v0"], ["demo"]):
        subprocess.run([sys.executable, "manage.py", *command], check=True, cwd=settings.BASE_DIR)
    accounts = json.loads((settings.VAR_DIR / "demo-accounts.json").read_text())["accounts"]
    folder = settings.VAR_DIR / "shots"
    with serving(settings.BASE_DIR) as address, chromium() as browser:
        if options.docs:
            from tests import candidates_shots, invigilators_shots, trainers_shots

            trainers_shots.take(browser, address, accounts, sign_in)
            invigilators_shots.take(browser, address, accounts, sign_in)
            candidates_shots.take(browser, address, accounts, sign_in)
            return
        for role, pages in addresses().items():
            if only not in (None, role):
                continue
            for width, height in WIDTHS.items():
                shoot(browser, address, role, pages, accounts, folder, width, height)


def addresses():
    """{role: {name of the picture: address, or a function that leads there}}."""
    from django.urls import reverse

    from certificates.models import Certificate
    from config.first_county import TITLE
    from exams.papers.models import Blueprint, Paper
    from exams.people.models import Candidate
    from exams.sittings.models import Exam, Registration, Sitting
    from questionbank.models import Item

    exam = Exam.objects.get(title=TITLE)
    candidate = Candidate.objects.filter(user__isnull=False).order_by("user_id").first()
    attempt = candidate.registrations.get(sitting__exam=exam).attempt
    opened = Registration.objects.filter(candidate=candidate).exclude(sitting__exam=exam).last()
    held = exam.sittings.get()
    certificate = Certificate.objects.get(result__attempt=attempt)
    item = Item.objects.filter(kind="single").first()
    return {
        "public": {
            "home": "/",
            "faq": "/faq/",
            "faq-entry": faq_entry(),
            "handbook": "/handbook/",
            "handbook-chapter": handbook_chapter(),
            "statutes": reverse("statute-list"),
            "statute": reverse("statute", args=["administrative-penalty-law"]),
            "syllabus": reverse("syllabus"),
            "powers": reverse("powers"),
            "search": reverse("search") + "?q=听证",
            "search-nothing": reverse("search") + "?q=量子",
            "sign-in": reverse("login"),
            "verify": reverse("certificate-lookup"),
            "verified": reverse("certificate-verify", args=[certificate.code]),
            "not-found": "/no-such-page/",
        },
        "candidate": {
            "desk": reverse("desk"),
            "instructions": reverse("sitting-instructions", args=[opened.pk]),
            "room": in_room(opened, lambda page: None),
            "room-answered": in_room(opened, answer_some),
            "room-offline": in_room(opened, go_offline),
            "room-review": in_room(opened, review),
            "receipt": reverse("receipt", args=[attempt.pk]),
            "receipt-check": f"{reverse('receipt-check')}?receipt={attempt.receipt}",
            "practice": reverse("practice-room"),
            "results": reverse("results"),
            "result": reverse("result", args=[attempt.pk]),
            "password": reverse("password-change"),
        },
        "trainer": {
            "desk": reverse("desk"),
            "items": "/admin/snippets/questionbank/item/",
            "item": f"/admin/snippets/questionbank/item/edit/{item.pk}/",
            "item-new": "/admin/snippets/questionbank/item/add/",
            "blueprints": reverse("wagtailsnippets_papers_blueprint:list"),
            "blueprint": reverse(
                "wagtailsnippets_papers_blueprint:edit", args=[Blueprint.objects.first().pk]
            ),
            "papers": reverse("wagtailsnippets_papers_paper:list"),
            "paper": reverse(
                "wagtailsnippets_papers_paper:inspect", args=[Paper.objects.last().pk]
            ),
            "exams": "/admin/snippets/sittings/exam/",
        },
        "reviewer": {"desk": reverse("desk"), "admin": "/admin/"},
        "invigilator": {
            "desk": reverse("desk"),
            "sittings": reverse("invigilation"),
            "board": reverse("invigilation-board", args=[held.pk]),
            "board-open": reverse("invigilation-board", args=[opened.sitting_id]),
            "candidate": reverse("invigilation-candidate", args=[held.pk, attempt.registration_id]),
            "seats": reverse("sitting-seats", args=[held.pk]),
            "answer-files": reverse("invigilation-files", args=[held.pk]),
            "act": reverse("invigilation-act", args=[held.pk, "message"]),
        },
        "hr": {
            "desk": reverse("desk"),
            "roster": reverse("roster"),
            "roster-import": reverse("roster-upload"),
            "roster-dry-run": upload_roster,
            "sittings": reverse("registration-sittings"),
            "registration": reverse("registration", args=[Sitting.objects.last().pk]),
            "pass-rates": reverse("exam-pass-rates", args=[exam.pk]),
            "people": reverse("exam-people", args=[exam.pk]) + "?standing=failed",
            "certificates": reverse("certificates"),
            "certificates-of-exam": reverse("certificates-of-exam", args=[exam.pk]),
        },
        "administrator": {
            "desk": reverse("desk"),
            "admin": "/admin/",
            "releases": reverse("scoring_releases"),
            "users": "/admin/users/",
        },
    }


def faq_entry():
    from cms.models import FaqPage

    return FaqPage.objects.get(number=13).url


def handbook_chapter():
    from cms.models import HandbookChapterPage

    return HandbookChapterPage.objects.get(number=3).url


def upload_roster(page):
    """A roster with a person to enter, a name to repair and two rows to refuse."""
    page.goto("/hr/roster/import/")
    rows = [
        "姓名,身份证号,单位",
        "沈知秋,990101199205180319,许镇镇",
        "顾　言,990101198811030244,栖禾镇",
    ]
    rows += ["陆远,990101198811030247,枫泽镇", "白露,990101199203040224,栖禾乡"]
    page.set_input_files(
        "[type=file]",
        {"name": "花名册.csv", "mimeType": "text/csv", "buffer": "\n".join(rows).encode()},
    )
    page.click("main form button")
    page.wait_for_url("**/hr/roster/import/*/")


def in_room(registration, act):
    """Enter the exam room as the candidate does, then do something there."""

    def lead(page):
        page.goto(f"/exam/{registration.pk}/")
        for box in page.locator("[name=accept]").all():
            box.check()
        page.click("main .gate form button, main .gate a.btn")
        page.wait_for_url("**/room/**")
        page.wait_for_selector("fieldset")
        act(page)

    return lead


def answer_some(page):
    for n in (1, 2, 3):
        page.locator("fieldset").nth(n).locator("label").nth(1).click()
    page.wait_for_timeout(800)


def go_offline(page):
    page.context.set_offline(True)
    page.locator("fieldset").nth(4).locator("label").first.click()
    page.wait_for_timeout(1500)


def review(page):
    page.context.set_offline(False)
    page.wait_for_timeout(500)
    page.get_by_role("button", name="交卷").last.click()
    page.wait_for_timeout(500)


def shoot(browser, address, role, pages, accounts, folder, width, height):
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": height}, locale="zh-CN"
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    sign_in(page, role, accounts)
    for name, target in pages.items():
        if callable(target):
            target(page)
        else:
            page.goto(target)
        path = folder / role / f"{name}-{width}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, full_page=not callable(target))
        context.set_offline(False)
        print(path, file=sys.stderr)
    context.close()


def sign_in(page, role, accounts):
    mine = next((one for one in accounts if one["role"] == role), None)
    if mine is None:
        return
    page.goto("/sign-in/")
    page.fill("[name=username]", mine["username"])
    page.fill("[name=password]", mine["password"])
    page.click("main form button")
    page.wait_for_url("**/my/**")


@contextmanager
def serving(root):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "manage.py", "runserver", f"127.0.0.1:{port}", "--noreload"],
        cwd=root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            time.sleep(0.5)
            try:
                urllib.request.urlopen(f"{address}/sign-in/", timeout=5).close()
                break
            except OSError:
                continue
        yield address
    finally:
        server.terminate()
        server.wait()


@contextmanager
def chromium():
    from playwright.sync_api import sync_playwright

    from tests.conftest import CHROMIUM, CHROMIUM_FLAGS

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


if __name__ == "__main__":
    main()
