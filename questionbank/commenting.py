"""Comments on an item: written, resolved once somebody has seen to them, opened again."""

from django.db import transaction
from wagtail.log_actions import log

from questionbank.models import ItemComment

WRITTEN = "questionbank.comment"
RESOLVED = "questionbank.comment.resolve"
REOPENED = "questionbank.comment.reopen"


def write(item, text, *, user, now):
    """Return the new comment; `user` is None where the system remarks something itself."""
    with transaction.atomic():
        comment = ItemComment.objects.create(item=item, author=user, text=text, at=now)
        log(item, WRITTEN, user=user, data={"text": text})
    return comment


def resolve(comment, *, user, now):
    """Resolve an open comment; once resolved, the first who did it stays named."""
    _change(comment, is_open=True, action=RESOLVED, user=user, by=user, at=now)


def reopen(comment, *, user):
    _change(comment, is_open=False, action=REOPENED, user=user, by=None, at=None)


def _change(comment, *, is_open, action, user, by, at):
    with transaction.atomic():
        rows = ItemComment.objects.filter(pk=comment.pk, resolved_at__isnull=is_open)
        if rows.update(resolved_by=by, resolved_at=at):
            log(comment.item, action, user=user, data={"text": comment.text})
