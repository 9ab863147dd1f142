"""Exams and sittings in the administration."""

from datetime import timedelta

import pytest
from django.db.models import Q
from django.utils import timezone
from wagtail.models import ReferenceIndex

from exams.sittings.models import Exam, Sitting
from tests.factories import (
    AttemptFactory,
    ExamFactory,
    PaperFactory,
    RegistrationFactory,
    SittingFactory,
    UserFactory,
    form,
)


@pytest.fixture
def trainer(db, client):
    client.force_login(UserFactory(role="trainer"))


def exam_fields(exam, **changes):
    fields = {
        name: getattr(exam, name)
        for name in (
            "title", "duration_minutes", "pass_mark", "multiple_policy", "instructions",
            "issuer", "certificate_years", "warn_after_leaving", "warn_after_seconds",
            "marking_step", "has_two_markers", "browser_exam_keys",
        )
    }  # fmt: skip
    return fields | {"paper": exam.paper_id} | changes


def test_a_trainer_sets_up_an_exam_and_a_sitting(client, trainer):
    paper = form().paper

    client.post(
        "/admin/exams/new/",
        exam_fields(ExamFactory.build(paper=paper), title="资格考试", pass_mark="2"),
    )
    exam = Exam.objects.get()
    client.post(
        "/admin/sittings/new/",
        {
            "exam": exam.pk,
            "name": "第一场",
            "opens_at": "2026-12-01 09:00",
            "closes_at": "2026-12-01 11:00",
        },
    )

    assert exam.title == "资格考试"
    assert str(Sitting.objects.get()) == "资格考试（第一场）"


def test_the_paper_and_the_rules_stay_once_somebody_has_started(client, trainer):
    exam = AttemptFactory().registration.sitting.exam
    other = form().paper

    client.post(
        f"/admin/exams/edit/{exam.pk}/",
        exam_fields(exam, paper=other.pk, duration_minutes=5, title="新名称"),
    )

    changed = Exam.objects.get(pk=exam.pk)
    assert changed.title == "新名称"
    assert changed.paper_id == exam.paper_id
    assert changed.duration_minutes == exam.duration_minutes
    page = client.get(f"/admin/exams/edit/{exam.pk}/").content.decode()
    assert "已有考生开考" in page


def test_before_anybody_has_started_the_paper_can_be_changed(client, trainer):
    exam, other = ExamFactory(), form().paper

    client.post(f"/admin/exams/edit/{exam.pk}/", exam_fields(exam, paper=other.pk))

    assert Exam.objects.get(pk=exam.pk).paper_id == other.pk


def test_a_pass_mark_that_nobody_can_reach_is_refused_with_words(client, trainer):
    response = client.post(
        "/admin/exams/new/", exam_fields(ExamFactory.build(paper=form().paper), pass_mark="4")
    )

    assert "满分只有 3 分" in response.content.decode()
    assert not Exam.objects.exists()


def test_a_paper_without_a_form_is_refused_with_words(client, trainer):
    response = client.post(
        "/admin/exams/new/", exam_fields(ExamFactory.build(paper=PaperFactory()))
    )

    assert "还没有成卷" in response.content.decode()


def test_a_sitting_that_closes_before_it_opens_is_refused_with_words(client, trainer):
    response = client.post(
        "/admin/sittings/new/",
        {
            "exam": ExamFactory().pk,
            "name": "第一场",
            "opens_at": "2026-12-01 11:00",
            "closes_at": "2026-12-01 09:00",
        },
    )

    assert "截止时间必须晚于开放时间" in response.content.decode()
    assert not Sitting.objects.exists()


def test_a_sitting_keeps_its_exam_once_somebody_has_started_but_may_close_later(client, trainer):
    sitting = AttemptFactory().registration.sitting
    closes_at = timezone.localtime(sitting.closes_at + timedelta(hours=1)).replace(
        second=0, microsecond=0
    )

    client.post(
        f"/admin/sittings/edit/{sitting.pk}/",
        {
            "exam": ExamFactory().pk,
            "name": sitting.name,
            "opens_at": "2020-01-01 09:00",
            "closes_at": closes_at.strftime("%Y-%m-%d %H:%M"),
        },
    )

    changed = Sitting.objects.get(pk=sitting.pk)
    assert changed.exam_id == sitting.exam_id
    assert changed.opens_at == sitting.opens_at.replace(microsecond=0)
    assert changed.closes_at == closes_at


def test_s6_a_trainer_sees_no_person_in_the_administration(client, trainer):
    registration = RegistrationFactory()
    sitting = registration.sitting

    for path in (
        "exams/", "sittings/", f"exams/edit/{sitting.exam_id}/", f"sittings/edit/{sitting.pk}/",
        f"sittings/usage/{sitting.pk}/", f"sittings/history/{sitting.pk}/",
    ):  # fmt: skip
        html = client.get(f"/admin/{path}").content.decode()
        assert registration.candidate.name not in html, path
        assert registration.ticket not in html, path


@pytest.mark.parametrize("role", ["candidate", "reviewer", "hr", "invigilator"])
@pytest.mark.parametrize("path", ["exams/new/", "sittings/new/"])
def test_s1_only_trainers_and_administrators_set_up_exams(db, client, role, path):
    client.force_login(UserFactory(role=role))

    response = client.get(f"/admin/{path}")

    assert response.status_code in (302, 403)
    assert response.get("Location", "") in ("", "/admin/", f"/sign-in/?next=/admin/{path}")


def test_starting_does_not_feed_the_administrations_reference_index(db):
    """That would cost statements and tell who is registered in a usage page."""
    sitting = SittingFactory()
    AttemptFactory(registration=RegistrationFactory(sitting=sitting))

    about_sittings = ReferenceIndex.objects.filter(
        Q(base_content_type__app_label="sittings") | Q(to_content_type__app_label="sittings")
    )
    assert not about_sittings.exists()


def test_safe_exam_browser_is_asked_for_with_keys_that_can_be_keys(client, trainer):
    exam = ExamFactory()
    address = f"/admin/exams/edit/{exam.pk}/"

    client.post(address, exam_fields(exam, requires_seb="on", browser_exam_keys="abc"))
    exam.refresh_from_db()
    assert not exam.requires_seb

    keys = f"{'A1' * 32}\n{'b2' * 32}"
    client.post(address, exam_fields(exam, requires_seb="on", browser_exam_keys=keys))
    exam.refresh_from_db()
    assert exam.requires_seb
    assert exam.browser_exam_keys.split() == keys.split()
