"""A trainer brings a messy workbook in: columns, look through, a duplicate, writing, report."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from questionbank.importing.models import ItemImport
from questionbank.models import Item
from tests.conftest import SHARED
from tests.factories import PASSWORD, PointFactory, UserFactory
from tests.questionbank.importing.conftest import HEARING, REVIEW, csv_file

pytestmark = pytest.mark.django_db(transaction=True)

MESSY = SHARED / "samples" / "import-messy" / "questions-faulty.xlsx"


def sign_in(page, user):
    page.goto("/sign-in/?next=/admin/snippets/questionbank/item/")
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", PASSWORD)
    page.click("form.card button[type=submit]")


def upload(page, file):
    page.set_input_files("[name=file]", file)
    page.click("text=上传并查看")


def is_accessible(page):
    found = Axe().run(page, context="main").response["violations"]
    return not [fault["id"] for fault in found if fault["impact"] in ("serious", "critical")]


def fits(page):
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.skipif(not MESSY.exists(), reason="the sample files of the workshop are not here")
def test_a_messy_workbook_comes_in_row_by_row(page):
    point = PointFactory()
    sign_in(page, UserFactory(role="trainer", display_name="王老师"))

    page.click("a[href='/admin/item-imports/']")
    upload(page, str(MESSY))
    expect(page.locator("[aria-current=step]")).to_have_text("格式和列")
    expect(page.locator(".import-columns")).to_contain_text("题干")
    page.click("text=读取试题")

    expect(page.locator("[aria-current=step]")).to_have_text("逐题查看")
    refused = page.locator(".import-question", has_text="答案 E 没有对应的选项")
    expect(refused).to_contain_text("第 5 行")
    expect(page.locator("[name=commit]")).to_be_disabled()
    assert is_accessible(page)

    # The points that the file names otherwise are chosen; the sum follows at once.
    for select in page.locator("select[name^=point-]").all():
        select.select_option(str(point.pk))
    expect(page.locator("[name=commit]")).to_be_enabled()
    expect(page.locator("[name=commit]")).to_contain_text("5")

    page.locator(".import-preview summary").first.click()
    preview = page.frame_locator(".import-preview iframe").first
    expect(preview.locator("legend")).to_contain_text("当场作出行政处罚决定")
    expect(preview.locator("input[type=radio]")).to_have_count(4)

    page.select_option("[name=choice-16]", "skip")
    expect(page.locator("[name=commit]")).to_contain_text("4")
    page.click("[name=commit]")

    expect(page.locator("[aria-current=step]")).to_have_text("报告")
    expect(page.locator(".import-ok")).to_contain_text("17")
    assert is_accessible(page)
    with page.expect_download() as download:
        page.click("text=下载报告")
    assert download.value.suggested_filename.endswith(".xlsx")
    assert Item.objects.filter(live=False).count() == 4
    page.click("text=05-0001")
    page.wait_for_url("**/item/edit/**")


def test_a_duplicate_becomes_a_new_version_of_what_the_bank_has(page, tmp_path):
    PointFactory()
    sign_in(page, UserFactory(role="trainer"))
    first, second = tmp_path / "一.csv", tmp_path / "二.csv"
    first.write_bytes(csv_file(f"{HEARING},05.01"))
    second.write_bytes(csv_file(f"{HEARING.replace(',B,', ',C,')},05.01", f"{REVIEW},05.01"))

    for file in (first, second):
        page.goto("/admin/item-imports/")
        upload(page, str(file))
        page.click("text=读取试题")
        if file == first:
            page.click("[name=commit]")
            expect(page.locator(".import-ok")).to_be_visible()

    like = page.locator(".import-question", has_text="题库中已有相同的题")
    expect(like).to_contain_text("答案不同")
    expect(like.locator("select")).to_have_value("skip")
    like.locator("select").select_option("version")
    expect(page.locator("#import-summary")).to_contain_text("1 个新版本")
    page.click("[name=commit]")

    expect(page.locator(".import-ok")).to_contain_text("1 个新版本")
    item = Item.objects.get(code="05-0001")
    draft = item.get_latest_revision_as_object()
    assert [option.is_key for option in draft.options.all()] == [False, False, True, False]

    page.click("text=撤销导入")
    page.click("text=确定撤销")
    expect(page.locator(".import-notice")).to_contain_text("已撤销")
    assert Item.objects.count() == 1
    assert ItemImport.objects.first().state == "undone"


def test_the_wizard_on_a_phone_fits_and_works_with_pasted_text(phone):
    PointFactory()
    sign_in(phone, UserFactory(role="trainer"))
    phone.goto("/admin/item-imports/")
    fits(phone)
    phone.fill(
        "[name=text]",
        "1. 当事人要求听证的，应当在几日内提出？\nA. 三日\nB. 五日\n答案：B\n解析：五日。",
    )
    phone.click("text=上传并查看")
    fits(phone)
    phone.click("text=读取试题")
    expect(phone.locator(".import-question")).to_contain_text("几日内提出")
    fits(phone)
    phone.locator("select[name=point-1]").select_option(index=1)
    phone.click("[name=commit]")

    expect(phone.locator(".import-ok")).to_be_visible()
    fits(phone)
    assert Item.objects.count() == 1
