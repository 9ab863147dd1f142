"""The main job in a real browser: one person from the sign-in to the certificate."""

import re
import subprocess
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from exams.sittings.models import Attempt, Sitting
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def sign_in(page, user):
    page.goto("/sign-in/")
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", factories.PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/my/")


def sign_out(page):
    page.get_by_role("button", name="退出").click()


def test_from_the_sign_in_to_the_certificate(page, tmp_path):
    candidate = factories.CandidateFactory(name="闻竹青")
    registration = factories.RegistrationFactory(candidate=candidate)

    sign_in(page, candidate.user)
    page.get_by_role("link", name="进入考试").click()
    page.get_by_label("我已阅读").check()
    page.get_by_role("button", name="开始考试").click()
    page.wait_for_selector("html[data-ready]")
    attempt = Attempt.objects.get(registration=registration)
    for item in attempt.form.items.select_related("version"):
        for letter in factories.answer_letters(attempt, item.position, item.version.key):
            page.locator(f"#item-{item.position} input[value={letter}]").check()
        expect(page.locator(f"#item-{item.position} .mark")).to_have_text("已保存")
    page.locator("#foot button").click()
    page.locator("#review [data-confirm]").click()
    expect(page.locator("#receipt-title")).to_have_text("已交卷")
    page.goto("/my/")
    sign_out(page)

    # The window closes; an administrator releases, HR issues.
    closed = timezone.now() - timedelta(seconds=1)
    Sitting.objects.update(opens_at=closed - timedelta(hours=1), closes_at=closed)
    sign_in(page, factories.UserFactory(role="administrator"))
    page.goto("/admin/results/")
    page.get_by_role("link", name=re.compile("公布")).last.click()
    page.get_by_role("button", name=re.compile("公布")).click()
    page.goto("/my/")
    sign_out(page)
    sign_in(page, factories.UserFactory(role="hr"))
    page.goto(f"/hr/certificates/exams/{registration.sitting.exam_id}/")
    page.locator("form[action$='/issue/'] button").click()
    sign_out(page)

    sign_in(page, candidate.user)
    page.goto(f"/results/{attempt.pk}/")
    expect(page.locator("main")).to_contain_text("合格")
    page.goto("/my/")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("下载")).first.click()
    path = tmp_path / "certificate.pdf"
    download.value.save_as(path)
    text = subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True
    ).stdout
    assert "闻竹青" in text.replace(" ", "")
    assert re.search(r"QH-\d{4}-M-000001-\d", text)
