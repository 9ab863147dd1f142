"""The item's editor in a real browser, for tests that write questions."""

from urllib.parse import quote

from playwright.sync_api import expect

from tests.factories import PASSWORD, UserFactory

LIST = "/admin/snippets/questionbank/item/"
ADD = f"{LIST}add/"
# The preview follows half a second after the last word, and is a page of its own.
PREVIEW = 20_000


def sign_in(page, user=None, *, to=LIST):
    """Sign in as a trainer, if nobody else is named, and go to an address."""
    user = user or UserFactory(role="trainer", display_name="王老师")
    page.goto(f"/sign-in/?next={quote(to)}")
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", PASSWORD)
    page.click("form.card button[type=submit]")
    # The page that was asked for with its scripts, not only the first of its fields.
    page.wait_for_url(lambda url: "/sign-in/" not in url, wait_until="load")
    return user


def editable(page, path):
    """One of the rich text fields: "stem", "#inline_child_options-0", …"""
    holder = path if path.startswith("#") else f"[data-contentpath='{path}']"
    return page.locator(f"{holder} [contenteditable=true]").first


def write(page, path, text):
    field = editable(page, path)
    field.click()
    page.keyboard.type(text)
    # Chinese comes without keys here, and on keys Wagtail looks whether something has changed.
    page.keyboard.press("End")
    expect(field).to_contain_text(text)


def pick_point(page, words):
    page.click("#id_point-pick")
    page.keyboard.type(words)
    page.keyboard.press("Enter")


def focus_is_in(page, selector):
    """Wait until what has the focus is in the element."""
    page.wait_for_function(
        "selector => document.activeElement.closest(selector) !== null", arg=selector
    )


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def choose_action(page, name):
    page.click("footer .w-dropdown__toggle")
    page.click(f"footer [name=action-{name}]")
