"""An invigilator in a real browser: the board keeps itself up to date, and acts reach people."""

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from exams.sittings import delivery, watching
from exams.sittings.models import Intervention
from tests.browser.room import faults
from tests.factories import AttemptFactory, RegistrationFactory, UserFactory


@pytest.fixture
def attempt(transactional_db):
    watching.forget_all()
    return AttemptFactory()


@pytest.fixture
def others(attempt):
    """Two more of the same sitting, not started."""
    sitting = attempt.registration.sitting
    return [RegistrationFactory(sitting=sitting, room="第二考场", seat=n) for n in (1, 2)]


def sign_in(page, live_server, role="invigilator"):
    client = Client()
    client.force_login(UserFactory(role=role))
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )


def open_board(page, attempt, live_server):
    sign_in(page, live_server)
    page.goto(f"/invigilate/{attempt.registration.sitting_id}/")


def row(page, registration):
    return page.locator(f"#row-{registration.pk}")


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


def test_ticks_and_the_focus_survive_each_refresh(page, attempt, others, live_server):
    open_board(page, attempt, live_server)
    box = row(page, attempt.registration).locator("[name=who]")
    box.check()
    box.focus()
    expect(page.locator(".toolbar .chosen")).to_have_text("已选 1 人")

    token = delivery.open_token(attempt)
    delivery.save(attempt.pk, token, number=1, position=2, answer="AC", now=timezone.now())
    expect(page.locator("#board")).to_contain_text("1 / 3", timeout=20_000)

    expect(box).to_be_checked()
    expect(box).to_be_focused()
    page.locator("[data-pick-all]").check()
    expect(page.locator(".toolbar .chosen")).to_have_text("已选 3 人")
    page.get_by_role("button", name="取消选择").click()
    expect(page.locator(".toolbar .chosen")).to_have_text("未选择考生")
    expect(box).not_to_be_checked()


def test_extra_time_for_a_selection_says_whom_it_reached_and_shows(
    page, attempt, others, live_server
):
    delivery.submit(
        AttemptFactory(registration=others[0]), now=timezone.now()
    )  # handed in: to be left out
    open_board(page, attempt, live_server)
    page.locator("[data-pick-all]").check()
    page.get_by_role("button", name="补时").click()

    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("对 3 名考生")
    dialog.get_by_label("分钟").fill("30")
    dialog.get_by_role("button", name="补时").click()
    # Without a cause the browser itself asks for one; nothing is sent.
    expect(dialog.get_by_label("分钟")).to_be_visible()
    assert not Intervention.objects.exists()
    dialog.get_by_label("网络故障").check()
    dialog.get_by_role("button", name="补时").click()

    expect(dialog).to_contain_text("已对 2 名考生执行。")
    expect(dialog).to_contain_text("试卷已交卷")
    expect(dialog).to_contain_text(others[0].candidate.name)
    expect(row(page, attempt.registration)).to_contain_text("+30")
    dialog.get_by_role("button", name="关闭").click()
    expect(dialog).to_be_hidden()
    # Whoever was chosen still is.
    expect(page.locator(".toolbar .chosen")).to_have_text("已选 3 人")


def test_a_message_to_everybody_is_asked_for_and_sent(page, attempt, others, live_server):
    open_board(page, attempt, live_server)
    page.get_by_role("button", name="消息").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("对本场次全体考生（3 人）")

    dialog.get_by_label("消息").fill("还有三十分钟。")
    dialog.get_by_label("其他事由").check()
    dialog.get_by_role("button", name="消息").click()
    expect(dialog).to_contain_text("请用几个字写明事由")
    dialog.get_by_label("补充说明").fill("提前告知")
    dialog.get_by_role("button", name="消息").click()

    expect(dialog).to_contain_text("已对本场次全体考生执行。")
    kept = Intervention.objects.get()
    assert (kept.text, kept.cause, kept.registration) == ("还有三十分钟。", "提前告知", None)


def test_the_dialog_is_left_by_escape_with_nothing_done(page, attempt, live_server):
    open_board(page, attempt, live_server)
    row(page, attempt.registration).locator("[name=who]").check()
    page.get_by_role("button", name="收卷").click()
    expect(page.get_by_role("dialog")).to_be_visible()

    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_be_hidden()
    assert not Intervention.objects.exists()


def test_the_board_narrows_as_one_types_and_keeps_the_choice(page, attempt, others, live_server):
    open_board(page, attempt, live_server)
    row(page, attempt.registration).locator("[name=who]").check()

    page.get_by_label("考场").select_option("第二考场")

    expect(page.locator("#board tbody tr")).to_have_count(2)
    expect(page.locator(".toolbar .chosen")).to_have_text("已选 1 人（未显示 1 人）")
    assert "room=" in page.url
    assert "room=" in page.get_by_role("link", name="签到表").get_attribute("href")
    page.get_by_label("姓名或者准考证号").fill(others[1].ticket)
    expect(page.locator("#board tbody tr")).to_have_count(1)
    page.reload()
    expect(page.locator("#board tbody tr")).to_have_count(1)
    page.get_by_label("姓名或者准考证号").fill("无此人")
    expect(page.locator("#board")).to_contain_text("没有符合条件的考生")
    page.get_by_label("姓名或者准考证号").fill("")
    page.get_by_label("考场").select_option("")
    expect(page.locator("#board tbody tr")).to_have_count(3)


def test_a_candidates_page_acts_and_shows_what_was_done(page, attempt, live_server):
    open_board(page, attempt, live_server)
    page.get_by_role("link", name=attempt.registration.candidate.name).click()
    page.get_by_role("button", name="记事").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("记事").fill("换过鼠标")
    dialog.get_by_role("button", name="记事").click()
    dialog.get_by_role("button", name="关闭").click()

    expect(page.locator(".timeline")).to_contain_text("换过鼠标")


def test_without_script_the_acts_are_pages(chromium, attempt, live_server):
    context = chromium.new_context(
        base_url=live_server.url, locale="zh-CN", java_script_enabled=False
    )
    page = context.new_page()
    open_board(page, attempt, live_server)
    page.locator("[name=who]").check()
    page.get_by_role("button", name="暂停").click()
    page.get_by_label("设备故障").check()
    page.get_by_role("button", name="暂停").click()

    expect(page.locator(".messages")).to_contain_text("已对 1 名考生执行。")
    expect(page.locator("#board tbody")).to_contain_text("已暂停")
    context.close()


def test_the_board_and_its_dialog_fit_a_phone(phone, attempt, others, live_server):
    open_board(phone, attempt, live_server)

    def fits():
        return phone.evaluate("document.documentElement.scrollWidth") <= 360

    assert fits()
    expect(phone.locator("#board tbody")).to_contain_text(attempt.registration.candidate.name)
    row(phone, attempt.registration).locator("[name=who]").check()
    phone.get_by_role("button", name="补时").click()
    dialog = phone.get_by_role("dialog")
    expect(dialog.get_by_label("分钟")).to_be_visible()
    box = dialog.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    sitting = attempt.registration.sitting_id
    for path in ("rooms/", "files/", f"candidate/{attempt.registration_id}/"):
        phone.goto(f"/invigilate/{sitting}/{path}")
        assert fits(), path


def test_axe_finds_nothing_on_the_invigilators_pages(page, attempt, others, live_server):
    open_board(page, attempt, live_server)
    assert faults(page) == []
    row(page, attempt.registration).locator("[name=who]").check()
    page.get_by_role("button", name="补时").click()
    expect(page.get_by_role("dialog").get_by_label("分钟")).to_be_visible()
    assert faults(page) == []
    sitting = attempt.registration.sitting_id
    for path in ("rooms/", "files/", "act/message/", f"candidate/{attempt.registration_id}/"):
        page.goto(f"/invigilate/{sitting}/{path}")
        assert faults(page) == [], path
