"""Pressing start: the rules accepted, the right browser, and the attempt in few statements."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from exams.sittings import delivery, preparing, seb
from exams.sittings.models import Registration


class NotThere(delivery.Refused):
    status = 404
    code = "not-found"
    reason = _("You are not registered for this sitting.")


class RulesNotAccepted(delivery.Refused):
    status = 422
    code = "rules-not-accepted"
    reason = _("Read the rules and say that you keep to them; then start.")


@dataclass(frozen=True)
class Started:
    attempt: int
    # None: of an attempt that was there; whoever opens it gets a new one (`delivery.open_token`).
    token: str | None
    deadline: datetime
    extra_minutes: int
    is_new: bool


def start(registration_id, request, *, has_accepted, now):
    """Return the `Started` of the person's own registration, made by the first call.

    Statements besides session and user: 1 where it was prepared, else at most 4. Raises
    `NotThere`, `RulesNotAccepted`, `seb.OtherBrowser`, `delivery.NotOpen`.
    """
    if has_accepted:
        made = preparing.start_prepared(registration_id, request.user.pk, now=now)
        if made:
            return Started(*made, is_new=True)
    registration = (
        Registration.objects.owned_by(request.user).for_start().filter(pk=registration_id).first()
    )
    if registration is None:
        raise NotThere
    if not seb.is_let_in(request, registration.sitting.exam):
        raise seb.OtherBrowser
    was_there = hasattr(registration, "attempt")
    if not (was_there or has_accepted):
        raise RulesNotAccepted
    token = secrets.token_urlsafe(24)
    attempt = delivery.start(registration, now=now, token=token)
    is_new = not was_there and attempt.token_hash == delivery.hash_token(token)
    return Started(
        attempt.pk, token if is_new else None, attempt.deadline, registration.extra_minutes, is_new
    )
