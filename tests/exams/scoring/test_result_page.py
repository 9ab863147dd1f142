"""The result page: for its candidate alone, after release alone, and with all that teaches."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.urls import reverse
from django.utils import timezone

from exams.scoring.feedback import feedback
from exams.scoring.marking import score_pending
from exams.scoring.models import Result
from exams.sittings import delivery
from exams.sittings.shuffling import option_order
from questionbank.models import ItemCitation, ItemOption
from questionbank.publishing import freeze
from tests import factories

pytestmark = pytest.mark.django_db

BACKEND = "django.contrib.auth.backends.ModelBackend"


def address(result, show=None):
    return reverse("result", args=[result.attempt_id]) + (f"?show={show}" if show else "")


def owner(result):
    return result.attempt.registration.candidate.user


def page_of(client, result, *, user=None, show="all"):
    client.force_login(user or owner(result), BACKEND)
    return client.get(address(result, show))


class _Text(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.parts = []
        self.feed(html)

    def handle_data(self, data):
        self.parts.append(data)


def text(response):
    """What the page says, without markup and with single spaces."""
    return " ".join("".join(_Text(response.content.decode()).parts).split())


def sat(answers, *, versions=None, **exam):
    """A released result on a form of `versions`, answered with the author's positions."""
    form = factories.form() if versions is None else form_of(versions)
    sitting = factories.SittingFactory(exam=factories.ExamFactory(paper=form.paper, **exam))
    attempt = factories.AttemptFactory(registration__sitting=sitting)
    token, now = delivery.open_token(attempt), timezone.now()
    for number, (position, chosen) in enumerate(answers.items(), start=1):
        letters = factories.answer_letters(attempt, position, chosen)
        delivery.save(attempt.pk, token, number=number, position=position, answer=letters, now=now)
    delivery.submit(attempt, now=now)
    score_pending(now=now)
    sitting.exam.released_at = now
    sitting.exam.save()
    return Result.objects.get(attempt=attempt)


def form_of(versions):
    from exams.papers.assembly import freeze_form
    from exams.papers.models import BlueprintSection

    section = BlueprintSection(title="单选", kind="single", n_items=len(versions), points=1)
    return freeze_form(factories.PaperFactory(), "A", [(section, versions)])


def version_with(stem="<p>题干</p>", options=("三日", "五日"), why="", explanation="<p>解析</p>"):
    """A frozen single choice whose second option is the key."""
    item = factories.ItemFactory(stem=stem, explanation=explanation)
    item.options.all().delete()
    for position, option in enumerate(options):
        ItemOption.objects.create(
            item=item,
            sort_order=position,
            text=option,
            is_key=position == 1,
            why="" if position == 1 else why,
        )
    return freeze(item)


# Who sees it, and when.


def test_the_candidate_sees_the_own_released_result(client):
    result = factories.released_result(right=3)
    response = page_of(client, result)
    assert response.status_code == 200
    assert "3 / 3" in text(response)
    assert "合格" in text(response)


def test_s6_before_release_there_is_nothing(client):
    """Not the page, and on the list neither score nor key."""
    result = factories.released_result(right=3)
    exam = result.attempt.registration.sitting.exam
    exam.released_at = None
    exam.save()
    assert page_of(client, result).status_code == 404

    listed = client.get(reverse("results"))
    assert exam.title in text(listed)
    assert "成绩未公布" in text(listed)
    assert "3 / 3" not in text(listed)
    assert listed.context["papers"][0].shown is None


def test_s1_another_candidates_result_is_not_found_and_the_try_is_logged(client, caplog):
    result = factories.released_result(right=3)
    stranger = factories.CandidateFactory().user
    assert page_of(client, result, user=stranger).status_code == 404
    assert address(result) in caplog.text


@pytest.mark.parametrize("role", ["trainer", "reviewer", "invigilator", "hr", "administrator"])
def test_s6_no_role_opens_a_candidates_result(client, role):
    """Trainers see no persons, the others no keys."""
    result = factories.released_result(right=3)
    assert page_of(client, result, user=factories.UserFactory(role=role)).status_code == 404


def test_who_is_not_signed_in_is_asked_to(client):
    result = factories.released_result(right=3)
    for place in (address(result), reverse("results")):
        response = client.get(place)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("login"))


@pytest.mark.parametrize("attempt", [999_999, 10**25])
def test_an_attempt_that_does_not_exist_is_not_found(client, attempt):
    client.force_login(factories.CandidateFactory().user, BACKEND)
    assert client.get(f"/results/{attempt}/").status_code == 404


def test_the_page_only_reads(client):
    result = factories.released_result(right=3)
    client.force_login(owner(result), BACKEND)
    assert client.post(address(result)).status_code == 405


def test_the_page_is_kept_in_no_cache(client):
    response = page_of(client, factories.released_result(right=3))
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]


def test_the_newest_scoring_is_shown_and_the_earlier_stays(client):
    result = factories.released_result(right=3)
    Result.objects.create(
        attempt=result.attempt,
        run=2,
        points=1,
        points_possible=3,
        pass_mark=2,
        rule=result.rule,
        scored_at=timezone.now(),
    )
    response = page_of(client, result)
    assert "1 / 3" in text(response)
    assert "重新评分" in text(response)
    assert Result.objects.filter(attempt=result.attempt).count() == 2


# What it says.


def test_score_pass_mark_time_and_hour_come_first(client):
    result = sat({1: [1]}, pass_mark="1.50")
    attempt = result.attempt
    type(attempt).objects.filter(pk=attempt.pk).update(
        started_at=attempt.submitted_at - timedelta(minutes=96)
    )
    response = page_of(client, result)
    head = text(response).split("全部试题与条文")[0]
    for said in ("不合格", "1 / 3", "合格线 1.5", "用时 96 分钟", "有2题没有作答"):
        assert said in head, said
    assert timezone.localtime(attempt.submitted_at).strftime("%Y-%m-%d %H:%M:%S") in head


def test_c4_half_points_are_written_as_they_are(client):
    result = sat({1: [1], 2: [0]}, multiple_policy="half_if_incomplete")
    response = page_of(client, result)
    assert "1.5 / 3" in text(response)
    assert "0.5 / 1 分" in text(response)
    assert "漏选" in text(response)


def test_points_are_summed_by_chapter_and_the_weak_are_named(client):
    weak = factories.PointFactory(
        code="07.01", title="扣押", parent=factories.ChapterFactory(code="07", title="行政强制")
    )
    versions = [factories.version(key="B"), factories.version(key="B", point=weak)]
    result = sat({1: [1], 2: [0]}, versions=versions, pass_mark=1)
    told = feedback(result)
    assert [(c.title, c.points, c.points_possible) for c in told.chapters] == [
        ("行政处罚的程序与执行", 1, 1),
        ("行政强制", 0, 1),
    ]
    assert [c.title for c in told.low] == ["行政强制"]
    assert "红色为低于合格线的章：行政强制" in text(page_of(client, result))
    assert sum(c.points for c in told.chapters) == result.points


def test_a_chapter_exactly_at_the_pass_mark_is_not_weak():
    """C4: compared without rounding; one of three against 1 of 3."""
    result = sat({1: [1]}, pass_mark=1)
    assert feedback(result).low == []


def test_options_stand_in_the_order_that_the_candidate_saw(client):
    result = sat({1: [0]})
    attempt = result.attempt
    for item in feedback(result).items:
        version = attempt.form.items.get(position=item.number).version
        order = option_order(
            attempt.seed,
            item.number,
            len(version.content["options"]),
            shuffles=version.kind != "true_false",
        )
        assert [o.text for o in item.options] == [version.content["options"][i] for i in order]
        assert [o.letter for o in item.options] == list("ABCDEFGH"[: len(order)])
    chosen = next(o for o in feedback(result).items[0].options if o.is_chosen)
    assert attempt.answers() == {1: chosen.letter}


def test_own_choice_and_key_are_marked_in_words():
    first, second, third = feedback(sat({1: [0], 2: [0, 2]})).items
    assert [(o.text, o.is_key) for o in first.options if o.is_chosen] == [("三日", False)]
    assert [o.text for o in first.options if o.is_key] == ["五日"]
    assert second.is_right
    assert third.is_omitted


def test_the_words_stand_beside_the_options(client):
    result = sat({1: [0], 2: [0, 2]})
    html = page_of(client, result).content.decode()
    options = re.findall(r"<li class=\"(\w*)\">(.*?)</li>", html, re.S)
    said = {
        (kind, " ".join(_Text(inner).parts).split()[1]): " ".join(
            "".join(_Text(inner).parts).split()
        )
        for kind, inner in options
    }
    assert "您的答案，错误" in said["mine", "三日"]
    assert any("正确答案" in words for (kind, _), words in said.items() if kind == "key")
    assert any("您的答案，正确" in words for (kind, _), words in said.items() if kind == "key")


@pytest.mark.parametrize("chosen", [[0, 1, 2, 3], [], [1, 3]])
def test_c3_whatever_was_marked_is_shown(client, chosen):
    response = page_of(client, sat({2: chosen} if chosen else {}))
    assert response.status_code == 200
    item = response.context["feedback"].items[1]
    assert sum(option.is_chosen for option in item.options) == len(chosen)
    assert item.points == 0


def test_each_wrong_option_says_why(client):
    result = sat({1: [0]}, versions=[version_with(why="三日是旧法的期限")])
    assert "三日是旧法的期限" in text(page_of(client, result))
    assert [option.why for option in feedback(result).items[0].options if option.is_key] == [""]


def test_the_law_is_quoted_and_linked(client):
    item = factories.ItemFactory()
    article = factories.ArticleFactory()
    ItemCitation.objects.create(owner=item, article=article)
    result = sat({1: [0]}, versions=[freeze(item)])
    html = page_of(client, result).content.decode()
    assert "行政机关不得因当事人陈述、申辩而给予更重的处罚。" in html
    assert f'href="{article.get_absolute_url()}"' in html
    assert "《行政处罚法》第四十五条" in html


def test_an_article_that_is_gone_is_left_out(client):
    item = factories.ItemFactory()
    article = factories.ArticleFactory()
    citation = ItemCitation.objects.create(owner=item, article=article)
    result = sat({1: [0]}, versions=[freeze(item)])
    citation.delete()
    article.delete()
    response = page_of(client, result)
    assert response.status_code == 200
    assert response.context["feedback"].items[0].teaching.law == []


def test_the_wrong_ones_first_and_all_by_a_link(client):
    result = factories.released_result(right=1)
    wrong = page_of(client, result, show=None)
    assert [item.number for item in wrong.context["items"]] == [2, 3]
    assert 'href="?show=all#items"' in wrong.content.decode()
    whole = page_of(client, result, show="all")
    assert [item.number for item in whole.context["items"]] == [1, 2, 3]


def test_who_has_everything_right_is_told_so(client):
    response = page_of(client, factories.released_result(right=3), show=None)
    assert "没有错题" in text(response)


def test_a_result_without_responses_says_what_to_do(client):
    """C7"""
    attempt = factories.AttemptFactory(submitted_at=timezone.now())
    score_pending()
    exam = attempt.registration.sitting.exam
    exam.released_at = timezone.now()
    exam.save()
    response = page_of(client, Result.objects.get(attempt=attempt))
    assert response.status_code == 200
    assert "没有应答记录" in text(response)


def test_s4_script_is_shown_as_text(client):
    script = "<script>alert(1)</script>"
    version = version_with(
        stem=f"<p>题干{script}</p>",
        options=(f"甲{script}", "<img src=x onerror=alert(2)>乙"),
        why=f"因为{script}",
        explanation=f"<p onclick='alert(3)'>解析{script}<b>粗</b></p>",
    )
    result = sat({1: [0]}, versions=[version])
    candidate = result.attempt.registration.candidate
    candidate.name = f"甲{script}"
    candidate.save()
    html = page_of(client, result).content.decode()
    assert "<script>alert" not in html
    assert "<img" not in html
    assert "onclick" not in html
    assert "<b>粗</b>" in html
    assert "alert(2)" not in html
    said = text(page_of(client, result))
    assert f"甲{script}" in said
    assert "乙" in said


def test_s4_a_version_that_was_never_cleaned_is_cleaned_on_the_page(client):
    """Written past `freeze`, as an older release or another program might have."""
    version = version_with()
    fields = {
        field.attname: getattr(version, field.attname)
        for field in version._meta.concrete_fields
        if not field.primary_key
    }
    fields |= {
        "number": 2,
        "content": {
            "stem": "<p onclick='alert(1)'>题干<script>alert(2)</script>",
            "options": ["甲", "乙"],
        },
        "rationale": version.rationale | {"explanation": "<img src=x onerror=alert(3)>解析"},
    }
    result = sat({1: [0]}, versions=[type(version).objects.create(**fields)])
    html = page_of(client, result).content.decode()
    assert "题干" in html
    for harm in ("onclick", "<script>alert", "onerror"):
        assert harm not in html, harm


def test_a_hundred_items_cost_the_same_few_statements(client, django_assert_max_num_queries):
    short = sat({1: [0]}, versions=[factories.version() for _ in range(2)])
    long = sat(
        {n: [n % 4] for n in range(1, 101)}, versions=[factories.version() for _ in range(100)]
    )
    counts = []
    for result in (short, long):
        client.force_login(owner(result), BACKEND)
        with django_assert_max_num_queries(12) as queries:
            response = client.get(address(result, "all"))
        assert response.status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert len(response.context["items"]) == 100


# The list, and my page.


def test_the_list_shows_only_what_is_ones_own(client):
    mine, other = factories.released_result(right=3), factories.released_result(right=1)
    client.force_login(owner(mine), BACKEND)
    response = client.get(reverse("results"))
    assert [paper.pk for paper in response.context["papers"]] == [mine.attempt_id]
    assert address(mine) in response.content.decode()
    assert address(other) not in response.content.decode()


def test_a_paper_still_being_written_is_not_on_the_list(client):
    attempt = factories.AttemptFactory()
    client.force_login(attempt.registration.candidate.user, BACKEND)
    response = client.get(reverse("results"))
    assert response.context["papers"] == []
    assert "还没有成绩" in text(response)


def test_my_page_has_the_results_of_a_candidate_and_of_nobody_else(rf):
    from exams.scoring.desk import section

    result = factories.released_result(right=2)
    request = rf.get("/my/")
    request.user = owner(result)
    template, context = section(request)
    assert template == "scoring/_desk.html"
    assert [paper.shown for paper in context["papers"]] == [result]
    request.user = factories.UserFactory(role="trainer")
    assert section(request) is None


def test_the_list_costs_the_same_statements_for_many_papers(client, django_assert_num_queries):
    candidate = factories.CandidateFactory()
    client.force_login(candidate.user, BACKEND)
    factories.released_result(candidate=candidate)
    client.get(reverse("results"))
    with django_assert_num_queries(6) as queries:
        client.get(reverse("results"))
    for _ in range(3):
        factories.released_result(candidate=candidate)
    with django_assert_num_queries(len(queries)):
        client.get(reverse("results"))
