"""What the invigilator does reaches an open page; what the page tells of itself is noted."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import expect

from exams.sittings import delivery, invigilating
from exams.sittings.models import Attempt, Incident, Intervention, Presence
from tests.browser.room import (
    BEAT,
    SOON,
    STATE,
    act,
    block,
    choose,
    chosen,
    enter,
    hand_in,
    log,
    mark,
    serious,
    set_deadline,
    tell,
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


# What the invigilator does reaches an open page


def test_extra_time_reaches_an_open_page_within_five_seconds(page, attempt, live_server):
    enter(page, attempt, live_server)
    expect(page.locator("#clock span")).to_have_text(re.compile("^11[89]:"))

    act(invigilating.give_time, attempt, minutes=30)

    expect(page.locator("#clock")).to_contain_text("120 + 30 分钟", timeout=SOON)
    expect(page.locator("#clock span")).to_have_text(re.compile("^14[89]:"))
    # Announced politely, and there until it is read.
    notice = page.locator("#notices[role=status] .told")
    expect(notice).to_contain_text("已为您加时 30 分钟，考试时间为 120 + 30 分钟。")
    notice.get_by_role("button", name="知道了").click()
    expect(notice).to_be_hidden()
    page.reload()
    expect(page.locator("#clock")).to_contain_text("120 + 30 分钟")


def test_the_page_asks_often_enough_for_five_seconds(page, attempt, live_server):
    asked = []
    page.on("request", lambda request: STATE.search(request.url) and asked.append(timezone.now()))
    enter(page, attempt, live_server)
    page.wait_for_timeout(14_500)

    gaps = [(b - a).total_seconds() for a, b in zip(asked, asked[1:], strict=False)]
    assert len(gaps) >= 2
    assert min(gaps) > 3.5
    assert max(gaps) < 5


def test_a_pause_covers_the_paper_and_ends_by_itself(page, attempt, live_server):
    enter(page, attempt, live_server)
    choose(page, 4, "B")
    expect(mark(page, 4)).to_have_text("已保存")
    page.locator("#item-4 fieldset input").nth(1).focus()
    act(invigilating.pause, attempt)

    panel = page.get_by_role("heading", name="考试已暂停")
    expect(panel).to_be_focused(timeout=SOON)
    for part in ("#paper", "#sheet", "#foot"):
        expect(page.locator(part)).to_be_hidden()
    # Neither seen nor read by a screen reader, which goes by the same tree.
    assert "题干" not in page.locator("body").aria_snapshot()
    assert "题干" not in page.evaluate("document.body.innerText")
    assert serious(page) == []
    expect(page.locator("#clock")).to_contain_text("时间暂停")
    before = page.locator("#clock span").inner_text()
    page.wait_for_timeout(2500)
    assert page.locator("#clock span").inner_text() == before

    act(invigilating.resume, attempt)

    expect(page.locator("#item-4")).to_be_visible(timeout=SOON)
    expect(page.locator("#pause")).to_be_hidden()
    expect(page.locator("#item-4 fieldset input").nth(1)).to_be_focused()
    expect(page.locator("#clock")).to_contain_text("剩余时间")
    assert page.locator("#clock span").inner_text() <= before
    choose(page, 1, "A")
    expect(mark(page, 1)).to_have_text("已保存")


def test_a_page_opened_in_a_pause_has_no_question_and_gets_the_paper_when_it_ends(
    page, attempt, live_server
):
    delivery.save(
        attempt.pk, delivery.open_token(attempt), number=1, position=1, answer="B",
        now=timezone.now(),
    )  # fmt: skip
    act(invigilating.pause, attempt)
    enter(page, attempt, live_server)

    expect(page.get_by_role("heading", name="考试已暂停")).to_be_visible()
    assert "题干" not in page.content()
    expect(page.locator("#clock")).to_contain_text("时间暂停")
    act(invigilating.resume, attempt)

    expect(page.locator("#item-1")).to_be_visible(timeout=SOON)
    page.wait_for_selector("html[data-ready]")
    expect(mark(page, 1)).to_have_text("已保存")
    assert log(attempt) == [(1, 1, "B")]


def test_d13_a_pause_across_the_deadline_gives_the_time_back(page, attempt, live_server):
    enter(page, attempt, live_server)
    set_deadline(page, attempt, seconds=20)
    act(invigilating.pause, attempt)
    expect(page.locator("#pause")).to_be_visible(timeout=SOON)
    # As if it had lasted a quarter of an hour.
    Attempt.objects.filter(pk=attempt.pk).update(
        started_at=timezone.now() - timedelta(hours=2),
        deadline=timezone.now() - timedelta(minutes=14),
        paused_at=timezone.now() - timedelta(minutes=15),
    )
    page.wait_for_timeout(5500)
    expect(page.locator("#clock span")).to_have_text("01:00")
    expect(page.locator("#receipt-title")).to_have_count(0)

    act(invigilating.resume, attempt)

    expect(page.locator("#item-1")).to_be_visible(timeout=SOON)
    choose(page, 1, "C")
    expect(mark(page, 1)).to_have_text("已保存")


def test_an_answer_given_before_the_page_knows_of_the_pause_is_saved(page, attempt, live_server):
    enter(page, attempt, live_server)
    act(invigilating.pause, attempt)
    choose(page, 1, "A")

    expect(page.locator("#pause")).to_be_visible(timeout=SOON)
    assert attempt.answers() == {1: "A"}


def test_a_message_of_the_invigilator_stays_until_it_is_confirmed(page, attempt, live_server):
    other = AttemptFactory(registration__sitting=attempt.registration.sitting)
    tell(other, "只给别人")
    enter(page, attempt, live_server)
    tell(attempt, "第 2 题按原题作答。")
    tell(attempt, "<b>10:30</b> 消防铃测试，请继续作答。", everybody=True)

    notices = page.locator("#notices[role=status] .told")
    expect(notices).to_have_count(2, timeout=SOON)
    expect(notices.nth(0)).to_contain_text("第 2 题按原题作答。")
    expect(notices.nth(1)).to_contain_text("<b>10:30</b> 消防铃测试")
    expect(page.locator("#notices")).not_to_contain_text("只给别人")
    page.wait_for_timeout(5000)
    expect(notices).to_have_count(2)
    notices.nth(0).get_by_role("button", name="知道了").click()
    expect(notices).to_have_count(1)
    expect(notices.get_by_role("button")).to_be_focused()

    # What wasn't confirmed is there again, what was isn't.
    page.reload()
    page.wait_for_selector("html[data-ready]")
    expect(notices).to_have_count(1)
    expect(notices).to_contain_text("消防铃测试")
    page.keyboard.press("Tab")
    notices.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#notices")).to_be_empty()


def test_a_paper_that_the_invigilator_hands_in_shows_its_receipt(page, attempt, live_server):
    enter(page, attempt, live_server)
    choose(page, 1, "B")
    expect(mark(page, 1)).to_have_text("已保存")

    act(invigilating.hand_in, attempt)

    expect(page.locator("#receipt-title")).to_have_text("已交卷", timeout=SOON)
    expect(page.locator(".receipt .tag")).to_have_text("由监考人员收卷")


def test_a_paper_that_is_opened_again_is_entered_from_the_candidates_page(
    page, attempt, live_server
):
    enter(page, attempt, live_server)
    choose(page, 1, "B")
    expect(mark(page, 1)).to_have_text("已保存")
    hand_in(page)
    expect(page.locator("#receipt-title")).to_have_text("已交卷")
    act(invigilating.reopen, attempt, minutes=10)

    page.get_by_role("link", name="我的", exact=True).last.click()
    page.get_by_role("link", name="继续作答").click()
    page.wait_for_selector("html[data-ready]")

    assert chosen(page, 1) == "B"
    expect(mark(page, 1)).to_have_text("已保存")
    expect(page.locator("#clock span")).to_have_text(re.compile("^(09|10):"))
    choose(page, 4, "C")
    expect(mark(page, 4)).to_have_text("已保存")
    hand_in(page)
    expect(page.locator("#receipt-title")).to_have_text("已交卷")
    attempt.refresh_from_db()
    assert attempt.round == 2
    assert attempt.answers() == {1: "B", 4: "C"}
    assert Intervention.objects.filter(kind="reopen").count() == 1


# What the page tells of itself


def test_the_page_tells_that_it_is_there_and_where_the_reader_is(page, attempt, live_server):
    enter(page, attempt, live_server)
    page.wait_for_timeout(500)
    assert Presence.objects.get(attempt=attempt).position == 1


def test_facts_are_noted_with_their_times_and_survive_a_lost_connection(page, attempt, live_server):
    page.add_init_script(
        """const later = window.setTimeout; // a beat every second and a half, not every 20 s
        window.setTimeout = (work, ms, ...rest) =>
          later(work, ms > 15000 && ms < 25000 ? 1500 : ms, ...rest);"""
    )
    enter(page, attempt, live_server)
    block(page, BEAT)
    page.evaluate(
        """() => new Promise((resolve) => {
          const turn = (value) => {
            Object.defineProperty(document, "visibilityState", { value, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
          };
          document.hasFocus = () => true;
          turn("hidden");
          setTimeout(() => resolve(turn("visible")), 2200);
        })"""
    )
    page.locator("#item-1 legend").select_text()
    page.keyboard.press("Control+c")
    page.set_viewport_size({"width": 900, "height": 700})
    page.wait_for_timeout(3000)
    assert not Incident.objects.exists()
    unblock(page, BEAT)

    with page.expect_response(BEAT):
        pass
    page.wait_for_timeout(1000)

    facts = {fact.kind: fact for fact in Incident.objects.filter(attempt=attempt)}
    assert set(facts) == {"away", "copy", "resize"}
    assert 2 <= facts["away"].seconds <= 6
    assert facts["away"].detail == "切换到其他标签页或程序"
    assert facts["copy"].detail.startswith("第 1 题，")
    assert facts["resize"].detail == "1280×900 → 900×700"
    assert facts["away"].at <= facts["copy"].at


def test_the_queue_of_facts_is_bounded(page, attempt, live_server):
    enter(page, attempt, live_server)

    n_kept = page.evaluate(
        """async () => {
          const { Beat } = await import("/static/sittings/room/beat.js");
          let now = 0, told = null;
          const beat = new Beat({
            send: async (body) => { told = body; return { status: 0 }; },
            now: () => now, place: () => 3, isOn: () => true, words: {}, fill: (text) => text,
          });
          for (let n = 0; n < 80; n += 1) {
            now += 10000;
            beat.note("copy", {});
            beat.note("copy", {}); // at once: the same fact
          }
          await beat.tell();
          return [beat.facts.length, told.facts.length, told.position];
        }"""
    )

    assert n_kept == [50, 50, 3]
