"""A trainer goes through the pairs of like items: keeps one, keeps both, thinks again."""

import pytest
from playwright.sync_api import expect

from questionbank import storing
from questionbank.formats.items import Item as PlainItem
from questionbank.formats.items import Option
from questionbank.models import Item, LikePair
from tests.browser.editor import sign_in
from tests.factories import PointFactory

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/admin/like-items/"
OPTIONS = (Option("三日"), Option("五日", True))


@pytest.fixture
def bank(db):
    stems = {
        "05-0001": "当事人要求听证的，应当在行政机关告知后几日内提出？",
        "05-0002": "当事人应当在行政机关告知后（　　）内提出听证要求。",
        "05-0003": "行政机关应当自立案之日起多少日内作出行政处罚决定？",
        "05-0004": "行政处罚决定应当自立案之日起多少日内由行政机关作出？",
    }
    for code, stem in stems.items():
        plain = PlainItem("single", stem, options=OPTIONS, explanation="略。")
        point = PointFactory(code=f"05.{code[-2:]}", title=f"知识点{code[-1]}")
        storing.create([storing.build(plain, code=code, point=point, difficulty=3)], publish=True)


def test_like_items_are_found_decided_and_decided_again(page, bank):
    sign_in(page, to=PAGE)
    page.click("text=重新查找")
    pairs = page.locator(".duplicates-pair")
    expect(pairs).to_have_count(2)
    hearing = pairs.filter(has_text="05-0001")
    expect(hearing.locator("del").first).to_be_visible()

    hearing.locator("button", has_text="05-0001").click()
    message = page.locator(".messages .success")
    expect(message).to_contain_text("05-0001")
    expect(message).to_contain_text("知识点2")
    assert Item.objects.get(code="05-0002").retired_at
    expect(pairs).to_have_count(1)
    pairs.locator("button[value=both]").click()
    expect(pairs).to_have_count(0)

    page.click(".duplicates-tabs a >> nth=1")
    expect(pairs).to_have_count(2)
    pairs.filter(has_text="05-0002").locator("button[value=again]").click()
    expect(pairs).to_have_count(1)
    assert Item.objects.get(code="05-0002").live
    assert LikePair.objects.get(decision="").first.code == "05-0001"

    page.goto("/admin/")
    expect(page.locator(f".w-summary a[href='{PAGE}']")).to_contain_text("1")


def test_on_a_phone_a_pair_stands_one_above_the_other(phone, bank):
    sign_in(phone, to=PAGE)
    phone.click("text=重新查找")
    expect(phone.locator(".duplicates-pair").first.locator("section")).to_have_count(2)
    first, second = phone.locator(".duplicates-pair").first.locator("section").all()

    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    assert first.bounding_box()["y"] < second.bounding_box()["y"]
    assert first.bounding_box()["x"] == second.bounding_box()["x"]
