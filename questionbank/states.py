"""Where an item stands between its first draft and its retirement, for lists and filters."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Case, IntegerField, Q, Value, When
from django.db.models.functions import Cast
from django.utils.translation import pgettext_lazy
from wagtail.models import Revision, WorkflowState

DRAFT, REVIEW, CHANGES = "draft", "review", "changes"
PUBLISHED, NEWER_DRAFT, SCHEDULED, RETIRED = "published", "newer_draft", "scheduled", "retired"

# In the order in which an item passes through them. A published one may also be in review.
LABELS = {
    DRAFT: pgettext_lazy("item", "draft"),
    REVIEW: pgettext_lazy("item", "in review"),
    CHANGES: pgettext_lazy("item", "changes requested"),
    SCHEDULED: pgettext_lazy("item", "scheduled"),
    PUBLISHED: pgettext_lazy("item", "published"),
    NEWER_DRAFT: pgettext_lazy("item", "published, newer draft"),
    RETIRED: pgettext_lazy("item", "retired"),
}
_PUBLISHED_AND = {
    REVIEW: pgettext_lazy("item", "published, in review"),
    CHANGES: pgettext_lazy("item", "published, changes requested"),
    SCHEDULED: pgettext_lazy("item", "published, next version scheduled"),
}


def condition(state, model):
    """Return the `Q` of items in a state."""
    return {
        DRAFT: lambda: (
            Q(live=False, retired_at=None)
            & ~_scheduled(model)
            & ~_in_workflow(model, WorkflowState.STATUS_IN_PROGRESS)
            & ~_in_workflow(model, WorkflowState.STATUS_NEEDS_CHANGES)
        ),
        REVIEW: lambda: _in_workflow(model, WorkflowState.STATUS_IN_PROGRESS),
        CHANGES: lambda: _in_workflow(model, WorkflowState.STATUS_NEEDS_CHANGES),
        SCHEDULED: lambda: _scheduled(model),
        PUBLISHED: lambda: Q(live=True),
        NEWER_DRAFT: lambda: Q(live=True, has_unpublished_changes=True),
        RETIRED: lambda: Q(retired_at__isnull=False),
    }[state]()


def _scheduled(model):
    return Q(pk__in=_owners(Revision.objects.exclude(approved_go_live_at=None), model))


def _in_workflow(model, status):
    return Q(pk__in=_owners(WorkflowState.objects.filter(status=status), model))


def _owners(rows, model):
    """The items that rows of Wagtail's point at by a text."""
    content_type = ContentType.objects.get_for_model(model)
    owner = Cast("object_id", BigIntegerField())
    return rows.filter(base_content_type=content_type).annotate(owner=owner).values("owner")


def rank(model):
    """Return the expression that sorts items by where they stand."""
    order = [RETIRED, SCHEDULED, REVIEW, CHANGES, NEWER_DRAFT, PUBLISHED]
    position = {state: number for number, state in enumerate(LABELS)}
    return Case(
        *(When(condition(state, model), then=Value(position[state])) for state in order),
        default=Value(position[DRAFT]),
        output_field=IntegerField(),
    )


def label(item):
    """Return where an item stands, in words; without a query on `Item.objects.with_status()`."""
    state = _state(item)
    if item.live and state in _PUBLISHED_AND:
        return _PUBLISHED_AND[state]
    return LABELS[state]


def _state(item):
    workflow = item.current_workflow_state
    if item.retired_at:
        return RETIRED
    if item.approved_schedule:
        return SCHEDULED
    if workflow is not None and workflow.status == WorkflowState.STATUS_IN_PROGRESS:
        return REVIEW
    if workflow is not None and workflow.status == WorkflowState.STATUS_NEEDS_CHANGES:
        return CHANGES
    if not item.live:
        return DRAFT
    return NEWER_DRAFT if item.has_unpublished_changes else PUBLISHED
