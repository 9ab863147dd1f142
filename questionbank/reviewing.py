"""Review: a question is published by somebody who neither wrote nor submitted it."""

from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from questionbank.refusals import Refused


class OwnWork(Refused):
    """The person wrote or submitted what they would publish."""

    def __init__(self, item):
        super().__init__(
            _(
                "%(item)s: you wrote or submitted this question yourself, so another person has to"
                " approve it. Submit it for review, or ask a reviewer."
            )
            % {"item": item}
        )


def check(item, user, revision=None):
    """Raise `OwnWork` if `user` may not publish the revision (the latest, if none is named)."""
    if is_own(item, user, revision):
        raise OwnWork(item)


def is_own(item, user, revision=None):
    """Whether the review of the revision is somebody else's job."""
    # Nobody: a command, or a schedule that somebody approved.
    if user is None or not settings.REVIEW_BY_ANOTHER:
        return False
    return user.pk in writers(item, revision)


def writers(item, revision=None):
    """Return the keys of the people whose work a revision is, as far as it isn't published.

    The author; whoever changed the question since it was last published; whoever submitted it.
    Saving again what stands there already, as the editor does when one publishes from it, is no
    change. What says the same as the published question is nobody's: there is nothing to review.
    """
    revision = revision or item.get_latest_revision()
    if revision is None:
        return {item.author_id} - {None}
    live = item.live_revision
    published = said(live.as_object()) if live else None
    earlier, found = published, set()
    for one in _since(item, live, revision):
        saying = said(one.as_object())
        if saying != earlier:
            found.add(one.user_id)
        earlier = saying
    if published is not None and earlier == published:
        return set()
    found.add(item.author_id)
    state = item.current_workflow_state
    if state is not None:
        found.add(state.requested_by_id)
    return found - {None}


def _since(item, live, revision):
    """The revisions after the published one, up to the one that is asked about."""
    found = []
    for one in item.revisions.order_by("created_at", "pk"):
        if live is not None and (one.created_at, one.pk) <= (live.created_at, live.pk):
            continue
        found.append(one)
        if one.pk == revision.pk:
            break
    return found


def said(item):
    """Return all that a reviewer answers for, to be compared; where it is filed is not part."""
    cited = [(one.article_id, one.paragraph, one.item) for one in item.citations.all()]
    return item.plain, cited


def scheduled_by(revision):
    """Return who approved that the revision goes live at its time; None if nobody did."""
    entries = ModelLogEntry.objects.filter(action="wagtail.publish.schedule", revision=revision)
    entry = entries.select_related("user").order_by("timestamp", "pk").last()
    return entry and entry.user
