"""What the exam room's script calls. The capability token authorises, never the session.

So saving goes on when a sign-in has expired; no session, user or form is loaded here.
"""

import json
import logging
from functools import wraps
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from exams.sittings import closing, delivery, observing, telling
from exams.sittings.receipts import receipt_facts
from questionbank.answer_text import MAX_WRITTEN, MalformedAnswer

# The longest answer, were each of its signs escaped as two of JSON's \uXXXX, and what is around.
MAX_BODY = 12 * MAX_WRITTEN + 1024
RETRY_SECONDS = 3

logger = logging.getLogger(__name__)


class BadBody(Exception):
    def __init__(self, status, code, reason):
        self.status, self.code, self.reason = status, code, reason
        super().__init__(code)


def problem(status, code, detail):
    """An error as RFC 9457 writes it, with our `code` beside."""
    return JsonResponse(
        {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": int(status),
            "detail": str(detail),
            "code": code,
        },
        status=status,
        content_type="application/problem+json",
    )


def endpoint(require_method):
    """Make a function of request, attempt and token a view: JSON out, refusals as problems."""

    def decorate(function):
        @csrf_exempt
        @require_method
        @wraps(function)
        def view(request, attempt_id):
            response = _answer(function, request, attempt_id)
            response["Cache-Control"] = "no-store"
            return response

        return view

    return decorate


def _answer(function, request, attempt_id):
    try:
        return JsonResponse(function(request, attempt_id, _bearer_token(request)))
    except (delivery.Refused, BadBody) as refusal:
        return problem(refusal.status, refusal.code, refusal.reason)
    except MalformedAnswer:
        return problem(400, "malformed", _("This is not an answer to an item."))
    except (InterfaceError, OperationalError):
        # A full disk, a locked or restarting database: nothing was acknowledged, and the page
        # sends it again.
        return unavailable()


def unavailable():
    """To be called while the error is handled: the log says which it was."""
    logger.exception("The database refused a request of the exam room")
    response = problem(
        503, "unavailable", _("The server can't save at this moment. It is tried again.")
    )
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def _bearer_token(request):
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else ""


def _read_json(request):
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
        raise BadBody(413, "too-large", _("The request is too large."))
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise BadBody(400, "malformed", _("The request is not readable."))
    return body


@endpoint(require_POST)
def save(request, attempt_id, token):
    body = _read_json(request)
    now = timezone.now()
    saved_at = delivery.save(
        attempt_id,
        token,
        number=body.get("number"),
        position=body.get("position"),
        answer=body.get("answer"),
        now=now,
    )
    return {
        "number": body["number"],
        "saved_at": saved_at.isoformat(),
        "now": now.isoformat(),
    }


@endpoint(require_POST)
def submit(request, attempt_id, token):
    now = timezone.now()
    attempt = closing.hand_in(delivery.authorised(attempt_id, token), now=now)
    return _receipt(attempt) | {"now": now.isoformat()}


@endpoint(require_GET)
def state(request, attempt_id, token):
    after = request.GET.get("after", "")
    after = int(after) if after.isdecimal() and len(after) < 16 else 0
    return telling.told(attempt_id, token, after=after, now=timezone.now())


@endpoint(require_POST)
def beat(request, attempt_id, token):
    body = _read_json(request)
    now = timezone.now()
    position, facts = body.get("position"), body.get("facts")
    observing.beat(
        attempt_id,
        token,
        position=position if isinstance(position, int) and 0 < position <= 400 else None,
        facts=facts if isinstance(facts, list) else [],
        address=address_of(request),
        agent=request.headers.get("User-Agent", ""),
        now=now,
    )
    return {"now": now.isoformat()}


def address_of(request):
    """The network address that the request comes from, None where the server doesn't say one."""
    return request.META.get("REMOTE_ADDR") or None


def _receipt(attempt):
    facts = receipt_facts(attempt)
    return facts | {"submitted_at": facts["submitted_at"].isoformat()}
