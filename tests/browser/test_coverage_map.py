"""A trainer looks for holes in the bank and writes what is missing."""

import pytest
from playwright.sync_api import expect

from tests.browser.editor import press, sign_in
from tests.factories import ItemFactory, PointFactory

pytestmark = pytest.mark.django_db(transaction=True)

COVERAGE = "/admin/coverage/"


@pytest.fixture
def bank(db):
    for number in range(1, 30):
        PointFactory(code=f"05.{number:02d}", title=f"知识点{number}")
    return ItemFactory(point=PointFactory(code="05.01"), difficulty=2)


def test_a_hole_is_found_by_keyboard_and_written(page, bank):
    sign_in(page, to=COVERAGE)

    # One stop for Tab, then the arrows.
    page.focus(".coverage-scroll")
    press(page, "Tab")
    expect(page.locator("tbody a:focus")).to_have_text("1")
    press(page, "ArrowRight", "ArrowRight")
    expect(page.locator("tbody a:focus")).to_have_text("1")
    assert page.locator("tbody a[tabindex='0']").count() == 1
    press(page, *["ArrowDown"] * 20)
    focused = page.locator("tbody a:focus")
    expect(focused).to_be_in_viewport()
    head = page.locator(".coverage thead").bounding_box()
    assert focused.bounding_box()["y"] >= head["y"] + head["height"] - 1
    press(page, "ArrowRight", "Enter")

    expect(page.locator("#id_point-pick")).to_have_value("05.21 知识点21")
    expect(page.locator("#id_difficulty")).to_have_value("3")
    expect(page.locator("[name=kind][value=single]")).to_be_checked()


def test_a_number_leads_to_its_items(page, bank):
    sign_in(page, to=COVERAGE)

    page.click("tbody td.coverage-1 a")

    expect(page.locator("#listing-results tbody tr")).to_have_count(1)
    expect(page.locator("#listing-results")).to_contain_text(bank.code)


def test_the_head_and_the_points_stay_in_sight_on_a_phone(phone, bank):
    sign_in(phone, to=COVERAGE)
    region = phone.locator(".coverage-scroll")
    region.evaluate("element => element.scrollTo(400, 500)")

    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    frame = region.bounding_box()
    head = phone.locator(".coverage thead th").first.bounding_box()
    point = phone.locator(".coverage tbody tr", has_text="知识点20").locator("th").bounding_box()
    assert abs(head["y"] - frame["y"]) <= 2
    assert abs(point["x"] - frame["x"]) <= 2


def test_other_kinds_are_shown_and_downloaded(page, bank):
    sign_in(page, to=COVERAGE)
    page.uncheck("[name=kind][value=single]")
    page.check("[name=kind][value=matching]")
    page.click("form.coverage-form button[type=submit]")

    expect(page.locator(".coverage thead")).to_contain_text("匹配")
    expect(page.locator(".coverage thead")).not_to_contain_text("单项选择")
    with page.expect_download() as download:
        page.click("text=.xlsx")
    assert download.value.suggested_filename.endswith(".xlsx")
