"""What an open page asks for every few seconds: time, pause, messages, and whether it is over."""

from django.db.models import Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from exams.sittings import closing, delivery
from exams.sittings.models import AnswerEvent, Attempt, Intervention
from exams.sittings.receipts import receipt_facts


def told(attempt_id, token, *, after, now):
    """Return what the page of an attempt is told, as JSON; raises `WrongToken`.

    One statement, and another one only where there is a message newer than `after` (the key of the
    last one that the page knows).
    """
    newest_number = (
        AnswerEvent.objects.filter(attempt=OuterRef("pk"))
        .order_by()
        .values("attempt")
        .annotate(newest=Max("number"))
    )
    row = (
        Attempt.objects.filter(pk=attempt_id, token_hash=delivery.hash_token(token))
        .select_related("registration__sitting")
        .only(
            "deadline", "paused_at", "submitted_at", "registration__extra_minutes",
            "registration__sitting__exam",
        )
        .annotate(
            acknowledged=Coalesce(Subquery(newest_number.values("newest")), 0),
            newest_message=_newest_message(),
        )
        .first()
    )  # fmt: skip
    if row is None:
        raise delivery.WrongToken
    if not row.is_running or row.is_over(now):
        attempt = closing.close_if_overdue(delivery.authorised(attempt_id, token), now=now)
        if not attempt.is_running:
            facts = receipt_facts(attempt)
            facts["submitted_at"] = facts["submitted_at"].isoformat()
            return facts | _open_facts(row, now)
    said = {"submitted_at": None, **_open_facts(row, now)}
    if (row.newest_message or 0) > after:
        said["messages"] = [
            {"id": pk, "text": text, "at": at.isoformat()}
            for pk, text, at in _messages(row.registration, after)
        ]
    return said


def _open_facts(row, now):
    return {
        "now": now.isoformat(),
        "deadline": row.deadline.isoformat(),
        "paused_at": row.paused_at and row.paused_at.isoformat(),
        "extra_minutes": row.registration.extra_minutes,
        "acknowledged": row.acknowledged,
        "messages": [],
    }


def _newest_message():
    registration = OuterRef("registration")
    mine = Intervention.objects.filter(
        Q(registration=registration) | Q(registration=None),
        sitting=OuterRef("registration__sitting"),
        kind=Intervention.Kind.MESSAGE,
    )
    return Subquery(mine.order_by("-pk").values("pk")[:1])


def _messages(registration, after):
    """Messages to this candidate and to everybody, (key, text, time), older ones first."""
    return (
        Intervention.objects.filter(
            Q(registration=registration) | Q(registration=None),
            sitting=registration.sitting_id,
            kind=Intervention.Kind.MESSAGE,
            pk__gt=after,
        )
        .order_by("pk")
        .values_list("pk", "text", "acted_at")
    )
