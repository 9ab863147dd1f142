"""Before and after the paper in a real browser: rules, device check, practice, receipt, check."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from exams.sittings import delivery
from exams.sittings.models import AnswerEvent, Attempt
from tests.browser.room import sign_in
from tests.factories import AttemptFactory, RegistrationFactory


@pytest.fixture
def registration(transactional_db):
    return RegistrationFactory()


def violations(page):
    return [
        (fault["id"], fault["nodes"][0]["html"]) for fault in Axe().run(page).response["violations"]
    ]


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def instructions(page, registration, live_server):
    sign_in(page.context, registration.candidate.user, live_server.url)
    page.goto(f"/exam/{registration.pk}/")


def checked(page):
    page.wait_for_selector("#device[data-checked]")


def test_the_device_check_says_that_all_is_well(page, registration, live_server):
    instructions(page, registration, live_server)
    checked(page)

    expect(page.locator("#device [data-summary]")).to_contain_text("符合考试要求")
    expect(page.locator("#device .tag.ok")).to_have_count(5)
    assert violations(page) == []


def test_a_wrong_clock_and_a_lost_network_are_told_and_never_block(page, registration, live_server):
    page.add_init_script("const now = Date.now.bind(Date); Date.now = () => now() + 3600000;")
    instructions(page, registration, live_server)
    checked(page)
    expect(page.locator("[data-check=clock]")).to_contain_text("快 60 分钟")
    expect(page.locator("[data-check=connection] .tag.ok")).to_be_visible()

    page.context.route("**/room/now/", lambda route: route.abort())
    page.get_by_role("button", name="重新检测").click()

    expect(page.locator("[data-check=connection]")).to_contain_text("服务器没有响应")
    expect(page.get_by_role("button", name="开始考试")).to_be_enabled()


def test_a_browser_that_keeps_nothing_is_told_what_to_do(page, registration, live_server):
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { get() { throw 1; } });")
    instructions(page, registration, live_server)
    checked(page)

    expect(page.locator("[data-check=storage]")).to_contain_text("普通窗口")


def test_without_the_box_ticked_the_browser_does_not_start(page, registration, live_server):
    instructions(page, registration, live_server)
    page.get_by_role("button", name="开始考试").click()
    assert page.url.endswith(f"/exam/{registration.pk}/")
    assert not Attempt.objects.exists()

    page.get_by_label("我已阅读").check()
    page.get_by_role("button", name="开始考试").click()
    page.wait_for_url("**/room/*/")


def test_the_instructions_fit_a_phone(phone, registration, live_server):
    instructions(phone, registration, live_server)
    checked(phone)

    assert fits(phone)
    assert violations(phone) == []


def test_practice_is_the_room_and_stores_nothing(page, transactional_db):
    page.goto("/practice-room/")
    page.wait_for_selector("html[data-ready]")
    assert violations(page) == []
    sent = []
    page.on("request", lambda request: sent.append(request.url))

    page.locator("#item-1 input[value=B]").check()
    expect(page.locator("#item-1 .mark")).to_contain_text("已保存")
    page.locator("#item-7 textarea").fill("今天晴。")
    expect(page.locator("#item-7 .mark")).to_contain_text("已保存")
    page.locator("#foot button").click()
    page.locator("#review [data-confirm]").click()

    expect(page.locator(".receipt")).to_contain_text("仅为示例")
    expect(page.locator(".receipt")).to_contain_text("2 / 9")
    assert violations(page) == []
    assert [url for url in sent if "/static/" not in url] == []
    assert not AnswerEvent.objects.exists()


def test_practice_fits_a_phone(phone, transactional_db):
    phone.goto("/practice-room/")
    phone.wait_for_selector("html[data-ready]")

    assert fits(phone)
    assert violations(phone) == []


@pytest.fixture
def seal(transactional_db):
    attempt = AttemptFactory()
    token = delivery.open_token(attempt)
    delivery.save(attempt.pk, token, number=1, position=1, answer="B", now=timezone.now())
    return delivery.submit(attempt, now=timezone.now()).last_seal


@pytest.mark.parametrize("width", ["page", "phone"])
def test_the_receipt_is_checked_by_anybody(request, seal, live_server, width, settings):
    settings.SITE_URL = live_server.url
    page = request.getfixturevalue(width)
    sign_in(page.context, seal.attempt.registration.candidate.user, live_server.url)
    page.goto(f"/receipt/{seal.attempt_id}/")
    assert fits(page)
    assert violations(page) == []

    page.context.clear_cookies()
    page.get_by_role("link", name="核验本回执").click()

    expect(page.locator(".verdict.ok")).to_contain_text("回执真实有效")
    page.locator("summary").click()
    expect(page.locator("pre").first).to_contain_text(seal.head)
    assert fits(page)
    assert violations(page) == []

    page.get_by_label("作答日志摘要").fill("0" * 16)
    page.get_by_role("button", name="核验").click()
    expect(page.locator(".verdict.bad")).to_be_visible()
    assert violations(page) == []


def test_the_countdown_page_before_the_opening_has_the_check_too(page, registration, live_server):
    sitting = registration.sitting
    sitting.opens_at = timezone.now() + timedelta(hours=2)
    sitting.save()

    instructions(page, registration, live_server)
    checked(page)

    expect(page.get_by_role("link", name="练习卷")).to_be_visible()
    assert violations(page) == []


def test_an_exam_in_safe_exam_browser_says_so(page, registration, live_server):
    exam = registration.sitting.exam
    exam.requires_seb = True
    exam.save()

    instructions(page, registration, live_server)
    checked(page)

    link = page.get_by_role("link", name="用 Safe Exam Browser 打开")
    assert link.get_attribute("href").startswith("seb://")
    assert violations(page) == []
