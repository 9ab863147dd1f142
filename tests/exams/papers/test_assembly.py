"""Assembly: a blueprint is met exactly and frozen, or nothing happens and each cell is named."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from cms.immutable import ImmutableRow
from exams.papers.assembly import Infeasible, assemble, check, shape
from exams.papers.models import BlueprintSection, Form, FormItem, Paper
from questionbank.models import Item
from questionbank.publishing import freeze
from tests import factories
from tests.exams import samples
from tests.exams.papers.blueprints import bank, blueprint

pytestmark = pytest.mark.django_db


def assembled(plan, **options):
    options = {"title": "试卷", "now": timezone.now(), "seed": "s"} | options
    return assemble(plan, **options).forms.get()


def versions(form):
    return [item.version for item in form.items.select_related("version__point__parent")]


def test_every_cell_is_met_exactly():
    bank(single=[("05", 3, 5), ("05", 2, 5), ("07", 1, 4)], multiple=[("05", 4, 3)])
    form = assembled(
        blueprint(
            ("single", 1, [("05", 3, 2), ("05", None, 3), ("07", None, 1)]),
            ("multiple", 2, [("05", 4, 2)]),
        )
    )
    asked = Counter((v.kind, v.point.chapter.code) for v in versions(form))
    assert asked == {("single", "05"): 5, ("single", "07"): 1, ("multiple", "05"): 2}
    assert sum(v.difficulty == 3 for v in versions(form)) >= 2
    assert sum(item.points for item in form.items.all()) == 10


def test_the_form_is_numbered_from_one_section_by_section():
    bank(single=[("05", 3, 4)], true_false=[("05", 3, 4)])
    form = assembled(blueprint(("true_false", 1, [("05", 3, 2)]), ("single", 2, [("05", 3, 3)])))
    items = list(form.items.select_related("version"))
    assert [item.position for item in items] == [1, 2, 3, 4, 5]
    assert [item.section for item in items] == [0, 0, 1, 1, 1]
    assert [item.version.kind for item in items] == ["true_false"] * 2 + ["single"] * 3
    assert [item.points for item in items] == [1, 1, 2, 2, 2]
    assert form.shape == "22444"
    assert [(s["title"], s["n_items"]) for s in form.sections] == [("第1大题", 2), ("第2大题", 3)]


def test_two_sections_of_one_kind_never_share_an_item():
    bank(single=[("05", 3, 4)])
    form = assembled(blueprint(("single", 1, [("05", 3, 2)]), ("single", 2, [("05", None, 2)])))
    assert len({version.pk for version in versions(form)}) == 4


def test_an_open_section_leaves_the_next_of_its_kind_what_that_needs():
    bank(single=[("05", 3, 1), ("05", 2, 1)])
    for seed in "abcdef":
        form = assembled(
            blueprint(("single", 1, [("05", None, 1)]), ("single", 1, [("05", 3, 1)]), title=seed),
            seed=seed,
        )
        assert [version.difficulty for version in versions(form)] == [2, 3]


def test_only_published_items_and_their_newest_versions_are_drawn():
    bank(single=[("05", 3, 3)])
    first, second, third = Item.objects.order_by("pk")
    Item.objects.filter(pk=first.pk).update(live=False)
    second.stem = "<p>改写过的题干</p>"
    second.save()
    newest = freeze(second)
    form = assembled(blueprint(("single", 1, [("05", 3, 2)])))
    assert {version.pk for version in versions(form)} == {newest.pk, third.versions.get().pk}


def test_seed_and_bank_decide_the_paper():
    bank(single=[("05", 3, 12)])
    plan = blueprint(("single", 1, [("05", 3, 6)]))
    one, again, other = (assembled(plan, seed=seed) for seed in ("s", "s", "t"))
    assert one.content_hash == again.content_hash != other.content_hash
    assert versions(one) == versions(again) != versions(other)


def test_without_a_seed_chance_decides_and_the_paper_keeps_it():
    bank(single=[("05", 3, 4)])
    plan = blueprint(("single", 1, [("05", 3, 2)]))
    papers = [assemble(plan, title="试卷", now=timezone.now()) for _ in range(2)]
    assert papers[0].seed != papers[1].seed
    again = assembled(plan, seed=papers[0].seed)
    assert again.content_hash == papers[0].forms.get().content_hash


def test_items_may_be_restricted_to_a_list_of_codes():
    bank(single=[("05", 3, 6)])
    codes = list(Item.objects.values_list("code", flat=True)[:2])
    form = assembled(blueprint(("single", 1, [("05", 3, 2)])), among=codes)
    assert sorted(version.item.code for version in versions(form)) == sorted(codes)


def test_an_infeasible_blueprint_changes_nothing_and_every_short_cell_is_named():
    bank(single=[("05", 3, 2), ("05", 2, 1), ("07", 1, 1)])
    plan = blueprint(
        ("single", 1, [("05", 3, 3), ("05", None, 1), ("07", 2, 4)]),
        ("multiple", 1, [("05", None, 2)]),
    )
    with pytest.raises(Infeasible) as refusal:
        assembled(plan)
    assert refusal.value.problems == [
        "第1大题，05 第05章，3 中等：要求3题，题库只剩2题可用。",
        "第1大题，07 第07章，2 较易：要求4题，题库只剩0题可用。",
        "第2大题，05 第05章，难度不限：要求2题，题库只剩0题可用。",
    ]
    assert not Paper.objects.exists()
    assert not Form.objects.exists()


def test_a_short_cell_that_stands_twice_is_named_in_its_own_section():
    bank(single=[("05", 3, 2)])
    plan = blueprint(("single", 1, [("05", 3, 2)]), ("single", 1, [("05", 3, 1)]))
    with pytest.raises(Infeasible) as refusal:
        assembled(plan)
    (problem,) = refusal.value.problems
    assert problem.startswith("第2大题，")


def test_cells_that_do_not_add_up_are_named_with_both_numbers():
    plan = blueprint(("single", 1, [("05", None, 2)]))
    BlueprintSection.objects.update(n_items=5)
    assert check(plan) == ["第1大题：各单元格合计2题，大题要求5题。"]


def test_points_that_cannot_be_halved_exactly_are_refused():
    """C4"""
    plan = blueprint(("multiple", "0.25", [("05", None, 2)]))
    assert check(plan) == ["第1大题：每题分值最多保留一位小数，以便漏选得一半时计分准确。"]
    assert check(blueprint(("multiple", "0.5", [("05", None, 2)]), title="半分")) == []


def test_a_paper_has_no_more_items_than_a_save_can_check():
    assert check(blueprint(("single", 1, [("05", None, 400)]))) == []
    assert check(blueprint(("single", 1, [("05", None, 401)]), title="过多")) == [
        "命题蓝图要求401题；一份试卷最多400题。"
    ]


def test_a_blueprint_without_sections_cannot_be_assembled():
    with pytest.raises(Infeasible, match="还没有大题"):
        assembled(blueprint())


def test_the_form_keeps_the_cells_whatever_becomes_of_the_blueprint():
    bank(single=[("05", 3, 2)])
    plan = blueprint(("single", 1, [("05", 3, 1), ("05", None, 1)]))
    form = assembled(plan)
    plan.sections.get().cells.all().delete()
    form.refresh_from_db()
    assert form.sections[0]["cells"] == [
        {"chapter": "05", "difficulty": 3, "n_items": 1},
        {"chapter": "05", "difficulty": None, "n_items": 1},
    ]


def test_the_shape_tells_how_many_options_and_whether_several():
    assert shape(factories.version(kind="single", key="B")) == "4"
    assert shape(factories.version(kind="multiple", key="AC")) == "d"
    assert shape(factories.version(kind="true_false", key="A")) == "2"


@pytest.mark.parametrize(
    ("plain", "signs"),
    [
        (samples.SINGLE, "4"),
        (samples.MULTIPLE, "d"),
        (samples.TRUE_FALSE, "2"),
        (samples.FILL_IN, "r"),
        (samples.MATCHING, "K"),
        (samples.ORDERING, "D"),
        (samples.CASE, "2qC"),
    ],
    ids=lambda value: getattr(value, "kind", value),
)
def test_the_shape_has_a_sign_for_every_question(plain, signs):
    assert shape(factories.version_of(plain)) == signs


# Cases


def case_paper(*cases, points=4):
    for case in cases:
        factories.version_of(case)
    bank(single=[("05", 3, 1)])
    n_cases = len(cases)
    plan = blueprint(("case", points, [("05", None, n_cases)]), ("single", 1, [("05", None, 1)]))
    return assembled(plan)


def test_the_questions_of_a_case_stand_one_after_another_with_their_own_points():
    form = case_paper(samples.CASE)
    assert [
        (item.position, item.section, item.part, item.points, item.question().kind.name)
        for item in form.items.all()
    ] == [
        (1, 0, 0, 1, "single"),
        (2, 0, 1, 2, "fill_in"),
        (3, 0, 2, 1, "ordering"),
        (4, 1, None, 1, "single"),
    ]
    assert form.shape == "2qC4"
    assert (form.n_items, form.n_questions) == (2, 4)
    assert [(s["n_items"], s["n_questions"]) for s in form.sections] == [(1, 3), (1, 1)]


def test_the_points_of_a_case_are_whole_whatever_its_weights():
    weights = (Decimal(1), Decimal(1), Decimal("0.7"))
    case = replace(
        samples.CASE,
        items=tuple(
            replace(part, points=weight)
            for part, weight in zip(samples.CASE.items, weights, strict=True)
        ),
    )
    form = case_paper(case, points=5)
    points = [item.points for item in form.items.filter(section=0)]
    assert points == [Decimal("1.9"), Decimal("1.8"), Decimal("1.3")]
    assert sum(points) == 5


def test_a_place_knows_its_question_and_passage_and_needs_no_key_for_it():
    form = case_paper(samples.CASE)
    first, second, third, alone = (item.question(with_key=False) for item in form.items.all())
    assert {first.passage, second.passage, third.passage} == {samples.CASE.stem}
    assert (first.key, first.rationale) == (None, None)
    assert alone.passage == ""
    assert [item.question().key for item in form.items.all()][:2] == [[0], [["十五日"]]]


def test_the_database_lets_no_question_stand_twice_on_a_form():
    form = case_paper(samples.CASE)
    part, whole = form.items.get(position=1), form.items.get(position=4)
    for item in (part, whole):
        with pytest.raises(IntegrityError), transaction.atomic():
            FormItem.objects.create(
                form=form, position=9, section=0, version=item.version, part=item.part, points=1
            )


def test_cases_that_ask_more_than_a_save_can_check_are_refused(monkeypatch):
    monkeypatch.setattr("exams.papers.assembly.MOST_QUESTIONS", 5)
    with pytest.raises(Infeasible) as refusal:
        case_paper(samples.CASE, replace(samples.CASE, stem="另一案例"))
    assert refusal.value.problems == ["抽到的试题共7问；一份试卷最多5问。请减少案例题。"]
    assert not Form.objects.exists()


# Marked by hand


def test_short_answers_are_drawn_and_bear_the_points_of_their_section():
    version = factories.version_of(samples.SHORT_ANSWER)
    form = assembled(blueprint(("short_answer", "7.5", [("05", None, 1)])))
    (item,) = form.items.all()
    assert (item.version, item.points, form.shape) == (version, Decimal("7.5"), "T")


def test_a_case_with_a_written_part_is_drawn_as_any_other():
    factories.version_of(samples.CASE_WITH_WRITING)
    form = assembled(blueprint(("case", 5, [("05", None, 1)])))
    assert [item.points for item in form.items.all()] == [Decimal("2.5"), Decimal("2.5")]
    assert form.shape.endswith("T")


@pytest.fixture
def form():
    return factories.form()


def test_a_form_and_its_items_never_change_in_python(form):
    item = form.items.first()
    for row in (form, item):
        with pytest.raises(ImmutableRow):
            row.save()
        with pytest.raises(ImmutableRow):
            row.delete()
    for model in (Form, FormItem):
        with pytest.raises(ImmutableRow):
            model.objects.all().delete()
    with pytest.raises(ImmutableRow):
        FormItem.objects.update(points=9)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE papers_form SET label = 'Z'",
        "UPDATE papers_form SET sections = '[]'",
        "DELETE FROM papers_form",
        "UPDATE papers_formitem SET points = 9",
        "UPDATE papers_formitem SET position = position + 100",
        "DELETE FROM papers_formitem",
    ],
)
def test_a_form_and_its_items_never_change_in_the_database(form, statement):
    with (
        pytest.raises(DatabaseError, match="never change"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_statements_do_not_grow_with_bank_cells_and_paper(django_assert_num_queries):
    bank(single=[("05", 3, 30), ("05", 2, 5), ("07", 1, 5)])
    small = blueprint(("single", 1, [("05", 3, 1)]))
    large = blueprint(("single", 1, [("05", 3, 20), ("05", 2, 3), ("07", None, 4)]), title="大卷")
    # Sections and cells looked at twice, the bank, savepoint, paper, form, items, savepoint.
    for plan in (small, large):
        with django_assert_num_queries(12):
            assemble(plan, title="试卷", now=timezone.now(), seed="s")
