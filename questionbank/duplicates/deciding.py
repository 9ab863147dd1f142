"""What a person decides about two like items: they are two questions, or one is kept."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.models import KnowledgePoint
from questionbank import retiring
from questionbank.models import ItemCitation, LikePair
from questionbank.refusals import Refused

DIFFERENT = "questionbank.duplicate.different"
MERGED = "questionbank.duplicate.merge"
REOPENED = "questionbank.duplicate.reopen"


class AlreadyDecided(Refused):
    """Somebody else was quicker."""

    def __init__(self):
        super().__init__(_("Somebody else has decided about this pair just now."))


class NotYours(Refused):
    """The person may not do to the other item what merging would do."""


@dataclass(frozen=True)
class CarriedOver:
    """What came to the kept item from the other, as a draft."""

    points: tuple[KnowledgePoint, ...] = ()
    citations: tuple[ItemCitation, ...] = ()

    def __bool__(self):
        return bool(self.points or self.citations)

    def __str__(self):
        return "；".join(map(str, (*self.points, *self.citations)))


def is_only_draft(item):
    """Whether it goes altogether, when another is kept: it was never published."""
    return not (item.live or item.retired_at or item.versions.exists())


def may_drop(user, item):
    """Whether the person may merge the item into another."""
    verb = "delete" if is_only_draft(item) else "publish"
    return user.has_perm(f"questionbank.{verb}_item")


def keep_both(pair, *, user, now):
    """Say that the two are two questions; they aren't shown as a pair again.

    Raises `AlreadyDecided`.
    """
    with transaction.atomic():
        _decide(pair, LikePair.Decision.DIFFERENT, user=user, now=now)
        for item, other in _both_ways(pair):
            log(item, DIFFERENT, user=user, data={"other": other.code})


def merge(pair, kept, *, user, now):
    """Keep one of the two; the other is retired, or deleted where it was never published.

    What the other tests and cites beyond the kept one comes to it as a new draft, for review. The
    other's versions stay where papers hold them. Raises `AlreadyDecided`, `NotYours`.

    Returns
    -------
    CarriedOver
    """
    other = pair.second if kept == pair.first else pair.first
    if not may_drop(user, other):
        raise NotYours(_("%(item)s: only who may delete drafts can merge it.") % {"item": other})
    with transaction.atomic():
        _decide(pair, LikePair.Decision.MERGED, user=user, now=now)
        carried = _take_over(kept, other, user=user)
        log(kept, MERGED, user=user, data={"other": other.code, "carried": str(carried)})
        # What else was like the one that goes waits no longer.
        LikePair.objects.filter(Q(first=other) | Q(second=other), decision="").delete()
        if other.live:
            reason = _("Merged into %(code)s") % {"code": kept.code}
            retiring.retire(other, reason=reason, user=user, now=now)
        elif is_only_draft(other):
            _delete_draft(other, user=user)
    return carried


def decide_again(pair, *, user):
    """Open a decision again; what was retired by it is published again, as it was.

    What was carried over stays with the item that was kept. Raises `AlreadyDecided`.
    """
    with transaction.atomic():
        won = LikePair.objects.filter(pk=pair.pk, decision=pair.decision).exclude(decision="")
        if not won.update(decision="", decided_by=None, decided_at=None):
            raise AlreadyDecided
        for item, other in _both_ways(pair):
            if pair.decision == LikePair.Decision.MERGED and item.retired_at:
                retiring.take_back(item, user=user)
            log(item, REOPENED, user=user, data={"other": other.code})


def _decide(pair, decision, *, user, now):
    won = LikePair.objects.filter(pk=pair.pk, decision="").update(
        decision=decision, decided_by=user, decided_at=now
    )
    if not won:
        raise AlreadyDecided


def _both_ways(pair):
    return (pair.first, pair.second), (pair.second, pair.first)


def _delete_draft(item, *, user):
    log(item, "wagtail.delete", user=user, deleted=True)
    item.delete()


def _take_over(kept, other, *, user):
    """Add the other's points and citations that the kept one lacks, as a draft; say which."""
    draft = kept.get_latest_revision_as_object()
    points = {draft.point_id, *(point.pk for point in draft.also_tests.all())}
    more_points = [
        point for point in (other.point, *other.also_tests.all()) if point.pk not in points
    ]
    cited = {str(citation.reference) for citation in draft.citations.all()}
    more_citations = [
        ItemCitation(article=one.article, paragraph=one.paragraph, item=one.item)
        for one in other.citations.all()
        if str(one.reference) not in cited
    ]
    carried = CarriedOver(tuple(more_points), tuple(more_citations))
    if not carried:
        return carried
    draft.also_tests = [*draft.also_tests.all(), *more_points]
    draft.citations = [*draft.citations.all(), *more_citations]
    draft.save_revision(user=user, log_action=True)
    return carried
