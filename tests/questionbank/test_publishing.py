from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from cms.immutable import ImmutableRow
from questionbank.models import Item, ItemCitation, ItemVersion
from questionbank.publishing import NotPublishable, freeze
from tests.factories import ArticleFactory, ItemFactory, UserFactory

pytestmark = pytest.mark.django_db
NOON = timezone.now().replace(hour=4, minute=0, second=0, microsecond=0)


def test_a_version_keeps_question_key_and_reasons_apart():
    item = ItemFactory(stem="<p>应当在<strong>几日</strong>内提出？</p>", key="B")
    first = item.options.first()
    first.why = "旧法期限"
    first.save()
    ItemCitation.objects.create(owner=item, article=ArticleFactory(), paragraph=1)
    user = UserFactory()

    version = freeze(Item.objects.get(), user=user, now=NOON)

    assert version.number == 1
    assert version.published_by == user
    assert version.published_at == NOON
    assert version.content == {
        "stem": "应当在<b>几日</b>内提出？",
        "options": ["三日", "五日", "七日", "十日"],
    }
    assert version.key == [1]
    assert version.rationale == {
        "explanation": "<p>应选五日。</p>",
        "whys": ["旧法期限", "", "", ""],
        "cites": ["administrative-penalty-law#45/1"],
    }


def test_freezing_again_without_a_change_makes_no_second_version():
    item = ItemFactory()

    assert freeze(item) == freeze(Item.objects.get())
    assert ItemVersion.objects.count() == 1


def test_marks_of_the_editor_are_no_change():
    item = ItemFactory(stem="<p>应当在几日内提出？</p>")
    version = freeze(item)
    item.stem = '<p data-block-key="a1b2c">应当在几日内提出？</p>'

    assert freeze(item) == version


@pytest.mark.parametrize(
    "change", [{"stem": "应当在几日内答复？"}, {"difficulty": 5}, {"explanation": "见第六十四条。"}]
)
def test_a_change_makes_the_next_version_and_leaves_the_first(change):
    item = ItemFactory()
    first = freeze(item)
    Item.objects.update(**change)

    second = freeze(Item.objects.get())

    assert (first.number, second.number) == (1, 2)
    assert first.content_hash != second.content_hash
    assert ItemVersion.objects.latest_published().get() == second


def test_a_version_refuses_change_in_python():
    version = freeze(ItemFactory())
    version.key = [2]

    with pytest.raises(ImmutableRow):
        version.save()
    with pytest.raises(ImmutableRow):
        version.delete()
    with pytest.raises(ImmutableRow):
        ItemVersion.objects.update(key=[2])
    with pytest.raises(ImmutableRow):
        ItemVersion.objects.all().delete()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE questionbank_itemversion SET number = 9", "DELETE FROM questionbank_itemversion"],
)
def test_a_version_refuses_change_in_sql(statement):
    freeze(ItemFactory())

    with (
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="never change"),
        transaction.atomic(),
    ):
        cursor.execute(statement)


def test_what_has_faults_cannot_be_frozen():
    item = ItemFactory(key="AB", explanation="")

    with pytest.raises(NotPublishable) as refusal:
        freeze(item)

    assert [fault.place for fault in refusal.value.faults] == ["explanation", "options"]
    assert not ItemVersion.objects.exists()


def test_publishing_freezes_in_the_name_of_who_publishes():
    author, publisher = UserFactory(role="trainer"), UserFactory(role="reviewer")
    item = ItemFactory(live=False)

    item.save_revision(user=author).publish(user=publisher)

    version = ItemVersion.objects.get()
    assert version.published_by == publisher
    assert Item.objects.get().live


def test_an_item_with_faults_goes_live_with_a_version_or_not_at_all():
    item = ItemFactory(live=False, key="AB")
    revision = item.save_revision(clean=False)

    with pytest.raises(NotPublishable):
        revision.publish()

    item.refresh_from_db()
    assert not item.live
    assert item.first_published_at is None


def test_what_is_scheduled_is_not_frozen_yet():
    item = ItemFactory(live=False)
    item.go_live_at = timezone.now() + timedelta(days=1)

    item.save_revision().publish()

    assert not ItemVersion.objects.exists()


def test_unpublishing_keeps_the_versions_and_takes_the_item_from_new_papers():
    item = ItemFactory()
    item.save_revision().publish()

    Item.objects.get().unpublish()

    assert ItemVersion.objects.count() == 1
    assert not ItemVersion.objects.latest_published().exists()


def test_pages_for_candidates_do_not_even_load_the_key(django_assert_num_queries):
    freeze(ItemFactory())

    with django_assert_num_queries(1) as queries:
        assert ItemVersion.objects.without_key().get().content

    assert '"key"' not in queries[0]["sql"]
    assert '"rationale"' not in queries[0]["sql"]


@pytest.mark.parametrize(
    "hostile",
    [
        "<p>题干<script>alert(1)</script></p>",
        "<p onclick='alert(1)'>题干<img src=x onerror=alert(1)></p>",
        "题干<![CDATA[<script>alert(1)</script>]]>",
    ],
)
def test_s4_no_script_gets_into_a_version(hostile):
    version = freeze(ItemFactory(stem=hostile, explanation=hostile))

    for html in (version.content["stem"], version.rationale["explanation"]):
        assert "题干" in html
        assert "<script" not in html
        assert "<img" not in html
        assert "onclick" not in html


def test_an_older_revision_brings_back_the_question_not_its_number():
    item = ItemFactory(code="05-0007")
    revision = item.save_revision()
    Item.objects.update(code="05-0008", loaded_digest="d")

    item = Item.objects.get()
    again = item.with_content_json(revision.content)

    assert again.code == "05-0008"
    assert again.loaded_digest == "d"
