"""The room as each candidate needs it: by keyboard alone, large, in contrast, one by one."""

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import expect

from exams.sittings import invigilating
from exams.sittings.models import Attempt
from tests.browser.room import SAVE, block, choose, chosen, enter, faults, mark, sign_in
from tests.exams import samples
from tests.factories import AttemptFactory, ExamFactory, UserFactory, form, form_of, version_of


@pytest.fixture(autouse=True)
def _fresh_cache(db):
    cache.clear()


@pytest.fixture
def attempt(transactional_db):
    """Every kind of question, the last three places those of a case."""
    versions = [version_of(plain) for plain in samples.ALL_KINDS]
    paper = form_of(versions, points=3).paper
    return AttemptFactory(registration__sitting__exam=ExamFactory(paper=paper))


def in_sight(page):
    return [
        int(item.get_attribute("data-position"))
        for item in page.locator("[data-position]:visible").all()
    ]


def choose_display(page, **chosen):
    page.locator("#open-display").click()
    for name, value in chosen.items():
        page.locator(f"#display [name={name}][value='{value}']").check()
    page.locator("#display [data-close]").click()


# A question or a part at a time


def test_one_question_is_in_sight_and_buttons_lead_on_and_back(page, attempt, live_server):
    enter(page, attempt, live_server)
    assert in_sight(page) == list(range(1, 10))
    choose_display(page, view="item")

    assert in_sight(page) == [1]
    expect(page.locator("#turn")).to_contain_text("第 1 题，共 9 题")
    expect(page.get_by_role("button", name="上一题")).to_be_disabled()
    page.get_by_role("button", name="下一题").click()
    assert in_sight(page) == [2]
    expect(page.locator("#item-2")).to_be_focused()
    expect(page.locator("#sheet a[aria-current]")).to_have_text("2")
    choose(page, 2, "A")
    expect(mark(page, 2)).to_have_text("已保存")
    page.get_by_role("button", name="上一题").click()
    assert in_sight(page) == [1]


def test_the_material_of_a_case_stays_in_sight_with_each_of_its_questions(
    page, attempt, live_server
):
    enter(page, attempt, live_server)
    choose_display(page, view="item")
    passage = page.locator(".passage")
    expect(passage).to_be_hidden()

    for position in (7, 8, 9):
        page.locator("#sheet a", has_text=str(position)).click()
        assert in_sight(page) == [position]
        expect(passage).to_be_visible()
    page.get_by_role("button", name="上一题").click()
    assert in_sight(page) == [8]
    expect(page.get_by_role("button", name="下一题")).to_be_enabled()


def test_one_part_is_in_sight_and_links_lead_into_the_others(page, attempt, live_server):
    enter(page, attempt, live_server)
    choose_display(page, view="part")
    assert in_sight(page) == [1]
    expect(page.locator("#turn")).to_contain_text("第 1 部分，共 7 部分")

    page.locator("#foot button").click()
    page.locator("#review .grid a", has_text="9").click()

    assert in_sight(page) == [7, 8, 9]
    expect(page.locator("#item-9")).to_be_focused()
    expect(page.locator("#turn")).to_contain_text("第 7 部分，共 7 部分")
    page.get_by_role("button", name="上一部分").click()
    assert in_sight(page) == [6]
    page.go_back()
    assert 6 in in_sight(page) or 9 in in_sight(page)


def test_answers_out_of_sight_are_saved_and_handed_in_all_the_same(page, attempt, live_server):
    enter(page, attempt, live_server)
    choose(page, 1, "B")
    choose_display(page, view="item")
    page.locator("#sheet a", has_text="3").click()
    choose(page, 3, "A")
    expect(mark(page, 3)).to_have_text("已保存")
    assert attempt.answers() == {1: "B", 3: "A"}


def test_the_display_is_kept_on_the_device(page, attempt, live_server):
    enter(page, attempt, live_server)
    choose_display(page, view="item", text=3, contrast="high")
    page.get_by_role("button", name="下一题").click()
    page.reload()
    page.wait_for_selector("html[data-ready]")

    assert in_sight(page) == [2]
    size = page.locator("#item-2 legend").evaluate("e => getComputedStyle(e).fontSize")
    assert size == "27px"
    ink = page.locator("body").evaluate("e => getComputedStyle(e).color")
    assert ink == "rgb(0, 0, 0)"
    page.locator("#open-display").click()
    expect(page.locator("#display [name=text][value='3']")).to_be_checked()
    expect(page.locator("#display [name=contrast][value=high]")).to_be_checked()


# By keyboard


def test_a_whole_paper_is_sat_by_keyboard_alone(page, live_server, transactional_db):
    kinds = ["single", "multiple", "true_false", "single"]
    paper = form(keys=["B", "AC", "A", "D"], kinds=kinds).paper
    attempt = AttemptFactory(registration__sitting__exam=ExamFactory(paper=paper))
    keys = page.keyboard
    sign_in(page.context, attempt.registration.candidate.user, live_server.url)
    page.goto("/my/")
    for _press in range(60):
        keys.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "继续作答":
            break
    keys.press("Enter")
    page.wait_for_selector("html[data-ready]")

    # The keys stand in a window of their own.
    keys.press("Alt+h")
    expect(page.locator("#display")).to_be_visible()
    expect(page.locator("#display")).to_contain_text("Alt + J")
    keys.press("Tab")  # from “close” to the radio buttons
    keys.press("ArrowDown")
    keys.press("ArrowDown")  # a question at a time
    keys.press("Escape")
    expect(page.locator("#display")).to_be_hidden()
    assert in_sight(page) == [1]

    # From the first question on: letters where there are letters, else arrows and the space bar.
    keys.press("Alt+j")
    keys.press("a")
    keys.press("c")
    keys.press("Alt+k")
    keys.press("b")
    keys.press("Alt+m")
    expect(page.locator("#item-1 .flag")).to_have_attribute("aria-pressed", "true")
    keys.press("Alt+j")
    assert chosen(page, 2) == "AC"
    keys.press("c")
    assert chosen(page, 2) == "A"
    keys.press("c")
    keys.press("Alt+j")
    keys.press("Tab")  # the mark “check later”
    keys.press("Tab")
    keys.press("Space")
    assert chosen(page, 3) == "A"
    keys.press("Alt+j")
    keys.press("d")
    expect(mark(page, 4)).to_have_text("已保存")

    keys.press("Alt+l")
    expect(page.locator("#sheet-dialog")).to_be_visible()
    keys.press("Tab")
    keys.press("Enter")
    expect(page.locator("#item-1")).to_be_focused()
    assert in_sight(page) == [1]
    keys.press("Alt+Enter")
    expect(page.locator("#review")).to_contain_text("全部试题均已作答")
    for _press in range(12):
        keys.press("Tab")
        if page.evaluate("document.activeElement.hasAttribute('data-confirm')"):
            break
    keys.press("Enter")

    expect(page.locator("#receipt-title")).to_have_text("已交卷")
    expect(page.locator("#receipt-title")).to_be_focused()
    assert attempt.answers() == {1: "B", 2: "AC", 3: "A", 4: "D"}


def test_letters_that_are_written_choose_nothing(page, attempt, live_server):
    enter(page, attempt, live_server)
    page.locator("#item-4 .blank").first.focus()
    page.keyboard.type("abc")
    page.locator("#item-1").focus()
    page.keyboard.press("Control+a")

    expect(page.locator("#item-4 .blank").first).to_have_value("abc")
    assert chosen(page, 1) == ""
    assert chosen(page, 2) == ""


def test_a_letter_without_option_does_nothing(page, attempt, live_server):
    enter(page, attempt, live_server)
    page.locator("#item-1").focus()
    for letter in "efgh":
        page.keyboard.press(letter)
    assert chosen(page, 1) == ""


# Small, magnified, and with help


@pytest.mark.parametrize("view", ["paper", "part", "item"])
def test_nothing_scrolls_sideways_on_a_phone_with_the_largest_text(
    phone, attempt, live_server, view
):
    enter(phone, attempt, live_server)
    choose_display(phone, view=view, text=3, contrast="high")

    for position in range(1, 10):
        phone.evaluate("position => { location.hash = `#item-${position}`; }", position)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360, position
    boxes = [one.bounding_box() for one in phone.locator("#turn .btn:visible").all()]
    assert all(box["height"] >= 44 for box in boxes)


def test_at_200_percent_everything_is_within_reach(page, attempt, live_server):
    page.set_viewport_size({"width": 640, "height": 450})
    enter(page, attempt, live_server)
    choose_display(page, view="item")

    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    for reached in ("#clock", "#saved", "#open-display", "#turn", "#foot", "#item-1 legend"):
        expect(page.locator(reached)).to_be_in_viewport()


@pytest.mark.parametrize("device", ["page", "phone"])
@pytest.mark.parametrize("contrast", ["usual", "high"])
def test_axe_finds_nothing_in_the_room(request, device, attempt, live_server, contrast):
    page = request.getfixturevalue(device)
    enter(page, attempt, live_server)
    choose_display(page, contrast=contrast)
    block(page, SAVE)
    choose(page, 1, "B")
    page.locator("#item-2 .flag").click()
    expect(page.locator("#notices")).to_contain_text("网络已断开")
    assert faults(page) == []
    choose_display(page, view="item")
    assert faults(page) == []
    page.locator("#open-display").click()
    assert faults(page) == []
    page.keyboard.press("Escape")
    page.locator("#open-sheet").click()
    assert faults(page) == []
    page.keyboard.press("Escape")
    page.locator("#foot button").click()
    assert faults(page) == []
    page.keyboard.press("Escape")
    invigilating.pause(
        [attempt.registration], cause="停电", actor=UserFactory(), now=timezone.now()
    )
    invigilating.tell(
        attempt.registration.sitting, None, "请等待。", cause="停电", actor=UserFactory(),
        now=timezone.now(),
    )  # fmt: skip
    expect(page.locator("#pause")).to_be_visible(timeout=8_000)
    assert faults(page) == []


def test_a_paper_of_a_hundred_items_is_usable_within_a_second_of_cpu(
    page, live_server, transactional_db
):
    kinds = ["single"] * 70 + ["multiple"] * 20 + ["true_false"] * 10
    keys = ["B"] * 70 + ["AC"] * 20 + ["A"] * 10
    attempt = AttemptFactory(
        registration__sitting__exam=ExamFactory(paper=form(keys=keys, kinds=kinds).paper)
    )
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
    enter(page, attempt, live_server)

    metrics = devtools.send("Performance.getMetrics")["metrics"]
    seconds = {one["name"]: one["value"] for one in metrics}["TaskDuration"]
    assert seconds < 1
    choose(page, 100, "A")
    expect(mark(page, 100)).to_have_text("已保存")
    assert Attempt.objects.get(pk=attempt.pk).answers() == {100: "A"}
