"""Actions on many items: what changes, what stays and why, in one transaction."""

import json
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, Workflow

from questionbank import retiring
from questionbank.models import Item, ItemVersion
from questionbank.publishing import freeze
from tests.factories import ItemFactory, PointFactory, UserFactory
from tests.questionbank.editor import url

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def published(**fields):
    item = ItemFactory(live=False, **fields)
    item.save_revision().publish()
    return Item.objects.get(pk=item.pk)


def draft(**fields):
    item = ItemFactory(live=False, **fields)
    item.save_revision()
    return Item.objects.get(pk=item.pk)


def address(action, items, **query):
    keys = "&".join(f"id={item if item == 'all' else item.pk}" for item in items)
    more = "".join(f"&{name}={value}" for name, value in query.items())
    listing = url("list")
    return (
        reverse("wagtail_bulk_action", args=["questionbank", "item", action])
        + f"?{keys}{more}&next={listing}"
    )


def reasons(page):
    return {group.words: [item.pk for item in group.items] for group in page.context["stays"]}


def told(client, action, items, data, **query):
    page = client.post(address(action, items, **query), data, follow=True)
    return " ".join(str(message) for message in page.context["messages"])


def actions_logged(item):
    entries = ModelLogEntry.objects.filter(object_id=str(item.pk))
    return [entry.action for entry in entries if entry.action.startswith("questionbank.")]


class TestRetag:
    def test_a_published_item_gets_its_next_version_at_once(self, client, trainer):
        item, point = published(), PointFactory(code="05.02")

        told(client, "retag", [item], {"point": point.pk, "difficulty": 5})

        item.refresh_from_db()
        newest = ItemVersion.objects.latest_published().get()
        assert (item.point, item.difficulty, item.live) == (point, 5, True)
        assert not item.has_unpublished_changes
        assert (newest.number, newest.point, newest.published_by) == (2, point, trainer)
        assert item.get_latest_revision_as_object().difficulty == 5
        assert item.live_revision == item.latest_revision
        assert actions_logged(item) == ["questionbank.retag"]

    def test_a_draft_keeps_it_until_it_is_published(self, client, trainer):
        item = draft()

        told(client, "retag", [item], {"difficulty": 1})

        item.refresh_from_db()
        assert item.difficulty == 1
        assert item.get_latest_revision_as_object().difficulty == 1
        assert not ItemVersion.objects.exists()

    def test_the_newer_draft_of_a_published_item_keeps_it_and_the_version_stands(
        self, client, trainer
    ):
        item = published()
        item.stem = "<p>新的草稿？</p>"
        item.save_revision()

        told(client, "retag", [item], {"difficulty": 1})

        item = Item.objects.get()
        latest = item.get_latest_revision_as_object()
        assert (item.difficulty, latest.difficulty) == (3, 1)
        assert "新的草稿" in latest.stem
        assert ItemVersion.objects.get().difficulty == 3

    def test_further_points_are_added_and_removed(self, client, trainer):
        one, two = PointFactory(code="05.02"), PointFactory(code="05.03")
        item = published()
        item.also_tests.set([one])
        item.save()

        told(client, "retag", [item], {"add": [two.pk], "remove": [one.pk]})

        item = Item.objects.get()
        assert list(item.also_tests.all()) == [two]
        assert list(item.get_latest_revision().as_object().also_tests.all()) == [two]
        assert item.versions.count() == 1  # not part of a version

    def test_the_page_says_what_stays_and_why(self, client, trainer):
        plain, unchanged = published(difficulty=2), published(difficulty=5)
        retired, reviewed, locked = published(), draft(), draft()
        retiring.retire(retired, reason="旧法", user=None, now=NOW)
        Workflow.objects.get(name="命题审核").start(reviewed, trainer)
        Item.objects.filter(pk=locked.pk).update(locked=True, locked_by=UserFactory())
        items = [plain, unchanged, retired, reviewed, locked]

        page = client.get(address("retag", items))
        message = told(client, "retag", items, {"difficulty": 5})

        assert sorted(sum(reasons(page).values(), [])) == [retired.pk, reviewed.pk, locked.pk]
        assert "1" in message
        assert "4" in message
        assert set(Item.objects.filter(difficulty=5)) == {plain, unchanged}

    def test_nothing_chosen_changes_nothing(self, client, trainer):
        item = published()

        page = client.post(address("retag", [item]), {})

        assert page.context["form"].errors
        assert not actions_logged(item)

    def test_it_costs_a_few_statements_an_item(self, client, trainer, count_queries):
        few, many = ([published() for _ in range(n)] for n in (5, 25))

        cost = [
            count_queries(partial(told, client, "retag", items, {"difficulty": 5}))
            for items in (few, many)
        ]

        assert (cost[1] - cost[0]) / 20 <= 25


class TestSubmit:
    def test_drafts_go_into_review_and_others_stay(self, client, trainer):
        ready, live, faulty = draft(), published(), draft(explanation="")
        page = client.get(address("submit", [ready, live, faulty]))

        told(client, "submit", [ready, live, faulty], {})

        assert sorted(sum(reasons(page).values(), [])) == [live.pk, faulty.pk]
        ready = Item.objects.get(pk=ready.pk)
        assert ready.workflow_in_progress
        assert ready.current_workflow_state.requested_by == trainer
        assert not Item.objects.get(pk=faulty.pk).workflow_in_progress

    def test_what_came_back_is_submitted_again(self, client, trainer):
        item = draft()
        state = Workflow.objects.get(name="命题审核").start(item, trainer)
        state.current_task_state.specific.reject(user=UserFactory(role="reviewer"))

        told(client, "submit", [item], {})

        state.refresh_from_db()
        assert state.status == state.STATUS_IN_PROGRESS
        assert Item.objects.get().workflow_states.count() == 1


class TestRetire:
    def test_published_items_retire_with_one_reason_and_come_back(self, client, trainer):
        items = [published(), published()]
        stays = draft()

        message = told(client, "retire", [*items, stays], {"reason": "新法施行"})

        assert [item.retired_reason for item in Item.objects.all()] == ["新法施行"] * 2 + [""]
        assert "2" in message
        assert not ItemVersion.objects.latest_published().exists()

        told(client, "take_back", [*items, stays], {})

        assert ItemVersion.objects.latest_published().count() == 2
        assert actions_logged(items[0]) == ["questionbank.take_back", "questionbank.retire"]

    def test_without_a_reason_nothing_happens(self, client, trainer):
        item = published()

        client.post(address("retire", [item]), {"reason": ""})

        assert Item.objects.get().live


def test_all_means_all_that_the_list_has_found(client, trainer):
    hard, easy = published(difficulty=5), published(difficulty=1)

    told(client, "retire", ["all"], {"reason": "太难"}, difficulty=5)

    assert Item.objects.get(pk=hard.pk).retired_at
    assert Item.objects.get(pk=easy.pk).live


def test_all_means_that_for_deleting_too(client, trainer):
    hard, easy = draft(difficulty=5), draft(difficulty=1)

    told(client, "delete", ["all"], {}, difficulty=5)

    assert list(Item.objects.all()) == [easy]
    assert hard.pk


def test_what_is_published_meanwhile_is_looked_at_again(client, trainer):
    """The page was shown before; the action asks anew."""
    item = draft()
    client.get(address("submit", [item]))
    item.get_latest_revision().publish()

    told(client, "submit", [item], {})

    assert not Item.objects.get().workflow_in_progress


@pytest.mark.parametrize("action", ["retag", "submit", "retire", "take_back", "export"])
@pytest.mark.parametrize("role", ["candidate", "hr", "invigilator", None])
def test_nobody_else_may(client, action, role):
    item = published()
    if role:
        client.force_login(UserFactory(role=role))

    data = {"difficulty": 5, "reason": "不行", "format": "json"}
    reply = client.post(address(action, [item]), data)

    item = Item.objects.get()
    assert reply.status_code == 302
    assert (item.live, item.difficulty, item.workflow_in_progress) == (True, 3, False)


def test_a_view_of_somebody_without_the_permission_changes_nothing(client):
    """In the admin for other reasons, such as the pages."""
    from django.contrib.auth.models import Permission

    user = UserFactory()
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    item = published()

    page = client.get(address("retire", [item]))
    client.post(address("retire", [item]), {"reason": "不行"})
    export = client.post(address("export", [item]), {"format": "json"})

    assert page.context["n_changes"] == 0
    assert Item.objects.get().live
    assert export.status_code == 302


def test_keys_that_are_none_are_nobody(client, trainer):
    page = client.get(
        reverse("wagtail_bulk_action", args=["questionbank", "item", "retag"]) + "?id=x"
    )

    assert page.status_code == 200
    assert page.context["n_changes"] == 0


def test_an_export_is_a_file_with_everything_and_the_history_notes_it(client, trainer):
    items = [published(), draft()]

    reply = client.post(address("export", items), {"format": "json"})

    written = json.loads(reply.content)
    assert [entry["title"] for entry in written["items"]] == [item.code for item in items]
    assert actions_logged(items[0]) == ["questionbank.export"]
    assert freeze(items[0]).number == 1
