"""The markers' console: who sees what, and that it works as a plain form."""

import pytest
from django.urls import reverse
from django.utils import timezone

from exams.scoring import marking_by_hand
from exams.scoring.models import Mark, Result, Turn
from tests import factories
from tests.exams import samples
from tests.exams.scoring.written_papers import (
    CASE_SHORT,
    RUBRIC,
    SAID,
    SHORT,
    exam,
    handed_in,
    mark,
    marker,
)

pytestmark = pytest.mark.django_db

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def made():
    return exam()


@pytest.fixture
def attempt(made):
    return handed_in(made, {SHORT: [SAID], CASE_SHORT: ["<b>另一答案</b>"]})


@pytest.fixture
def person(client):
    person = marker()
    client.force_login(person, BACKEND)
    return person


def taken(client, made, **data):
    """The next turn, by pressing the button."""
    reply = client.post(reverse("marking-next", args=[made.pk]), data)
    return reply.headers["Location"]


def given(*values, **more):
    return {f"given-{n}": value for n, value in enumerate(values)} | more


def text(reply):
    return reply.content.decode()


def test_a_marker_marks_by_plain_posts_from_the_list_to_the_end(client, made, attempt, person):
    assert made.title in text(client.get(reverse("marking")))
    overview = text(client.get(reverse("marking-exam", args=[made.pk])))
    assert "第 2 题" in overview

    address = taken(client, made)
    page = text(client.get(address))
    assert SAID in page
    assert "说明告知的期限" in page
    assert "先告知，后听证。" in page
    reply = client.post(address, given("2", "1.5", "1", comment="漏写主持人"))
    mark = Mark.objects.get()
    assert (mark.marker, mark.points, mark.by_criterion) == (person, 4.5, ["2", "1.5", "1"])
    assert mark.comment == "漏写主持人"

    second = reply.headers["Location"]
    assert second != address
    page = text(client.get(second))
    assert "&lt;b&gt;另一答案&lt;/b&gt;" in page
    assert address in page  # the way back to the one before
    reply = client.post(second, given("2.5"), follow=True)
    assert "没有" in text(reply)
    assert "您给了 4.5 分" in text(client.get(address))


def test_what_is_wrong_in_the_form_is_said_and_nothing_is_saved(client, made, attempt, person):
    address = taken(client, made)
    for values in (["3", "0", "0"], ["", "1", "1"], ["0.7", "0", "0"], ["x", "0", "0"], ["1"]):
        reply = client.post(address, given(*values))
        assert reply.status_code == 422
        assert "errorlist" in text(reply)
    reply = client.post(address, given("1", "1", "1", comment="长" * 501))
    assert reply.status_code == 422
    assert not Mark.objects.exists()
    assert "checked" in text(client.post(address, given("1.5", "", "0")))


def test_the_overview_counts_what_waits_for_this_marker(client, made, attempt, person):
    address = reverse("marking-exam", args=[made.pk])

    def counts():
        return [n_left for _row, _stem, n_left in client.get(address).context["items"]]

    assert counts() == [1, 1]  # of an answer one marker gets one turn
    turn = taken(client, made)
    assert counts() == [1, 1]  # in hand
    client.post(turn, given("2", "2", "1"))
    assert counts() == [0, 1]


def test_a_choice_of_item_stays_from_answer_to_answer(client, made, person):
    for _ in range(2):
        handed_in(made, {SHORT: [SAID], CASE_SHORT: ["另一答案"]})
    item = made.paper.forms.get().items.get(position=CASE_SHORT)
    address = taken(client, made, item=item.pk)
    assert address.endswith(f"?item={item.pk}")
    following = client.post(address, given("1", item=item.pk)).headers["Location"]
    for page in (address, following):
        turn = Turn.objects.get(pk=page.split("/")[-2])
        assert turn.response.form_item == item
    # An item of another paper is no choice.
    assert "?" not in taken(client, made, item=factories.form().items.first().pk)


# Access


@pytest.fixture
def addresses(made, attempt):
    turn = marking_by_hand.take(made, marker(), now=timezone.now())
    return {
        "marking": reverse("marking"),
        "exam": reverse("marking-exam", args=[made.pk]),
        "differences": reverse("marking-differences", args=[made.pk]),
        "answer": reverse("marking-answer", args=[turn.pk]),
        "next": reverse("marking-next", args=[made.pk]),
    }


@pytest.mark.parametrize("role", ["candidate", "trainer", "reviewer", "invigilator", "hr", None])
def test_s6_nobody_else_comes_in(client, addresses, role):
    if role:
        client.force_login(factories.UserFactory(role=role), BACKEND)
    n_taken = Turn.objects.filter(marker__isnull=False).count()
    for name, address in addresses.items():
        ways = [client.post] if name == "next" else [client.get]
        ways += [client.post] if name == "answer" else []
        for way in ways:
            reply = way(address, given("1", "1", "1") if way == client.post else {})
            assert reply.status_code == (403 if role else 302), (name, reply.status_code)
            assert SAID not in text(reply)
    assert Turn.objects.filter(marker__isnull=False).count() == n_taken
    assert not Mark.objects.exists()


def test_s1_anothers_answer_is_not_found_and_not_marked(client, addresses, person):
    assert client.get(addresses["answer"]).status_code == 404
    reply = client.post(addresses["answer"], given("1", "1", "1"), follow=True)
    assert "已不由您评阅" in text(reply)
    assert not Mark.objects.exists()
    assert client.get(reverse("marking-answer", args=[999_999])).status_code == 404
    for name in ("marking-exam", "marking-differences"):
        assert client.get(reverse(name, args=[999_999])).status_code == 404
    assert client.get(addresses["next"]).status_code == 405


def test_a_marker_sees_no_name_no_ticket_and_no_unit(client, made, person):
    """On no page of the console, nor on the desk or in the navigation."""
    candidate = factories.CandidateFactory(
        name="欧阳不可见", unit=factories.UnitFactory(name="不可见镇")
    )
    attempt = handed_in(made, {SHORT: [SAID], CASE_SHORT: ["另一答案"]}, candidate=candidate)
    others = [marker() for _ in range(2)]
    for other, points in zip(others, ([2, 2, 1], [0, 0, 0]), strict=True):
        other.display_name = "司马不可见"
        other.save()
        mark(made, other, *points)
    address = taken(client, made)
    pages = [
        client.get(address),
        client.post(address, given("9", "9", "9")),
        client.get(reverse("desk")),
        *(client.get(reverse("marking-exam", args=[made.pk])) for _ in range(1)),
        client.get(reverse("marking")),
    ]
    mark(made, others[0], 1)
    client.post(address, given("1", "1", "1"))
    pages.append(client.get(reverse("marking-differences", args=[made.pk])))
    registration = attempt.registration
    hidden = [candidate.name, candidate.number, registration.ticket, "不可见镇", "司马不可见"]
    hidden += [candidate.user.username, registration.sitting.name, attempt.seed]
    for page in pages:
        assert page.status_code in (200, 422)
        for word in hidden:
            assert word not in text(page), word


def test_the_administrator_sees_who_has_marked_how_many(client, made, attempt):
    other = marker()
    other.display_name = "司马阅卷"
    other.save()
    mark(made, other, 2, 2, 1)
    client.force_login(factories.UserFactory(role="administrator"), BACKEND)
    page = client.get(reverse("marking-exam", args=[made.pk]))
    assert "司马阅卷" in text(page)
    (row,) = page.context["markers"]
    assert (row["n_done"], row["n_in_hand"], row["is_self"]) == (1, 0, False)


def test_differences_tell_what_two_gave_only_once_a_third_has_decided(client, made, person):
    handed_in(made, {SHORT: [SAID]})
    for points in ([2, 2, 1], [0, 0, 0]):
        mark(made, marker(), *points)
    address = reverse("marking-differences", args=[made.pk])
    before = client.get(address)
    assert (before.context["decided"], before.context["n_waiting"]) == ([], 1)
    client.post(taken(client, made), given("1", "1", "1"))
    (row,) = client.get(address).context["decided"]
    assert (row.first, row.second, row.third, row.apart) == (5, 0, 3, 5)


def test_a_released_exam_is_shown_and_not_marked(client, made, attempt, person):
    address = taken(client, made)
    made.released_at = timezone.now()
    made.save()
    assert "data-marking" not in text(client.get(address))
    reply = client.post(address, given("1", "1", "1"), follow=True)
    assert "成绩已公布" in text(reply)
    assert not Mark.objects.exists()


def test_the_desk_and_the_navigation_lead_markers_to_the_console(client, made, attempt, person):
    page = text(client.get(reverse("desk")))
    assert f'href="{reverse("marking")}"' in page
    assert f'href="{reverse("marking-exam", args=[made.pk])}"' in page
    client.force_login(factories.UserFactory(role="trainer"), BACKEND)
    assert reverse("marking") not in text(client.get(reverse("desk")))


def test_an_empty_console_says_so(client, person):
    assert "目前没有需要评阅的答卷" in text(client.get(reverse("marking")))
    exam = factories.ExamFactory()
    assert "没有需要人工评阅的试题" in text(client.get(reverse("marking-exam", args=[exam.pk])))


def test_items_of_parallel_forms_bear_the_forms_letter(client, person):
    made = exam([RUBRIC])
    factories.form(paper=made.paper)
    from exams.papers.assembly import freeze_form
    from exams.papers.models import BlueprintSection

    section = BlueprintSection(title="简答", kind="short_answer", n_items=1, points=5)
    version = factories.version_of(samples.SHORT_ANSWER)
    freeze_form(made.paper, "C", [(section, [version])])
    page = client.get(reverse("marking-exam", args=[made.pk]))
    assert [row.label for row, _stem, _n_left in page.context["items"]] == [
        "A 卷第 1 题",
        "C 卷第 1 题",
    ]


def test_long_answers_and_answers_in_strange_writing_are_shown_as_typed(client, person):
    """D17"""
    made = exam([samples.SHORT_ANSWER])
    said = "第一段\n\n<script>alert(1)</script>\u202e倒写👩‍⚖️" + "很长" * 900
    handed_in(made, {1: [said]})
    page = text(client.get(taken(client, made)))
    assert "<script>alert" not in page
    assert "👩‍⚖️" in page
    assert "\u202e倒写" in page


@pytest.mark.parametrize("name", ["marking", "marking-exam", "marking-differences", "desk"])
def test_the_statements_do_not_grow_with_the_answers(
    client, made, person, name, django_assert_max_num_queries
):
    address = reverse(name, args=[] if name in ("marking", "desk") else [made.pk])
    counts = []
    for n in (1, 4):
        for _ in range(n):
            handed_in(made, {SHORT: [SAID], CASE_SHORT: ["另一答案"]})
        for points in ([2, 2, 1], [0, 0, 0], [1, 1, 1]):
            other = marker()
            for _ in range(n):
                mark(made, other, *points)
        with django_assert_max_num_queries(20) as queries:
            client.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_statements_of_an_answer_do_not_grow(client, made, person, django_assert_num_queries):
    counts = []
    for n in (1, 5):
        for _ in range(n):
            handed_in(made, {SHORT: [SAID], CASE_SHORT: ["另一答案"]})
        address = taken(client, made)
        with django_assert_num_queries(11):
            client.get(address)
        counts.append(client.post(address, given("1", "1", "1")).status_code)
    assert counts == [302, 302]


# What the candidate is told


def test_after_the_release_the_candidate_sees_points_comment_and_model_answer(client, made):
    attempt = handed_in(made, {SHORT: [f"{SAID}\n<i>"], CASE_SHORT: ["另一答案"]})
    people = [marker(), marker()]
    mark(made, people[0], 2, 1, 1, comment="漏写主持人")
    mark(made, people[1], 2, 2, 0, comment="未提笔录")
    for person in people:
        mark(made, person, 1)
    made.released_at = timezone.now()
    made.save()
    client.force_login(attempt.registration.candidate.user, BACKEND)
    reply = client.get(reverse("result", args=[attempt.pk]) + "?show=all")
    html = " ".join(text(reply).split())
    short = reply.context["items"][SHORT - 1].written
    assert short.said == f"{SAID}\n<i>"
    assert [(c.points, c.limit) for c in short.criteria] == [(2, 2), (1.5, 2), (0.5, 1)]
    assert short.comments == ["漏写主持人", "未提笔录"]
    assert "&lt;i&gt;" in html
    assert "4 / 5 分" in html
    assert "先告知，后听证。" in html
    for word in [person.display_name for person in people]:
        assert word not in html


def test_where_a_third_decided_only_the_third_is_told(client):
    made = exam([RUBRIC])
    attempt = handed_in(made, {1: [SAID]})
    for points, comment in ([2, 2, 1], "甲"), ([0, 0, 0], "乙"), ([1, 1, 0], "丙"):
        mark(made, marker(), *points, comment=comment)
    made.released_at = timezone.now()
    made.save()
    client.force_login(attempt.registration.candidate.user, BACKEND)
    reply = client.get(reverse("result", args=[attempt.pk]) + "?show=all")
    (item,) = reply.context["items"]
    assert (item.points, item.written.comments) == (2, ["丙"])
    assert [c.points for c in item.written.criteria] == [1, 1, 0]


def test_an_empty_answer_is_told_as_not_answered(client):
    made = exam([RUBRIC])
    attempt = handed_in(made, {})
    made.released_at = timezone.now()
    made.save()
    client.force_login(attempt.registration.candidate.user, BACKEND)
    reply = client.get(reverse("result", args=[attempt.pk]) + "?show=all")
    (item,) = reply.context["items"]
    assert (item.is_omitted, item.written.said) == (True, "")
    assert [c.points for c in item.written.criteria] == [0, 0, 0]
    assert Result.objects.get().points == 0
