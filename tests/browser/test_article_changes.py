"""A trainer marks an amended article and goes through the texts that cite it, by keyboard."""

import pytest
from playwright.sync_api import expect

from cms.loading.pages import ensure_shelves
from cms.models import ArticleChange, ArticleCheck, FaqCitation, FaqPage
from questionbank.models import ItemCitation
from tests.factories import PASSWORD, ArticleFactory, ItemFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

HEARING = "听证应当依照以下程序组织：\n（一）当事人要求听证的，应当在行政机关告知后五日内提出；"


@pytest.fixture
def cited(db):
    """行政处罚法第六十四条, which an item and an entry cite; and another that nothing cites."""
    article = ArticleFactory(number=64, label="第六十四条", text=HEARING)
    ArticleFactory(number=65, label="第六十五条", text="听证结束后，作出决定。")
    item = ItemFactory(code="05-0020", explanation="<p>《行政处罚法》第六十四条。</p>")
    ItemCitation.objects.create(owner=item, article=article, paragraph=1, item=1)
    faq, _handbook = ensure_shelves()
    entry = FaqPage(
        title="几日内可以要求听证？", slug="002", source_id="faq-002", number=2, answer="五日内。"
    )
    faq.add_child(instance=entry)
    FaqCitation.objects.create(page=entry, article=article)
    return article


def sign_in(page, address):
    trainer = UserFactory(role="trainer", display_name="王老师")
    page.goto(f"/sign-in/?next={address}")
    page.fill("[name=username]", trainer.username)
    page.fill("[name=password]", PASSWORD)
    page.click("form.card button[type=submit]")
    return trainer


def focused(page, selector):
    return page.evaluate("selector => document.activeElement.matches(selector)", selector)


def test_an_amended_article_is_marked_checked_and_undone(page, cited):
    trainer = sign_in(page, "/admin/amended-articles/")
    page.click("header a[href$='/amended-articles/add/']")

    # The picker, without a mouse.
    page.focus("[data-chooser-action-choose]")
    page.keyboard.press("Enter")
    search = page.locator(".modal [data-article-search]")
    expect(search).to_be_focused()
    page.keyboard.type("行政处罚法64")
    choice = page.locator(".modal [data-chooser-modal-choice]")
    expect(choice).to_have_count(1)
    expect(choice).to_contain_text("《行政处罚法》第六十四条")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(choice).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[data-chooser-title]")).to_contain_text("第六十四条 听证应当")
    expect(page.locator(".chooser .chosen button").first).to_be_focused()

    page.fill("[name=what_changed]", "听证的申请期限由五日改为七日。")
    page.fill("[name=new_text]", HEARING.replace("五日", "七日"))
    page.click("main form button[type=submit]")

    expect(page.locator(".amending-law .addition")).to_contain_text("七日")
    texts = page.locator(".amending-texts > li")
    expect(texts).to_have_count(2)
    expect(texts.first).to_contain_text("05-0020")
    expect(texts.first.locator("mark")).to_have_text("第六十四条")
    assert ArticleChange.objects.get().marked_by == trainer

    texts.first.locator("[name=note]").fill("改为七日")
    texts.first.locator("[name=note]").press("Tab")
    page.keyboard.press("Tab")
    assert focused(page, "button[value=mended]")
    page.keyboard.press("Enter")

    # At the next text, with what happened in sight.
    expect(texts).to_have_count(1)
    expect(texts.first).to_be_focused()
    expect(page.locator(".messages .success")).to_be_in_viewport()
    check = ArticleCheck.objects.get(outcome="mended")
    assert (check.label, check.note, check.checked_by) == ("05-0020", "改为七日", trainer)

    page.click(".messages a")
    expect(texts).to_have_count(1)
    expect(texts.first).to_contain_text("改为七日")
    texts.first.locator("form button").click()
    expect(texts).to_have_count(0)
    page.click(".amending-tabs a >> nth=0")
    expect(texts).to_have_count(2)
    assert not ArticleCheck.objects.done().exists()

    page.goto("/admin/")
    expect(page.locator(".w-summary a[href$='/amended-articles/']")).to_contain_text("2")


def test_on_a_phone_nothing_of_the_work_is_cut_off(phone, cited):
    sign_in(phone, f"/admin/amended-articles/add/?article={cited.pk}")
    phone.fill("[name=what_changed]", "五日改为七日。")
    phone.click("main form button[type=submit]")

    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    buttons = phone.locator(".amending-texts > li").first.locator("form button")
    expect(buttons).to_have_count(3)
    for box in (button.bounding_box() for button in buttons.all()):
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        assert box["height"] >= 44
