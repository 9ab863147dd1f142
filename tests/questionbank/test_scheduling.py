"""Publishing at the appointed time, and what happens when it's no longer possible."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from config.management.commands import housekeeping
from questionbank.models import Item, ItemCitation, ItemOption, ItemVersion
from questionbank.scheduling import publish_due
from tests.factories import ArticleFactory, ItemFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LATER = NOW + timedelta(days=1)


def scheduled(**fields):
    item = ItemFactory(live=False, **fields)
    ItemCitation.objects.create(owner=item, article=ArticleFactory())
    item = Item.objects.get(pk=item.pk)
    item.go_live_at = LATER
    reviewer = UserFactory(role="reviewer", display_name="审题人")
    item.save_revision(user=UserFactory()).publish(user=reviewer)
    return Item.objects.get(pk=item.pk)


def test_what_is_due_is_published_and_frozen_in_the_name_of_who_approved():
    item = scheduled()

    with time_machine.travel(LATER + timedelta(minutes=1), tick=False):
        assert publish_due(now=timezone.now()) == 1
        assert publish_due(now=timezone.now()) == 0

    assert Item.objects.get(pk=item.pk).live
    assert ItemVersion.objects.get().published_by.display_name == "审题人"


def test_nothing_is_published_early():
    scheduled()

    assert publish_due(now=NOW) == 0
    assert not ItemVersion.objects.exists()


def test_housekeeping_does_it(capsys, monkeypatch):
    # The test's connection holds its transaction.
    monkeypatch.setattr(housekeeping, "close_old_connections", lambda: None)
    scheduled()

    with time_machine.travel(LATER + timedelta(minutes=1), tick=False):
        call_command("housekeeping", once=True)

    assert ItemVersion.objects.count() == 1
    assert "1 published" in capsys.readouterr().err


def test_one_that_cannot_be_published_any_more_does_not_hold_up_the_others():
    broken, sound = scheduled(), scheduled()
    revision = broken.scheduled_revision
    revision.content["stem"] = ""
    revision.save()

    with time_machine.travel(LATER + timedelta(minutes=1), tick=False):
        assert publish_due(now=timezone.now()) == 1
        call_command("publish_scheduled")

    assert ItemVersion.objects.get().item == sound
    broken = Item.objects.get(pk=broken.pk)
    assert not broken.approved_schedule
    assert broken.comments.get().author is None


def test_wagtails_own_command_freezes_too():
    item = scheduled()

    with time_machine.travel(LATER + timedelta(minutes=1), tick=False):
        call_command("publish_scheduled")

    assert item.versions.count() == 1
    assert ItemOption.objects.filter(item=item).count() == 4
