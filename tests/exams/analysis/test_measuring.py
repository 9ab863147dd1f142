"""Measuring: from scored papers to one row a version."""

import json
from datetime import timedelta

import numpy as np
import pytest
from django.core.management import call_command
from django.utils import timezone

from exams.analysis import measuring
from exams.analysis.models import ItemStatistic
from exams.scoring.models import Result, Score
from exams.scoring.releasing import release
from tests import factories
from tests.exams.analysis.papers import form_of, write

pytestmark = pytest.mark.django_db

B, AC, TRUE = [1], [0, 2], [0]
SHEETS = [
    [B, AC, TRUE],
    [B, AC, [1]],
    [B, [0, 1], TRUE],
    [[2], AC, TRUE],
    [B, None, [1]],
    [[3], [1], None],
    [None, [0], None],
    [None, None, None],
]


@pytest.fixture
def versions():
    return [
        factories.version(kind=kind, key=key)
        for kind, key in (("single", "B"), ("multiple", "AC"), ("true_false", "A"))
    ]


@pytest.fixture
def form(versions):
    return form_of(*versions)


def figures(version):
    return ItemStatistic.objects.get(version=version)


def points(sheets):
    keys = [B, AC, TRUE]
    return np.array(
        [[chosen == key for chosen, key in zip(one, keys, strict=True)] for one in sheets], float
    )


def rest_r(x, item):
    return np.corrcoef(x[:, item], x.sum(axis=1) - x[:, item])[0, 1]


def test_facility_and_discrimination_are_those_of_the_papers(form, versions):
    write(form, SHEETS)
    assert measuring.measure_all(now=timezone.now()) == 3
    x = points(SHEETS)
    for place, version in enumerate(versions):
        found = figures(version)
        assert found.n == 8
        assert found.facility == pytest.approx(x[:, place].mean())
        assert found.discrimination == pytest.approx(rest_r(x, place))


def test_the_worth_of_an_item_changes_neither(versions):
    write(form_of(*versions, points="2.5"), SHEETS)
    measuring.measure_all(now=timezone.now())
    assert figures(versions[0]).facility == pytest.approx(0.5)
    assert figures(versions[0]).discrimination == pytest.approx(rest_r(points(SHEETS), 0))


def test_options_are_counted_in_the_authors_order_with_the_key(form, versions):
    write(form, SHEETS)
    measuring.measure_all(now=timezone.now())
    single, multiple, _ = (figures(version).options for version in versions)
    assert [option["n"] for option in single] == [0, 4, 1, 1]
    assert [option["is_key"] for option in single] == [False, True, False, False]
    assert [option["n"] for option in multiple] == [5, 2, 3, 0]
    assert [option["is_key"] for option in multiple] == [True, False, True, False]


def test_a_blank_is_omitted_or_not_reached(form, versions):
    write(form, SHEETS)
    measuring.measure_all(now=timezone.now())
    found = [figures(version) for version in versions]
    assert [(one.omitted, one.not_reached) for one in found] == [(1, 1), (1, 1), (0, 3)]


def test_exams_are_pooled_and_each_is_kept(form, versions):
    first, second = SHEETS, SHEETS[:4] * 2
    exams = [write(form, sheets).exam.pk for sheets in (first, second)]
    measuring.measure_all(now=timezone.now())
    one, other = points(first), points(second)
    found = figures(versions[0])
    assert found.n == 16
    assert found.facility == pytest.approx(np.vstack([one, other])[:, 0].mean())
    assert found.discrimination == pytest.approx((rest_r(one, 0) + rest_r(other, 0)) / 2)
    assert [use["exam"] for use in found.uses] == exams
    assert [use["facility"] for use in found.uses] == pytest.approx([0.5, 0.75])


def test_a_version_is_measured_over_all_forms_that_hold_it(versions):
    paper = factories.PaperFactory()
    form_a = form_of(*versions, paper=paper)
    form_b = form_of(versions[0], factories.version(key="C"), paper=paper, label="B")
    sitting = write(form_a, SHEETS)
    write(form_b, [[B, [2]], [None, [1]]], sitting=sitting)
    measuring.measure_exam(sitting.exam, now=timezone.now())
    assert figures(versions[0]).n == 10
    assert figures(versions[1]).n == 8
    assert [use["form"] for use in figures(versions[0]).uses] == [form_a.pk, form_b.pk]


def test_only_the_newest_scoring_of_a_paper_counts(form, versions):
    write(form, SHEETS)
    result = Result.objects.order_by("pk").last()  # nothing marked
    again = Result.objects.create(
        attempt=result.attempt, run=2, points=1, points_possible=3, pass_mark=2, rule=result.rule,
        scored_at=timezone.now(),
    )  # fmt: skip
    Score.objects.bulk_create(
        Score(
            result=again,
            response=score.response,
            points=int(score.response.form_item.version == versions[0]),
            key=score.key,
        )
        for score in result.scores.select_related("response__form_item__version")
    )
    measuring.measure_all(now=timezone.now())
    assert figures(versions[0]).n == 8
    assert figures(versions[0]).facility == pytest.approx(5 / 8)


def test_measured_again_the_row_is_the_same_row(form, versions):
    write(form, SHEETS[:4])
    measuring.measure_all(now=timezone.now())
    before = figures(versions[0])
    write(form, SHEETS[4:])
    measuring.measure_all(now=timezone.now())
    after = figures(versions[0])
    assert (after.pk, before.n, after.n) == (before.pk, 4, 8)


def test_papers_are_read_in_chunks_and_the_figures_stay(form, versions, monkeypatch):
    write(form, SHEETS)
    measuring.measure_all(now=timezone.now())
    whole = vars(figures(versions[1]))
    monkeypatch.setattr(measuring, "N_PAPERS", 3)
    measuring.measure_all(now=whole["computed_at"])
    parts = vars(figures(versions[1]))
    assert {**whole, "_state": None} == {**parts, "_state": None}


def test_the_number_of_queries_does_not_grow_with_papers_or_items(form, django_assert_num_queries):
    for _ in range(2):
        write(form, SHEETS)
        with django_assert_num_queries(6):
            measuring.measure_all(now=timezone.now())


def test_fewer_than_thirty_papers_raise_no_flag(form, versions):
    write(form, SHEETS)
    measuring.measure_all(now=timezone.now())
    assert figures(versions[0]).flags == []


def test_a_wrong_key_is_flagged(versions):
    """Those who know the rest choose C; the key says B."""
    able, weak = [[2], AC, TRUE], [B, None, [1]]
    write(form_of(*versions), [able] * 20 + [weak] * 20)
    measuring.measure_all(now=timezone.now())
    assert figures(versions[0]).flags[0] == "key_suspect"
    flagged = ItemStatistic.objects.flagged("key_suspect")
    assert [one.version for one in flagged] == [versions[0]]
    assert set(ItemStatistic.objects.flagged()) >= set(flagged)


def test_the_release_has_it_measured(form, versions, django_capture_on_commit_callbacks):
    sitting = write(form, SHEETS)
    closed = timezone.now() + timedelta(days=1)
    with django_capture_on_commit_callbacks(execute=True):
        release(sitting.exam, now=closed)
    assert figures(versions[0]).n == 8


def test_the_sweep_measures_a_release_that_was_left_out_and_then_rests(form, versions):
    """A crash between the release and its task."""
    sitting = write(form, SHEETS)
    exam = release(sitting.exam, now=timezone.now() + timedelta(days=1))
    later = exam.released_at + timedelta(minutes=1)
    assert measuring.measure_pending(now=later) == 1
    assert figures(versions[0]).n == 8
    assert measuring.measure_pending(now=later) == 0


def test_before_the_release_nothing_is_pending(form):
    write(form, SHEETS)
    assert measuring.measure_pending(now=timezone.now()) == 0


def test_the_command_tells_what_it_measured(form, versions, capsys):
    write(form, SHEETS)
    call_command("item_statistics", "--json")
    told = json.loads(capsys.readouterr().out)["items"]
    assert [row["code"] for row in told] == sorted(one.item.code for one in versions)
    row = next(row for row in told if row["code"] == versions[0].item.code)
    assert (row["n"], row["facility"], row["flags"]) == (8, 0.5, [])


def test_the_command_without_papers_says_nothing(db, capsys):
    call_command("item_statistics")
    assert capsys.readouterr().out.strip() == ""
