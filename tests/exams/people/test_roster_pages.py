"""HR's roster in the browser: found, counted, exported, imported; ID numbers masked everywhere."""

import datetime as dt
import io
import json
import re
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from exams.people import importing
from exams.people.loading import load_units
from exams.people.models import Candidate, RosterImport, Unit
from exams.people.roster import Units, read_roster
from exams.people.roster_template import roster_template
from tests.exams.people.strategies import id_number
from tests.exams.people.workbooks import xlsx
from tests.factories import CandidateFactory, UnitFactory, UserFactory

HEAD = ["姓名", "身份证号", "单位", "编制"]
BORN = dt.date(1985, 3, 12)
MESSY = Path(__file__).parents[3].parent / "shared" / "samples" / "import-messy"
EXPECTED = json.loads((MESSY / "expected.json").read_text()) if MESSY.is_dir() else {"files": {}}
ROSTERS = {name: file for name, file in EXPECTED["files"].items() if file["kind"] == "roster"}
SCRIPT = "<script>alert(1)</script>"
# A number that is neither masked nor part of a longer one.
WHOLE = re.compile(r"(?<!\d)990101\d{11}[\dX]")


@pytest.fixture
def hr(client, db):
    client.force_login(UserFactory(role="hr", display_name="李文静"))
    return client


@pytest.fixture
def units(db):
    load_units(progress=lambda line: None)


def person(n=1, name="柏舟", unit="栖禾镇", post="行政编制"):
    return [name, id_number(BORN, n), unit, post]


def upload(client, data, name="花名册.xlsx"):
    return client.post(
        reverse("roster-upload"), {"file": SimpleUploadedFile(name, data)}, follow=True
    )


def text(response):
    return response.content.decode()


def pending():
    return RosterImport.objects.get()


# ---- the list ------------------------------------------------------------------------------------


def test_the_roster_shows_people_with_masked_numbers_and_counts(hr):
    CandidateFactory(name="柏舟", id_number="990101198503120117")
    CandidateFactory(name="温书宁", user=None)
    page = hr.get("/hr/roster/")
    assert "柏舟" in text(page)
    assert "990101********0117" in text(page)
    assert not WHOLE.search(text(page))
    assert page.context["figures"] == {"all": 2, "none": 1, "used": 0, "unused": 1}


def test_people_are_found_by_name_number_unit_and_account(hr):
    used = CandidateFactory(name="柏舟", number="269001", unit=UnitFactory(name="许镇镇"))
    used.user.last_login = timezone.now()
    used.user.save()
    CandidateFactory(name="温书宁", number="269002", user=None)
    CandidateFactory(name="柏小舟", number="269003")

    def found(query):
        return [person.name for person in hr.get(f"/hr/roster/?{query}").context["page"]]

    assert found("q=柏") == ["柏舟", "柏小舟"]
    assert found("q=269002") == ["温书宁"]
    assert found(f"unit={used.unit_id}") == ["柏舟"]
    assert [found(f"account={state}") for state in ("none", "unused", "used")] == [
        ["温书宁"], ["柏小舟"], ["柏舟"],
    ]  # fmt: skip
    assert len(found("unit=999999&account=x&page=zzz")) == 3
    assert "empty" in text(hr.get("/hr/roster/?q=没有"))


def test_who_is_struck_off_is_not_on_the_list(hr):
    CandidateFactory(name="柏舟", is_active=False)
    assert "柏舟" not in text(hr.get("/hr/roster/"))


def test_the_list_and_its_export_take_the_same_queries_for_few_and_many(
    hr, django_assert_num_queries
):
    CandidateFactory()
    for address, n in (("/hr/roster/", 8), ("/hr/roster/export.csv", 5)):
        with django_assert_num_queries(n):
            hr.get(address)
    for _ in range(9):
        CandidateFactory()
    for address, n in (("/hr/roster/", 8), ("/hr/roster/export.csv", 5)):
        with django_assert_num_queries(n):
            hr.get(address)


def test_a_long_roster_is_cut_into_pages_that_keep_the_filter(hr):
    unit = UnitFactory()
    Candidate.objects.bulk_create(
        Candidate(
            number=f"27{n:04d}", name=f"考{n}", unit=unit, sex="F", birth_date=BORN,
            id_number=id_number(BORN, n),
        )
        for n in range(60)
    )  # fmt: skip
    page = hr.get("/hr/roster/?q=考&page=1")
    assert "page=2" in text(page)
    assert "q=%E8%80%83" in text(page)
    assert len(hr.get("/hr/roster/?q=考&page=2").context["page"]) == 10


def test_s4_a_script_in_a_name_is_shown_as_text(hr):
    """S4: even one that came into the database another way."""
    CandidateFactory(name=SCRIPT)
    page = text(hr.get("/hr/roster/"))
    assert SCRIPT not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_s5_the_export_is_masked_and_neutral(hr, suffix):
    """S5."""
    CandidateFactory(name="=HYPERLINK(1)", id_number="990101198503120117")
    CandidateFactory(name="@cmd", id_number="990101198503120133")
    data = hr.get(f"/hr/roster/export.{suffix}").content
    if suffix == "xlsx":
        [table] = pd.read_excel(
            io.BytesIO(data), engine="calamine", sheet_name=None, dtype=str
        ).values()
        assert set(table["姓名"]) == {"=HYPERLINK(1)", "@cmd"}
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    else:
        table = pd.read_csv(io.BytesIO(data), dtype=str)
        assert set(table["姓名"]) == {"'=HYPERLINK(1)", "'@cmd"}
    assert set(table["身份证号"]) == {"990101********0117", "990101********0133"}


def test_the_export_has_the_people_of_the_filter(hr):
    CandidateFactory(name="柏舟")
    CandidateFactory(name="温书宁")
    data = hr.get("/hr/roster/export.csv?q=柏").content
    assert list(pd.read_csv(io.BytesIO(data))["姓名"]) == ["柏舟"]


# ---- the template --------------------------------------------------------------------------------


def test_the_template_lists_units_and_posts_and_its_example_is_never_entered(hr, units):
    data = hr.get("/hr/roster/template.xlsx").content
    sheet = openpyxl.load_workbook(io.BytesIO(data))["花名册"]
    assert sheet["D2"].number_format == "@"
    lists = {str(v.sqref).split(":")[0]: v.formula1 for v in sheet.data_validations.dataValidation}
    assert lists["F2"] == '"行政编制,事业编制,聘用,劳务派遣"'
    assert "单位" in lists["E2"]
    hidden = openpyxl.load_workbook(io.BytesIO(data))["单位"]
    assert [cell.value for cell in hidden["A"]] == list(
        Unit.objects.exclude(kind="county").values_list("name", flat=True)
    )

    plan = importing.dry_run("模板.xlsx", data, today=dt.date(2026, 11, 23))
    assert plan.steps == ()
    assert plan.roster.refused == 1


def test_a_filled_in_template_is_read(units):
    book = openpyxl.load_workbook(io.BytesIO(roster_template()))
    for column, value in zip("BDEF", person(), strict=True):
        book["花名册"][f"{column}2"] = value
    book["花名册"]["A2"] = 1
    out = io.BytesIO()
    book.save(out)
    roster = read_roster(
        "模板.xlsx", out.getvalue(), units=Units.of("青禾县", {"栖禾镇": []}),
        today=dt.date(2026, 11, 23),
    )  # fmt: skip
    assert [row.name for row in roster.rows] == ["柏舟"]
    assert roster.problems == ()


# ---- the import ----------------------------------------------------------------------------------


def test_an_upload_is_shown_and_written_on_confirmation_only(hr, units):
    page = upload(hr, xlsx([HEAD, person(1), person(3, "温书宁")]))
    assert page.context["counts"]["created"] == 2
    assert not Candidate.objects.exists()

    done = hr.post(reverse("roster-import-confirm", args=[pending().pk]), follow=True)
    assert done.status_code == 200
    assert Candidate.objects.count() == 2
    assert "260001" in text(done)
    assert pending().uploaded_by.display_name == "李文静"


def test_refused_rows_are_listed_and_left_out_only_on_a_tick(hr, units):
    page = upload(hr, xlsx([HEAD, person(1), person(3, "")]))
    assert "缺姓名" in text(page)
    confirm = reverse("roster-import-confirm", args=[pending().pk])

    refused = hr.post(confirm)
    assert refused.status_code == 409
    assert not Candidate.objects.exists()

    hr.post(confirm, {"leave_out_refused": "yes"})
    assert Candidate.objects.count() == 1


def test_a_difference_is_shown_from_old_to_new(hr, units):
    upload(hr, xlsx([HEAD, person(1)]))
    hr.post(reverse("roster-import-confirm", args=[pending().pk]))
    page = text(upload(hr, xlsx([HEAD, person(1, unit="许镇镇")])))
    assert re.search(r"<del>栖禾镇</del>.*<ins>许镇镇</ins>", page)


def test_the_same_file_again_has_nothing_to_change_and_no_button(hr, units):
    data = xlsx([HEAD, person(1)])
    upload(hr, data)
    hr.post(reverse("roster-import-confirm", args=[pending().pk]))
    page = upload(hr, data)
    assert page.context["n_written"] == 0
    assert "/confirm/" not in text(page)


def test_another_sheet_of_the_file_can_be_read_instead(hr, units):
    def more(worksheet, book):
        other = book.add_worksheet("另一份")
        other.write_row(0, 0, HEAD)
        other.write_row(1, 0, person(3, "温书宁"))

    page = upload(hr, xlsx([HEAD, person(1)], arrange=more))
    first = pending()
    assert page.context["report"]["other_sheets"] == ["另一份"]

    page = hr.post(
        reverse("roster-import-sheet", args=[first.pk]), {"sheet": "另一份"}, follow=True
    )
    assert page.context["report"]["created"][0]["name"] == "温书宁"
    first.refresh_from_db()
    assert first.file_encrypted is None
    refused = hr.post(
        reverse("roster-import-sheet", args=[RosterImport.objects.pending().get().pk]),
        {"sheet": "没有"},
    )
    assert refused.status_code == 409


def test_an_upload_can_be_taken_back(hr, units):
    upload(hr, xlsx([HEAD, person(1)]))
    hr.post(reverse("roster-import-discard", args=[pending().pk]))
    assert pending().file_encrypted is None
    assert hr.post(reverse("roster-import-confirm", args=[pending().pk])).status_code == 409
    assert hr.get(reverse("roster-import", args=[pending().pk])).status_code == 200
    assert not Candidate.objects.exists()


def test_nothing_chosen_and_too_much_are_refused_with_the_reason(hr, units, monkeypatch):
    assert hr.post(reverse("roster-upload")).status_code == 422
    monkeypatch.setattr("exams.people.forms._MAX_BYTES", 1000)
    page = upload(hr, b"x" * 1001)
    assert page.status_code == 422
    assert not RosterImport.objects.exists()


def test_without_units_the_page_says_what_is_missing(hr):
    assert upload(hr, xlsx([HEAD, person(1)])).status_code == 422


@pytest.mark.skipif(not ROSTERS, reason="the sample files of the workshop aren't here")
@pytest.mark.parametrize("name", ROSTERS)
def test_every_sample_roster_gets_a_clear_answer(hr, units, name):
    expected = ROSTERS[name]
    page = upload(hr, (MESSY / name).read_bytes(), name)
    if expected["file_refused"]:
        assert page.status_code == 422
        assert "errorlist" in text(page)
        assert not RosterImport.objects.exists()
        return
    assert page.status_code == 200
    counts = page.context["counts"]
    assert counts["accepted"] + counts["repaired"] + counts["refused"] == counts["rows"]
    assert (counts["rows"], counts["refused"]) == (
        expected["counts"]["rows"],
        expected["counts"]["refused"],
    )
    assert not WHOLE.search(text(page))
    rows = {problem["row"] for problem in page.context["report"]["problems"]}
    assert rows == {refused["at"] for refused in expected["refused"]}
    done = hr.post(
        reverse("roster-import-confirm", args=[pending().pk]), {"leave_out_refused": "yes"}
    )
    assert done.status_code == 302
    assert Candidate.objects.count() == counts["accepted"] + counts["repaired"]
    stored = {person.id_number: person.name for person in Candidate.objects.all()}
    assert stored == {taken["id_number"]: taken["name"] for taken in expected["taken"]}


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_the_report_can_be_kept_and_is_masked_and_neutral(hr, units, suffix):
    """S5: what a file says is quoted in the report, in the file's name as well."""
    number = id_number(BORN, 7)
    rows = [person(1), ["=HYPERLINK(1)", number, "栖禾镇", ""], person(3, unit=number)]
    upload(hr, xlsx([HEAD, *rows]), name=f"=cmd{number}.xlsx")
    data = hr.get(reverse("roster-import-report", args=[pending().pk, suffix])).content
    if suffix == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(data))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert all(cell.data_type != "f" for cell in cells)
        written = "\n".join(str(cell.value) for cell in cells)
    else:
        written = data.decode("utf-8-sig")
    assert not WHOLE.search(written)
    assert "********" in written
    assert "HYPERLINK" in written


def test_s4_a_script_in_a_roster_is_refused_and_quoted_as_text(hr, units):
    """S4: in a name, a unit and the file's name."""
    page = text(
        upload(
            hr,
            xlsx([HEAD, person(1, SCRIPT), person(3, unit=SCRIPT)]),
            name="<img src=x onerror=alert(1)>.xlsx",
        )
    )
    assert SCRIPT not in page
    assert "<img" not in page
    assert pending().report["counts"]["refused"] == 2
    assert text(hr.get(reverse("roster-upload"))).count("<img") == 0


def test_no_log_line_holds_a_whole_id_number(hr, units, caplog):
    with caplog.at_level("DEBUG"):
        upload(hr, xlsx([HEAD, person(1), person(3, ""), [id_number(BORN, 5)] * 4]))
        hr.post(reverse("roster-import-confirm", args=[pending().pk]), {"leave_out_refused": "yes"})
        hr.get("/hr/roster/")
        hr.get("/hr/roster/export.csv")
    # What the database was told isn't among them: SQL is logged in debugging alone.
    lines = [r.getMessage() for r in caplog.records if not r.name.startswith("django.db")]
    assert not WHOLE.search("\n".join(lines))


def test_the_pages_of_imports_take_constant_queries_and_leave_the_file_where_it_is(
    hr, units, django_assert_num_queries
):
    upload(hr, xlsx([HEAD, person(1)]))
    with django_assert_num_queries(5) as few:
        hr.get(reverse("roster-upload"))
    assert not any('"file_encrypted",' in query["sql"] for query in few.captured_queries)
    for n in (3, 5, 7):
        upload(hr, xlsx([HEAD, person(n, f"考{n}")]))
    with django_assert_num_queries(5):
        hr.get(reverse("roster-upload"))


# ---- slips ---------------------------------------------------------------------------------------


def test_slips_are_made_by_post_and_downloaded_once(hr):
    newcomer = CandidateFactory(user=None, name="柏舟")
    page = text(hr.get("/hr/roster/slips/"))
    assert Candidate.objects.get().user is None
    assert newcomer.number not in page

    response = hr.post("/hr/roster/slips/", {"whom": "without"})
    table = pd.read_excel(io.BytesIO(response.content), engine="calamine", dtype=str)
    assert list(table["姓名"]) == ["柏舟"]
    newcomer.refresh_from_db()
    assert newcomer.user.check_password(table["初始密码"][0])
    assert "no-store" in response["Cache-Control"]

    again = hr.post("/hr/roster/slips/", {"whom": "without"})
    assert again.status_code == 302, "nobody is without an account now"


def test_a_lost_slip_is_replaced_for_the_person_of_the_filter_only(hr):
    lost, other = CandidateFactory(name="柏舟"), CandidateFactory(name="温书宁")
    response = hr.post("/hr/roster/slips/?q=柏", {"whom": "both"})
    table = pd.read_excel(io.BytesIO(response.content), engine="calamine", dtype=str)
    assert list(table["姓名"]) == ["柏舟"]
    lost.user.refresh_from_db()
    other.user.refresh_from_db()
    assert lost.user.must_change_password
    assert not other.user.must_change_password


def test_a_taken_user_name_is_told_and_an_unknown_wish_is_not_found(hr):
    newcomer = CandidateFactory(user=None)
    UserFactory(username=newcomer.number)
    page = hr.post("/hr/roster/slips/", {"whom": "without"}, follow=True)
    assert newcomer.number in text(page)
    assert hr.post("/hr/roster/slips/", {"whom": "everybody"}).status_code == 404
