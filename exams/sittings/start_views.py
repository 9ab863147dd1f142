"""Pressing start: the form of the instructions page, and the same for programs as JSON."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import OperationalError
from django.http import Http404, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from exams.sittings import api, delivery, observing, openapi, seb, seb_views, starting
from exams.sittings.models import Attempt, Registration

MAX_BODY = 1024


@require_POST
@login_required
def start(request, registration_id):
    has_accepted = "accept" in request.POST
    try:
        started = starting.start(
            registration_id, request, has_accepted=has_accepted, now=timezone.now()
        )
    except starting.NotThere:
        raise Http404 from None
    except seb.OtherBrowser:
        registration = Registration.objects.for_start().get(pk=registration_id)
        return seb_views.other_browser(request, registration)
    except delivery.Refused as refusal:
        messages.error(request, refusal.reason)
        return redirect("sitting-instructions", registration_id)
    return redirect("exam-room", started.attempt)


@csrf_exempt  # checked all the same, below, to be refused as JSON
@never_cache
@require_POST
def start_json(request, registration_id):
    """Start, or go on with a paper that was started: the token of any earlier page is void."""
    now = timezone.now()
    if not request.user.is_authenticated:
        return api.problem(401, "signed-out", _("Sign in first."))
    if _Forgery(lambda request: None).process_view(request, None, (), {}) is not None:
        return api.problem(403, "csrf", _("The request does not come from a page of this site."))
    try:
        started = starting.start(
            registration_id, request, has_accepted=_has_accepted(request), now=now
        )
        return _reply(request, started, now)
    except (delivery.Refused, api.BadBody) as refusal:
        return api.problem(refusal.status, refusal.code, refusal.reason)
    except OperationalError:
        return api.unavailable()


class _Forgery(CsrfViewMiddleware):
    """Django's own check of where a request comes from; a refusal is returned, not drawn."""

    def _reject(self, request, reason):
        return reason


def _has_accepted(request):
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
        raise api.BadBody(413, "too-large", _("The request is too large."))
    try:
        body = json.loads(request.body)
        return body.get("rules_accepted") is True
    except (ValueError, RecursionError, AttributeError):
        raise api.BadBody(400, "malformed", _("The request is not readable.")) from None


def _reply(request, started, now):
    token = started.token
    if token is None:
        attempt = Attempt.objects.select_related("presence").get(pk=started.attempt)
        if not attempt.is_running:
            raise delivery.AlreadySubmitted
        token = delivery.open_token(attempt)
        if hasattr(attempt, "presence"):
            agent = request.headers.get("User-Agent", "")
            observing.note_take_over(attempt, address=api.address_of(request), agent=agent, now=now)
    verbs = ("save", "submit", "state", "beat")
    return JsonResponse(
        {
            "attempt": started.attempt,
            "token": token,
            "now": now.isoformat(),
            "deadline": started.deadline.isoformat(),
            "extra_minutes": started.extra_minutes,
            "urls": {verb: reverse(f"room-{verb}", args=[started.attempt]) for verb in verbs}
            | {"page": reverse("exam-room", args=[started.attempt])},
        },
        status=201 if started.is_new else 200,
    )


@require_GET
def document(request):
    """The description of the room's endpoints, for programs."""
    return JsonResponse(openapi.document(), json_dumps_params={"ensure_ascii": False})
