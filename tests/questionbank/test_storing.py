"""Items written in bulk are as those that were written one by one in the editor."""

from dataclasses import replace

import pytest
from wagtail.models import ModelLogEntry, ReferenceIndex, Revision

from questionbank import storing
from questionbank.admin.listing import search
from questionbank.formats.items import Item as PlainItem
from questionbank.formats.items import Option
from questionbank.models import Item, ItemCitation, ItemVersion
from questionbank.publishing import NotPublishable
from tests.factories import ArticleFactory, PointFactory, UserFactory
from tests.questionbank.examples import EVERY_KIND

pytestmark = pytest.mark.django_db

SINGLE = PlainItem(
    "single", "听证应当在几日内提出？", options=(Option("三日"), Option("五日", True)),
    explanation="五日。",
)  # fmt: skip


def built(plain, code="05-0001", **values):
    return storing.build(plain, code=code, point=PointFactory(), difficulty=3, **values)


@pytest.mark.parametrize("plain", EVERY_KIND, ids=lambda plain: plain.kind)
def test_every_kind_is_read_back_as_it_was_written(plain):
    storing.create([built(plain)])

    item = Item.objects.get()
    assert item.plain == plain
    assert item.get_latest_revision_as_object().plain == plain


@pytest.mark.parametrize("plain", EVERY_KIND, ids=lambda plain: plain.kind)
def test_every_kind_is_published_with_its_first_version(plain):
    item = built(plain)
    storing.create([item], publish=True)

    version = ItemVersion.objects.get()
    assert (version.number, version.kind) == (1, plain.kind)
    assert Item.objects.get().live_revision == item.latest_revision
    assert [question.kind.name for question in version.questions()] == [
        part.kind for part in plain.items or [plain]
    ]


def test_a_draft_has_a_revision_and_no_version():
    user = UserFactory(role="trainer")
    storing.create([built(SINGLE)], user=user)

    item = Item.objects.get()
    assert (item.live, item.has_unpublished_changes) == (False, True)
    assert item.latest_revision.user == user
    assert not ItemVersion.objects.exists()
    entry = ModelLogEntry.objects.get(action="wagtail.create")
    assert (entry.object_id, entry.user, entry.revision) == (
        str(item.pk), user, item.latest_revision,
    )  # fmt: skip


def test_it_is_found_and_the_article_knows_who_cites_it():
    item = built(SINGLE)
    item.citations = [ItemCitation(article=ArticleFactory())]
    storing.create([item])

    assert list(search(Item.objects.all(), "听证")) == [item]
    references = ReferenceIndex.get_references_to(ArticleFactory())
    assert [reference.object_id for reference in references] == [str(item.pk)]


def test_bulk_writing_refers_as_wagtail_does():
    item = built(SINGLE)
    item.citations = [ItemCitation(article=ArticleFactory())]
    storing.create([item])
    fields = ["to_object_id", "model_path", "content_path", "content_path_hash"]
    of_item = ReferenceIndex.objects.filter(object_id=item.pk)
    bulk = set(of_item.values_list(*fields))

    ReferenceIndex.create_or_update_for_object(Item.objects.get())

    assert set(of_item.values_list(*fields)) == bulk != set()


def test_what_has_faults_is_not_published():
    with pytest.raises(NotPublishable):
        storing.create([built(replace(SINGLE, explanation=""))], publish=True)


def test_many_cost_hardly_more_statements_than_one(count_queries):
    one = [built(SINGLE, "05-0001")]
    n_one = count_queries(lambda: storing.create(one, findable=False))
    many = [built(SINGLE, f"05-1{n:03d}") for n in range(60)]

    assert count_queries(lambda: storing.create(many, findable=False)) <= n_one + 2
    assert Revision.objects.count() == 61


def test_an_item_rewritten_says_the_new_and_keeps_what_it_is_about():
    item = built(SINGLE, level="know")

    storing.rewrite(item, PlainItem("short_answer", "简述听证。", model_answer="略。"))

    assert item.plain == PlainItem("short_answer", "简述听证。", model_answer="略。")
    assert (item.level, item.code) == ("know", "05-0001")
