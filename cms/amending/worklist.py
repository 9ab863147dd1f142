"""The list of a change's texts as a reviewer works through it; constant in queries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q
from wagtail.admin.admin_url_finder import AdminURLFinder

from cms.amending.citing import citers, edited_in, in_bulk, plain_text, written
from cms.highlighting import excerpt
from cms.models import ArticleCheck

WIDTH = 220


@dataclass(frozen=True)
class Row:
    """A text to look at again; `text` is None where it was deleted since."""

    check: ArticleCheck
    text: object
    title: str
    cites: str
    excerpt: list  # (part, is_hit) pairs
    cites_no_more: bool
    is_draft: bool
    edited_at: datetime | None  # since the change was marked
    edit_url: str | None  # None too where this person may not edit it


@dataclass(frozen=True)
class Group:
    name: str
    n_checks: int
    n_open: int
    rows: list


def groups(change, checks, user):
    """Return the `Group`s of `checks`, some of the change's, with counts of all of them."""
    counts = change.checks.values("content_type").annotate(
        n_checks=Count("pk"), n_open=Count("pk", filter=Q(outcome=ArticleCheck.Outcome.OPEN))
    )
    counts = {count.pop("content_type"): count for count in counts.order_by("content_type")}
    by_type = defaultdict(list)
    for check in checks:
        by_type[check.content_type_id].append(check)
    citations = citers(change.article)
    finder = AdminURLFinder(user)
    found = []
    for key, some in by_type.items():
        model = ContentType.objects.get_for_id(key).model_class()
        texts = in_bulk(model, [check.object_id for check in some])
        rows = [
            _row(check, texts.get(check.object_id), change, citations, finder) for check in some
        ]
        found.append(Group(model._meta.verbose_name_plural, **counts[key], rows=rows))
    return found


def _row(check, text, change, citations, finder):
    if text is None:
        return Row(check, None, check.label, check.cites, [], False, False, None, None)
    place = edited_in(text)
    now = citations.get(text, [])
    revision = place.latest_revision
    edited_at = revision.created_at if revision else None
    return Row(
        check,
        text,
        str(text),
        written(now) or check.cites,
        _excerpt(plain_text(text), change.article.label),
        cites_no_more=not now,
        is_draft=not place.live,
        edited_at=edited_at if edited_at and edited_at > change.marked_at else None,
        edit_url=finder.get_edit_url(place),
    )


def _excerpt(text, label):
    """Where the text names the article by its number, else how it begins."""
    return excerpt(text, [label] if label in text else [], WIDTH)


def to_do():
    """Return (open changes, texts to review) of the whole house; one query."""
    counts = ArticleCheck.objects.open().aggregate(
        n_changes=Count("change", distinct=True), n_texts=Count("pk")
    )
    return counts["n_changes"], counts["n_texts"]
