"""A trainer writes questions of several kinds, mostly without the mouse."""

import re

import pytest
from playwright.sync_api import expect

from questionbank import storing
from questionbank.models import Item
from tests.browser.editor import (
    ADD,
    PREVIEW,
    choose_action,
    editable,
    focus_is_in,
    pick_point,
    press,
    sign_in,
    write,
)
from tests.factories import ArticleFactory, PointFactory, UserFactory
from tests.questionbank.examples import SINGLE

pytestmark = pytest.mark.django_db(transaction=True)

PASTE = """text => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const asUsual = { bubbles: true, cancelable: true };
  const paste = new ClipboardEvent("paste", { clipboardData: data, ...asUsual });
  document.activeElement.dispatchEvent(paste);
}"""


@pytest.fixture(autouse=True)
def _patience():
    """Saving by itself, the preview and the warning share the server with what is tested."""
    expect.set_options(timeout=PREVIEW)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def point(db):
    PointFactory(code="05.02", title="听证的组织")
    return PointFactory()


@pytest.fixture
def statute_article():
    ArticleFactory()
    return ArticleFactory(
        number=64, label="第六十四条", text="当事人要求听证的，应当在行政机关告知后五日内提出。"
    )


def saved_by_itself(page):
    """Until then the page's address, and that of its preview, may change."""
    expect(page).to_have_url(re.compile("/edit/"))


def preview(page):
    saved_by_itself(page)
    page.click("[data-side-panel-toggle=preview]")
    return page.frame_locator("#w-preview-iframe")


def preview_is_wide(page, device, least, most):
    page.check(f"[name=preview-size][data-device-width='{device}']", force=True)
    page.wait_for_function(
        "([least, most]) => {"
        "  const frame = document.getElementById('w-preview-iframe');"
        "  const width = frame ? frame.contentWindow.innerWidth : 0;"
        "  return width >= least && width <= most;"
        "}",
        arg=[least, most],
    )


def test_a_single_choice_is_written_without_the_mouse(page, point):
    sign_in(page, to=ADD)

    page.focus("[name=kind]:checked")
    press(page, "Control+Enter")
    focus_is_in(page, "#id_point-pick")
    page.keyboard.type("听证 申请")
    expect(page.locator("[role=option].item-pick__active")).to_have_text("05.01 听证的申请")
    press(page, "Enter", "Control+Enter")
    focus_is_in(page, "[data-contentpath=stem]")
    page.keyboard.type("听证应当在几日内提出？")
    press(page, "Control+Enter")
    for position, text in enumerate(["三日", "五日", "七日", "十日", "多余", "十五日"]):
        focus_is_in(page, f"#inline_child_options-{position} [contenteditable]")
        page.keyboard.type(text)
        if text == "五日":
            press(page, "Alt+k")
        if text != "十五日":
            press(page, "Enter")
    # The fifth goes, the last moves up.
    press(page, "Alt+ArrowUp", "Alt+ArrowDown", "Alt+ArrowUp")
    editable(page, "#inline_child_options-4").focus()
    press(page, "Alt+Backspace")
    focus_is_in(page, "#inline_child_options-5")
    press(page, "Control+Enter")
    focus_is_in(page, "[data-contentpath=explanation]")
    page.keyboard.type("应选五日。")
    press(page, "Control+s")

    expect(page.locator(".messages .success")).to_contain_text("05-0001")
    item = Item.objects.get()
    assert item.point == point
    plain = item.get_latest_revision_as_object().plain
    assert plain.stem == "听证应当在几日内提出？"
    # Saved in the middle of a sentence, nothing of it is lost.
    assert plain.explanation == "应选五日。"
    assert [option.text for option in plain.options] == ["三日", "五日", "七日", "十日", "十五日"]
    assert [option.is_key for option in plain.options] == [False, True, False, False, False]


def test_options_are_pasted_and_one_only_is_the_key(page, point):
    sign_in(page, to=ADD)

    editable(page, "#inline_child_options-0").focus()
    page.evaluate(PASTE, "A. 三日\nB．五日\n（C）七日\nD、十日\nE: 十五日\n")
    for position, text in enumerate(["三日", "五日", "七日", "十日", "十五日"]):
        expect(editable(page, f"#inline_child_options-{position}")).to_have_text(text)

    page.check("#id_options-0-is_key")
    page.check("#id_options-4-is_key")
    expect(page.locator("#id_options-0-is_key")).not_to_be_checked()
    page.check("[name=kind][value=multiple]")
    page.check("#id_options-0-is_key")
    expect(page.locator("#id_options-4-is_key")).to_be_checked()


def test_a_fill_in_is_seen_as_the_candidate_will_see_it(page, point):
    sign_in(page, to=f"{ADD}?kind=fill_in&difficulty=4&point={point.pk}")

    expect(page.locator("#id_options-FORMS")).to_be_hidden()
    write(page, "stem", "应当在____日内提出。")
    shown = preview(page)
    page.fill("[name=blanks]", "五 | 5")
    page.locator("[name=blanks]").blur()
    expect(shown.locator("legend .blank")).to_have_count(1)
    expect(shown.locator("body")).not_to_contain_text("五")
    page.select_option("[data-w-preview-target=mode]", "key")
    expect(shown.locator(".ans .key")).to_contain_text("五；5")
    for device, least, most in (("1280", 1200, 1300), ("360", 340, 380)):
        preview_is_wide(page, device, least, most)
        expect(shown.locator("legend .blank")).to_be_visible()

    write(page, "explanation", "五日。")
    choose_action(page, "submit")
    expect(page.locator(".messages .success")).to_be_visible()
    item = Item.objects.get()
    assert (item.kind, item.difficulty, item.point) == ("fill_in", 4, point)
    assert item.current_workflow_state is not None
    assert not item.live


def test_a_case_is_written_with_two_questions(page, point):
    reviewer = UserFactory(role="reviewer")
    sign_in(page, to=f"{ADD}?kind=case&point={point.pk}")
    write(page, "stem", "某镇查处违法占地。")
    container = page.locator("[data-streamfield-stream-container]").first

    for position, kind in enumerate(["多项选择", "简答"]):
        container.locator(":scope > div > .c-sf-add-button").last.click()
        page.locator("[role=option]", has_text=kind).click()
        part = container.locator(":scope > [data-streamfield-child]").nth(position)
        stem = part.locator("[data-contentpath=stem] [contenteditable=true]")
        stem.click()
        page.keyboard.type(f"第{position + 1}问？")
    first, second = container.locator(":scope > [data-streamfield-child]").all()

    # Rows as outside of a case.
    options = first.locator("[data-contentpath=options] [contenteditable=true]")
    expect(options).to_have_count(4)
    options.first.focus()
    page.evaluate(PASTE, "A. 甲\nB. 乙\nC. 丙\nD. 丁\nE. 戊")
    expect(options).to_have_count(5)
    expect(options.last).to_have_text("戊")
    expect(options.last).to_be_focused()
    press(page, "Alt+k", "Alt+Backspace")
    expect(
        first.locator("[data-contentpath=options] [contenteditable=true]:visible")
    ).to_have_count(4)
    options.first.focus()
    press(page, "Alt+k", "Enter")
    expect(options.nth(1)).to_be_focused()
    page.keyboard.type("和戊")
    press(page, "Alt+k")

    # What is missing is told where it is.
    choose_action(page, "submit")
    expect(second.locator("[data-contentpath=model_answer] .w-field__errors")).to_contain_text(
        "答案"
    )
    expect(page.locator("[data-contentpath=stem]").first).to_contain_text("某镇查处违法占地。")
    model_answer = second.locator("[data-contentpath=model_answer] [contenteditable=true]")
    model_answer.click()
    page.keyboard.type("先告知。")
    page.locator("#panel-explanation-section [contenteditable=true]").click()
    page.keyboard.type("略。")
    shown = preview(page)
    expect(shown.locator(".passage")).to_contain_text("某镇查处违法占地。")
    expect(shown.locator("section.item")).to_have_count(2)
    page.click("[data-side-panel-toggle=preview]")
    choose_action(page, "submit")
    expect(page.locator(".messages .success")).to_be_visible()

    item = Item.objects.get()
    one, other = item.get_latest_revision_as_object().plain.items
    assert [(option.text, option.is_key) for option in one.options] == [
        ("甲", True), ("乙和戊", True), ("丙", False), ("丁", False),
    ]  # fmt: skip
    assert other.model_answer == "先告知。"

    # Another person publishes it.
    page.context.clear_cookies()
    sign_in(page, reviewer, to=f"/admin/snippets/questionbank/item/edit/{item.pk}/")
    page.click("footer .w-dropdown__toggle")
    page.click("footer [data-workflow-action-name=approve] >> nth=0")
    expect(page.locator(".messages .success")).to_be_visible()
    assert [question.kind.name for question in item.versions.get().questions()] == [
        "multiple", "short_answer",
    ]  # fmt: skip


def test_a_table_is_written_in_a_stem_and_changed(page, point):
    sign_in(page, to=f"{ADD}?point={point.pk}")

    write(page, "stem", "见下表：")
    page.keyboard.type("/表")
    page.locator("[role=option]", has_text="表格").wait_for()
    press(page, "Enter")
    dialog = page.locator("dialog.item-table-dialog")
    expect(dialog.locator("th").first).to_be_focused()
    page.keyboard.type("事项")
    press(page, "Tab")
    page.keyboard.type("期限")
    press(page, "Tab")
    page.evaluate(PASTE, "听证\t五日\n复议\t六十日\n诉讼\t六个月")
    expect(dialog.locator("tr")).to_have_count(4)
    dialog.locator("button", has_text="保留表格").click()
    table = page.locator("[data-contentpath=stem] .item-table-block table")
    expect(table).to_contain_text("六个月")

    page.locator("[data-contentpath=stem] .item-table-block button", has_text="编辑").click()
    dialog.locator("td").first.click()
    press(page, "End")
    page.keyboard.type("程序")
    dialog.locator("button", has_text="保留表格").click()
    expect(table).to_contain_text("听证程序")
    shown = preview(page)
    expect(shown.locator("legend td").first).to_have_text("听证程序")
    page.click("footer [name=action-save], footer .action-save")

    expect(page.locator(".messages .success")).to_be_visible()
    stem = Item.objects.get().get_latest_revision_as_object().plain.stem
    assert "<tr><th>事项</th><th>期限</th></tr><tr><td>听证程序</td><td>五日</td></tr>" in stem


def test_a_question_like_one_in_the_bank_is_told_while_it_is_written(page, point):
    known = storing.build(SINGLE, code="05-0009", point=point, difficulty=3)
    known.stem = "<p>当事人要求听证的，应当在行政机关告知后几日内提出？</p>"
    storing.create([known])
    sign_in(page, to=ADD)
    told = page.locator(".item-like")

    write(page, "stem", "当事人要求听证的，应在行政机关告知后几日内提出?")

    expect(told).to_have_attribute("role", "status")
    expect(told.locator("a")).to_have_text("05-0009")
    expect(told.locator("a")).to_have_attribute(
        "href", f"/admin/snippets/questionbank/item/edit/{known.pk}/"
    )
    editable(page, "stem").click()
    press(page, "Control+a", "Delete")
    page.keyboard.type("行政机关应当自立案之日起多少日内作出决定？")
    expect(told.locator("a")).to_have_count(0)


def test_one_after_the_other(page, point):
    sign_in(page, to=f"{ADD}?kind=true_false&difficulty=2&point={point.pk}")
    write(page, "stem", "可以加重处罚。")

    choose_action(page, "another")

    expect(page.locator(".messages .success")).to_contain_text("05-0001")
    expect(page.locator("[name=kind][value=true_false]")).to_be_checked()
    expect(page.locator("#id_point-pick")).to_have_value("05.01 听证的申请")
    expect(page.locator("#id_difficulty")).to_have_value("2")
    expect(editable(page, "stem")).to_have_text("")


def test_a_single_choice_fits_on_a_screen(page, point):
    sign_in(page, to=ADD)

    for path in ("stem", "#inline_child_options-3", "explanation"):
        expect(editable(page, path)).to_be_in_viewport(ratio=1)


def test_on_a_phone_nothing_is_cut_off(phone, point):
    sign_in(phone, to=f"{ADD}?kind=matching&point={point.pk}")
    expect(editable(phone, "#inline_child_pairs-0")).to_be_visible()

    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    expect(phone.locator("[data-minimap-container]")).to_be_hidden()
    for box in phone.locator("header button:visible, header a:visible").all():
        assert box.evaluate("each => each.getBoundingClientRect().right") <= 360
    pick_point(phone, "组织")
    expect(phone.locator("#id_point-pick")).to_have_value("05.02 听证的组织")


def test_an_article_is_found_by_number_and_by_words(page, point, statute_article):
    sign_in(page, to=f"{ADD}?point={point.pk}")
    write(page, "stem", "听证应当在几日内提出？")
    choices = page.locator(".modal [data-chooser-modal-choice]")
    for position, asked in enumerate(["行政处罚法64", "告知后五日"]):
        page.click("#id_citations-ADD")
        row = page.locator(f"#inline_child_citations-{position}")
        row.locator(".unchosen [data-chooser-action-choose]").click()
        expect(page.locator(".modal [data-article-search]")).to_be_focused()
        page.keyboard.type(asked)
        expect(choices).to_have_count(1)
        choices.click()
        expect(page.locator(".modal")).to_have_count(0)
        expect(row.locator(".chooser__title")).to_contain_text("第六十四条")
        if position == 0:
            page.locator("#inline_child_citations-0 [id$='-DELETE-button']").click()
    # Where it stands it can be read, also beside the preview.
    shown = preview(page)
    expect(shown.locator("legend")).to_contain_text("听证应当在几日内提出？")
    title = page.locator("#inline_child_citations-1 .chooser__title")
    page.wait_for_function("document.body.classList.contains('side-panel-open')")
    assert title.evaluate("title => title.offsetWidth > title.offsetHeight")

    page.click("footer .action-save")

    expect(page.locator(".messages .success")).to_be_visible()
    cited = Item.objects.get().get_latest_revision_as_object().citations.all()
    assert [citation.article for citation in cited] == [statute_article]


def test_a_row_deleted_as_soon_as_it_was_made_does_not_take_the_keyboard_along(page, point):
    sign_in(page, to=ADD)
    editable(page, "#inline_child_options-3").focus()

    page.evaluate(
        "() => {"
        "  const key = (init) => {"
        "    const rows = document.querySelectorAll('#id_options-FORMS > :not(.deleted)');"
        "    const row = rows[rows.length - 1];"
        "    const asUsual = { bubbles: true, cancelable: true };"
        "    row.dispatchEvent(new KeyboardEvent('keydown', { ...init, ...asUsual }));"
        "  };"
        "  key({ key: 'Enter' });"
        "  key({ key: 'Backspace', altKey: true });"
        "}"
    )
    page.wait_for_function(
        "document.getElementById('id_options-4-text').draftailEditor"
        " && new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        "    .then(() => true)"
    )
    focus_is_in(page, "#inline_child_options-3")
    page.keyboard.type("十日")

    expect(editable(page, "#inline_child_options-3")).to_have_text("十日")


def test_what_is_written_at_once_is_saved_by_itself(page, point):
    sign_in(page, to=f"{ADD}?point={point.pk}")

    # Before Wagtail has begun to compare.
    write(page, "stem", "听证应当在几日内提出？")

    saved_by_itself(page)
    assert Item.objects.get().get_latest_revision_as_object().plain.stem


def test_a_question_saved_while_it_saves_itself_comes_into_the_bank_once(page, point):
    sign_in(page)
    held = []

    def hold_the_first(route):
        if route.request.method == "POST" and not held:
            held.append(route)
        else:
            route.continue_()

    page.route("**/item/add/**", hold_the_first)
    page.goto(f"{ADD}?point={point.pk}")
    with page.expect_request(lambda request: request.method == "POST" and "/add/" in request.url):
        write(page, "stem", "听证应当在几日内提出？")
    choose_action(page, "another")
    assert len(held) == 1

    held[0].continue_()

    expect(page.locator(".messages .success")).to_contain_text("05-0001")
    expect(editable(page, "stem")).to_have_text("")
    assert Item.objects.get().get_latest_revision_as_object().plain.stem
