"""HR's pages of pass rates: the same figures on the page, in the workbook and in the table."""

import io

import pandas as pd
import pytest
from django.urls import reverse

from exams.people.models import Unit
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def exam():
    """Released; 许镇镇: two of two pass; 栖禾镇: one of two, and one who didn't sit."""
    sitting = factories.SittingFactory()
    xuzhen = factories.UnitFactory(name="许镇镇", position=1)
    qihe = factories.UnitFactory(name="栖禾镇", position=2)
    for unit, right in [(xuzhen, 3), (xuzhen, 2), (qihe, 3), (qihe, 1)]:
        factories.released_result(sitting=sitting, unit=unit, right=right)
    factories.RegistrationFactory(
        sitting=sitting, candidate=factories.CandidateFactory(unit=qihe, name="缺考人")
    )
    return sitting.exam


@pytest.fixture
def hr(client):
    client.force_login(
        factories.UserFactory(role="hr"), "django.contrib.auth.backends.ModelBackend"
    )
    return client


def test_the_page_shows_counts_and_rate_by_unit_and_in_all(hr, exam):
    figures = hr.get(reverse("exam-pass-rates", args=[exam.pk])).context["figures"]
    assert [
        (row["unit"], row["registered"], row["sat"], row["passed"]) for row in figures["units"]
    ] == [
        ("许镇镇", 2, 2, 2),
        ("栖禾镇", 3, 2, 1),
    ]
    assert (figures["total"]["registered"], figures["total"]["passed"]) == (5, 3)
    assert figures["total"]["pass_rate"] == 75.0


def test_page_workbook_and_csv_agree(hr, exam):
    page = hr.get(reverse("exam-pass-rates", args=[exam.pk])).context["figures"]["total"]
    xlsx = hr.get(reverse("pass-rates-export", args=[exam.pk, "xlsx"])).content
    csv = hr.get(reverse("pass-rates-export", args=[exam.pk, "csv"])).content

    by_unit = pd.read_excel(io.BytesIO(xlsx), sheet_name="按单位", engine="calamine").set_index(
        "单位"
    )
    table = pd.read_csv(io.BytesIO(csv), encoding="utf-8-sig").set_index("单位")

    assert csv.startswith(b"\xef\xbb\xbf")  # or Excel reads the Chinese wrong
    for name, heading in {"registered": "报考", "sat": "实考", "passed": "合格"}.items():
        assert page[name] == by_unit.loc["合计", heading] == table.loc["合计", heading]
    assert (
        page["pass_rate"] == by_unit.loc["合计", "通过率"] * 100 == table.loc["合计", "通过率（%）"]
    )


def test_the_workbook_has_chinese_sheets_percent_formats_and_a_frozen_heading(hr, exam):
    from openpyxl import load_workbook

    content = hr.get(reverse("pass-rates-export", args=[exam.pk, "xlsx"])).content
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["按单位", "人员名单", "说明"]
    assert book["按单位"].freeze_panes == "A2"
    assert book["按单位"]["E2"].value == 1
    assert book["按单位"]["E2"].number_format == "0.00%"


def test_no_full_id_number_leaves_by_the_workbook(hr, exam):
    content = hr.get(reverse("pass-rates-export", args=[exam.pk, "xlsx"])).content
    people = pd.read_excel(io.BytesIO(content), sheet_name="人员名单", dtype=str, engine="calamine")
    assert len(people) == 5
    assert people["身份证号"].str.fullmatch(r"\d{6}\*{8}\d{3}[\dX]").all()


def test_s5_a_name_that_looks_like_a_formula_is_text_in_the_exports(hr, exam):
    Unit.objects.filter(name="栖禾镇").update(name='=HYPERLINK("http://x")')
    from openpyxl import load_workbook

    xlsx = hr.get(reverse("pass-rates-export", args=[exam.pk, "xlsx"])).content
    cell = load_workbook(io.BytesIO(xlsx))["按单位"]["A3"]
    assert (cell.value, cell.data_type) == ('=HYPERLINK("http://x")', "s")
    csv = hr.get(reverse("pass-rates-export", args=[exam.pk, "csv"])).content.decode("utf-8-sig")
    assert "'=HYPERLINK" in csv


def test_s4_script_in_a_name_is_shown_as_text(hr, exam):
    Unit.objects.filter(name="栖禾镇").update(name="<script>alert(1)</script>")
    page = hr.get(reverse("exam-pass-rates", args=[exam.pk])).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize(
    ("standing", "n"), [("registered", 5), ("sat", 4), ("passed", 3), ("failed", 1), ("absent", 1)]
)
def test_every_figure_opens_the_people_behind_it(hr, exam, standing, n):
    found = hr.get(reverse("exam-people", args=[exam.pk]), {"standing": standing}).context["page"]
    assert found.paginator.count == n


def test_the_people_of_one_unit(hr, exam):
    address = reverse("exam-people", args=[exam.pk])
    found = hr.get(address, {"unit": "栖禾镇", "standing": "absent"}).context["page"]
    assert [person.name for person in found] == ["缺考人"]


def test_an_exam_that_is_not_released_shows_no_figures(hr):
    sitting = factories.SittingFactory()
    assert hr.get(reverse("exam-pass-rates", args=[sitting.exam.pk])).status_code == 404
    assert "尚未公布" in hr.get(reverse("pass-rates")).content.decode()


@pytest.mark.parametrize(
    "address", ["exam-pass-rates", "exam-people", "pass-rates-export:xlsx", "pass-rates-export:csv"]
)
@pytest.mark.parametrize("role", ["candidate", "trainer", "reviewer", "invigilator"])
def test_s6_who_is_not_hr_sees_no_figures_and_no_people(client, exam, address, role):
    name, _, suffix = address.partition(":")
    url = reverse(name, args=[exam.pk, suffix] if suffix else [exam.pk])
    assert client.get(url).status_code == 302  # signed out: to the sign-in
    client.force_login(
        factories.UserFactory(role=role), "django.contrib.auth.backends.ModelBackend"
    )
    assert client.get(url).status_code == 403


def test_the_statements_do_not_grow_with_the_people(hr, exam, django_assert_max_num_queries):
    with django_assert_max_num_queries(11):
        hr.get(reverse("exam-pass-rates", args=[exam.pk]))
    with django_assert_max_num_queries(7):
        hr.get(reverse("exam-people", args=[exam.pk]))
