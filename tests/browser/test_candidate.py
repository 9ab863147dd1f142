"""A candidate in a real browser: from sign-in to the receipt, whatever happens on the way."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import expect

from exams.sittings import delivery
from exams.sittings.models import AnswerEvent, Attempt, LateAnswer
from tests.browser.room import (
    SAVE,
    STATE,
    block,
    choose,
    chosen,
    enter,
    hand_in,
    mark,
    serious,
    set_deadline,
    sign_in,
    unblock,
)
from tests.conftest import CHROMIUM, CHROMIUM_FLAGS
from tests.factories import PASSWORD, AttemptFactory, RegistrationFactory, SittingFactory


@pytest.fixture(autouse=True)
def _fresh_cache(db):
    cache.clear()


@pytest.fixture
def attempt(transactional_db):
    return AttemptFactory()


# The way through


@pytest.mark.parametrize("device", ["page", "phone"])
def test_a_candidate_signs_in_answers_looks_over_and_hands_in(request, device, transactional_db):
    page = request.getfixturevalue(device)
    registration = RegistrationFactory()
    page.goto("/sign-in/")
    page.fill("[name=username]", registration.candidate.user.username)
    page.fill("[name=password]", PASSWORD)
    page.locator("main button").first.click()
    page.get_by_role("link", name="进入考试").click()
    page.get_by_label("我已阅读").check()
    page.get_by_role("button", name="开始考试").click()
    page.wait_for_selector("html[data-ready]")

    expect(mark(page, 1)).to_have_text("未作答")
    choose(page, 1, "B")
    expect(mark(page, 1)).to_have_text("已保存")
    choose(page, 2, "A")
    choose(page, 2, "C")
    expect(mark(page, 2)).to_have_text("已保存")
    page.locator("#item-3 .flag").click()
    expect(page.locator("#sum")).to_have_text("已答 2　未答 1　标记 1")
    expect(page.locator("#saved")).to_contain_text("最近保存")

    page.locator("#foot button").click()
    review = page.locator("#review")
    expect(review).to_contain_text("未作答 1 题")
    expect(review).to_contain_text("标记为稍后检查 1 题")
    review.locator("a").first.click()
    expect(review).to_be_hidden()
    choose(page, 3, "A")
    expect(mark(page, 3)).to_have_text("已保存")
    hand_in(page)

    expect(page.locator("#receipt-title")).to_have_text("已交卷")
    attempt = Attempt.objects.get()
    expect(page.locator("main")).to_contain_text(attempt.receipt)
    expect(page.locator("main")).to_contain_text("3 / 3")
    assert attempt.answers() == {1: "B", 2: "AC", 3: "A"}
    page.get_by_role("link", name="回执页面").click()
    expect(page.locator("main")).to_contain_text(attempt.receipt)


def test_whoever_waits_at_the_door_is_let_in_when_the_sitting_opens(
    page, transactional_db, live_server
):
    opens_at = timezone.now() + timedelta(seconds=8)
    registration = RegistrationFactory(
        sitting=SittingFactory(opens_at=opens_at, closes_at=opens_at + timedelta(hours=1))
    )
    sign_in(page.context, registration.candidate.user, live_server.url)
    page.goto(f"/exam/{registration.pk}/")

    expect(page.get_by_role("button", name="开始考试")).to_be_visible(timeout=30_000)
    assert timezone.now() >= opens_at


def test_everything_works_by_keyboard(page, attempt, live_server):
    enter(page, attempt, live_server)

    page.locator("#item-1 fieldset input").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert chosen(page, 1) == "C"
    page.keyboard.press("Tab")
    expect(page.locator("#item-2 .flag")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("#item-2 .flag")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert chosen(page, 2) == "A"
    expect(mark(page, 2)).to_have_text("已保存")
    page.locator("#foot button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#review h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#review")).to_be_hidden()
    assert attempt.answers() == {1: "C", 2: "A"}


def test_the_answer_sheet_says_the_state_of_each_item_and_leads_there(phone, attempt, live_server):
    enter(phone, attempt, live_server)
    choose(phone, 1, "B")
    expect(mark(phone, 1)).to_have_text("已保存")
    phone.locator("#item-2 .flag").click()

    phone.locator("#open-sheet").click()
    sheet = phone.locator("#sheet-dialog")
    expect(sheet.get_by_role("link", name="第 1 题：已作答", exact=True)).to_be_visible()
    expect(sheet.get_by_role("link", name="第 2 题：未作答，已标记", exact=True)).to_be_visible()
    sheet.get_by_role("link", name="第 3 题：未作答").click()

    expect(sheet).to_be_hidden()
    expect(phone.locator("#item-3")).to_be_focused()


# Cuts


def test_d1_answers_given_without_a_network_are_kept_and_sent_in_order(page, attempt, live_server):
    enter(page, attempt, live_server)
    page.context.set_offline(True)
    for position, letter in [(1, "A"), (1, "B"), (2, "C"), (3, "A")]:
        choose(page, position, letter)

    expect(mark(page, 2)).to_have_text("待上传（已存在本机）")
    expect(page.locator("#notices")).to_contain_text("网络已断开")
    expect(page.locator("#notices")).to_contain_text("尚有 4 题待上传")
    expect(page.locator("#saved")).to_contain_text("离线")
    assert not AnswerEvent.objects.exists()

    page.context.set_offline(False)

    expect(mark(page, 3)).to_have_text("已保存")
    expect(page.locator("#notices")).to_be_empty()
    assert list(AnswerEvent.objects.values_list("number", "position", "answer")) == [
        (1, 1, "A"),
        (2, 1, "B"),
        (3, 2, "C"),
        (4, 3, "A"),
    ]


def test_d2_a_reply_lost_after_the_commit_leaves_one_row(page, attempt, live_server):
    enter(page, attempt, live_server)
    lost = []

    def lose_the_first(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch())
        return route.abort()

    page.context.route(SAVE, lose_the_first)
    choose(page, 1, "B")

    expect(mark(page, 1)).to_have_text("已保存")
    assert lost[0].status == 200
    assert list(AnswerEvent.objects.values_list("number", "answer")) == [(1, "B")]


def test_d4_a_reload_resumes_with_all_answers_and_sends_what_was_unsent(page, attempt, live_server):
    enter(page, attempt, live_server)
    choose(page, 1, "B")
    expect(mark(page, 1)).to_have_text("已保存")
    before = page.locator("#item-2 fieldset").inner_text()
    block(page, SAVE)
    choose(page, 2, "A")
    choose(page, 2, "D")
    choose(page, 1, "C")
    expect(mark(page, 2)).to_have_text("待上传（已存在本机）")

    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.wait_for_selector("html[data-ready]")

    # Shown, and not called saved: the server has not acknowledged it.
    assert (chosen(page, 1), chosen(page, 2)) == ("C", "AD")
    expect(mark(page, 2)).to_have_text("待上传（已存在本机）")
    assert page.locator("#item-2 fieldset").inner_text() == before
    assert attempt.answers() == {1: "B"}

    unblock(page, SAVE)

    expect(mark(page, 2)).to_have_text("已保存")
    expect(mark(page, 1)).to_have_text("已保存")
    assert attempt.answers() == {1: "C", 2: "AD"}


def test_d4_a_browser_that_was_closed_resumes_with_what_it_had_not_sent(
    chromium, attempt, live_server, tmp_path
):
    def launch():
        return chromium.browser_type.launch_persistent_context(
            tmp_path, executable_path=CHROMIUM, args=CHROMIUM_FLAGS, base_url=live_server.url,
            locale="zh-CN",
        )  # fmt: skip

    context = launch()
    enter(context.pages[0], attempt, live_server)
    choose(context.pages[0], 1, "A")
    expect(mark(context.pages[0], 1)).to_have_text("已保存")
    block(context.pages[0], SAVE)
    choose(context.pages[0], 3, "B")
    expect(mark(context.pages[0], 3)).to_have_text("待上传（已存在本机）")
    context.close()
    assert attempt.answers() == {1: "A"}

    context = launch()
    enter(context.pages[0], attempt, live_server)

    assert chosen(context.pages[0], 3) == "B"
    expect(mark(context.pages[0], 3)).to_have_text("已保存")
    assert attempt.answers() == {1: "A", 3: "B"}
    context.close()


def test_d5_the_later_tab_writes_and_the_earlier_says_so(page, attempt, live_server):
    enter(page, attempt, live_server)
    choose(page, 1, "A")
    expect(mark(page, 1)).to_have_text("已保存")
    block(page, STATE)  # it learns it from its own save
    later = page.context.new_page()
    later.goto(f"/room/{attempt.pk}/")
    later.wait_for_selector("html[data-ready]")

    choose(page, 2, "B")
    expect(page.locator("#notices")).to_contain_text("已在别处重新打开")
    expect(page.locator("#saved")).to_contain_text("已停止")
    expect(page.locator("#item-1 fieldset input").first).to_be_disabled()
    assert chosen(page, 2) == "B"
    choose(later, 3, "A")
    expect(mark(later, 3)).to_have_text("已保存")
    assert attempt.answers() == {1: "A", 3: "A"}

    # Back here: what this page had not sent goes along.
    unblock(page, STATE)
    page.get_by_role("button", name="在此继续").click()
    page.wait_for_selector("html[data-ready]")
    expect(mark(page, 2)).to_have_text("已保存")
    assert attempt.answers() == {1: "A", 2: "B", 3: "A"}


def test_d6_unsent_answers_of_a_first_device_are_offered_never_merged_over_newer_ones(
    page, chromium, attempt, live_server
):
    page.on("dialog", lambda dialog: dialog.accept())
    enter(page, attempt, live_server)
    block(page, SAVE)
    choose(page, 1, "A")
    choose(page, 2, "D")
    expect(mark(page, 2)).to_have_text("待上传（已存在本机）")
    context = chromium.new_context(base_url=live_server.url, locale="zh-CN")
    other = context.new_page()
    enter(other, attempt, live_server)
    choose(other, 1, "C")
    expect(mark(other, 1)).to_have_text("已保存")
    context.close()

    unblock(page, SAVE)
    page.reload()
    page.wait_for_selector("html[data-ready]")

    expect(page.locator("#leftover")).to_contain_text("第 1 题：本机为 A，已保存的为 C")
    expect(page.locator("#leftover")).to_be_in_viewport()
    expect(mark(page, 2)).to_have_text("已保存")
    assert attempt.answers() == {1: "C", 2: "D"}
    page.get_by_role("button", name="用本机的").click()
    expect(page.locator("#leftover")).to_be_hidden()
    expect(mark(page, 1)).to_have_text("已保存")
    assert attempt.answers() == {1: "A", 2: "D"}


# Time


@pytest.mark.parametrize("hours", [-5, 5])
def test_d7_the_clock_of_the_device_changes_nothing(page, attempt, live_server, hours):
    page.add_init_script(
        f"const now = Date.now; window.shift = {hours} * 3600000;"
        "Date.now = () => now() + window.shift;"
    )
    enter(page, attempt, live_server)

    def minutes_left():
        return int(page.locator("#clock span").inner_text().split(":")[0])

    assert minutes_left() in (118, 119)
    page.evaluate("window.shift = -window.shift")
    choose(page, 1, "A")
    expect(mark(page, 1)).to_have_text("已保存")
    page.wait_for_timeout(1200)
    assert minutes_left() in (118, 119)


def test_d13_extra_time_shows_at_the_next_look(page, attempt, live_server):
    enter(page, attempt, live_server)

    set_deadline(page, attempt, minutes=150)

    expect(page.locator("#clock span")).to_have_text(re.compile(r"^1(49|50):"))


def test_d13_extra_time_given_after_the_last_second_opens_the_paper_again(
    page, attempt, live_server
):
    enter(page, attempt, live_server)
    set_deadline(page, attempt, seconds=0)
    expect(page.locator("#item-1 fieldset input").first).to_be_disabled(timeout=15_000)

    set_deadline(page, attempt, minutes=10)

    expect(page.locator("#item-1 fieldset input").first).to_be_enabled()
    choose(page, 1, "B")
    expect(mark(page, 1)).to_have_text("已保存")


def test_the_time_left_is_announced_at_its_marks_only(page, attempt, live_server):
    enter(page, attempt, live_server)
    expect(page.locator("#clock")).to_have_attribute("aria-live", "off")
    set_deadline(page, attempt, minutes=5, seconds=3)

    expect(page.locator("#clock span")).to_have_text(re.compile("^05:0"))
    expect(page.locator("#announcer")).to_be_empty()
    expect(page.locator("#announcer")).to_have_text("还剩 5 分钟", timeout=15_000)


def test_d8_at_the_deadline_input_stops_and_the_server_closes_the_paper(
    page, attempt, live_server, settings
):
    settings.EXAM_GRACE_SECONDS = 2
    enter(page, attempt, live_server)
    choose(page, 1, "B")
    expect(mark(page, 1)).to_have_text("已保存")
    set_deadline(page, attempt, seconds=2)

    expect(page.locator("#notices")).to_contain_text("时间到，已停止作答", timeout=15_000)
    expect(page.locator("#item-2 fieldset input").first).to_be_disabled()
    assert chosen(page, 1) == "B"

    expect(page.locator("#receipt-title")).to_have_text("已交卷", timeout=30_000)
    expect(page.locator(".receipt .tag")).to_have_text("到时自动收卷")
    attempt.refresh_from_db()
    assert attempt.closed_by == "deadline"
    assert attempt.answers() == {1: "B"}


def test_d8_answers_that_wait_at_the_deadline_count_within_the_grace(
    page, attempt, live_server, settings
):
    settings.EXAM_GRACE_SECONDS = 60
    enter(page, attempt, live_server)
    block(page, SAVE)
    choose(page, 1, "B")
    set_deadline(page, attempt, seconds=1)
    expect(page.locator("#notices")).to_contain_text("截止后 60 秒内送达的计入成绩", timeout=15_000)

    unblock(page, SAVE)

    expect(mark(page, 1)).to_have_text("已保存", timeout=30_000)
    assert attempt.answers() == {1: "B"}


def test_d8_answers_that_come_after_the_grace_are_told_plainly_and_kept(
    page, attempt, live_server, settings
):
    settings.EXAM_GRACE_SECONDS = 0
    enter(page, attempt, live_server)
    choose(page, 1, "B")
    expect(mark(page, 1)).to_have_text("已保存")
    block(page, SAVE)
    choose(page, 2, "D")
    set_deadline(page, attempt, seconds=1)
    expect(page.locator("#receipt-title")).to_have_text("已交卷", timeout=30_000)
    expect(page.locator("#notices")).to_contain_text("有 1 题没有上传，已不能计入成绩")

    unblock(page, SAVE)

    expect(page.locator("#notices")).to_contain_text(
        "不计入成绩，监考人员可以看到：第 2 题", timeout=30_000
    )
    assert attempt.answers() == {1: "B"}
    assert LateAnswer.objects.get().answer == "D"


def test_d8_a_browser_that_comes_back_after_closing_says_what_never_arrived(
    page, attempt, live_server
):
    page.on("dialog", lambda dialog: dialog.accept())
    enter(page, attempt, live_server)
    block(page, SAVE)
    choose(page, 2, "D")
    expect(mark(page, 2)).to_have_text("待上传（已存在本机）")
    page.goto("/faq/")
    attempt.refresh_from_db()
    over = attempt.deadline + timedelta(minutes=5)
    delivery.submit(attempt, now=over, closed_by="deadline")

    page.goto(f"/room/{attempt.pk}/")

    expect(page.locator("#unsent")).to_contain_text("没能送达服务器的作答，不计入成绩。题号： 2")


# Devices and sign-ins


def test_d9_a_browser_that_keeps_nothing_works_online_and_says_so(page, attempt, live_server):
    page.add_init_script(
        "Object.defineProperty(window, 'indexedDB', {get() { throw new Error('denied'); }});"
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('denied'); }});"
    )
    enter(page, attempt, live_server)

    expect(page.locator("#notices")).to_contain_text("断网保存未启用")
    choose(page, 1, "B")
    expect(mark(page, 1)).to_have_text("已保存")
    page.locator("#item-1 .flag").click()
    page.context.set_offline(True)
    choose(page, 2, "A")
    expect(mark(page, 2)).to_have_text("待上传（未存在本机）")
    page.context.set_offline(False)
    expect(mark(page, 2)).to_have_text("已保存")


@pytest.mark.parametrize("why", ["no script", "a script that doesn't load"])
def test_d10_without_script_the_form_saves_and_hands_in(chromium, attempt, live_server, why):
    context = chromium.new_context(
        base_url=live_server.url, locale="zh-CN", java_script_enabled=why != "no script"
    )
    context.route("**/room.js", lambda route: route.abort())
    sign_in(context, attempt.registration.candidate.user, live_server.url)
    page = context.new_page()
    page.goto(f"/room/{attempt.pk}/")

    choose(page, 1, "B")
    page.get_by_role("button", name="保存以上作答").first.click()
    expect(page.locator(".messages")).to_contain_text("答案已保存")
    choose(page, 2, "A")
    choose(page, 2, "C")
    page.get_by_role("button", name="交卷").last.click()

    expect(page.locator("h1")).to_have_text("交卷回执")
    assert attempt.answers() == {1: "B", 2: "AC"}
    context.close()


def test_d11_pressing_hand_in_twice_hands_in_once(page, attempt, live_server):
    enter(page, attempt, live_server)
    choose(page, 1, "B")
    page.locator("#foot button").click()
    page.evaluate(
        "() => [1, 2].forEach(() => document.querySelector('#review [data-confirm]').click())"
    )

    expect(page.locator("#receipt-title")).to_have_text("已交卷")
    assert attempt.responses.count() == 3


def test_d12_unsent_answers_go_first_and_nothing_is_final_while_they_cannot(
    page, attempt, live_server
):
    enter(page, attempt, live_server)
    page.context.set_offline(True)
    choose(page, 1, "B")
    hand_in(page)

    expect(page.locator("#review")).to_contain_text("尚未交卷：有 1 题没能上传")
    attempt.refresh_from_db()
    assert attempt.is_running

    page.context.set_offline(False)
    page.locator("#review [data-confirm]").click()

    expect(page.locator("#receipt-title")).to_have_text("已交卷")
    assert attempt.answers() == {1: "B"}


def test_d15_saving_and_handing_in_go_on_when_the_sign_in_has_expired(page, attempt, live_server):
    enter(page, attempt, live_server)
    Session.objects.all().delete()

    choose(page, 1, "B")
    expect(mark(page, 1)).to_have_text("已保存")
    hand_in(page)

    expect(page.locator("#receipt-title")).to_have_text("已交卷")
    attempt.refresh_from_db()
    expect(page.locator("main")).to_contain_text(attempt.receipt)
    # Only now sign-in is asked for.
    page.get_by_role("link", name="回执页面").click()
    page.wait_for_url("**/sign-in/**")


def test_what_the_server_refuses_stays_in_sight_with_words(page, attempt, live_server):
    enter(page, attempt, live_server)
    page.evaluate("document.querySelector('#item-1 fieldset input').value = 'H'")

    page.locator("#item-1 fieldset input").first.check()

    expect(mark(page, 1)).to_have_text("未保存")
    expect(page.locator("#notices")).to_contain_text("请重新选择：第 1 题")
    expect(page.locator("#item-1 fieldset input").first).to_be_checked()
    choose(page, 1, "B")
    expect(mark(page, 1)).to_have_text("已保存")
    expect(page.locator("#notices")).to_be_empty()


def test_a_number_used_elsewhere_is_followed_by_the_next_free_one(page, attempt, live_server):
    enter(page, attempt, live_server)
    attempt.events.create(number=1, position=3, answer="A", received_at=timezone.now())

    choose(page, 1, "B")

    expect(mark(page, 1)).to_have_text("已保存")
    assert attempt.answers() == {1: "B", 3: "A"}


def test_after_the_receipt_nothing_of_the_paper_is_left_on_the_device(page, attempt, live_server):
    enter(page, attempt, live_server)
    page.locator("#item-1 .flag").click()
    choose(page, 1, "B")
    hand_in(page)
    expect(page.locator("#receipt-title")).to_have_text("已交卷")

    kept = page.evaluate(
        """async (attempt) => {
          const { openStore } = await import("/static/sittings/room/store.js");
          const store = await openStore(attempt);
          return [(await store.records()).length, localStorage.length];
        }""",
        attempt.pk,
    )
    assert kept == [0, 0]


# Looks


@pytest.mark.parametrize("device", ["page", "phone"])
def test_the_room_has_no_serious_accessibility_fault(request, device, attempt, live_server):
    page = request.getfixturevalue(device)
    enter(page, attempt, live_server)
    block(page, SAVE)
    choose(page, 1, "B")
    page.locator("#item-2 .flag").click()
    expect(page.locator("#notices")).to_contain_text("网络已断开")
    assert serious(page) == []
    page.locator("#open-sheet").click()
    assert serious(page) == []
    page.keyboard.press("Escape")
    page.locator("#foot button").click()
    assert serious(page) == []
    unblock(page, SAVE)
    page.locator("#review [data-confirm]").click()
    expect(page.locator("#receipt-title")).to_have_text("已交卷")
    assert serious(page) == []


@pytest.mark.parametrize("width", [360, 320])
def test_no_page_of_the_exam_scrolls_sideways_on_a_small_screen(phone, attempt, live_server, width):
    phone.set_viewport_size({"width": width, "height": 780 if width == 360 else 256})
    enter(phone, attempt, live_server)
    paths = [f"/exam/{attempt.registration.pk}/", f"/room/{attempt.pk}/"]
    for path in paths:
        phone.goto(path)
        assert phone.evaluate("document.documentElement.scrollWidth") <= width, path
    delivery.submit(attempt, now=timezone.now())
    phone.goto(f"/receipt/{attempt.pk}/")
    assert phone.evaluate("document.documentElement.scrollWidth") <= width


def test_targets_are_large_enough_for_a_thumb(phone, attempt, live_server):
    enter(phone, attempt, live_server)
    phone.locator("#open-sheet").click()

    for selector in (".opt", "button.flag", "#foot .btn", "#sheet-dialog .grid a"):
        for box in (one.bounding_box() for one in phone.locator(selector).all()):
            assert box["height"] >= 44, selector
