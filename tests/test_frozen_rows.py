"""What is kept as evidence never changes: Python refuses, and so does the database."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from cms.immutable import Immutable, ImmutableRow
from exams.sittings import delivery
from tests import factories

FROZEN = [model for model in apps.get_models() if issubclass(model, Immutable)]


@pytest.fixture
def history(db):
    """One candidate's whole way, so that every frozen table has a row."""
    from certificates.issuing import issue
    from exams.scoring.models import Mark
    from exams.sittings import invigilating, observing
    from exams.sittings.models import AnswerFile, AnswerFileDecision, LateAnswer

    result = factories.released_result(right=3)
    LateAnswer.objects.create(
        attempt=result.attempt,
        number=999,
        position=1,
        answer="A",
        received_at=result.attempt.deadline,
    )
    issue(result, now=result.scored_at)
    actor, now = factories.UserFactory(role="invigilator"), result.scored_at
    attempt = result.attempt
    invigilating.note(attempt.registration.sitting, None, "铃声晚了一分钟", actor=actor, now=now)
    observing.note_take_over(attempt, address="10.0.0.2", agent="", now=now)
    file = AnswerFile.objects.create(
        attempt=attempt,
        digest="0" * 64,
        entries=[],
        made_at=now,
        uploaded_by=actor,
        uploaded_at=now,
    )
    AnswerFileDecision.objects.create(
        file=file, is_accepted=False, cause="已有更新的作答", actor=actor, decided_at=now
    )
    Mark.objects.create(
        response=attempt.responses.first(), order=1, marker=actor, points=1, marked_at=now
    )


def test_these_models_are_frozen():
    assert {model._meta.label for model in FROZEN} == {
        "questionbank.ItemVersion",
        "papers.Form",
        "papers.FormItem",
        "sittings.AnswerEvent",
        "sittings.LateAnswer",
        "sittings.Response",
        "sittings.Seal",
        "sittings.Intervention",
        "sittings.Incident",
        "sittings.AnswerFile",
        "sittings.AnswerFileDecision",
        "scoring.Result",
        "scoring.Score",
        "scoring.Mark",
        "certificates.Certificate",
    }


@pytest.mark.parametrize("model", FROZEN, ids=lambda model: model._meta.label)
def test_python_refuses_to_change_a_frozen_row(history, model):
    row = model.objects.first()
    with pytest.raises(ImmutableRow):
        row.save()
    with pytest.raises(ImmutableRow):
        row.delete()
    with pytest.raises(ImmutableRow):
        model.objects.update(pk=row.pk)
    with pytest.raises(ImmutableRow):
        model.objects.all().delete()


@pytest.mark.parametrize("model", FROZEN, ids=lambda model: model._meta.label)
@pytest.mark.parametrize("statement", ["UPDATE {table} SET id = id", "DELETE FROM {table}"])
def test_the_database_refuses_to_change_a_frozen_row(history, model, statement):
    assert model.objects.exists()
    with (
        pytest.raises(DatabaseError, match="never change"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table=model._meta.db_table))


def test_answers_of_a_submitted_attempt_cannot_be_added_to(history, django_user_model):
    attempt = delivery.Attempt.objects.get()
    token = delivery.open_token(attempt)
    with pytest.raises(delivery.AlreadySubmitted):
        delivery.save(
            attempt.pk, token, number=50, position=1, answer="A", now=attempt.submitted_at
        )
