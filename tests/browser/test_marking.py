"""Written answers marked by keyboard: two markers, a third, the release and the result page."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import expect

from exams.scoring.models import Mark, Result
from exams.scoring.releasing import NotReady, release
from tests.browser.room import sign_in
from tests.exams.scoring.written_papers import (
    CASE_SHORT,
    SAID,
    SHORT,
    SINGLE,
    exam,
    handed_in,
    marker,
)

LONG = "第一，告知当事人有要求听证的权利。\n第二，当事人在五日内提出。" + "补充说明很长。" * 120


@pytest.fixture(autouse=True)
def _fresh_cache(db):
    cache.clear()


@pytest.fixture
def made(transactional_db):
    return exam()


@pytest.fixture
def attempt(made):
    return handed_in(made, {SINGLE: [2], SHORT: [SAID], CASE_SHORT: [LONG]})


@pytest.fixture
def sit_down(chromium, live_server):
    """A desktop page of somebody who is signed in: `sit_down(user)`."""
    contexts = []

    def open_page(user, **options):
        options = {"viewport": {"width": 1280, "height": 900}} | options
        context = chromium.new_context(base_url=live_server.url, locale="zh-CN", **options)
        contexts.append(context)
        sign_in(context, user, live_server.url)
        page = context.new_page()
        page.set_default_timeout(10_000)
        return page

    yield open_page
    for context in contexts:
        context.close()


def begin(page, exam):
    page.goto(f"/marking/{exam.pk}/")
    page.get_by_role("button", name="评下一份").click()
    ready(page)


def ready(page):
    page.wait_for_selector("html[data-ready]")


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def save(page):
    """Enter, and wait for what comes."""
    before = page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != before)


def faults(page):
    return [
        (fault["id"], fault["nodes"][0]["html"]) for fault in Axe().run(page).response["violations"]
    ]


def test_a_paper_is_marked_by_keyboard_and_released(made, attempt, sit_down):
    first, second, third = (marker() for _ in range(3))

    page = sit_down(first)
    begin(page, made)
    expect(page.locator(".said")).to_have_text(SAID)
    assert faults(page) == []
    press(page, "2", "1", ".", "1")  # 2, 1.5, 1
    expect(page.locator("[data-total]")).to_contain_text("4.5 / 5")
    save(page)
    ready(page)
    press(page, "2", ".")  # all of 2.5, the whole answer
    save(page)
    assert list(Mark.objects.values_list("points", "by_criterion")) == [
        (4.5, ["2", "1.5", "1"]),
        (2.5, []),
    ]

    page = sit_down(second)
    begin(page, made)
    press(page, "2", "1", "1")  # within a point
    save(page)
    ready(page)
    press(page, "0")  # 2.5 apart
    save(page)
    expect(page.locator(".messages")).to_contain_text("目前没有需要您评阅的答案了")
    with pytest.raises(NotReady):
        release(made, now=timezone.now())
    assert not Result.objects.exists()

    page = sit_down(third)
    begin(page, made)
    expect(page.locator(".said")).to_contain_text("第二，当事人在五日内提出。")
    page.locator("textarea").fill("只答出告知")
    page.locator("input[type=radio]").first.focus()
    press(page, "ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft")
    save(page)
    assert Mark.objects.get(marker=third).points == 1
    page.goto(f"/marking/{made.pk}/differences/")
    expect(page.locator("tbody tr")).to_have_count(1)
    assert faults(page) == []

    release(made, now=timezone.now())
    page = sit_down(attempt.registration.candidate.user)
    page.goto(f"/results/{attempt.pk}/?show=all")
    # The single choice, the mean of 4.5 and 4, the third's point.
    expect(page.locator(".points b")).to_have_text("10.25")
    item = page.locator(f"#item-{CASE_SHORT}")
    expect(item.locator(".said")).to_contain_text("告知当事人有要求听证的权利")
    expect(item.locator(".comment")).to_contain_text("只答出告知")
    expect(item).to_contain_text("1 / 2.5 分")
    expect(page.locator(f"#item-{SHORT}")).to_contain_text("4.25 / 5 分")
    assert faults(page) == []


def test_u_leads_back_to_the_one_before_and_what_is_changed_is_a_new_mark(made, attempt, sit_down):
    page = sit_down(marker())
    begin(page, made)
    address = page.url
    press(page, "2", "2", "1")
    save(page)
    ready(page)
    press(page, "u")
    page.wait_for_url(address)
    ready(page)
    expect(page.locator("[data-total]")).to_contain_text("5 / 5")
    press(page, "ArrowDown", "0")
    save(page)
    assert [mark.points for mark in Mark.objects.order_by("pk")] == [5, 3]


def test_nothing_is_sent_while_points_are_missing_or_too_many(made, attempt, sit_down):
    page = sit_down(marker())
    begin(page, made)
    address = page.url
    press(page, "9", "2", "Enter")  # no criterion has nine
    expect(page.locator("[data-criterion].active legend")).to_contain_text("2.")
    assert page.url == address
    assert not Mark.objects.exists()
    # Letters and digits in the comment are its own.
    page.locator("textarea").fill("")
    page.locator("textarea").press_sequentially("u2.")
    expect(page.locator("textarea")).to_have_value("u2.")
    assert page.url == address


def test_the_comment_grows_with_its_text(made, attempt, sit_down):
    page = sit_down(marker())
    begin(page, made)
    before = page.locator("textarea").bounding_box()["height"]
    page.locator("textarea").fill("一行\n" * 8)
    assert page.locator("textarea").bounding_box()["height"] > before + 80


def test_without_script_answers_are_marked_by_plain_posts(made, attempt, sit_down):
    page = sit_down(marker(), java_script_enabled=False)
    page.goto(f"/marking/{made.pk}/")
    page.get_by_role("button", name="评下一份").click()
    for name, step in (("given-0", "2"), ("given-1", "0.5"), ("given-2", "0")):
        page.locator(f"input[name={name}][value='{step}']").check()
    page.get_by_role("button", name="保存并评下一份").click()
    expect(page.locator(".said")).to_contain_text("第二，当事人在五日内提出。")
    assert Mark.objects.get().points == 2.5


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_the_console_fits_and_has_no_fault(made, attempt, sit_down, width):
    page = sit_down(marker(), viewport={"width": width, "height": 780})
    begin(page, made)
    pages = [page.url, f"/marking/{made.pk}/", f"/marking/{made.pk}/differences/", "/marking/"]
    for address in [*pages, "/my/"]:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert faults(page) == [], address
    page.goto(pages[0])
    for box in (one.bounding_box() for one in page.locator(".steps label").all()):
        assert box["height"] >= 44
        assert box["width"] >= 44
        assert box["x"] + box["width"] <= width
