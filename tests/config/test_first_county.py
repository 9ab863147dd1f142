"""The first county's exam, whole: from the shipped files to the certificates and the report."""

import io
import json
import subprocess

import pandas as pd
import pytest
from django.core.files.storage import storages
from django.core.management import call_command

from certificates.models import Certificate, Drawing
from config import demo_accounts, first_county
from exams.people.export import workbook
from exams.people.models import Candidate, User
from exams.reports import sheets
from exams.reports.figures import exam_figures
from exams.scoring.marking import derive
from exams.scoring.models import Result, Score
from exams.sittings.models import AnswerEvent, Attempt, Exam

pytestmark = pytest.mark.django_db(transaction=True)


def run_demo():
    said = io.StringIO()
    call_command("demo", json=True, stdout=said, stderr=io.StringIO())
    return json.loads(said.getvalue())


def test_186_sit_and_179_pass_and_a_second_run_changes_nothing(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    figures = run_demo()

    counts = {name: figures[name] for name in ("registered", "sat", "passed", "certificates")}
    assert counts == {"registered": 186, "sat": 186, "passed": 179, "certificates": 179}
    assert figures["pass_rate"] == 96.24
    for name in ("registered", "sat", "passed"):
        assert sum(unit[name] for unit in figures["by_unit"]) == figures[name]

    exam = Exam.objects.get(title=first_county.TITLE)
    _the_answers_are_those_of_the_sheets()
    _the_scores_can_be_derived_again(exam)
    _the_workbook_says_the_same(exam, figures)
    _every_certificate_is_drawn_small_and_readable()
    _each_role_can_sign_in(tmp_path)

    n_events, n_people = AnswerEvent.objects.count(), Candidate.objects.count()
    assert run_demo() == figures
    assert (AnswerEvent.objects.count(), Candidate.objects.count()) == (n_events, n_people)
    assert Certificate.objects.count() == 179


def _the_answers_are_those_of_the_sheets():
    sheets_of = first_county.answer_sheets()
    attempt = Attempt.objects.select_related("registration__candidate").order_by("pk").first()
    sheet = sheets_of[attempt.registration.candidate.id_number]
    for response in attempt.responses.select_related("form_item__version__item"):
        letters = "".join("ABCDEFGH"[position] for position in response.chosen or [])
        assert letters == sheet[response.form_item.version.item.code]
    assert all(
        set(letters) <= set("ABCD") for sheet in sheets_of.values() for letters in sheet.values()
    )


def _the_scores_can_be_derived_again(exam):
    for result in Result.objects.order_by("pk")[:5]:
        again = derive(result.attempt, half_if_incomplete=exam.half_if_incomplete)
        stored = Score.objects.filter(result=result).order_by("response__form_item__position")
        assert [score.points for score in again] == [score.points for score in stored]
        assert sum(score.points for score in again) == result.points


def _the_workbook_says_the_same(exam, figures):
    book = io.BytesIO(workbook(sheets.of_exam(exam, exam_figures(exam))))
    table = pd.read_excel(book, sheet_name="按单位", engine="calamine").set_index("单位")
    assert table.loc["合计", ["报考", "实考", "合格"]].tolist() == [186, 186, 179]
    assert round(table.loc["合计", "通过率"] * 100, 2) == 96.24
    assert {unit["unit"]: unit["passed"] for unit in figures["by_unit"]} == table["合格"].drop(
        "合计"
    ).to_dict()


def _every_certificate_is_drawn_small_and_readable():
    drawings = Drawing.objects.select_related("certificate")
    assert not drawings.exclude(problem="").exists()
    sizes = [storages["private"].size(drawing.file.name) for drawing in drawings]
    assert max(sizes) < 60_000
    for drawing in drawings.order_by("certificate__number")[::60]:
        with storages["private"].open(drawing.file.name) as file:
            text = subprocess.run(
                ["pdftotext", "-", "-"], input=file.read(), capture_output=True, check=True
            ).stdout.decode()
        assert drawing.certificate.number in text
        assert drawing.certificate.name in text.replace(" ", "").replace("\n", "")


def _each_role_can_sign_in(folder):
    accounts = json.loads((folder / "demo-accounts.json").read_text())["accounts"]
    assert [account["role"] for account in accounts] == ["candidate", *demo_accounts.NAMES]
    for account in accounts:
        user = User.objects.get(username=account["username"])
        assert user.check_password(account["password"])
        assert user.groups.get().name == account["role"]
