"""Retiring: out of new papers with a reason, kept in old ones, and back again."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import Workflow

from questionbank import retiring
from questionbank.models import Item, ItemVersion
from tests.factories import ItemFactory, UserFactory
from tests.questionbank.editor import form, url

pytestmark = pytest.mark.django_db
NOON = timezone.now().replace(hour=4, minute=0, second=0, microsecond=0)


@pytest.fixture
def item():
    item = ItemFactory(live=False)
    item.save_revision().publish()
    return Item.objects.get()


def history(client, item):
    return client.get(url("history", item.pk)).content.decode()


def test_a_retired_item_is_not_drawn_any_more_and_its_versions_stay(client, trainer, item):
    client.post(url("unpublish", item.pk), {"reason": "新法施行"})

    item.refresh_from_db()
    assert (item.live, item.retired_by, item.retired_reason) == (False, trainer, "新法施行")
    assert not ItemVersion.objects.latest_published().exists()
    assert item.versions.count() == 1
    assert "新法施行" in history(client, item)


def test_a_reason_must_be_given(client, trainer, item):
    page = client.post(url("unpublish", item.pk), {"reason": " "})

    assert page.context["form"].errors
    assert Item.objects.get().live


def test_a_retired_item_says_so_and_is_read_only(client, trainer, item):
    retiring.retire(item, reason="<b>新法</b>施行", user=trainer, now=NOON)

    page = client.get(url("edit", item.pk)).content.decode()
    client.post(url("edit", item.pk), form(stem="改动"))

    assert "新法" in page
    assert "<b>新法</b>" not in page
    assert url("take_back", item.pk) in page
    assert "改动" not in Item.objects.get().get_latest_revision_as_object().stem


def test_what_is_taken_back_is_as_it_was(client, trainer, item):
    item.stem = "<p>更新的草稿？</p>"
    item.save_revision()
    version = item.versions.get()
    retiring.retire(Item.objects.get(), reason="误判", user=trainer, now=NOON)

    client.post(url("take_back", item.pk))

    item = Item.objects.get()
    assert (item.live, item.retired_at, item.retired_reason) == (True, None, "")
    assert item.has_unpublished_changes
    assert "更新的草稿" in item.get_latest_revision_as_object().stem
    assert ItemVersion.objects.latest_published().get() == version


def test_only_what_is_published_retires_and_only_once(item):
    retiring.retire(item, reason="旧法", user=None, now=NOON)

    with pytest.raises(retiring.NotRetirable):
        retiring.retire(item, reason="再次", user=None, now=NOON)
    with pytest.raises(retiring.NotRetirable):
        retiring.retire(ItemFactory(live=False), reason="草稿", user=None, now=NOON)
    with pytest.raises(retiring.NotRetirable):
        retiring.take_back(ItemFactory(), user=None)
    assert Item.objects.get(pk=item.pk).retired_reason == "旧法"


def test_a_retired_item_is_never_published_by_another_way(item):
    revision = item.save_revision()
    retiring.retire(item, reason="旧法", user=None, now=NOON)

    with pytest.raises(retiring.NotRetirable):
        revision.publish()
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.update(live=True)


def test_a_review_and_a_schedule_end_with_it(trainer, item):
    item.stem = "<p>新的题干？</p>"
    item.save_revision(user=trainer)
    Workflow.objects.get(name="命题审核").start(item, trainer)
    item.go_live_at = timezone.now() + timedelta(days=1)
    item.save_revision().publish()

    retiring.retire(Item.objects.get(), reason="旧法", user=trainer, now=NOON)

    item = Item.objects.get()
    assert not item.workflow_in_progress
    assert not item.revisions.exclude(approved_go_live_at=None).exists()


def test_at_its_date_of_expiry_an_item_retires_once_and_comes_back_for_good(item):
    Item.objects.update(expire_at=timezone.now() - timedelta(minutes=1))

    call_command("publish_scheduled")
    item = Item.objects.get()
    assert item.retired_at
    assert item.retired_reason

    retiring.take_back(item, user=None)
    call_command("publish_scheduled")
    assert Item.objects.get().live


def test_a_trainer_of_the_law_only_cannot_retire(client, item):
    client.force_login(UserFactory(role="hr"))

    client.post(url("unpublish", item.pk), {"reason": "不行"})

    assert Item.objects.get().live


def test_the_editor_offers_to_retire_not_to_unpublish(client, trainer, item):
    page = client.get(url("edit", item.pk)).content.decode()

    assert url("unpublish", item.pk) in page
    assert "取消发布" not in page
