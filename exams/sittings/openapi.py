"""The OpenAPI 3.1 description of what a program may ask of the exam room, as a plain dict.

Beside it stands docs/api.md. Each reply that an endpoint can give is described here: a test sends
real requests and holds the replies against it.
"""

from exams.sittings.delivery import MAX_EVENTS
from exams.sittings.models import Attempt, Incident
from exams.sittings.observing import MAX_FACTS, MAX_SECONDS, REPORTED
from questionbank.answer_text import MAX_WRITTEN

VERSION = "1.0.0"

_INSTANT = {"type": "string", "format": "date-time"}
_COUNT = {"type": "integer", "minimum": 0}
_ADDRESS = {"type": "string", "format": "uri-reference"}


def _object(properties, *, optional=()):
    """An object with these members and no other ones."""
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def _described(schema, text):
    return {**schema, "description": text}


def _reference(name):
    return {"$ref": f"#/components/schemas/{name}"}


_RECEIPT = {
    "receipt": {"type": "string", "pattern": "^[0-9A-F]{4}(-[0-9A-F]{4}){3}$"},
    "submitted_at": _INSTANT,
    "closed_by": {"enum": Attempt.Closed.values},
    "answered": _COUNT,
    "total": _COUNT,
    "digest": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "signature": _described(
        {"type": "string", "minLength": 88, "maxLength": 88}, "Ed25519, base64"
    ),
    "n_saves": _COUNT,
    "url": _described(_ADDRESS, "the receipt's page"),
}
_OPEN = {
    "now": _INSTANT,
    "deadline": _INSTANT,
    "paused_at": {"type": ["string", "null"], "format": "date-time"},
    "extra_minutes": _COUNT,
    "acknowledged": _described(_COUNT, "the highest number that the server has"),
    "messages": {
        "type": "array",
        "items": _object({"id": _COUNT, "text": {"type": "string"}, "at": _INSTANT}),
    },
}

SCHEMAS = {
    "Start": _object(
        {"rules_accepted": _described({"type": "boolean"}, "true, once they were read")},
        optional=["rules_accepted"],
    ),
    "Started": _object(
        {
            "attempt": {"type": "integer"},
            "token": _described({"type": "string"}, "opens this attempt until it is opened anew"),
            "now": _INSTANT,
            "deadline": _INSTANT,
            "extra_minutes": _COUNT,
            "urls": _object(dict.fromkeys(("save", "submit", "state", "beat", "page"), _ADDRESS)),
        }
    ),
    "Save": _object(
        {
            "number": _described(
                {"type": "integer", "minimum": 1, "maximum": MAX_EVENTS},
                "the client's, rising; the same number and answer again change nothing",
            ),
            "position": _described(
                {"type": "integer", "minimum": 1, "maximum": 400}, "the question's on the paper"
            ),
            "answer": _described(
                {"type": "string"},
                f'letters as shown, e.g. "AC"; a text begins with a quotation mark and has at '
                f"most {MAX_WRITTEN} signs; empty takes the answer back",
            ),
        }
    ),
    "Saved": _object({"number": _COUNT, "saved_at": _INSTANT, "now": _INSTANT}),
    "Receipt": _object({**_RECEIPT, "now": _INSTANT}),
    "State": {
        "oneOf": [
            _object({"submitted_at": {"type": "null"}, **_OPEN}),
            _object({**_RECEIPT, **_OPEN}),
        ]
    },
    "Beat": _object(
        {
            "position": _described({"type": ["integer", "null"]}, "the question in sight"),
            "facts": {
                "type": "array",
                "maxItems": MAX_FACTS,
                "items": _object(
                    {
                        "kind": {"enum": [Incident.Kind(kind).value for kind in REPORTED]},
                        "ago": _described(
                            {"type": "number", "minimum": 0, "maximum": MAX_SECONDS},
                            "seconds since it began",
                        ),
                        "seconds": _described(
                            {"type": ["number", "null"]}, "how long it lasted"
                        ),
                        "detail": {"type": "string", "maxLength": 200},
                    },
                    optional=["seconds", "detail"],
                ),
            },
        },
        optional=["position", "facts"],
    ),
    "Heard": _object({"now": _INSTANT}),
    "Problem": _object(
        {
            "type": {"const": "about:blank"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": _described({"type": "string"}, "in the language that was asked for"),
            "code": _described({"type": "string"}, "for programs; stays the same"),
        }
    ),
}  # fmt: skip

# What each code means, for whoever reads the document.
PROBLEMS = {
    "signed-out": (401, "Nobody is signed in."),
    "csrf": (403, "The CSRF token is missing or wrong."),
    "seb-required": (403, "The exam is written in Safe Exam Browser."),
    "taken-over": (403, "The token is void: the paper was opened elsewhere."),
    "not-found": (404, "No such registration of this person."),
    "not-open": (409, "The sitting is not open now."),
    "submitted": (409, "The paper has been handed in; the answer is kept for the invigilator."),
    "number-taken": (409, "Another answer has this number: ask `state`, go on above it."),
    "too-late": (410, "The time is over; the answer is kept for the invigilator."),
    "too-large": (413, "The request is too large."),
    "malformed": (400, "The request or the answer is not readable."),
    "impossible": (422, "The paper has no such question, or the question no such answer."),
    "rules-not-accepted": (422, "`rules_accepted` is not true and nothing was started yet."),
    "unavailable": (503, "The server can't save now; send it again after `Retry-After` seconds."),
}


def _replies(success, codes):
    """The replies of an endpoint: {status: (schema, text)} and the problems' codes."""
    replies = {
        str(status): {
            "description": text,
            "content": {"application/json": {"schema": _reference(schema)}},
        }
        for status, (schema, text) in success.items()
    }
    for code in codes:
        status, text = PROBLEMS[code]
        known = replies.setdefault(
            str(status),
            {
                "description": "",
                "content": {
                    "application/problem+json": {
                        "schema": {
                            "allOf": [
                                _reference("Problem"),
                                {
                                    "type": "object",
                                    "properties": {
                                        "code": {"enum": []},
                                        "status": {"const": status},
                                    },
                                },
                            ]
                        }
                    }
                },
            },
        )
        known["description"] = f"{known['description']} `{code}`: {text}".strip()
        schema = known["content"]["application/problem+json"]["schema"]
        schema["allOf"][1]["properties"]["code"]["enum"].append(code)
    if "503" in replies:
        replies["503"]["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}
    return replies


def _operation(name, summary, *, body=None, success, codes, security, parameters=()):
    operation = {
        "operationId": name,
        "summary": summary,
        "security": security,
        "responses": _replies(success, codes),
    }
    if parameters:
        operation["parameters"] = list(parameters)
    if body:
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": _reference(body)}},
        }
    return operation


def _in_path(name):
    return {
        "name": name,
        "in": "path",
        "required": True,
        "schema": {"type": "integer", "minimum": 1},
    }


_TOKEN = [{"token": []}]
_SESSION = [{"session": [], "csrf": []}]


def document():
    """Return the whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Exam room",
            "version": VERSION,
            "description": "Start a paper, save answers, hand it in. Only the server's clock "
            "decides; every reply with `now` says what it shows.",
        },
        "paths": {
            "/exam/{registration}/attempt/": {
                "parameters": [_in_path("registration")],
                "post": _operation(
                    "start",
                    "Start the paper, or go on with it; earlier tokens are void",
                    body="Start",
                    success={201: ("Started", "Started."), 200: ("Started", "Was started before.")},
                    codes=[
                        "malformed", "signed-out", "csrf", "seb-required", "not-found", "not-open",
                        "submitted", "too-large", "rules-not-accepted", "unavailable",
                    ],
                    security=_SESSION,
                ),
            },
            "/room/{attempt}/save/": {
                "parameters": [_in_path("attempt")],
                "post": _operation(
                    "save",
                    "Save one answer; idempotent by its number",
                    body="Save",
                    success={200: ("Saved", "It is committed.")},
                    codes=[
                        "malformed", "taken-over", "submitted", "number-taken", "too-late",
                        "too-large", "impossible", "unavailable",
                    ],
                    security=_TOKEN,
                ),
            },
            "/room/{attempt}/submit/": {
                "parameters": [_in_path("attempt")],
                "post": _operation(
                    "submit",
                    "Hand the paper in; again, it returns the same receipt",
                    success={200: ("Receipt", "Handed in.")},
                    codes=["taken-over", "unavailable"],
                    security=_TOKEN,
                ),
            },
            "/room/{attempt}/state/": {
                "parameters": [_in_path("attempt")],
                "get": _operation(
                    "state",
                    "Time, pause, messages; the receipt once the paper is in",
                    success={200: ("State", "How the paper stands.")},
                    codes=["taken-over", "unavailable"],
                    security=_TOKEN,
                    parameters=[
                        {
                            "name": "after",
                            "in": "query",
                            "description": "id of the last message that is known",
                            "schema": {"type": "integer", "minimum": 0},
                        }
                    ],
                ),
            },
            "/room/{attempt}/beat/": {
                "parameters": [_in_path("attempt")],
                "post": _operation(
                    "beat",
                    "Say that the page is there, and what it noted",
                    body="Beat",
                    success={200: ("Heard", "Noted.")},
                    codes=["malformed", "taken-over", "too-large", "unavailable"],
                    security=_TOKEN,
                ),
            },
        },
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
                "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRFToken"},
            },
        },
    }  # fmt: skip
