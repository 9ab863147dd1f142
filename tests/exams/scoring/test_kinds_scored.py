"""Every kind of question scored, and told to its candidate."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from exams.scoring.feedback import feedback
from exams.scoring.marking import earned, score_pending
from exams.scoring.models import Result
from exams.sittings import delivery
from questionbank.formats.items import BLANK
from questionbank.kinds import KINDS
from questionbank.models import Item, ItemCitation
from questionbank.publishing import freeze
from tests import factories
from tests.exams import samples

pytestmark = pytest.mark.django_db


def released(plains, answers, points=3, **values):
    """A released result on a form of plain items, answered in the author's terms."""
    versions = [factories.version_of(plain, **values) for plain in plains]
    form = factories.form_of(versions, points=points)
    sitting = factories.SittingFactory(exam__paper=form.paper)
    attempt = factories.AttemptFactory(registration__sitting=sitting)
    token, now = delivery.open_token(attempt), timezone.now()
    for position, response in answers.items():
        letters = factories.answer_letters(attempt, position, response)
        delivery.save(
            attempt.pk, token, number=position, position=position, answer=letters, now=now
        )
    delivery.submit(attempt, now=now)
    score_pending(now=now)
    sitting.exam.released_at = now
    sitting.exam.save()
    return Result.objects.get(attempt=attempt)


def points(result):
    scores = result.scores.order_by("response__form_item__position")
    return [score.points for score in scores]


def test_right_answers_of_every_kind_earn_every_point():
    result = released(samples.ALL_KINDS, samples.RIGHT)
    assert result.points == result.points_possible == 21
    assert all(item.is_right for item in feedback(result).items)


def test_no_answers_earn_nothing():
    result = released(samples.ALL_KINDS, {})
    assert points(result) == [0] * 9
    assert feedback(result).n_omitted == 9


@pytest.mark.parametrize(
    ("plain", "response", "share"),
    [
        (samples.FILL_IN, ["１５天。", "3%"], "1"),
        (samples.FILL_IN, ["15 日", "5%"], "0.5"),
        (samples.FILL_IN, ["百分之三", "十五日"], "0"),
        (samples.FILL_IN, ["", "百分之三"], "0.5"),
        (samples.MATCHING, [0, 2, 1], "0.33"),
        (samples.MATCHING, [0, 1, 3], "0.67"),
        (samples.MATCHING, [0, 0, 0], "0.33"),
        (samples.MATCHING, [3, 3, 3], "0"),
        (samples.ORDERING, [0, 1, 3, 2], "0"),
        (samples.ORDERING, [0, 1, 2, None], "0"),
    ],
)
def test_what_is_partly_right_earns_its_share(plain, response, share):
    assert points(released([plain], {1: response}, points=1)) == [Decimal(share)]


def test_the_parts_of_a_case_are_scored_each_by_its_own_key():
    result = released([samples.CASE], {1: [0], 2: ["十日"], 3: [0, 1, 2]}, points=8)
    assert points(result) == [2, 0, 2]
    scores = result.scores.order_by("response__form_item__position")
    assert [score.key for score in scores] == [[0], [["十五日"]], [0, 1, 2]]


@given(st.integers(1, 9999), st.integers(1, 10), st.data())
def test_points_are_exact_to_half_a_cent_and_all_is_all(tenths, n_parts, data):
    right = data.draw(st.integers(0, n_parts))
    worth, exact = Decimal(tenths) / 10, Fraction(tenths * right, 10 * n_parts)
    got = earned(Fraction(right / n_parts).limit_denominator(100), worth)
    assert got == got.quantize(Decimal("0.01"))
    assert -Fraction(1, 200) < Fraction(got) - exact <= Fraction(1, 200)
    assert got == worth if right == n_parts else got < worth


def test_a_tie_is_rounded_up():
    assert earned(Fraction(1, 4), Decimal("0.1")) == Decimal("0.03")
    assert earned(Fraction(3, 8), Decimal("0.2")) == Decimal("0.08")


# The result page


def page(client, result):
    client.force_login(result.attempt.registration.candidate.user)
    html = client.get(f"/results/{result.attempt_id}/?show=all").content.decode()
    return " ".join(html.split())


def test_every_kind_that_rules_score_is_told_in_its_own_terms():
    """A new kind needs its words in `answered`."""
    result = released(samples.ALL_KINDS, {})
    asked = {item.question().kind for item in result.attempt.form.items.all()}
    assert asked == set(KINDS.values()) - {KINDS["short_answer"], KINDS["case"]}
    assert all(item.options or item.places for item in feedback(result).items)


def test_blanks_say_what_was_written_and_what_is_accepted(client):
    result = released([samples.FILL_IN], {1: ["１５日", "<b>五分"]})
    (item,) = feedback(result).items
    assert [(p.given, p.right, p.is_right) for p in item.places] == [
        ("１５日", "十五日；十五天", True),
        ("&lt;b&gt;五分", "百分之三", False),
    ]
    html = page(client, result)
    assert "第 1 空" in html
    assert "部分正确" in html
    assert "1.5 / 3 分" in html
    assert "<b>五分" not in html


def test_pairs_and_steps_say_what_stood_where(client):
    result = released([samples.MATCHING, samples.ORDERING], {1: [0, 3, None], 2: [1, 0, 2, 3]})
    matching, ordering = feedback(result).items
    assert [(p.name, p.given, p.right, p.is_right) for p in matching.places] == [
        ("立案审批表", "启动调查", "启动调查", True),
        ("现场检查笔录", "收缴罚款", "固定事实", False),
        ("送达回证", "", "证明送达", False),
    ]
    assert [(p.given, p.right, p.is_right) for p in ordering.places] == [
        ("调查取证", "立案", False),
        ("立案", "调查取证", False),
        ("告知", "告知", True),
        ("决定", "决定", True),
    ]
    assert "第 3 步" in page(client, result)


def test_what_was_not_answered_is_told_with_what_is_right(client):
    result = released([samples.FILL_IN, samples.ORDERING], {})
    html = page(client, result)
    assert html.count("未作答") >= 2
    assert "十五日；十五天" in html
    assert all(item.is_omitted for item in feedback(result).items)


def test_options_may_hold_bold_text_and_say_why_they_are_wrong(client):
    result = released([samples.SINGLE, samples.MULTIPLE], {1: [0], 2: [0, 1]})
    html = page(client, result)
    assert "<b>七日</b>" in html
    assert "查封是行政强制措施" in html


def test_a_case_stands_once_before_its_questions_with_what_it_teaches(client):
    result = released([samples.SINGLE, samples.CASE], {1: [2], 2: [1]})
    html = page(client, result)
    assert html.count("发现油烟直排") == 1
    assert html.count("本案考查普通程序。") == 1
    assert "由违法行为发生地的县级机关管辖。" in html
    assert "案例（第 2 至 4 题）" in html
    single, *parts = feedback(result).items
    assert single.case is None
    assert {part.case.first for part in parts} == {2}
    # The law is the case's: quoted once, not at each question.
    assert [part.teaching.law for part in parts] == [[], [], []]


def test_the_passage_comes_along_where_only_a_later_question_is_wrong(client):
    result = released([samples.CASE], {1: [0], 2: ["十日"], 3: [0, 1, 2]})
    client.force_login(result.attempt.registration.candidate.user)
    response = client.get(f"/results/{result.attempt_id}/?show=wrong")
    assert [item.number for item in response.context["items"]] == [2]
    assert response.content.decode().count("发现油烟直排") == 1


def test_the_law_of_a_case_is_quoted_with_its_passage(client):
    item = factories.version_of(samples.CASE).item
    ItemCitation.objects.create(owner=item, article=factories.ArticleFactory())
    # Anew: the object in hand knows the citations that it was made with.
    form = factories.form_of([freeze(Item.objects.get(pk=item.pk))])
    sitting = factories.SittingFactory(exam__paper=form.paper)
    attempt = factories.AttemptFactory(registration__sitting=sitting)
    delivery.submit(attempt, now=timezone.now())
    score_pending()
    sitting.exam.released_at = timezone.now()
    sitting.exam.save()
    html = page(client, Result.objects.get(attempt=attempt))
    assert html.count("行政机关不得因当事人陈述、申辩而给予更重的处罚。") == 1


def test_the_statements_do_not_grow_with_cases(client, django_assert_max_num_queries):
    few = released([samples.CASE], {})
    more = released([replace(samples.CASE, stem=f"案情{n}") for n in range(5)], {})
    counts = []
    for result in (few, more):
        client.force_login(result.attempt.registration.candidate.user)
        with django_assert_max_num_queries(12) as queries:
            client.get(f"/results/{result.attempt_id}/?show=all")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_same_wording_counts_on_the_page_as_in_the_score():
    plain = replace(samples.FILL_IN, stem=f"罚款{BLANK}", blanks=(("一万元",),))
    for text in ("10000元", "１０，０００元", "两万元"):
        result = released([plain], {1: [text]})
        (item,) = feedback(result).items
        assert item.places[0].is_right == item.is_right
