"""Release: nobody sees a key before everybody has handed in."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from exams.scoring.marking import score_pending
from exams.scoring.releasing import NotReady, exams_with_progress, release
from exams.sittings import delivery
from exams.sittings.models import Attempt
from tests import factories

pytestmark = pytest.mark.django_db

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def sitting():
    """One that has closed."""
    return factories.SittingFactory(closes_at=timezone.now() - timedelta(minutes=1))


def attempt_at(sitting, *, submitted=True):
    registration = factories.RegistrationFactory(sitting=sitting)
    attempt = factories.AttemptFactory(registration=registration)
    return delivery.submit(attempt, now=timezone.now()) if submitted else attempt


@pytest.fixture
def ready(sitting):
    """An exam whose only paper is handed in and scored."""
    attempt_at(sitting)
    score_pending()
    return sitting.exam


def test_an_exam_is_released_once_all_papers_are_in_and_scored(ready):
    now = timezone.now()
    assert release(ready, now=now).released_at == now


def test_released_again_it_keeps_the_first_hour(ready):
    first = release(ready, now=timezone.now()).released_at
    assert release(ready, now=timezone.now() + timedelta(hours=1)).released_at == first


def test_it_refuses_while_somebody_is_writing(ready, sitting):
    attempt_at(sitting, submitted=False)
    with pytest.raises(NotReady, match="1"):
        release(ready, now=timezone.now())
    ready.refresh_from_db()
    assert ready.released_at is None


def test_it_refuses_while_a_paper_is_not_scored(ready, sitting):
    attempt_at(sitting)
    with pytest.raises(NotReady, match="1"):
        release(ready, now=timezone.now())


@pytest.mark.parametrize("opens_in", [timedelta(minutes=-10), timedelta(days=7)])
def test_it_refuses_while_a_sitting_is_open_or_to_come(ready, opens_in):
    """Else those who sit later would know the keys."""
    opens_at = timezone.now() + opens_in
    factories.SittingFactory(exam=ready, opens_at=opens_at, closes_at=opens_at + timedelta(hours=2))
    with pytest.raises(NotReady):
        release(ready, now=timezone.now())


def test_it_refuses_an_exam_that_nobody_has_sat():
    with pytest.raises(NotReady):
        release(factories.ExamFactory(), now=timezone.now())


def test_a_release_is_logged_with_who_did_it(ready):
    administrator = factories.UserFactory(role="administrator")
    release(ready, now=timezone.now(), user=administrator)
    release(ready, now=timezone.now(), user=administrator)
    entry = ModelLogEntry.objects.get(action="scoring.release")
    assert (entry.user, entry.object_id) == (administrator, str(ready.pk))


def test_the_counts_are_right_with_several_sittings(sitting):
    other = factories.SittingFactory(exam=sitting.exam, name="第二场")
    factories.RegistrationFactory(sitting=sitting)
    attempt_at(sitting)
    attempt_at(other)
    score_pending()
    attempt_at(other)
    attempt_at(other, submitted=False)
    exam = exams_with_progress().get(pk=sitting.exam.pk)
    assert (exam.n_registered, exam.n_running, exam.n_handed_in, exam.n_scored) == (5, 1, 3, 2)


def test_an_exam_without_anybody_counts_nothing():
    """C7."""
    exam = exams_with_progress().get(pk=factories.ExamFactory().pk)
    assert (exam.n_registered, exam.n_running, exam.n_handed_in, exam.n_scored) == (0, 0, 0, 0)


@pytest.fixture
def administrator(client):
    client.force_login(factories.UserFactory(role="administrator"), BACKEND)
    return client


def test_the_administrator_sees_the_counts_and_releases_after_asking(administrator, ready):
    listed = administrator.get(reverse("scoring_releases"))
    assert reverse("scoring_release", args=[ready.pk]) in listed.content.decode()

    asked = administrator.get(reverse("scoring_release", args=[ready.pk]))
    ready.refresh_from_db()
    assert asked.status_code == 200
    assert ready.released_at is None

    done = administrator.post(reverse("scoring_release", args=[ready.pk]), follow=True)
    ready.refresh_from_db()
    assert ready.released_at is not None
    assert f"{ready.title}的成绩已公布" in done.content.decode()


def test_a_refusal_is_shown_with_its_reason(administrator, ready, sitting):
    attempt_at(sitting, submitted=False)
    page = administrator.post(reverse("scoring_release", args=[ready.pk]), follow=True)
    assert "还有1名考生正在作答" in page.content.decode()
    ready.refresh_from_db()
    assert ready.released_at is None


def test_an_exam_that_does_not_exist_is_not_found(administrator):
    for method in (administrator.get, administrator.post):
        assert method(reverse("scoring_release", args=[999_999])).status_code == 404


@pytest.mark.parametrize("role", ["candidate", "trainer", "reviewer", "invigilator", "hr", None])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_else_may_release(client, ready, role, method):
    """S6"""
    if role:
        client.force_login(factories.UserFactory(role=role), BACKEND)
    for address in (
        reverse("scoring_releases"),
        reverse("scoring_release", args=[ready.pk]),
    ):
        response = getattr(client, method)(address)
        assert response.status_code in (302, 403)
        assert ready.title not in response.content.decode()
    ready.refresh_from_db()
    assert ready.released_at is None


def test_the_command_releases(ready, capsys):
    call_command("release_results", str(ready.pk))
    ready.refresh_from_db()
    assert ready.released_at is not None
    assert ready.title in capsys.readouterr().out


def test_the_command_refuses_with_the_reason(ready, sitting):
    attempt_at(sitting)
    with pytest.raises(CommandError, match="1"):
        call_command("release_results", str(ready.pk))
    with pytest.raises(CommandError, match="no exam 999999"):
        call_command("release_results", "999999")
    assert Attempt.objects.filter(registration__sitting__exam__released_at=None).count() == 2
