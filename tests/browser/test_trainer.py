"""A trainer at the browser writes a question, looks at it as a candidate and publishes it."""

import re

import pytest
from playwright.sync_api import expect

from questionbank.models import ItemVersion
from tests.browser.editor import editable, pick_point, sign_in, write
from tests.factories import ArticleFactory, PointFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_trainer_writes_previews_and_publishes_a_question(page, settings):
    settings.REVIEW_BY_ANOTHER = False  # with it, test_item_review.py
    trainer = UserFactory(role="trainer", display_name="王老师")
    point, article = PointFactory(), ArticleFactory()

    sign_in(page, trainer)
    page.click("a[href$='/item/add/']")

    # The kind decides what is asked.
    statement = page.locator("[name=is_true]").first
    expect(statement).to_be_hidden()
    page.check("[name=kind][value=true_false]")
    expect(statement).to_be_visible()
    expect(page.locator("#id_options-FORMS")).to_be_hidden()
    page.check("[name=kind][value=single]")

    pick_point(page, point.title)
    write(page, "stem", "当事人要求听证的，应当在几日内提出？")
    for position, text in enumerate(["三日", "五日", "七日", "十日"]):
        write(page, f"#inline_child_options-{position}", text)
    page.check("#id_options-1-is_key")
    page.fill("#id_options-0-why", "旧法期限")
    write(page, "explanation", "应选五日。")

    page.click("#id_citations-ADD")
    page.click("#inline_child_citations-0 [data-chooser-action-choose]")
    page.click(f".modal a[href*='/{article.pk}/']")
    expect(page.locator("#id_citations-0-article")).to_have_value(str(article.pk))
    page.fill("#id_citations-0-paragraph", "1")

    # As a candidate sees it: no key; then with key and law.
    # Once the page has saved itself: until then the preview's address may change.
    expect(page).to_have_url(re.compile("/edit/"))
    page.click("[data-side-panel-toggle=preview]")
    preview = page.frame_locator("#w-preview-iframe")
    expect(preview.locator("legend")).to_contain_text("应当在几日内提出？")
    expect(preview.locator("input[type=radio]")).to_have_count(4)
    expect(preview.locator("body")).not_to_contain_text("旧法期限")
    page.select_option("[data-w-preview-target=mode]", "key")
    expect(preview.locator(".ans .key")).to_contain_text("五日")
    expect(preview.locator(".law")).to_contain_text("第四十五条")

    page.click("footer .w-dropdown__toggle")
    page.click("footer [name=action-publish]")
    expect(page.locator(".messages .success")).to_contain_text("05-0001")

    version = ItemVersion.objects.get()
    assert (version.number, version.item.code, version.published_by) == (1, "05-0001", trainer)
    assert version.content["options"] == ["三日", "五日", "七日", "十日"]
    assert version.key == [1]

    page.click("text=05-0001 >> nth=-1")
    versions = page.locator("table", has_text=version.content_hash[:12])
    expect(versions).to_contain_text(re.compile(r"\b1\b"))
    expect(versions).to_contain_text("王老师")


def test_a_question_with_faults_says_what_to_do_where_it_is(page, settings):
    settings.REVIEW_BY_ANOTHER = False
    point = PointFactory()
    sign_in(page, UserFactory(role="trainer"))
    page.click("a[href$='/item/add/']")
    pick_point(page, point.title)
    write(page, "#inline_child_options-0", "三日")
    write(page, "#inline_child_options-1", "三日")

    page.click("footer .w-dropdown__toggle")
    page.click("footer [name=action-publish]")

    row = page.locator("#inline_child_options-1")
    expect(row.locator(".error-message")).to_be_visible()
    expect(editable(page, "#inline_child_options-0")).to_have_text("三日")
    assert not ItemVersion.objects.exists()
