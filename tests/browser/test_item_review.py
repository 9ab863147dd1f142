"""A question's way in the browser: written, submitted, commented, approved, changed, retired."""

import re

import pytest
from playwright.sync_api import expect

from questionbank import storing
from questionbank.formats.items import Item as PlainItem
from questionbank.formats.items import Option
from questionbank.models import Item, ItemVersion
from tests.factories import PASSWORD, PointFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/admin/snippets/questionbank/item/"


def sign_in(page, user, then=LIST):
    page.context.clear_cookies()
    page.goto(f"/sign-in/?next={then}")
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", PASSWORD)
    page.click("form.card button[type=submit]")
    page.wait_for_url(f"**{then}")


def write(page, field, text):
    page.locator(f"[data-contentpath='{field}'] [contenteditable=true]").first.click()
    page.keyboard.press("Control+A")
    page.keyboard.type(text)
    # The rich text editor hands it to the form a moment later.
    expect(page.locator(f"input[name={field}]")).to_have_value(re.compile(text))


def choose(page, action):
    """One of the buttons below the editor."""
    button = page.locator(f"footer [name={action}]")
    if not button.is_visible():
        page.click("footer .w-dropdown__toggle")
    button.click()


def open_comments(page):
    """The editor remembers which panel was open."""
    toggle = page.locator("[data-side-panel-toggle=item-comments]")
    if toggle.get_attribute("aria-expanded") != "true":
        toggle.click()
    expect(page.locator("[data-comments]")).to_be_visible()


def draft(author):
    """A question as far as its author has come, saved as a draft."""
    plain = PlainItem(
        kind="single", stem="要求听证的，应当在几日内提出？", explanation="应选五日。",
        options=(Option("三日"), Option("五日", is_key=True), Option("七日"), Option("十日")),
    )  # fmt: skip
    item = storing.build(plain, point=PointFactory(), author=author, code="05-0001")
    storing.create([item], user=author)
    return item


def test_a_question_is_written_reviewed_changed_compared_and_retired(page):
    trainer = UserFactory(role="trainer", display_name="王老师")
    reviewer = UserFactory(role="reviewer", display_name="李审题")

    item = draft(trainer)
    edit = f"{LIST}edit/{item.pk}/"

    # The trainer writes on and submits, and can't publish.
    sign_in(page, trainer, edit)
    write(page, "stem", "当事人要求听证的，应当在几日内提出？")
    expect(page.locator("footer [name=action-publish]")).to_have_count(0)
    choose(page, "action-submit")
    expect(page.locator(".messages .success")).to_be_visible()
    page.goto(edit)
    expect(page.locator("[data-workflow-action-name=approve]")).to_have_count(0)

    # The reviewer comments beside the editor, without leaving it, and approves.
    sign_in(page, reviewer, edit)
    open_comments(page)
    panel = page.locator("[data-comments]")
    panel.locator("textarea").fill("请注明工作日。")
    panel.locator("form button").last.click()
    expect(panel.locator("article")).to_contain_text("请注明工作日。")
    expect(
        page.locator("[data-side-panel-toggle=item-comments] [data-side-panel-toggle-counter]")
    ).to_have_text("1")
    page.goto(LIST)
    expect(page.locator("#listing-results tbody tr")).to_contain_text("1 条批注待处理")
    page.goto(edit)
    page.click("footer .w-dropdown__toggle")
    page.locator("[data-workflow-action-name=approve]").first.click()
    expect(page.locator(".messages .success")).to_be_visible()
    assert ItemVersion.objects.get().published_by == reviewer

    # Version 2 says what the comment asked for; the trainer resolves it.
    sign_in(page, trainer, edit)
    write(page, "stem", "当事人要求听证的，应当在几个工作日内提出？")
    open_comments(page)
    page.locator("[data-comments] article button").click()
    expect(page.locator("[data-comments] details")).to_be_visible()
    choose(page, "action-submit")
    expect(page.locator(".messages .success")).to_be_visible()
    sign_in(page, reviewer, edit)
    page.click("footer .w-dropdown__toggle")
    page.locator("[data-workflow-action-name=approve]").first.click()
    expect(page.locator(".messages .success")).to_be_visible()
    assert ItemVersion.objects.count() == 2

    # The two versions side by side.
    page.goto(edit)
    page.locator(".versions a", has_text=re.compile("1")).first.click()
    row = page.locator(".compare-row.is-changed")
    expect(row).to_have_count(1)
    expect(row.locator("ins")).to_have_text("个工作")

    # Retired with a reason, from the list; and shown so.
    page.goto(LIST)
    page.check("[data-bulk-action-checkbox]")
    page.click("[data-bulk-action-button][href*='/retire/']")
    page.fill("[name=reason]", "新法施行")
    page.click(".bulk-form button[type=submit]")
    expect(page.locator("#listing-results tbody tr")).to_contain_text("已停用")
    page.goto(edit)
    expect(page.locator(".messages")).to_contain_text("新法施行")
    page.click("a[href*='/take_back/']")
    page.click("main form[method=post] button[type=submit]")
    expect(page.locator(".messages .success")).to_be_visible()
    assert Item.objects.get().live


def test_the_pages_fit_a_phone(phone):
    trainer = UserFactory(role="trainer")
    item = Item.objects.create(point=PointFactory(), stem="<p>题干？</p>", live=False)
    sign_in(phone, trainer)
    for address in (
        LIST,
        f"{LIST}edit/{item.pk}/",
        f"/admin/bulk/questionbank/item/submit/?id={item.pk}",
    ):
        phone.goto(address)
        wide = phone.evaluate("document.scrollingElement.scrollWidth > innerWidth")
        assert not wide, address
