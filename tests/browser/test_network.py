"""The exam room on a bad network: nothing that a candidate answers is lost, nothing is doubled."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from playwright.sync_api import expect

from cms.immutable import FreezeTable
from exams.sittings.models import AnswerEvent, Incident
from tests.browser.faulty_proxy import FaultyProxy
from tests.browser.room import (
    SAVE,
    SOON,
    block,
    choose,
    chosen,
    enter,
    hand_in,
    log,
    mark,
    sign_in,
    unblock,
)
from tests.factories import AttemptFactory, ExamFactory, form


@pytest.fixture(autouse=True)
def _fresh_cache(db):
    cache.clear()


@pytest.fixture
def attempt(transactional_db):
    kinds = ["single", "multiple", "true_false", "single", "single", "multiple"]
    paper = form(keys=["B", "AC", "A", "A", "D", "BD"], kinds=kinds).paper
    return AttemptFactory(registration__sitting__exam=ExamFactory(paper=paper))


@pytest.fixture
def proxy(live_server):
    with FaultyProxy(live_server.url) as proxy:
        yield proxy


@pytest.fixture
def far(chromium, proxy, attempt):
    """A candidate's page behind the proxy, in the room."""
    context = chromium.new_context(base_url=proxy.url, locale="zh-CN", accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(10_000)
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    go_in(page, attempt, proxy)
    yield page
    proxy.mend()
    context.close()
    assert not errors, errors


def go_in(page, attempt, server):
    sign_in(page.context, attempt.registration.candidate.user, server.url)
    page.goto(f"/room/{attempt.pk}/")
    page.wait_for_selector("html[data-ready]")


def assert_each_once(attempt):
    counts = Counter(AnswerEvent.objects.filter(attempt=attempt).values_list("number", flat=True))
    assert set(counts.values()) <= {1}


# Replies and requests on the way


def test_d2_replies_lost_after_the_commit_are_asked_for_again_and_stored_once(far, proxy, attempt):
    proxy.where = SAVE
    proxy.lose_replies = 2
    choose(far, 1, "B")
    choose(far, 2, "A")
    choose(far, 2, "C")

    expect(mark(far, 2)).to_have_text("已保存", timeout=15_000)
    expect(mark(far, 1)).to_have_text("已保存")
    assert len([1 for _method, path, status in proxy.carried if SAVE.match(path)]) >= 5
    assert log(attempt) == [(1, 1, "B"), (2, 2, "A"), (3, 2, "AC")]


def test_d3_requests_that_a_proxy_doubles_change_nothing(far, proxy, attempt):
    proxy.times = 3
    choose(far, 1, "B")
    choose(far, 1, "C")
    choose(far, 3, "A")
    expect(mark(far, 3)).to_have_text("已保存")
    expect(mark(far, 1)).to_have_text("已保存")
    hand_in(far)

    expect(far.locator("#receipt-title")).to_have_text("已交卷")
    assert log(attempt) == [(1, 1, "B"), (2, 1, "C"), (3, 3, "A")]
    assert attempt.responses.count() == 6
    assert attempt.seals.count() == 1


def test_d1_a_slow_network_shows_what_is_not_saved_yet(far, proxy, attempt):
    proxy.seconds = 2
    choose(far, 1, "B")

    expect(mark(far, 1)).to_have_text("保存中")
    assert not AnswerEvent.objects.exists()
    expect(mark(far, 1)).to_have_text("已保存")
    assert log(attempt) == [(1, 1, "B")]


def test_d1_a_cut_in_the_middle_of_answering_loses_and_doubles_nothing(far, proxy, attempt):
    choose(far, 1, "B")
    expect(mark(far, 1)).to_have_text("已保存")
    proxy.is_cut = True
    for position, letter in [(2, "A"), (2, "D"), (4, "C"), (4, "D"), (5, "A")]:
        choose(far, position, letter)

    # Of a lost connection the page tells by itself, whether or not an answer waits.
    expect(far.locator("#notices")).to_contain_text("网络已断开")
    expect(far.locator("#notices")).to_contain_text("尚有 5 题待上传")
    expect(mark(far, 5)).to_have_text("待上传（已存在本机）")
    expect(mark(far, 1)).to_have_text("已保存")
    proxy.mend()

    expect(mark(far, 5)).to_have_text("已保存", timeout=30_000)
    expect(far.locator("#notices")).to_be_empty()
    expected = [(1, 1, "B"), (2, 2, "A"), (3, 2, "AD"), (4, 4, "C"), (5, 4, "D"), (6, 5, "A")]
    assert log(attempt) == expected


def test_d1_a_lost_connection_is_told_though_nothing_waits(far, proxy):
    proxy.is_cut = True

    banner = far.locator("#notices .notice")
    expect(banner).to_contain_text("网络已断开", timeout=SOON)
    expect(banner).to_be_in_viewport()
    proxy.mend()
    expect(banner).to_be_hidden(timeout=SOON)


def test_d1_a_network_that_comes_and_goes_loses_and_doubles_nothing(far, proxy, attempt):
    given = {}
    for turn in range(12):
        proxy.is_cut = turn % 3 == 1
        proxy.lose_replies = 1 if turn % 3 == 2 else 0
        proxy.times = 2 if turn % 4 == 0 else 1
        position, letter = (1, 4, 5)[turn % 3], "ABCD"[turn % 4]
        choose(far, position, letter)
        given[position] = letter
        far.wait_for_timeout(200)
    proxy.mend()

    for position in given:
        expect(mark(far, position)).to_have_text("已保存", timeout=30_000)
    assert attempt.answers() == given
    assert_each_once(attempt)
    assert [number for number, *_ in log(attempt)] == list(range(1, 13))


# "Saved" is what the server acknowledged, and nothing else


def test_d4_what_is_kept_and_not_acknowledged_is_sent_after_a_reload_before_it_is_called_saved(
    page, attempt, live_server
):
    page.on("dialog", lambda dialog: dialog.accept())
    enter(page, attempt, live_server)
    block(page, SAVE)
    choose(page, 1, "C")
    choose(page, 4, "D")
    expect(mark(page, 4)).to_have_text("待上传（已存在本机）")
    said = []
    page.expose_function("heard", lambda position, text: said.append((position, text)))
    page.add_init_script(
        """new MutationObserver(() => {
          for (const mark of document.querySelectorAll(".mark")) {
            const text = mark.textContent, item = mark.closest("[data-position]");
            if (text && mark.said !== text) {
              mark.said = text;
              window.heard(Number(item.dataset.position), text);
            }
          }
        }).observe(document, { childList: true, subtree: true, characterData: true });"""
    )

    page.reload()
    page.wait_for_selector("html[data-ready]")
    page.wait_for_timeout(1500)

    assert (chosen(page, 1), chosen(page, 4)) == ("C", "D")
    assert (1, "已保存") not in said
    assert (4, "已保存") not in said
    assert not AnswerEvent.objects.exists()
    unblock(page, SAVE)
    expect(mark(page, 4)).to_have_text("已保存", timeout=15_000)
    expect(mark(page, 1)).to_have_text("已保存")
    assert log(attempt) == [(1, 1, "C"), (2, 4, "D")]


def test_d4_a_reply_lost_before_a_reload_is_asked_for_again_with_the_same_number(
    far, proxy, attempt
):
    far.on("dialog", lambda dialog: dialog.accept())
    proxy.where = SAVE
    proxy.lose_replies = 99
    choose(far, 1, "B")
    expect(mark(far, 1)).to_have_text("待上传（已存在本机）")
    assert log(attempt) == [(1, 1, "B")]
    block(far, SAVE)
    proxy.mend()
    proxy.carried.clear()

    far.reload()
    far.wait_for_selector("html[data-ready]")
    # The page that came from the server has the answer; this device has no word that it has.
    assert chosen(far, 1) == "B"
    expect(mark(far, 1)).to_have_text("待上传（已存在本机）")
    unblock(far, SAVE)

    expect(mark(far, 1)).to_have_text("已保存")
    assert [status for _m, path, status in proxy.carried if SAVE.match(path)] == [200]
    assert log(attempt) == [(1, 1, "B")]


def forget_after(attempt, number):
    """The server's database as an older backup has it."""
    frozen = FreezeTable("sittings_answerevent")
    with connection.schema_editor() as editor:
        frozen.database_backwards("sittings", editor, None, None)
        editor.execute(
            "DELETE FROM sittings_answerevent WHERE attempt_id = %s AND number > %s",
            [attempt.pk, number],
        )
        frozen.database_forwards("sittings", editor, None, None)


def test_d4_answers_that_the_server_lost_after_acknowledging_them_are_sent_again(
    page, attempt, live_server
):
    enter(page, attempt, live_server)
    for position, letter in [(1, "B"), (4, "C"), (5, "D")]:
        choose(page, position, letter)
        expect(mark(page, position)).to_have_text("已保存")
    block(page, SAVE)
    forget_after(attempt, 1)

    # The page learns it with its next question, and no longer says that they are saved.
    expect(mark(page, 4)).not_to_have_text("已保存", timeout=SOON)
    expect(mark(page, 5)).not_to_have_text("已保存")
    expect(mark(page, 1)).to_have_text("已保存")
    unblock(page, SAVE)

    expect(mark(page, 5)).to_have_text("已保存", timeout=15_000)
    assert log(attempt) == [(1, 1, "B"), (2, 4, "C"), (3, 5, "D")]


def test_d4_after_a_reload_the_device_gives_back_what_the_server_lost(page, attempt, live_server):
    page.on("dialog", lambda dialog: dialog.accept())
    enter(page, attempt, live_server)
    for position, letter in [(1, "B"), (4, "C")]:
        choose(page, position, letter)
        expect(mark(page, position)).to_have_text("已保存")
    page.goto("/faq/")
    forget_after(attempt, 0)

    page.goto(f"/room/{attempt.pk}/")
    page.wait_for_selector("html[data-ready]")

    expect(mark(page, 4)).to_have_text("已保存")
    expect(mark(page, 1)).to_have_text("已保存")
    assert (chosen(page, 1), chosen(page, 4)) == ("B", "C")
    assert log(attempt) == [(1, 1, "B"), (2, 4, "C")]


# Tabs, devices, clocks


def test_d5_the_earlier_tab_is_told_within_seconds_though_it_does_nothing(
    page, attempt, live_server
):
    enter(page, attempt, live_server)
    later = page.context.new_page()
    later.goto(f"/room/{attempt.pk}/")
    later.wait_for_selector("html[data-ready]")

    expect(page.locator("#notices")).to_contain_text("已在别处重新打开", timeout=SOON)
    expect(page.locator("#item-1 fieldset input").first).to_be_disabled()
    choose(later, 1, "A")
    expect(mark(later, 1)).to_have_text("已保存")


def test_d6_a_second_device_goes_on_where_the_first_was_and_the_first_is_told(
    page, chromium, attempt, live_server
):
    enter(page, attempt, live_server)
    choose(page, 1, "A")
    choose(page, 6, "B")
    expect(mark(page, 6)).to_have_text("已保存")
    other = chromium.new_context(base_url=live_server.url, locale="zh-CN")
    second = other.new_page()
    enter(second, attempt, live_server)

    assert (chosen(second, 1), chosen(second, 6)) == ("A", "B")
    expect(mark(second, 6)).to_have_text("已保存")
    expect(page.locator("#notices")).to_contain_text("已在别处重新打开", timeout=SOON)
    choose(second, 4, "C")
    expect(mark(second, 4)).to_have_text("已保存")
    assert attempt.answers() == {1: "A", 4: "C", 6: "B"}
    assert Incident.objects.filter(attempt=attempt, kind="take_over").count() == 1
    other.close()


DATE = """
(() => {
  const Real = Date;
  window.shift = %d * 3600000;
  window.Date = class extends Real {
    constructor(...given) {
      if (given.length) super(...given);
      else super(Real.now() + window.shift);
    }
    static now() { return Real.now() + window.shift; }
  };
})();
"""


@pytest.mark.parametrize("hours", [-30, 7])
def test_d7_a_device_whose_clock_is_wrong_and_changed_by_hours_sits_the_whole_exam(
    page, attempt, live_server, hours
):
    page.add_init_script(DATE % hours)
    enter(page, attempt, live_server)
    clock = page.locator("#clock span")
    expect(clock).to_have_text(re.compile("^11[89]:"))
    choose(page, 1, "B")
    expect(mark(page, 1)).to_have_text("已保存")

    page.evaluate("window.shift = -2 * window.shift")
    page.wait_for_timeout(1500)
    expect(clock).to_have_text(re.compile("^11[89]:"))
    choose(page, 4, "C")
    expect(mark(page, 4)).to_have_text("已保存")
    hand_in(page)

    expect(page.locator("#receipt-title")).to_have_text("已交卷")
    assert attempt.answers() == {1: "B", 4: "C"}
    received = attempt.events.values_list("received_at", flat=True)
    assert all(abs(at - timezone.now()) < timedelta(minutes=1) for at in received)
