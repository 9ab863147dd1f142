"""HR in a real browser: from the sign-in to a workbook that says the same as the page."""

import pandas as pd
import pytest

from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def test_hr_exports_the_pass_rates_that_the_page_shows(page, tmp_path):
    sitting = factories.SittingFactory()
    for unit, right in [("许镇镇", 3), ("许镇镇", 3), ("栖禾镇", 1)]:
        factories.released_result(
            sitting=sitting, unit=factories.UnitFactory(name=unit), right=right
        )
    user = factories.UserFactory(role="hr", username="liwenjing")

    page.goto("/sign-in/")
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", factories.PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("link", name="通过率").first.click()
    shown = page.locator("tr", has_text="合计").inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 Excel").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)

    table = pd.read_excel(path, sheet_name="按单位", engine="calamine").set_index("单位")
    total = table.loc["合计"]
    assert path.suffix == ".xlsx"
    assert (total["报考"], total["实考"], total["合格"]) == (3, 3, 2)
    assert f"{total['通过率']:.2%}" == "66.67%"
    assert shown.split() == ["合计", "3", "3", "2", "66.67%"]
    assert table.loc["许镇镇", "通过率"] == 1


def test_the_page_fits_a_phone(phone):
    factories.released_result(right=3)
    user = factories.UserFactory(role="hr")
    phone.goto("/sign-in/")
    phone.fill("[name=username]", user.username)
    phone.fill("[name=password]", factories.PASSWORD)
    phone.get_by_role("button", name="登录").click()
    phone.goto("/hr/pass-rates/")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
