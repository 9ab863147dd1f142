"""A roster's way in: seen before it is written, written whole or not at all, never twice."""

import datetime as dt
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exams.people import importing
from exams.people.import_report import REPAIRS, as_table
from exams.people.models import Candidate, RosterImport
from exams.people.refusals import FileRefused
from tests.exams.people.strategies import id_number, id_numbers, names
from tests.exams.people.workbooks import xlsx
from tests.factories import CandidateFactory, UnitFactory, UserFactory

NOW = timezone.make_aware(dt.datetime(2026, 11, 23, 9))
HEAD = ["姓名", "身份证号", "单位", "编制", "网格员"]
BORN = dt.date(1985, 3, 12)


@pytest.fixture
def units(db):
    return [UnitFactory(name=name) for name in ("许镇镇", "栖禾镇")]


def person(n=1, name="柏舟", unit="栖禾镇", post="行政编制", grid="否"):
    return [name, id_number(BORN, n), unit, post, grid]


def receive(*rows, file_name="花名册.xlsx"):
    return importing.receive(file_name, xlsx([HEAD, *rows]), now=NOW)


def bring_in(*rows, **options):
    return importing.confirm(receive(*rows), now=NOW, **options)


def everybody():
    fields = ("number", "name", "unit__name", "post", "is_grid_officer", "is_active")
    return list(Candidate.objects.order_by("number").values_list(*fields))


# ---- before anything is written ------------------------------------------------------------------


def test_a_dry_run_says_who_is_new_changed_and_as_before_and_writes_nothing(units):
    bring_in(person(1), person(3, "温书宁"))
    before = everybody()

    plan = importing.dry_run(
        "花名册.xlsx",
        xlsx([HEAD, person(1), person(3, "温书宁", unit="许镇镇"), person(5, "纪云帆")]),
        today=NOW.date(),
    )

    assert [step.row.name for step in plan.created] == ["纪云帆"]
    assert [step.row.name for step in plan.unchanged] == ["柏舟"]
    [updated] = plan.updated
    [change] = updated.changes
    assert (change.field, change.old.name, change.new.name) == ("unit", "栖禾镇", "许镇镇")
    assert everybody() == before


def test_a_received_file_is_kept_encrypted_and_its_report_accounts_for_every_row(units):
    received = receive(person(1), person(3, "温　书宁"), person(5, ""))
    assert person(1)[1].encode() not in bytes(received.file_encrypted)
    counts = received.report["counts"]
    assert counts["accepted"] + counts["repaired"] + counts["refused"] == counts["rows"] == 3
    assert (counts["accepted"], counts["repaired"], counts["refused"]) == (1, 1, 1)
    assert not Candidate.objects.exists()


def test_without_units_a_roster_is_refused_with_the_remedy(db):
    with pytest.raises(importing.NoUnits):
        importing.dry_run("花名册.xlsx", xlsx([HEAD, person()]), today=NOW.date())


def test_a_malformed_file_changes_nothing(units):
    bring_in(person(1))
    before = everybody()
    with pytest.raises(FileRefused):
        importing.receive("花名册.xlsx", xlsx([HEAD, person(3)])[:900], now=NOW)
    assert everybody() == before
    assert RosterImport.objects.count() == 1


# ---- confirmed ---------------------------------------------------------------------------------


def test_a_confirmed_roster_is_written_with_numbers_in_the_order_of_the_file(units):
    done = bring_in(person(1), person(3, "温书宁", grid="是"))
    assert everybody() == [
        ("260001", "柏舟", "栖禾镇", "administrative", False, True),
        ("260002", "温书宁", "栖禾镇", "administrative", True, True),
    ]
    assert [entry["number"] for entry in done.report["created"]] == ["260001", "260002"]
    assert Candidate.objects.get(number="260001").id_number == person(1)[1]


def test_the_file_is_gone_once_it_is_confirmed(units):
    done = bring_in(person(1))
    done.refresh_from_db()
    assert done.file_encrypted is None
    assert done.confirmed_at == NOW


def test_confirming_again_gives_the_same_and_writes_nothing_more(units):
    received = receive(person(1))
    first = importing.confirm(received, now=NOW)
    again = importing.confirm(received, now=NOW + timedelta(hours=1))
    assert (again.report, again.confirmed_at) == (first.report, first.confirmed_at)
    assert Candidate.objects.count() == 1


def test_refused_rows_block_the_whole_import_unless_they_are_left_out_expressly(units):
    received = receive(person(1), person(3, ""), person(5, "纪云帆"))
    with pytest.raises(importing.RowsRefused):
        importing.confirm(received, now=NOW)
    assert not Candidate.objects.exists()

    importing.confirm(received, leave_out_refused=True, now=NOW)
    assert [entry[1] for entry in everybody()] == ["柏舟", "纪云帆"]


def test_m4_one_bad_row_in_five_thousand_is_named_and_nothing_is_written_until_confirmed(units):
    """M4."""
    people = [
        [f"考{n:04d}", id_number(BORN + timedelta(n // 500), n % 500 * 2), "栖禾镇", "聘用", "否"]
        for n in range(5000)
    ]
    people[3210][1] = people[3210][1][:-1] + ("1" if people[3210][1][-1] != "1" else "2")

    received = receive(*people)

    [problem] = received.report["problems"]
    assert (problem["row"], problem["column"], problem["code"]) == (3212, "身份证号", "id-checksum")
    assert received.report["counts"]["created"] == 4999
    assert not Candidate.objects.exists()
    with pytest.raises(importing.RowsRefused):
        importing.confirm(received, now=NOW)
    assert not Candidate.objects.exists()


def test_an_import_that_fails_midway_writes_nothing(units, monkeypatch):
    """M6: the process may die at any place of the transaction."""
    bring_in(person(1))
    received = receive(person(1, "柏小舟"), person(3, "温书宁"))
    before = everybody()

    def die(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr("django.db.models.query.QuerySet.bulk_update", die)
    with pytest.raises(KeyboardInterrupt):
        importing.confirm(received, now=NOW)

    assert everybody() == before
    received.refresh_from_db()
    assert received.confirmed_at is None
    assert received.file_encrypted is not None


# ---- again -------------------------------------------------------------------------------------


def test_m5_the_same_file_twice_has_nothing_to_change(units):
    """M5."""
    bring_in(person(1), person(3, "温书宁"))
    before = everybody()
    counts = receive(person(1), person(3, "温书宁")).report["counts"]
    assert (counts["created"], counts["updated"], counts["unchanged"]) == (0, 0, 2)
    bring_in(person(1), person(3, "温书宁"))
    assert everybody() == before


def test_m5_a_difference_is_shown_from_old_to_new_before_it_is_applied(units):
    """M5."""
    bring_in(person(1, post="聘用"))
    received = receive(person(1, "柏小舟", unit="许镇镇", grid="是"))

    [entry] = received.report["updated"]
    assert entry["number"] == "260001"
    assert [(change["old"], change["new"]) for change in entry["changes"]] == [
        ("柏舟", "柏小舟"),
        ("栖禾镇", "许镇镇"),
        ("聘用", "行政编制"),
        ("否", "是"),
    ]
    assert everybody()[0][1] == "柏舟"

    importing.confirm(received, now=NOW)
    assert everybody() == [("260001", "柏小舟", "许镇镇", "administrative", True, True)]


def test_what_a_roster_leaves_open_stays_as_it_is(units):
    bring_in(person(1, post="聘用", grid="是"))
    received = importing.receive("花名册.xlsx", xlsx([HEAD[:3], person(1)[:3]]), now=NOW)
    assert received.report["counts"]["unchanged"] == 1


def test_the_account_bears_the_new_name(units):
    bring_in(person(1))
    user = UserFactory(display_name="柏舟")
    Candidate.objects.update(user=user)
    bring_in(person(1, "柏小舟"))
    user.refresh_from_db()
    assert user.display_name == "柏小舟"


def test_who_was_struck_off_and_is_on_the_roster_again_is_shown_and_comes_back(units):
    bring_in(person(1))
    Candidate.objects.update(is_active=False)
    received = receive(person(1))
    [entry] = received.report["updated"]
    assert [(change["old"], change["new"]) for change in entry["changes"]] == [("否", "是")]
    importing.confirm(received, now=NOW)
    assert Candidate.objects.get().is_active


def test_people_who_are_not_in_a_roster_are_left_alone(units):
    bring_in(person(1), person(3, "温书宁"))
    bring_in(person(5, "纪云帆"))
    assert [entry[1] for entry in everybody()] == ["柏舟", "温书宁", "纪云帆"]


def test_two_people_of_one_name_are_two_people(units):
    """C6."""
    bring_in(person(1, "王芳"), person(3, "王芳"))
    assert Candidate.objects.filter(name="王芳").count() == 2


def test_people_changed_since_the_dry_run_are_shown_again_before_anything_is_written(units):
    received = receive(person(1), person(3, "温书宁"))
    bring_in(person(1, "柏小舟"))

    with pytest.raises(importing.RosterChanged):
        importing.confirm(received, now=NOW)

    received.refresh_from_db()
    assert received.confirmed_at is None
    assert received.report["counts"]["updated"] == 1
    assert [entry[1] for entry in everybody()] == ["柏小舟"]
    importing.confirm(received, now=NOW)
    assert [entry[1] for entry in everybody()] == ["柏舟", "温书宁"]


def test_numbers_go_on_where_the_year_left_off(units):
    CandidateFactory(number="260099")
    CandidateFactory(number="250700")
    bring_in(person(1))
    assert Candidate.objects.get(name="柏舟").number == "260100"


def test_the_ten_thousandth_of_a_year_gets_a_number_too(units):
    CandidateFactory(number="269999")
    bring_in(person(1), person(3, "温书宁"))
    assert Candidate.objects.get(name="柏舟").number == "2610000"
    assert Candidate.objects.get(name="温书宁").number == "2610001"


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    people=st.lists(
        st.tuples(
            names, id_numbers, st.sampled_from(["许镇镇", "栖禾镇", "某某镇"]),
            st.sampled_from(["行政编制", "聘用", ""]), st.sampled_from(["是", "否", ""]),
        ),
        min_size=1, max_size=8,
    )
)  # fmt: skip
def test_importing_any_roster_twice_is_importing_it_once(units, people):
    Candidate.objects.all().delete()
    rows = [list(row) for row in people]
    bring_in(*rows, leave_out_refused=True)
    once = everybody()

    again = bring_in(*rows, leave_out_refused=True)

    assert everybody() == once
    assert again.report["counts"]["created"] == again.report["counts"]["updated"] == 0
    accepted = again.report["counts"]["accepted"] + again.report["counts"]["repaired"]
    assert len(once) == accepted


# ---- what is kept -------------------------------------------------------------------------------


def test_a_discarded_upload_leaves_no_file_and_cannot_be_confirmed(units):
    received = receive(person(1))
    importing.discard(received)
    received.refresh_from_db()
    assert received.file_encrypted is None
    with pytest.raises(importing.NotPending):
        importing.confirm(received, now=NOW)


def test_an_upload_that_nobody_confirms_loses_its_file_after_a_week(units):
    old = receive(person(1))
    importing.receive("b.xlsx", xlsx([HEAD, person(3)]), now=NOW + timedelta(days=8))
    old.refresh_from_db()
    assert old.file_encrypted is None


def test_no_report_holds_a_whole_id_number_wherever_it_was_typed(units):
    number = person(1)[1]
    misplaced = ["柏舟", number, number, "", ""]
    as_name = [number, person(3)[1], "栖禾镇", "", ""]
    received = receive(misplaced, as_name, [f"注：{number} 待定"], file_name=f"{number}.xlsx")
    kept = json.dumps(received.report, ensure_ascii=False) + received.file_name
    assert number not in kept
    assert person(3)[1] not in kept
    assert "********" in kept
    assert number not in as_table(received.report).to_string()


def test_every_repair_has_words():
    from exams.people.roster import cells

    assert set(cells._TELLING) <= set(REPAIRS)


# ---- by command ---------------------------------------------------------------------------------


@pytest.fixture
def roster_file(tmp_path):
    path = tmp_path / "花名册.xlsx"
    path.write_bytes(xlsx([HEAD, person(1), person(3, "温书宁")]))
    return path


def test_the_command_says_what_it_would_do_and_writes_on_confirm(units, roster_file, capsys):
    call_command("import_roster", roster_file, "--json")
    report = json.loads(capsys.readouterr().out)
    assert report["counts"]["created"] == 2
    assert not report["confirmed"]
    assert not Candidate.objects.exists()
    assert not RosterImport.objects.exists()

    call_command("import_roster", roster_file, "--confirm", "--json")
    assert json.loads(capsys.readouterr().out)["confirmed"]
    assert Candidate.objects.count() == 2
    assert RosterImport.objects.get().uploaded_by is None


def test_the_command_fails_on_refused_rows_and_unreadable_files(units, tmp_path, capsys):
    path = tmp_path / "坏.xlsx"
    path.write_bytes(xlsx([HEAD, person(1), person(3, "")]))
    with pytest.raises(CommandError):
        call_command("import_roster", path, "--confirm")
    assert "3 姓名" in capsys.readouterr().err
    assert not Candidate.objects.exists()
    call_command("import_roster", path, "--confirm", "--leave-out-refused")
    assert Candidate.objects.count() == 1
    for broken in (tmp_path / "没有.xlsx", tmp_path):
        with pytest.raises(CommandError):
            call_command("import_roster", broken)
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(CommandError):
        call_command("import_roster", path)


def test_the_county_itself_is_nobodys_unit(units):
    [problem] = receive([*person(1)[:2], "青禾县"]).report["problems"]
    assert problem["code"] == "unit-unknown"
