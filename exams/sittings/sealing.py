"""The hash chain over an attempt's answer log: what was sealed can't be changed unnoticed.

Each answer is hashed together with the head before it, in the order in which the server took them.
Heads are kept as `Seal` rows while the paper is open, and at handing in, where the candidate takes
the head away on the receipt: whoever then changes, removes or adds an answer, and all seals with
it, still meets the receipt. Saves pay nothing for it.
"""

import hashlib
import json
from datetime import UTC, timedelta

from django.db import transaction
from django.db.models import F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from exams.sittings import signing
from exams.sittings.answers import fold
from exams.sittings.models import Attempt, Seal

# How old the newest seal of an open paper may be before its newer answers are sealed as well.
SEAL_EVERY = timedelta(minutes=1)
EVENT_FIELDS = ("pk", "number", "position", "answer", "received_at")


def genesis(attempt):
    """The head of an empty log: no two attempts share it."""
    return hashlib.sha256(f"baiwen/attempt/{attempt.pk}/{attempt.seed}".encode()).hexdigest()


def link(head, number, position, answer, received_at):
    """The head after one more answer, 64 hex digits.

    The text is written as a JSON string, so that no answer can look like another line.
    """
    received = received_at.astimezone(UTC).isoformat(timespec="microseconds")
    line = f"{head}\n{number} {position} {received} {json.dumps(answer)}"
    return hashlib.sha256(line.encode()).hexdigest()


def head_of(attempt, events):
    """The head over `events`, tuples of `EVENT_FIELDS` in the order of their keys."""
    head = genesis(attempt)
    for _pk, *event in events:
        head = link(head, *event)
    return head


def events_of(attempt):
    return attempt.events.order_by("pk").values_list(*EVENT_FIELDS)


def seal(attempt, events, *, now, **handed_in):
    """Return the unsaved `Seal` over all `events` of the attempt's log.

    Parameters
    ----------
    events : list of tuples of `EVENT_FIELDS`, by key
        Read while the attempt's row is locked, so that no earlier key can still be committed.
    handed_in : dict
        round, receipt and signature, where the paper is handed in.
    """
    return Seal(
        attempt=attempt,
        n_events=len(events),
        last_event=events[-1][0] if events else 0,
        n_answered=len(fold(event[1:4] for event in events)),
        head=head_of(attempt, events),
        sealed_at=now,
        **handed_in,
    )


def seal_open(*, now):
    """Seal what open papers have saved since their last seal; returns how many got one."""
    newest = Seal.objects.filter(attempt=OuterRef("pk")).order_by("-pk")
    due = (
        Attempt.objects.running()
        .alias(
            newest_event=Max("events__pk"),
            sealed_through=Coalesce(Subquery(newest.values("last_event")[:1]), 0),
            sealed_at=Subquery(newest.values("sealed_at")[:1]),
        )
        .filter(Q(sealed_at=None) | Q(sealed_at__lte=now - SEAL_EVERY))
        .filter(newest_event__gt=F("sealed_through"))
    )
    n_sealed = 0
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            attempt = Attempt.objects.select_for_update().filter(pk=pk, submitted_at=None).first()
            if attempt is not None:
                seal(attempt, list(events_of(attempt)), now=now).save()
                n_sealed += 1
    return n_sealed


def statement(seal):
    """What the server signs about a paper handed in, one fact a line."""
    sealed = seal.sealed_at.astimezone(UTC).isoformat(timespec="microseconds")
    counts = f"{seal.n_answered}\n{seal.n_events}"
    return f"baiwen receipt 1\n{seal.receipt}\n{sealed}\n{counts}\n{seal.head}"


def fault(attempt):
    """Return what is wrong with an attempt's log, a code; empty for a sound one.

    "changed", "removed", "added": an answer among those that were sealed, or one after the paper
    was handed in; "unsealed": handed in without a seal; "receipt": not what was signed.
    """
    events = list(events_of(attempt))
    heads = [genesis(attempt)]  # after so many events
    for _pk, *event in events:
        heads.append(link(heads[-1], *event))
    seals = list(attempt.seals.order_by("pk"))
    for one in seals:
        n_there = sum(1 for event in events if event[0] <= one.last_event)
        if n_there != one.n_events:
            return "removed" if n_there < one.n_events else "added"
        if heads[n_there] != one.head:
            return "changed"
    if attempt.is_running:
        return ""
    last = next((one for one in seals if one.round == attempt.round), None)
    if last is None:
        return "unsealed"
    if last.n_events != len(events):
        return "added"
    if last.receipt != attempt.receipt or not signing.is_genuine(last.signature, statement(last)):
        return "receipt"
    return ""
