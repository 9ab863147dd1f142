"""Mark an article as amended, and say of each text that cites it what became of it."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.amending.citing import citers, edited_in, written
from cms.models import ArticleChange, ArticleCheck

CHECKED = "cms.article_check"
REOPENED = "cms.article_check.undo"


class AlreadyChecked(ValueError):
    """Somebody was quicker, or the change has checks that would be lost."""


def mark(change, *, user, now):
    """Save a new `ArticleChange` with a check to do for each text that cites the article.

    Marked twice (a double click), the first stands; returns the one that does.
    """
    article = change.article
    with transaction.atomic():
        marked, is_new = ArticleChange.objects.get_or_create(
            article=article,
            effective=change.effective,
            defaults={
                "what_changed": change.what_changed,
                # As the articles are written: a form's lines end in CR LF.
                "new_text": "\n".join(change.new_text.splitlines()),
                "old_text": article.text,
                "marked_at": now,
                "marked_by": user,
            },
        )
        if is_new:
            ArticleCheck.objects.bulk_create(
                ArticleCheck(
                    change=marked,
                    content_type=ContentType.objects.get_for_model(text),
                    object_id=text.pk,
                    label=str(text)[:300],
                    cites=written(citations),
                )
                for text, citations in citers(article).items()
            )
            log(marked, "wagtail.create", user=user)
    return marked


def withdraw(change, *, user):
    """Undo a marking that was a mistake; raises `AlreadyChecked` once a text was checked."""
    with transaction.atomic():
        change = ArticleChange.objects.select_for_update().get(pk=change.pk)
        if change.checks.done().exists():
            raise AlreadyChecked(_("Texts were checked already. Undo these checks first."))
        log(change, "wagtail.delete", user=user, deleted=True)
        change.delete()


def record(check, *, outcome, note, user, now):
    """Write what the reviewer found; raises `AlreadyChecked` where another one did already."""
    with transaction.atomic():
        # The change's row is the lock: it isn't withdrawn meanwhile.
        ArticleChange.objects.select_for_update().get(pk=check.change_id)
        is_first = (
            ArticleCheck.objects.open()
            .filter(pk=check.pk)
            .update(outcome=outcome, note=note, checked_at=now, checked_by=user)
        )
        if not is_first:
            raise AlreadyChecked(_("%(text)s was checked already.") % {"text": check.label})
        check.refresh_from_db()
        _log(check, CHECKED, user)
    return check


def undo(check, *, user):
    """Open the check again; what was recorded stays in the text's history."""
    with transaction.atomic():
        is_first = (
            ArticleCheck.objects.done()
            .filter(pk=check.pk)
            .update(outcome=ArticleCheck.Outcome.OPEN, note="", checked_at=None, checked_by=None)
        )
        if is_first:
            _log(check, REOPENED, user)


def _log(check, action, user):
    """Into the history of the text, where its next editor looks; or the change's if it is gone."""
    data = {
        "article": str(check.change.article),
        "text": check.label,
        "outcome": check.outcome,
        "note": check.note,
    }
    place = check.change if check.thing is None else edited_in(check.thing)
    log(place, action, user=user, data=data)
