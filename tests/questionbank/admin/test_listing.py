"""The list of items: what it costs, what it finds, how it's sorted."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone
from wagtail.models import Workflow

from exams.analysis.models import ItemStatistic
from questionbank import commenting, loading, retiring
from questionbank.models import Item, ItemCitation
from questionbank.publishing import freeze
from questionbank.states import LABELS
from tests.factories import (
    ArticleFactory,
    ItemFactory,
    PointFactory,
    StatuteFactory,
    UserFactory,
)
from tests.questionbank.editor import url

pytestmark = pytest.mark.django_db


def page_of(client, **query):
    return client.get(url("list"), query)


def listed(client, **query):
    return [item.code for item in page_of(client, **query).context["object_list"]]


def test_the_list_costs_the_same_for_50_and_150_items(client, trainer, count_queries):
    ItemFactory.create_batch(50)
    # However the rows are found and sorted.
    queries = [
        {},
        {"ordering": "_state"},
        {"status": ["review", "scheduled", "draft"]},
        {"ordering": "-_facility"},
    ]
    page_of(client)
    few = [count_queries(partial(page_of, client, **query)) for query in queries]
    ItemFactory.create_batch(100)

    many = [count_queries(partial(page_of, client, **query)) for query in queries]

    assert many == few
    assert max(few) <= 25


def test_the_list_finds_chinese_words_and_codes(client, trainer, content):
    content.write(
        content.entries(3)
        .replace("要求听证的", "申请复议的", 1)
        .replace("{text: 十日}", "{text: 满三十日}", 1)
    )
    loading.load(progress=str, folder=content.folder)

    assert listed(client, q="听证") == ["05-0002", "05-0003"]
    assert listed(client, q="申请复议") == ["05-0001"]
    assert listed(client, q="三十日") == ["05-0001"]
    assert listed(client, q="满") == ["05-0001"]
    assert listed(client, q="05-0003") == ["05-0003"]
    assert listed(client, q="先行登记") == []


def test_the_list_is_filtered_by_kind_chapter_point_and_difficulty(client, trainer):
    single = ItemFactory(difficulty=2)
    statement = ItemFactory(kind="true_false", live=False, point=PointFactory(code="05.02"))

    assert listed(client, kind="true_false") == [statement.code]
    assert listed(client, difficulty=2) == [single.code]
    assert listed(client, point=statement.point.pk) == [statement.code]
    assert listed(client, chapter=single.point.parent.pk) == [single.code, statement.code]
    assert listed(client, difficulty=[2, 3], q="题干") == [single.code, statement.code]


def test_the_list_is_filtered_by_author_statute_and_open_comments(client, trainer):
    written = ItemFactory(author=trainer)
    citing, other = ItemFactory(), ItemFactory()
    ItemCitation.objects.create(owner=citing, article=ArticleFactory())
    ItemCitation.objects.create(owner=citing, article=ArticleFactory(number=46))
    elsewhere = StatuteFactory(slug="administrative-compulsion-law")
    ItemCitation.objects.create(owner=other, article=ArticleFactory(statute=elsewhere))
    commenting.write(other, "答案存疑", user=trainer, now=timezone.now())

    assert listed(client, author=trainer.pk) == [written.code]
    assert listed(client, statute=StatuteFactory().pk) == [citing.code]
    assert listed(client, comments="true") == [other.code]
    assert listed(client, comments="false") == [written.code, citing.code]
    assert "1 条批注待处理" in page_of(client).content.decode()


def in_every_state(user):
    """{state: code}, an item in each."""
    now = timezone.now()
    made = {"draft": ItemFactory(live=False), "published": ItemFactory()}
    for state in ("review", "changes", "scheduled"):
        made[state] = ItemFactory(live=False)
    made["newer_draft"], made["retired"] = ItemFactory(), ItemFactory()
    for item in made.values():
        item.save_revision(changed=False)
    made["newer_draft"].save_revision()
    workflow = Workflow.objects.get(name="命题审核")
    workflow.start(made["review"], user)
    task = workflow.start(made["changes"], user).current_task_state
    task.specific.reject(user=user)
    made["scheduled"].go_live_at = now + timedelta(days=1)
    made["scheduled"].save_revision().publish()
    retiring.retire(made["retired"], reason="旧法", user=user, now=now)
    return {state: item.code for state, item in made.items()}


def test_the_list_is_filtered_by_where_an_item_stands(client, trainer):
    codes = in_every_state(trainer)

    for state in ("draft", "review", "changes", "scheduled", "newer_draft", "retired"):
        assert listed(client, status=state) == [codes[state]]
    assert listed(client, status="published") == [codes["published"], codes["newer_draft"]]
    assert listed(client, status=["draft", "retired"]) == [codes["draft"], codes["retired"]]


def test_the_list_is_sorted_by_where_an_item_stands(client, trainer):
    codes = in_every_state(trainer)
    order = ["draft", "review", "changes", "scheduled", "published", "newer_draft", "retired"]

    assert listed(client, ordering="_state") == [codes[state] for state in order]
    assert listed(client, ordering="-_state") == [codes[state] for state in reversed(order)]


def test_each_row_says_where_the_item_stands(client, trainer):
    codes = in_every_state(trainer)

    rows = page_of(client).context["object_list"]

    assert {item.code: str(item.status_string) for item in rows} == {
        code: str(LABELS[state]) for state, code in codes.items()
    }


@pytest.mark.parametrize(
    "key", ["code", "kind", "point__code", "difficulty", "author__display_name", "_updated_at"]
)
def test_columns_sort_both_ways_and_pages_never_overlap(client, trainer, key):
    ItemFactory.create_batch(7, author=trainer)
    client.get(url("list"), {"per_page": 20})
    for ordering in (key, f"-{key}"):
        ItemFactory.create_batch(20)
        pages = [listed(client, ordering=ordering, p=number) for number in (1, 2)]
        assert len(set(pages[0]) & set(pages[1])) == 0
        assert len(pages[0]) == 20


def test_items_without_statistics_come_last_whichever_way(client, trainer):
    measured, unmeasured = ItemFactory(), ItemFactory()
    ItemStatistic.objects.create(
        version=freeze(measured), n=10, facility=0.5, discrimination=0.3, omitted=0, not_reached=0,
        options=[], flags=[], uses=[], computed_at=timezone.now(),
    )  # fmt: skip
    freeze(unmeasured)

    for ordering in ("_facility", "-_facility"):
        assert listed(client, ordering=ordering) == [measured.code, unmeasured.code]


def test_how_many_rows_a_page_has_is_remembered(client, trainer):
    ItemFactory.create_batch(30)

    assert len(listed(client)) == 30
    assert len(listed(client, per_page=20)) == 20
    assert len(listed(client, q="题干")) == 20
    assert len(listed(client, per_page=7)) == 20  # not on offer


def test_a_page_beyond_the_last_is_the_last(client, trainer):
    ItemFactory.create_batch(3)

    assert len(listed(client, p=99)) == 3
    assert listed(client, p="x") == listed(client)


def test_an_empty_bank_says_so(client):
    client.force_login(UserFactory(role="reviewer"))

    page = page_of(client)

    assert page.status_code == 200
    assert not Item.objects.exists()
