"""A paper with every kind of question that rules score, in a real browser."""

import io
import re
from dataclasses import replace

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from exams.scoring.marking import score_pending
from exams.scoring.models import Result
from exams.sittings import delivery
from exams.sittings.models import AnswerEvent, Attempt
from questionbank import pictures
from tests import factories
from tests.browser.room import (
    SAVE,
    block,
    choose,
    enter,
    hand_in,
    mark,
    serious,
    set_deadline,
    sign_in,
    unblock,
)
from tests.exams import samples

SINGLE, MULTIPLE, TRUE_FALSE, FILL_IN, MATCHING, ORDERING, CASE = range(1, 8)
WIDE = (
    "<table><tr>"
    + "<th>很宽的一列表头</th>" * 9
    + "</tr><tr>"
    + "<td>一</td>" * 9
    + "</tr></table>"
)


@pytest.fixture(autouse=True)
def _fresh_cache(db):
    cache.clear()


@pytest.fixture
def attempt(transactional_db):
    drawn = io.BytesIO()
    Image.new("RGB", (1400, 300), "#17456b").save(drawn, "PNG")
    image = pictures.add("流程.png", drawn.getvalue())
    # As papers show it; small enough, so nothing has to be scaled.
    name = f"{pictures.FOLDER}/{image.get_file_hash()}.png"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(drawn.getvalue()))
    plains = [
        *samples.ALL_KINDS[:2],
        replace(samples.TRUE_FALSE, stem=f"据下表判断。{WIDE}当事人申辩的，可以加重处罚。"),
        *samples.ALL_KINDS[3:6],
        replace(
            samples.CASE, stem=samples.CASE.stem + '<img src="media/流程.png" alt="办案流程图">'
        ),
    ]
    versions = [factories.version_of(plain, images={"流程.png": image}) for plain in plains]
    return factories.AttemptFactory(
        registration__sitting__exam__paper=factories.form_of(versions, points=3).paper
    )


def blank(page, position, n=0):
    return page.locator(f"#item-{position} .blank").nth(n)


def place(page, position, n=0):
    return page.locator(f"#item-{position} select").nth(n)


def letters(attempt, position):
    return factories.answer_letters(attempt, position, samples.RIGHT[position])


def answer_all_right(page, attempt):
    """Everything as a candidate would who knows it all."""
    for position in samples.RIGHT:
        answer = letters(attempt, position)
        if answer[0] == '"':
            for n, text in enumerate(answer[1:].split("\n")):
                blank(page, position, n).fill(text)
        elif answer[0] in "=>":
            for n, letter in enumerate(answer[1:]):
                place(page, position, n).select_option(letter)
        else:
            for letter in answer:
                choose(page, position, letter)


@pytest.mark.parametrize("device", ["page", "phone"])
def test_a_candidate_answers_every_kind_and_sees_what_was_right(
    request, device, attempt, live_server
):
    page = request.getfixturevalue(device)
    enter(page, attempt, live_server)
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    answer_all_right(page, attempt)
    for position in samples.RIGHT:
        expect(mark(page, position)).to_have_text("已保存")
    expect(page.locator("#sum")).to_have_text("已答 9　未答 0　标记 0")
    assert attempt.answers() == {p: letters(attempt, p) for p in samples.RIGHT}
    assert page.evaluate("document.querySelector('.passage img').naturalWidth") > 0

    page.reload()
    page.wait_for_selector("html[data-ready]")
    expect(blank(page, FILL_IN, 1)).to_have_value("3%")
    assert place(page, ORDERING, 0).input_value() == letters(attempt, ORDERING)[1]
    assert AnswerEvent.objects.values("position").distinct().count() == 9
    n_events = AnswerEvent.objects.count()

    hand_in(page)
    expect(page.locator("#receipt-title")).to_have_text("已交卷")
    expect(page.locator("main")).to_contain_text("9 / 9")
    assert AnswerEvent.objects.count() == n_events

    score_pending(now=timezone.now())
    exam = attempt.registration.sitting.exam
    exam.released_at = timezone.now()
    exam.save()
    assert Result.objects.get().points == 21
    page.goto(f"/results/{attempt.pk}/?show=all")
    expect(page.locator("#item-4 .places tbody tr")).to_have_count(2)
    expect(page.locator("#item-4")).to_contain_text("十五日；十五天")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert serious(page) == []


def test_a_text_is_saved_when_its_writer_pauses_and_once_only(page, attempt, live_server):
    enter(page, attempt, live_server)

    blank(page, FILL_IN).press_sequentially("shiwu", delay=30)

    expect(mark(page, FILL_IN)).to_have_text("已保存")
    assert list(AnswerEvent.objects.values_list("answer", flat=True)) == ['"shiwu\n']
    blank(page, FILL_IN).fill("")
    expect(mark(page, FILL_IN)).to_have_text("未作答")
    assert attempt.answers() == {}


def test_a_text_is_not_called_saved_while_it_is_being_written(page, attempt, live_server):
    enter(page, attempt, live_server)
    blank(page, FILL_IN).fill("十日")
    expect(mark(page, FILL_IN)).to_have_text("已保存")

    said = page.evaluate(
        "() => {"
        "  const item = document.querySelector('#item-4'), field = item.querySelector('.blank');"
        "  field.value = '十五日';"
        "  field.dispatchEvent(new Event('input', {bubbles: true}));"
        "  return item.querySelector('.mark').textContent;"
        "}"
    )

    assert said == "保存中"
    expect(mark(page, FILL_IN)).to_have_text("已保存")
    assert attempt.answers() == {FILL_IN: '"十五日\n'}


def test_a_text_being_written_is_taken_along_when_the_paper_is_handed_in(
    page, attempt, live_server
):
    enter(page, attempt, live_server)
    blank(page, FILL_IN, 1).fill("百分之三")
    page.locator("#foot button").click()
    page.locator("#review [data-confirm]").click()

    expect(page.locator("#receipt-title")).to_have_text("已交卷")
    assert attempt.answers() == {FILL_IN: '"\n百分之三'}


def test_d1_a_text_written_without_a_network_waits_as_one(page, attempt, live_server):
    enter(page, attempt, live_server)
    block(page, SAVE)
    choose(page, SINGLE, "A")
    expect(mark(page, SINGLE)).to_have_text("待上传（已存在本机）")
    for text in ("十", "十五", "十五日"):
        blank(page, FILL_IN).fill(text)
        page.wait_for_timeout(800)

    expect(page.locator("#notices")).to_contain_text("尚有 2 题待上传")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.wait_for_selector("html[data-ready]")
    expect(blank(page, FILL_IN)).to_have_value("十五日")
    assert attempt.answers() == {}

    unblock(page, SAVE)

    expect(mark(page, FILL_IN)).to_have_text("已保存")
    assert attempt.answers() == {SINGLE: "A", FILL_IN: '"十五日\n'}


def test_a_step_chosen_anew_leaves_the_place_where_it_stood(page, attempt, live_server):
    enter(page, attempt, live_server)
    place(page, ORDERING, 0).select_option("B")
    place(page, ORDERING, 1).select_option("A")

    place(page, ORDERING, 2).select_option("B")

    expect(mark(page, ORDERING)).to_have_text("已保存")
    assert place(page, ORDERING, 0).input_value() == "-"
    expect(page.locator("#sum")).to_contain_text("已答 1")
    assert attempt.answers() == {ORDERING: ">-AB-"}
    # Of a match two left sides may have one partner.
    place(page, MATCHING, 0).select_option("C")
    place(page, MATCHING, 1).select_option("C")
    expect(mark(page, MATCHING)).to_have_text("已保存")
    assert attempt.answers()[MATCHING] == "=CC-"


def test_d8_at_the_deadline_blanks_and_places_are_locked_with_the_rest(
    page, attempt, live_server, settings
):
    settings.EXAM_GRACE_SECONDS = 60
    enter(page, attempt, live_server)
    blank(page, FILL_IN).fill("十五日")
    set_deadline(page, attempt, seconds=1)

    expect(page.locator("#notices")).to_contain_text("时间到，已停止作答", timeout=15_000)
    expect(blank(page, FILL_IN)).to_be_disabled()
    expect(place(page, ORDERING)).to_be_disabled()
    expect(blank(page, FILL_IN)).to_have_value("十五日")
    expect(mark(page, FILL_IN)).to_have_text("已保存")
    assert attempt.answers() == {FILL_IN: '"十五日\n'}


def test_d6_a_text_left_on_this_device_is_offered_in_words(page, chromium, attempt, live_server):
    page.on("dialog", lambda dialog: dialog.accept())
    enter(page, attempt, live_server)
    block(page, SAVE)
    blank(page, FILL_IN).fill("十五日")
    expect(mark(page, FILL_IN)).to_have_text("待上传（已存在本机）")
    context = chromium.new_context(base_url=live_server.url, locale="zh-CN")
    other = context.new_page()
    enter(other, attempt, live_server)
    blank(other, FILL_IN, 1).fill("3%")
    expect(mark(other, FILL_IN)).to_have_text("已保存")
    context.close()

    unblock(page, SAVE)
    page.reload()
    page.wait_for_selector("html[data-ready]")

    expect(page.locator("#leftover")).to_contain_text("第 4 题：本机为 十五日；，已保存的为 ；3%")
    page.get_by_role("button", name="用本机的").click()
    expect(mark(page, FILL_IN)).to_have_text("已保存")
    expect(blank(page, FILL_IN)).to_have_value("十五日")
    assert attempt.answers() == {FILL_IN: '"十五日\n'}


def test_d10_every_kind_can_be_answered_without_script(chromium, attempt, live_server):
    context = chromium.new_context(
        base_url=live_server.url, locale="zh-CN", java_script_enabled=False
    )
    sign_in(context, attempt.registration.candidate.user, live_server.url)
    page = context.new_page()
    page.goto(f"/room/{attempt.pk}/")

    answer_all_right(page, attempt)
    page.get_by_role("button", name="保存以上作答").last.click()
    expect(page.locator(".messages")).to_contain_text("答案已保存")
    expect(blank(page, CASE + 1)).to_have_value("十五日")
    page.get_by_role("button", name="交卷").last.click()

    expect(page.locator("h1")).to_have_text("交卷回执")
    said = Attempt.objects.get().responses.order_by("form_item__position")
    assert [response.chosen for response in said] == list(samples.RIGHT.values())
    context.close()


@pytest.mark.parametrize("width", [360, 320])
def test_nothing_is_too_wide_or_too_small_on_a_phone(phone, attempt, live_server, width):
    phone.set_viewport_size({"width": width, "height": 780})
    enter(phone, attempt, live_server)

    assert phone.evaluate("document.documentElement.scrollWidth") <= width
    for selector in (".blank", ".place select", ".opt", ".to-case"):
        for box in (one.bounding_box() for one in phone.locator(selector).all()):
            assert box["height"] >= 44, selector
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width, selector
    table = phone.locator("#item-3 table")
    assert table.evaluate("table => table.scrollWidth > table.clientWidth")
    blank(phone, FILL_IN).fill("很长的一段答案" * 8)
    assert phone.evaluate("document.documentElement.scrollWidth") <= width


def test_matching_stands_in_two_columns_where_there_is_room(page, attempt, live_server):
    enter(page, attempt, live_server)
    for position in (MATCHING, ORDERING):
        right = page.locator(f"#item-{position} .lettered-list").bounding_box()
        left = page.locator(f"#item-{position} .places").bounding_box()
        assert left["x"] + left["width"] <= right["x"]
        assert abs(left["y"] - right["y"]) < 20


def test_the_room_with_every_kind_has_no_grave_fault(page, attempt, live_server):
    enter(page, attempt, live_server)
    assert serious(page) == []
    names = page.locator("#item-4 .blank").evaluate_all(
        "fields => fields.map(field => field.getAttribute('aria-label'))"
    )
    assert len(set(names)) == 2
    assert all(re.search(r"\d", name) for name in names)


def test_a_paper_that_was_handed_in_elsewhere_takes_the_text_along_as_too_late(
    page, attempt, live_server
):
    enter(page, attempt, live_server)
    delivery.submit(attempt, now=timezone.now())
    blank(page, FILL_IN).fill("十五日")
    expect(page.locator("#notices")).to_contain_text("第 4 题", timeout=15_000)
    assert attempt.late_answers.get().answer == '"十五日\n'
