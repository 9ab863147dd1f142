"""Written answers: who marks which, what is kept, and when a paper is scored."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from cms.immutable import ImmutableRow
from exams.scoring import marking_by_hand, rubrics
from exams.scoring.marking import NotMarked, derive, score_attempt, score_pending
from exams.scoring.marking_by_hand import NotYours, Released, take
from exams.scoring.marking_progress import by_item
from exams.scoring.models import Mark, Result, Turn
from exams.scoring.releasing import NotReady, exams_with_progress, release
from exams.scoring.two_marks import decided
from exams.sittings import delivery
from exams.sittings.models import Attempt
from tests import factories
from tests.exams.scoring.written_papers import (
    CASE_SHORT,
    RUBRIC,
    SAID,
    SHORT,
    SINGLE,
    answer,
    exam,
    give,
    handed_in,
    mark,
    marker,
    open_orders,
)

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def one():
    """An exam whose only written question is one short answer with a rubric of 2, 2 and 1."""
    return exam([RUBRIC], pass_mark=3)


def result_of(attempt):
    return Result.objects.current().filter(attempt=attempt).first()


# Who gets which


def test_a_paper_with_written_answers_has_no_result_before_all_its_marks():
    made = exam()
    attempt = handed_in(made, {SINGLE: [2], SHORT: [SAID], CASE_SHORT: ["另一答案"]})
    people = [marker(), marker()]
    for person, points in zip(people, ([2, 1, 1], [2, 2, 1]), strict=True):
        assert result_of(attempt) is None
        mark(made, person, *points)
    for person in people:
        assert result_of(attempt) is None
        mark(made, person, 2)
    result = result_of(attempt)
    assert result.points == 5 + Decimal("4.5") + 2
    assert result.points_possible == 15


def test_an_empty_answer_earns_nothing_and_nobody_marks_it(one):
    attempt = handed_in(one, {})
    assert not Turn.objects.exists()
    assert take(one, marker(), now=NOW) is None
    score = result_of(attempt).scores.get()
    assert (score.points, score.key["marks"]) == (0, [])


def test_one_marker_suffices_where_the_exam_asks_for_one():
    made = exam([RUBRIC], has_two_markers=False)
    attempt = handed_in(made, {1: [SAID]})
    mark(made, marker(), 2, 1, "0.5")
    assert result_of(attempt).points == Decimal("3.5")
    assert take(made, marker(), now=NOW) is None


def test_a_marker_never_gets_an_answer_twice(one):
    handed_in(one, {1: [SAID]})
    first = marker()
    mark(one, first, 2, 2, 1)
    assert take(one, first, now=NOW) is None
    second = marker()
    mark(one, second, 0, 0, 0)
    # They differ: the third is neither of them.
    assert take(one, first, now=NOW) is None
    assert take(one, second, now=NOW) is None
    assert take(one, marker(), now=NOW).order == Mark.Order.THIRD


def test_nobody_marks_the_own_paper(one):
    candidate = factories.CandidateFactory()
    handed_in(one, {1: [SAID]}, candidate=candidate)
    assert take(one, candidate.user, now=NOW) is None
    assert take(one, marker(), now=NOW) is not None


def test_a_candidate_without_an_account_keeps_no_answer_from_the_markers(one):
    handed_in(one, {1: [SAID]}, candidate=factories.CandidateFactory(user=None))
    assert take(one, marker(), now=NOW) is not None


def test_what_is_in_hand_comes_first_and_to_nobody_else(one):
    handed_in(one, {1: [SAID]})
    people = [marker() for _ in range(3)]
    turns = [take(one, person, now=NOW) for person in people[:2]]
    assert {turn.order for turn in turns} == {1, 2}
    assert take(one, people[2], now=NOW) is None
    assert [take(one, person, now=NOW) for person in people[:2]] == turns


def test_what_was_put_aside_for_too_long_goes_to_somebody_else(one):
    handed_in(one, {1: [SAID]})
    away, other, next_one = marker(), marker(), marker()
    turn = take(one, away, now=NOW)
    take(one, other, now=NOW)
    assert take(one, next_one, now=NOW + timedelta(minutes=29)) is None
    assert take(one, next_one, now=NOW + timedelta(minutes=31)) == turn
    with pytest.raises(Turn.DoesNotExist):
        give(turn, away, 2, 2, 1)
    turn.marker = away
    with pytest.raises(NotYours):
        marking_by_hand.give(turn, away, [Decimal(2)] * 2 + [Decimal(1)], comment="", now=NOW)
    assert not Mark.objects.exists()


def test_what_one_comes_back_to_after_a_long_time_is_still_in_hand(one):
    handed_in(one, {1: [SAID]})
    person = marker()
    turn = take(one, person, now=NOW)
    give(turn, person, 2, 2, 1, now=NOW + timedelta(hours=3))
    assert Mark.objects.get().points == 5


def test_of_two_who_take_at_once_one_wins(one, monkeypatch):
    """Both have seen the same turn free."""
    handed_in(one, {1: [SAID]})
    first, second = marker(), marker()
    seen = list(marking_by_hand.free_for(second, one, now=NOW))
    taken = take(one, first, now=NOW)
    assert taken in seen
    monkeypatch.setattr(marking_by_hand, "free_for", lambda *args, **kwargs: Seen(seen))
    assert take(one, second, now=NOW) == next(turn for turn in seen if turn != taken)


class Seen(list):
    """What another had read before."""

    def filter(self, **kwargs):
        return self


def test_in_two_tabs_one_person_gets_one_turn_at_an_answer(one, monkeypatch):
    handed_in(one, {1: [SAID]})
    person = marker()
    seen = list(marking_by_hand.free_for(person, one, now=NOW))
    monkeypatch.setattr(marking_by_hand, "free_for", lambda *args, **kwargs: Seen(seen))
    taken = take(one, person, now=NOW)
    give(taken, person, 2, 2, 1)
    assert take(one, person, now=NOW) is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Turn.objects.exclude(pk=taken.pk).update(marker=person)


def test_one_keeps_to_an_item_if_one_likes():
    made = exam()
    handed_in(made, {SHORT: [SAID], CASE_SHORT: ["另一答案"]})
    case = made.paper.forms.get().items.get(position=CASE_SHORT)
    turn = take(made, marker(), now=NOW, item=case.pk)
    assert turn.response.form_item == case


# What is given


def test_marks_are_rows_with_actor_and_time_and_the_newest_counts(one):
    attempt = handed_in(one, {1: [SAID]})
    first, second = marker(), marker()
    turn = mark(one, first, 2, 2, 1, now=NOW)
    mark(one, second, 2, 2, 0, now=NOW)
    assert result_of(attempt).points == Decimal("4.5")

    later = NOW + timedelta(hours=1)
    give(turn, first, 2, 1, 1, comment="笔录未写", now=later)

    assert [(m.marker, m.points, m.marked_at) for m in Mark.objects.filter(order=1)] == [
        (first, 5, NOW),
        (first, 4, later),
    ]
    results = Result.objects.filter(attempt=attempt).order_by("run")
    assert [(result.run, result.points) for result in results] == [(1, Decimal("4.5")), (2, 4)]
    assert result_of(attempt).run == 2


def test_the_same_mark_given_twice_is_given_once(one):
    attempt = handed_in(one, {1: [SAID]})
    people = [marker(), marker()]
    for person in people:
        turn = mark(one, person, 2, 2, 1)
        give(turn, person, 2, 2, 1)
    assert (Mark.objects.count(), Result.objects.filter(attempt=attempt).count()) == (2, 1)


def test_a_third_decides_where_two_differ_by_more_than_the_step(one):
    attempt = handed_in(one, {1: [SAID]})
    mark(one, marker(), 2, 2, 1)
    mark(one, marker(), 2, 1, "0.5")
    assert (open_orders(attempt), result_of(attempt)) == ([3], None)
    assert score_pending() == 0
    mark(one, marker(), 1, 1, 1)
    assert result_of(attempt).points == 3


def test_two_who_come_to_agree_need_no_third(one):
    attempt = handed_in(one, {1: [SAID]})
    first = marker()
    turn = mark(one, first, 2, 2, 1)
    mark(one, marker(), 0, 0, 0)
    assert open_orders(attempt) == [3]
    give(turn, first, "0.5", 0, 0)
    assert open_orders(attempt) == []
    assert result_of(attempt).points == Decimal("0.25")


def test_a_third_mark_stands_though_another_is_changed_later(one):
    attempt = handed_in(one, {1: [SAID]})
    first = marker()
    turn = mark(one, first, 2, 2, 1)
    mark(one, marker(), 0, 0, 0)
    mark(one, marker(), 2, 1, 0)
    give(turn, first, 0, 0, 0)
    assert result_of(attempt).points == 3


def test_a_change_that_makes_two_differ_holds_the_release_up(one):
    attempt = handed_in(one, {1: [SAID]})
    first = marker()
    turn = mark(one, first, 2, 2, 1)
    mark(one, marker(), 2, 2, 1)
    assert result_of(attempt).points == 5
    give(turn, first, 0, 0, 0)
    with pytest.raises(NotReady, match="1"):
        release(one, now=timezone.now())
    mark(one, marker(), 2, 0, 0)
    assert result_of(attempt).points == 2


@pytest.mark.parametrize("given", [[2, 2, 2], [-1, 0, 0], ["0.7", 0, 0], [2], []])
def test_points_out_of_bounds_are_refused(one, given):
    handed_in(one, {1: [SAID]})
    person = marker()
    turn = take(one, person, now=NOW)
    with pytest.raises(rubrics.OutOfBounds):
        give(turn, person, *given)
    assert not Mark.objects.exists()


def test_marks_never_change(one):
    handed_in(one, {1: [SAID]})
    mark(one, marker(), 2, 2, 1)
    with pytest.raises(ImmutableRow):
        Mark.objects.update(points=0)
    for statement in ("UPDATE scoring_mark SET points = 9", "DELETE FROM scoring_mark"):
        with (
            pytest.raises(DatabaseError, match="never change"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


# Score and release


def test_the_score_holds_the_rubric_and_the_marks_and_derives_again(one):
    attempt = handed_in(one, {1: [SAID]})
    mark(one, marker(), 2, 2, 1, comment="要点齐全")
    mark(one, marker(), 2, 1, 1)
    score = result_of(attempt).scores.get()
    assert [criterion["points"] for criterion in score.key["rubric"]] == ["2", "2", "1"]
    assert (score.key["has_two_markers"], score.key["marking_step"]) == (True, "1.00")
    assert [
        (told["order"], told["points"], told["by_criterion"], told["comment"])
        for told in score.key["marks"]
    ] == [(1, "5.00", ["2", "2", "1"], "要点齐全"), (2, "4.00", ["2", "1", "1"], "")]
    (again,) = derive(Attempt.objects.get(pk=attempt.pk), half_if_incomplete=False)
    assert (again.points, again.key) == (score.points, score.key)


@pytest.mark.parametrize("n_markers", [1, 2, 3])
@pytest.mark.parametrize("given", [([2, 2, 1], [0, 0, 0], [1, 1, 0]), ([2, 1, 1], [2, 1, 0], None)])
def test_points_can_be_computed_again_from_what_the_score_keeps(one, n_markers, given):
    one.has_two_markers = n_markers > 1
    one.save()
    attempt = handed_in(one, {1: [SAID]})
    for points in given[:n_markers]:
        if points and open_orders(attempt):
            mark(one, marker(), *points)
    if open_orders(attempt):
        assert result_of(attempt) is None
        return
    score = result_of(attempt).scores.get()
    marks = {told["order"]: Decimal(told["points"]) for told in score.key["marks"]}
    again = decided(
        *(marks.get(order) for order in (1, 2, 3)),
        has_two=score.key["has_two_markers"],
        step=Decimal(score.key["marking_step"]),
    )
    assert again == score.points
    assert all(
        sum(map(Decimal, told["by_criterion"])) == Decimal(told["points"])
        for told in score.key["marks"]
    )


def test_an_exam_that_got_another_paper_is_marked_all_the_same(one):
    attempt = handed_in(one, {1: [SAID]})
    one.paper = factories.form().paper
    one.save()
    (row,) = by_item(one)
    assert (row.n_answers, row.item.form) == (1, attempt.form)


def test_what_is_not_marked_yet_cannot_be_derived(one):
    attempt = handed_in(one, {1: [SAID]})
    with pytest.raises(NotMarked, match="1 written answers"):
        derive(attempt, half_if_incomplete=False)
    assert score_attempt(attempt, now=NOW) is None


def test_the_release_waits_for_the_last_mark_and_says_how_many(one):
    for _ in range(2):
        handed_in(one, {1: [SAID]})
    with pytest.raises(NotReady, match="2"):
        release(one, now=timezone.now())
    assert exams_with_progress().get(pk=one.pk).n_to_mark == 2
    for person in (marker(), marker()):
        for _ in range(2):
            mark(one, person, 2, 2, 1)
    assert exams_with_progress().get(pk=one.pk).n_to_mark == 0
    assert release(one, now=timezone.now()).released_at


def test_after_the_release_no_mark_is_taken(one):
    handed_in(one, {1: [SAID]})
    people = [marker(), marker()]
    turns = [mark(one, person, 2, 2, 1) for person in people]
    release(one, now=timezone.now())
    with pytest.raises(Released):
        give(turns[0], people[0], 0, 0, 0)
    one.refresh_from_db()
    assert take(one, people[0], now=NOW) is None
    assert Mark.objects.count() == 2


def test_the_sweep_opens_the_turns_that_a_crash_left_out(one):
    """O2: handed in, but the task was lost."""
    attempt = handed_in(one, {1: [SAID]})
    Turn.objects.all().delete()
    assert score_pending() == 0
    assert open_orders(attempt) == [1, 2]


def test_the_sweep_scores_what_is_marked(one):
    """O2: killed between the last mark and the scores is impossible; a lost row is mended."""
    attempt = handed_in(one, {1: [SAID]})
    for person in (marker(), marker()):
        turn = take(one, person, now=NOW)
        Mark.objects.create(
            response=turn.response, order=turn.order, marker=person, points=4,
            by_criterion=["2", "2", "0"], marked_at=NOW,
        )  # fmt: skip
        Turn.objects.filter(pk=turn.pk).update(marked_at=NOW)
    assert score_pending() == 1
    assert result_of(attempt).points == 4


def test_an_exam_that_asks_for_a_second_marker_later_gets_one():
    made = exam([RUBRIC], has_two_markers=False)
    attempt = handed_in(made, {1: [SAID]})
    made.has_two_markers = True
    made.save()
    first = marker()
    mark(made, first, 2, 2, 1)
    assert open_orders(attempt) == [2]
    made.has_two_markers = False
    made.save()
    assert score_pending() == 1
    assert result_of(attempt).points == 5


# Opened again


def reopened(attempt, answers):
    """Opened by the invigilator, answered anew, handed in again."""
    Attempt.objects.filter(pk=attempt.pk).update(
        submitted_at=None, closed_by="", receipt="", deadline=timezone.now() + timedelta(hours=1)
    )
    attempt = Attempt.objects.get(pk=attempt.pk)
    answer(attempt, answers)
    attempt = delivery.submit(attempt, now=timezone.now())
    score_pending()
    return attempt


def test_a_reopened_paper_keeps_the_marks_of_what_it_left_as_it_was():
    made = exam()
    attempt = handed_in(made, {SHORT: [SAID], CASE_SHORT: ["第一稿"]})
    people = [marker(), marker()]
    for person in people:
        mark(made, person, 2, 2, 1)
        mark(made, person, 1)
    assert result_of(attempt).points == 6

    attempt = reopened(attempt, {CASE_SHORT: ["第二稿"]})

    assert result_of(attempt).round == 1
    carried = Mark.objects.filter(response__attempt=attempt, response__round=2)
    assert {(m.marker, m.points) for m in carried} == {(person, 5) for person in people}
    waiting = Turn.objects.waiting().filter(response__attempt=attempt)
    assert {turn.response.form_item.position for turn in waiting} == {CASE_SHORT}
    for person in people:
        mark(made, person, 2)
    result = result_of(attempt)
    assert (result.round, result.run, result.points) == (2, 2, 7)


def test_a_paper_reopened_and_left_as_it_was_needs_no_marker_again(one):
    attempt = handed_in(one, {1: [SAID]})
    for person in (marker(), marker()):
        mark(one, person, 2, 2, 1)
    attempt = reopened(attempt, {})
    assert open_orders(attempt) == []
    assert (result_of(attempt).round, result_of(attempt).points) == (2, 5)
    score_pending()
    assert Mark.objects.count() == 4


def test_one_who_had_marked_an_unchanged_answer_is_not_asked_again(one):
    attempt = handed_in(one, {1: [SAID]})
    first = marker()
    mark(one, first, 2, 2, 1)
    attempt = reopened(attempt, {})
    assert open_orders(attempt) == [2]
    assert take(one, first, now=NOW) is None


def test_while_a_paper_is_open_again_nobody_marks_it(one):
    attempt = handed_in(one, {1: [SAID]})
    person = marker()
    turn = take(one, person, now=NOW)
    Attempt.objects.filter(pk=attempt.pk).update(submitted_at=None)
    assert take(one, marker(), now=NOW) is None
    with pytest.raises(NotYours):
        give(turn, person, 2, 2, 1)


# Statements


def test_giving_a_mark_takes_the_same_statements_whatever_the_exam(one, django_assert_num_queries):
    def statements():
        person = marker()
        turn = take(one, person, now=NOW)
        turn = marking_by_hand.turns_of(person).get(pk=turn.pk)
        with django_assert_num_queries(10):
            marking_by_hand.give(turn, person, [Decimal(1)] * 3, comment="", now=timezone.now())

    handed_in(one, {1: [SAID]})
    statements()
    for _ in range(5):
        handed_in(one, {1: [SAID]})
    statements()


def test_taking_takes_the_same_statements_whatever_the_exam(one, django_assert_num_queries):
    for n in (1, 5):
        for _ in range(n):
            handed_in(one, {1: [SAID]})
        person = marker()
        # In hand, free, savepoint, the one UPDATE, savepoint.
        with django_assert_num_queries(5):
            take(one, person, now=NOW)
