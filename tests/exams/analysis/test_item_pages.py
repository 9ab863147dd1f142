"""The trainer's pages: the section beside an item, and the list's columns and filters."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from exams.analysis import measuring
from exams.analysis.models import ItemStatistic
from questionbank.publishing import freeze
from tests import factories
from tests.exams.analysis.papers import form_of, write

pytestmark = pytest.mark.django_db

BACKEND = "django.contrib.auth.backends.ModelBackend"
ITEMS = "wagtailsnippets_questionbank_item:"
AC = [0, 2]


@pytest.fixture
def suspect():
    """A version with a wrong key, on a paper of 40 people."""
    version, other = factories.version(key="B"), factories.version(kind="multiple", key="AC")
    write(form_of(version, other), [[[2], AC]] * 20 + [[[1], None]] * 20)
    measuring.measure_all(now=timezone.now())
    return version


@pytest.fixture
def trainer(client):
    client.force_login(factories.UserFactory(role="trainer"), BACKEND)
    return client


def page_of(client, item):
    return client.get(reverse(ITEMS + "edit", args=[item.pk]), headers={"accept-language": "en"})


def listed(client, **query):
    reply = client.get(reverse(ITEMS + "list"), query)
    return [item.pk for item in reply.context["object_list"]]


@pytest.mark.parametrize("role", ["trainer", "reviewer", "administrator"])
def test_who_works_on_items_sees_the_statistics(client, suspect, role):
    client.force_login(factories.UserFactory(role=role), BACKEND)
    assert b"analysis-bad" in page_of(client, suspect.item).content


@pytest.mark.parametrize("role", ["candidate", "invigilator", "hr"])
def test_nobody_else_does(client, suspect, role):
    client.force_login(factories.UserFactory(role=role), BACKEND)
    reply = page_of(client, suspect.item)
    assert reply.status_code in (302, 403)
    assert b"analysis" not in reply.content


def test_the_page_says_what_to_mend_and_marks_key_and_rival(trainer, suspect):
    text = page_of(trainer, suspect.item).content.decode()
    assert text.index("analysis-bad") < text.index("analysis-figures")
    assert text.count('class="analysis-key"') == 1
    assert text.count('class="analysis-rival"') == 1


def test_it_names_the_exam_and_the_form(trainer, suspect):
    use = ItemStatistic.objects.get(version=suspect).uses[0]
    text = page_of(trainer, suspect.item).content.decode()
    assert suspect.form_items.get().form.paper.exams.get(pk=use["exam"]).title in text


def test_few_people_are_shown_without_a_verdict(trainer):
    version = factories.version(key="B")
    write(form_of(version, factories.version(key="A")), [[[1], [0]], [[2], None]])
    measuring.measure_all(now=timezone.now())
    text = page_of(trainer, version.item).content.decode()
    assert "analysis-figures" in text
    assert "analysis-good" not in text
    assert "analysis-bad" not in text


@pytest.mark.parametrize("is_on_a_form", [True, False])
def test_without_results_the_page_says_so(trainer, is_on_a_form):
    version = factories.version(key="B")
    if is_on_a_form:
        form_of(version)
    text = page_of(trainer, version.item).content.decode()
    assert "analysis-note" in text
    assert "analysis-figures" not in text


def test_a_use_more_costs_no_query_more(trainer, suspect):
    page_of(trainer, suspect.item)
    with CaptureQueriesContext(connection) as once:
        page_of(trainer, suspect.item)
    for _ in range(3):
        write(form_of(suspect, factories.version(key="C")), [[[1], [2]]])
    measuring.measure_all(now=timezone.now())
    with CaptureQueriesContext(connection) as often:
        page_of(trainer, suspect.item)
    assert len(often) == len(once)


@pytest.fixture
def bank(suspect):
    """{what it is: an item}."""
    item = suspect.item
    fine = suspect.form_items.get().form.items.exclude(version=suspect).get().version.item
    ItemStatistic.objects.exclude(version=suspect).update(flags=[])
    return {"suspect": item, "other": fine, "unused": factories.version(key="B").item}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("any", ["suspect"]),
        ("key_suspect", ["suspect"]),
        ("too_hard", []),
        ("unmeasured", ["unused"]),
    ],
)
def test_the_list_is_filtered_by_flag(trainer, bank, value, expected):
    assert listed(trainer, statistics=value) == [bank[name].pk for name in expected]


def test_in_range_are_those_that_were_judged(trainer, bank):
    assert listed(trainer, statistics="none") == [bank["other"].pk]
    ItemStatistic.objects.update(n=29)
    assert listed(trainer, statistics="none") == []


def test_an_item_reworded_since_starts_anew(trainer, bank):
    item = bank["suspect"]
    item.stem = "<p>改写后的题干：应当在几日内提出？</p>"
    item.save()
    freeze(item)
    assert listed(trainer, statistics="key_suspect") == []
    assert item.pk in listed(trainer, statistics="unmeasured")
    assert b"analysis-bad" in page_of(trainer, item).content  # the page keeps the history


def test_the_list_is_filtered_by_use(trainer, bank):
    used = {bank["suspect"].pk, bank["other"].pk}
    assert set(listed(trainer, papers="yes")) == used
    assert listed(trainer, papers="no") == [bank["unused"].pk]
    paper = form_of(bank["suspect"].versions.get()).paper
    assert listed(trainer, papers=str(paper.pk)) == [bank["suspect"].pk]


@pytest.mark.parametrize("column", ["_facility", "_discrimination"])
@pytest.mark.parametrize("sign", ["", "-"])
def test_sorted_by_a_figure_what_has_none_comes_last(trainer, bank, column, sign):
    ItemStatistic.objects.filter(version__item=bank["suspect"]).update(facility=0.2)
    ItemStatistic.objects.filter(version__item=bank["other"]).update(
        facility=0.8, discrimination=0.9
    )
    expected = [bank["suspect"].pk, bank["other"].pk]
    expected = expected[::-1] if sign else expected
    assert listed(trainer, ordering=sign + column) == [*expected, bank["unused"].pk]


def test_a_row_more_costs_no_query_more(trainer, bank):
    listed(trainer)
    with CaptureQueriesContext(connection) as few:
        listed(trainer)
    for _ in range(5):
        factories.version(key="B")
    with CaptureQueriesContext(connection) as many:
        listed(trainer)
    assert len(many) == len(few)


@pytest.mark.parametrize("query", ["statistics=none%27", "papers=-1", "papers=9" * 40])
def test_a_made_up_filter_is_no_error(trainer, bank, query):
    assert trainer.get(f"{reverse(ITEMS + 'list')}?{query}").status_code == 200
