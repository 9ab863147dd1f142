"""Comments on an item: written, resolved, opened again; who may, and what is told."""

import pytest
from django.utils import timezone

from questionbank import commenting
from questionbank.models import ItemComment
from tests.factories import ItemFactory, UserFactory
from tests.questionbank.editor import url

pytestmark = pytest.mark.django_db
NOON = timezone.now()


@pytest.fixture
def item():
    return ItemFactory()


def test_who_works_on_items_comments_and_the_editor_shows_it(client, trainer, item):
    client.post(url("comment_write", item.pk), {"text": "第二项也对？"})

    comment = ItemComment.objects.get()
    assert (comment.item, comment.author, comment.text) == (item, trainer, "第二项也对？")
    page = client.get(url("edit", item.pk)).content.decode()
    assert "第二项也对？" in page
    assert "第二项也对？" in client.get(url("history", item.pk)).content.decode()


def test_a_comment_is_resolved_once_and_opened_again(client, trainer, item):
    comment = commenting.write(item, "见旧法", user=trainer, now=NOON)
    reviewer = UserFactory(role="reviewer")
    client.force_login(reviewer)
    client.post(url("comment_resolve", comment.pk))
    client.force_login(trainer)
    client.post(url("comment_resolve", comment.pk))

    comment.refresh_from_db()
    assert comment.resolved_by == reviewer
    assert not item.comments.open().exists()

    client.post(url("comment_reopen", comment.pk))

    comment.refresh_from_db()
    assert (comment.resolved_by, comment.resolved_at) == (None, None)


@pytest.mark.parametrize("role", ["candidate", "hr", "invigilator", None])
def test_nobody_else_comments_or_resolves(client, item, role):
    comment = commenting.write(item, "内部意见", user=None, now=NOON)
    if role:
        client.force_login(UserFactory(role=role))

    for name, key in (
        ("comment_write", item.pk), ("comment_resolve", comment.pk), ("comment_reopen", comment.pk),
    ):  # fmt: skip
        reply = client.post(url(name, key), {"text": "外人"})
        assert reply.status_code == 302
        assert "内部意见" not in reply.content.decode()

    comment.refresh_from_db()
    assert comment.resolved_at is None
    assert ItemComment.objects.count() == 1


def test_an_empty_or_endless_comment_is_not_kept(client, trainer, item):
    for text in ("", "  ", "长" * 2001):
        client.post(url("comment_write", item.pk), {"text": text})

    assert not ItemComment.objects.exists()


def test_addresses_take_posts_only(client, trainer, item):
    assert client.get(url("comment_write", item.pk)).status_code == 405


def test_s4_script_in_a_comment_is_text(client, trainer, item):
    commenting.write(item, "<script>alert(1)</script>", user=trainer, now=NOON)

    for name in ("edit", "history"):
        assert b"<script>alert(1)" not in client.get(url(name, item.pk)).content


def test_with_script_only_the_panel_comes_back(client, trainer, item):
    reply = client.post(
        url("comment_write", item.pk),
        {"text": "收到"},
        headers={"X-Requested-With": "fetch"},
    )

    assert reply.status_code == 200
    assert 'data-open="1"' in reply.content.decode()
    assert "<html" not in reply.content.decode()
