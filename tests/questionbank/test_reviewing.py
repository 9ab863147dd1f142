"""The review: a question is published by somebody who neither wrote nor submitted it."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Workflow, WorkflowState

from questionbank import reviewing
from questionbank.models import Item, ItemVersion, ReviewTask
from questionbank.publishing import freeze
from questionbank.scheduling import publish_due
from tests.factories import ItemFactory, UserFactory
from tests.questionbank.editor import as_it_stands, form, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return UserFactory(role="reviewer")


def in_review(client, **fields):
    client.post(url("add"), form(action="submit", **fields))
    item = Item.objects.get()
    return item, item.current_workflow_task_state


def approve(client, item):
    task = Item.objects.get(pk=item.pk).current_workflow_task_state
    return client.post(
        url("workflow_action", item.pk, "approve", task.pk), {"comment": "同意"}, follow=True
    )


def told(response):
    return " ".join(str(message) for message in response.context["messages"])


def offered(client, item):
    """What the editor's buttons do."""
    page = client.get(url("edit", item.pk)).content.decode()
    names = ["action-publish", "action-submit", 'data-workflow-action-name="approve"']
    return {name.strip('"').split("=")[-1].strip('"') for name in names if name in page}


def test_the_workflow_of_items_knows_who_wrote_them():
    task = Workflow.objects.get(name="命题审核").tasks.get().specific

    assert isinstance(task, ReviewTask)
    assert [group.name for group in task.groups.all()] == ["reviewer"]


def test_a_trainer_submits_and_a_reviewer_approves_and_so_publishes(client, trainer, reviewer):
    item, _task = in_review(client)
    assert item.current_workflow_state.workflow == Workflow.objects.get(name="命题审核")
    client.force_login(reviewer)
    assert offered(client, item) == {"action-publish", "approve"}

    approve(client, item)

    item.refresh_from_db()
    assert item.live
    assert item.versions.get().published_by == reviewer
    assert item.workflow_states.get().status == WorkflowState.STATUS_APPROVED


@pytest.mark.parametrize("role", ["trainer", "reviewer", "administrator"])
def test_nobody_publishes_what_they_wrote_whatever_the_role(client, role):
    author = UserFactory(role="trainer")
    author.groups.add(*UserFactory(role=role).groups.all())
    client.force_login(author)

    page = client.post(url("add"), form(action="publish"), follow=True)

    item = Item.objects.get()
    assert item.code in told(page)
    assert not item.live
    assert not ItemVersion.objects.exists()
    assert "action-publish" not in offered(client, item)
    assert "action-publish" not in client.get(url("add")).content.decode()


def test_a_superuser_is_no_exception(client):
    author = UserFactory(is_superuser=True)
    client.force_login(author)
    client.post(url("add"), form(action="submit"))
    item = Item.objects.get()

    page = approve(client, item)

    assert item.code in told(page)
    assert not Item.objects.get().live


def test_an_author_who_also_reviews_cannot_approve_their_own(client, trainer):
    trainer.groups.add(*UserFactory(role="reviewer").groups.all())
    item, _task = in_review(client)

    page = approve(client, item)

    assert item.code in told(page)
    assert item.workflow_in_progress
    assert not Item.objects.get().live
    assert "approve" not in offered(client, item)


def test_who_changed_the_draft_under_review_cannot_approve_it(client, trainer, reviewer):
    item, _task = in_review(client)
    client.force_login(reviewer)
    client.post(url("edit", item.pk), as_it_stands(item, stem="审题人改过的题干？"))

    page = approve(client, item)

    assert item.code in told(page)
    assert not Item.objects.get().live
    assert offered(client, item) == set()

    client.force_login(UserFactory(role="reviewer"))
    approve(client, item)

    assert ItemVersion.objects.get().content["stem"] == "审题人改过的题干？"


def test_saving_what_stands_there_already_makes_nobody_a_writer(client, trainer, reviewer):
    item, task = in_review(client)
    client.force_login(reviewer)

    # The editor saves, then approves: the plain way of a reviewer who has opened it.
    data = as_it_stands(item, action="workflow-action")
    client.post(
        url("edit", item.pk),
        {**data, "workflow-action-name": "approve", "workflow-action-extra-data": "{}"},
    )

    assert Item.objects.get().live
    assert ItemVersion.objects.get().published_by == reviewer


def test_who_submitted_cannot_approve(client, reviewer):
    item = ItemFactory(live=False, author=UserFactory(role="trainer"))
    item.save_revision(user=item.author)
    Workflow.objects.get(name="命题审核").start(item, reviewer)
    client.force_login(reviewer)

    page = approve(client, item)

    assert item.code in told(page)
    assert not Item.objects.get().live


def test_another_trainer_may_publish_and_the_review_ends(client, trainer):
    item, _task = in_review(client)
    Item.objects.get().current_workflow_state.cancel(user=trainer)
    other = UserFactory(role="trainer")
    client.force_login(other)

    client.post(url("edit", item.pk), as_it_stands(item, action="publish"))

    assert ItemVersion.objects.get().published_by == other


def test_filing_anew_from_the_editor_needs_no_second_person(client, trainer, reviewer):
    item, _task = in_review(client)
    client.force_login(reviewer)
    approve(client, item)
    client.force_login(trainer)

    item = Item.objects.get()
    client.post(url("edit", item.pk), as_it_stands(item, action="publish", difficulty=5))

    newest = ItemVersion.objects.latest_published().get()
    assert (newest.number, newest.difficulty, newest.published_by) == (2, 5, trainer)


def test_what_was_reviewed_before_is_not_held_against_who_wrote_it(reviewer):
    """Who wrote version 1 may not approve version 2 of their item; who changed version 1 may."""
    author, helper, later = (UserFactory(role="trainer") for _ in range(3))
    item = ItemFactory(live=False, author=author)
    item.save_revision(user=author)
    item.stem = "<p>改过的题干？</p>"
    item.save_revision(user=helper).publish(user=reviewer)
    item = Item.objects.get()
    item.stem = "<p>第二版的题干？</p>"
    revision = item.save_revision(user=later)

    assert reviewing.writers(Item.objects.get(), revision) == {author.pk, later.pk}


def test_what_the_person_wrote_is_forgotten_once_it_says_what_is_published():
    author = UserFactory(role="trainer")
    item = ItemFactory(live=False, author=author, stem="<p>题干？</p>")
    item.save_revision(user=author).publish()
    item = Item.objects.get()
    item.stem = "<p>改动</p>"
    item.save_revision(user=author)
    item.stem = "<p>题干？</p>"

    assert reviewing.writers(Item.objects.get(), item.save_revision(user=author)) == set()


def test_approving_what_cannot_be_published_leaves_it_in_review(client, trainer):
    item, _task = in_review(client)
    client.force_login(UserFactory(role="reviewer"))
    client.post(url("edit", item.pk), form(stem="", options=[]))  # a reviewer's draft
    client.force_login(UserFactory(role="reviewer"))

    response = approve(client, item)

    item.refresh_from_db()
    assert not item.live
    assert item.workflow_in_progress
    assert item.code in told(response)


def test_a_trainer_cannot_edit_what_is_in_review(client, trainer):
    item, _task = in_review(client)

    client.post(url("edit", item.pk), form(stem="偷偷改"))

    assert "偷偷改" not in Item.objects.get().get_latest_revision_as_object().stem


def test_the_author_is_not_asked_to_review_on_the_start_page(client, trainer, reviewer):
    item, _task = in_review(client)
    address = url("edit", item.pk)
    client.force_login(reviewer)
    assert address in client.get(reverse("wagtailadmin_home")).content.decode()

    trainer.groups.add(*reviewer.groups.all())
    task = Workflow.objects.get(name="命题审核").tasks.get().specific
    assert list(task.get_task_states_user_can_moderate(reviewer))
    assert not list(task.get_task_states_user_can_moderate(trainer))


def test_a_schedule_publishes_in_the_name_of_who_approved_it(client, trainer, reviewer):
    item, _task = in_review(client)
    Item.objects.get().current_workflow_state.cancel(user=trainer)
    client.force_login(reviewer)
    later = timezone.localtime() + timedelta(days=2)
    data = as_it_stands(item, action="publish", go_live_at=f"{later:%Y-%m-%d %H:%M}")
    client.post(url("edit", item.pk), data)
    item = Item.objects.get()
    assert item.approved_schedule
    assert not item.live
    assert not ItemVersion.objects.exists()

    with time_machine.travel(later + timedelta(minutes=1), tick=False):
        publish_due(now=timezone.now())

    assert ItemVersion.objects.get().published_by == reviewer


def test_version_1_stands_until_version_2_is_approved(client, trainer, reviewer):
    item, _task = in_review(client)
    client.force_login(reviewer)
    approve(client, item)
    client.force_login(trainer)
    item = Item.objects.get()
    client.post(url("edit", item.pk), as_it_stands(item, action="submit", stem="第二版？"))
    assert ItemVersion.objects.latest_published().get().number == 1

    client.force_login(reviewer)
    approve(client, item)

    newest = ItemVersion.objects.latest_published().get()
    assert (newest.number, newest.content["stem"]) == (2, "第二版？")


def test_shipped_and_imported_items_have_no_writer_to_be_asked():
    item = ItemFactory(live=False)
    item.save_revision().publish()

    assert freeze(Item.objects.get()).number == 1
