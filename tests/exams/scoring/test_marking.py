"""From a handed-in paper to its result: rows that can be derived again."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from exams.scoring.marking import derive, score_attempt, score_pending
from exams.scoring.models import Result, Score
from exams.sittings import delivery
from exams.sittings.models import AnswerEvent, Attempt, Response
from tests import factories

pytestmark = pytest.mark.django_db

RIGHT = {1: [1], 2: [0, 2], 3: [0]}  # single B, multiple AC, true


def handed_in(answers=RIGHT, **exam):
    """A paper handed in with the author's positions `answers`; not scored yet."""
    points = exam.pop("points", 1)
    exam = factories.ExamFactory(paper=factories.form(points=points).paper, **exam)
    attempt = factories.AttemptFactory(registration__sitting__exam=exam)
    token, now = delivery.open_token(attempt), timezone.now()
    for number, (position, chosen) in enumerate(answers.items(), start=1):
        letters = factories.answer_letters(attempt, position, chosen)
        delivery.save(attempt.pk, token, number=number, position=position, answer=letters, now=now)
    return delivery.submit(attempt, now=now)


def facts(scores):
    return [(score.response_id, score.points, score.key) for score in scores]


def test_every_item_has_a_score_and_the_result_is_their_sum():
    result = score_attempt(handed_in({1: [1], 2: [0]}), now=timezone.now())
    assert [score.points for score in result.scores.order_by("response__form_item__position")] == [
        1,
        0,
        0,
    ]
    assert (result.points, result.points_possible) == (1, 3)


def test_the_scores_derive_again_identically():
    attempt = handed_in({1: [1], 2: [0], 3: [1]}, multiple_policy="half_if_incomplete")
    result = score_attempt(attempt, now=timezone.now())
    stored = facts(result.scores.order_by("response__form_item__position"))
    attempt = Attempt.objects.get(pk=attempt.pk)
    assert facts(derive(attempt, half_if_incomplete=True)) == stored
    assert sum(points for _, points, _ in stored) == result.points


def test_the_policy_is_the_exams():
    incomplete = {1: [1], 2: [0], 3: [0]}
    strict = handed_in(incomplete, multiple_policy="all_or_nothing")
    lenient = handed_in(incomplete, multiple_policy="half_if_incomplete")
    strict, lenient = (score_attempt(attempt, now=timezone.now()) for attempt in (strict, lenient))
    assert (strict.points, strict.rule) == (2, "all_or_nothing")
    assert (lenient.points, lenient.rule) == (Decimal("2.5"), "half_if_incomplete")


def test_the_score_keeps_the_key_under_which_it_was_earned():
    result = score_attempt(handed_in(), now=timezone.now())
    keys = [score.key for score in result.scores.order_by("response__form_item__position")]
    assert keys == [[1], [0, 2], [0]]


@pytest.mark.parametrize(
    ("points", "earned", "passed"), [("23.8", "59.5", False), ("24", "60", True)]
)
def test_c4_half_points_are_exact_and_59_5_is_not_60(points, earned, passed):
    """One item right, one half, one right: two and a half times the points of an item."""
    attempt = handed_in(
        {1: [1], 2: [2], 3: [0]},
        points=points,
        pass_mark=60,
        multiple_policy="half_if_incomplete",
    )
    score_attempt(attempt, now=timezone.now())
    result = Result.objects.get(attempt=attempt)
    assert result.points == Decimal(earned)
    assert sum(score.points for score in result.scores.all()) == Decimal(earned)
    assert result.passed is passed


@pytest.mark.parametrize(
    ("points", "pass_mark", "passed"),
    [
        ("59.50", "60", False),
        ("59.99", "60", False),
        ("60.00", "60", True),
        ("60.00", "60.00", True),
        ("60.01", "60", True),
        ("100", "60", True),
        ("9", "60", False),
        ("0", "0", True),
    ],
)
def test_c4_the_database_itself_compares_with_the_pass_mark(points, pass_mark, passed):
    result = Result.objects.create(
        attempt=factories.AttemptFactory(),
        points=Decimal(points),
        points_possible=100,
        pass_mark=Decimal(pass_mark),
        rule="all_or_nothing",
        scored_at=timezone.now(),
    )
    assert Result.objects.get(pk=result.pk).passed is passed


def test_scored_twice_is_scored_once():
    """D11: the second call gets the first one's result."""
    attempt = handed_in()
    first = score_attempt(attempt, now=timezone.now())
    second = score_attempt(attempt, now=timezone.now() + timedelta(hours=1))
    assert second == first
    assert second.scored_at == first.scored_at
    assert (Result.objects.count(), Score.objects.count()) == (1, 3)


def test_a_paper_that_is_still_written_is_not_scored():
    with pytest.raises(ValueError, match="not handed in yet"):
        score_attempt(factories.AttemptFactory(), now=timezone.now())
    assert not Result.objects.exists()


def test_an_empty_paper_scores_nothing():
    """C3: none chosen."""
    result = score_attempt(handed_in({}), now=timezone.now())
    assert (result.points, result.scores.count()) == (0, 3)


def test_c3_everything_marked_scores_nothing():
    answers = {2: [0, 1, 2, 3]}
    attempt = handed_in(answers, multiple_policy="half_if_incomplete")
    assert score_attempt(attempt, now=timezone.now()).points == 0


def test_handing_in_scores_by_itself(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        attempt = handed_in()
    assert Result.objects.get(attempt=attempt).points == 3


def test_the_sweep_scores_what_a_crash_left_out_and_only_that():
    """O2: submitted, but the task was lost."""
    attempts = [handed_in(), handed_in({})]
    factories.AttemptFactory()
    assert score_pending(now=timezone.now()) == 2
    assert score_pending(now=timezone.now()) == 0
    assert {result.attempt_id for result in Result.objects.all()} == {a.pk for a in attempts}


def test_one_paper_that_no_rule_can_score_does_not_hold_up_the_others(caplog):
    """C3: an option that does not exist, by whatever way it came into the table."""
    broken, sound = handed_in({}), factories.AttemptFactory(submitted_at=timezone.now())
    Response.objects.bulk_create(
        [Response(attempt=sound, form_item=sound.form.items.get(position=1), chosen=[7])]
    )
    broken, sound = sound, broken
    assert score_pending(now=timezone.now()) == 1
    assert Result.objects.get().attempt == sound
    assert f"attempt {broken.pk} cannot be scored" in caplog.text
    assert "option 7 does not exist" in caplog.text


def test_a_result_is_whole_or_not_there(monkeypatch):
    """O2: killed between the result's row and its scores."""
    attempt = handed_in()

    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Score.objects, "bulk_create", killed)
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            score_attempt(attempt, now=timezone.now())
    assert not Result.objects.exists()
    assert score_pending(now=timezone.now()) == 1


def test_the_statements_do_not_grow_with_the_paper(django_assert_num_queries):
    attempt = handed_in()
    attempt = Attempt.objects.select_related("registration__sitting__exam").get(pk=attempt.pk)
    # Responses with their keys, savepoint, result, scores, savepoint.
    with django_assert_num_queries(5):
        score_attempt(attempt, now=timezone.now())


def test_a_late_event_changes_no_score():
    """What counts are the responses made at submission."""
    attempt = handed_in({1: [0]})
    AnswerEvent.objects.create(
        attempt=attempt,
        number=999,
        position=1,
        answer=factories.answer_letters(attempt, 1, [1]),
        received_at=timezone.now(),
    )
    assert score_attempt(attempt, now=timezone.now()).points == 0
