"""The description of the endpoints is true: real replies are held against it."""

import json
import re
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from exams.sittings import delivery, invigilating, observing, openapi, starting, telling
from exams.sittings.models import Attempt
from tests.factories import RegistrationFactory, SittingFactory, UserFactory

DOCUMENT = openapi.document()
TYPES = {
    "object": dict, "array": list, "string": str, "boolean": bool, "null": type(None),
    "integer": int, "number": (int, float),
}  # fmt: skip
KNOWN = {
    "$ref", "additionalProperties", "allOf", "const", "description", "enum", "format", "items",
    "maximum", "maxItems", "maxLength", "minimum", "minLength", "oneOf", "pattern", "properties",
    "required", "type",
}  # fmt: skip


def faults(value, schema, place="$"):
    """What of a value isn't as a schema says: the keywords that the description uses."""
    assert set(schema) <= KNOWN, f"{place}: the checker doesn't know {set(schema) - KNOWN}"
    if "$ref" in schema:
        schema = DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    found = []
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(_is(value, name) for name in types):
        return [f"{place}: {value!r} is not {types}"]
    for one in schema.get("allOf", []):
        found += faults(value, one, place)
    if "oneOf" in schema:
        tried = [faults(value, one, place) for one in schema["oneOf"]]
        if sum(not each for each in tried) != 1:
            found.append(f"{place}: not one of {len(tried)}: {tried}")
    if "const" in schema and value != schema["const"]:
        found.append(f"{place}: {value!r} is not {schema['const']!r}")
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{place}: {value!r} is none of {schema['enum']}")
    if isinstance(value, str):
        if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
            found.append(f"{place}: length {len(value)}")
        if not re.search(schema.get("pattern", ""), value):
            found.append(f"{place}: {value!r} is not like {schema['pattern']}")
        if schema.get("format") == "date-time" and datetime.fromisoformat(value).tzinfo is None:
            found.append(f"{place}: {value!r} has no offset")
    if _is(value, "number") and not (
        schema.get("minimum", value) <= value <= schema.get("maximum", value)
    ):
        found.append(f"{place}: {value} is out of range")
    if isinstance(value, list):
        for index, one in enumerate(value):
            found += faults(one, schema.get("items", {}), f"{place}[{index}]")
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        found += [f"{place}: no {name}" for name in schema.get("required", []) if name not in value]
        for name, one in value.items():
            if name in properties:
                found += faults(one, properties[name], f"{place}.{name}")
            elif schema.get("additionalProperties") is False:
                found.append(f"{place}: {name} is not described")
    return found


def _is(value, name):
    return isinstance(value, TYPES[name]) and (name == "boolean" or not isinstance(value, bool))


def operation(path, method):
    return DOCUMENT["paths"][path][method]


def agrees(reply, path, method="post"):
    """The reply is one of those that the description has for the endpoint."""
    described = operation(path, method)["responses"][str(reply.status_code)]
    ((kind, content),) = described["content"].items()
    assert reply["Content-Type"] == kind
    assert faults(reply.json(), content["schema"]) == []
    return reply


START = "/exam/{registration}/attempt/"
SAVE, SUBMIT = "/room/{attempt}/save/", "/room/{attempt}/submit/"
STATE, BEAT = "/room/{attempt}/state/", "/room/{attempt}/beat/"


@pytest.mark.django_db
class TestEveryReply:
    def test_start(self, client, monkeypatch):
        registration = RegistrationFactory()

        def post(body='{"rules_accepted": true}', client=client, key=registration.pk):
            return agrees(
                client.post(f"/exam/{key}/attempt/", body, content_type="application/json"), START
            )

        codes = {post().json()["code"]}
        client.force_login(registration.candidate.user)
        forger = Client(enforce_csrf_checks=True)
        forger.force_login(registration.candidate.user)
        locked = RegistrationFactory(
            sitting=SittingFactory(exam__requires_seb=True), candidate=registration.candidate
        )
        early = RegistrationFactory(
            sitting=SittingFactory(opens_at=timezone.now() + timedelta(hours=1)),
            candidate=registration.candidate,
        )
        refused = [
            post("{"), post(" " * 2000), post("{}"), post(client=forger),
            post(key=RegistrationFactory().pk), post(key=locked.pk), post(key=early.pk),
        ]  # fmt: skip
        assert post().status_code == 201
        assert post().status_code == 200
        delivery.submit(Attempt.objects.get(), now=timezone.now())
        refused.append(post())
        monkeypatch.setattr(starting, "start", _broken)
        refused.append(post())
        codes |= {reply.json()["code"] for reply in refused}
        assert codes == _described_codes(START)

    def test_save(self, desk, monkeypatch):
        def save(*arguments, **kwargs):
            return agrees(desk.save(*arguments, **kwargs), SAVE)

        assert save(1, 1, "A").status_code == 200
        assert save(1, 1, "A").status_code == 200
        refused = [
            save(1, 1, "B"), save(2, 1, 7), save(2, 99, "A"), save(2, 1, "A", token="void"),
            agrees(desk.post("save", " " * 2_000_000), SAVE),
        ]  # fmt: skip
        deadline = desk.attempt.deadline
        _set_deadline(desk.attempt, timezone.now() - timedelta(minutes=5))
        refused.append(save(3, 1, "A"))
        _set_deadline(desk.attempt, deadline)
        with monkeypatch.context() as patched:
            patched.setattr(delivery, "save", _broken)
            refused.append(save(4, 1, "A"))
        desk.submit()
        refused.append(save(4, 1, "A"))
        assert {reply.json()["code"] for reply in refused} == _described_codes(SAVE)

    def test_submit(self, desk, monkeypatch):
        refused = [agrees(desk.submit(token="void"), SUBMIT)]
        with monkeypatch.context() as patched:
            patched.setattr(delivery, "authorised", _broken)
            refused.append(agrees(desk.submit(), SUBMIT))
        assert agrees(desk.submit(), SUBMIT).json() | {"now": ""} == desk.submit().json() | {
            "now": ""
        }
        assert {reply.json()["code"] for reply in refused} == _described_codes(SUBMIT)

    def test_state(self, desk, monkeypatch):
        invigilator = UserFactory(role="invigilator")
        invigilating.tell(
            desk.attempt.registration.sitting, None, "还有十分钟。", cause="提醒",
            actor=invigilator, now=timezone.now(),
        )  # fmt: skip
        assert agrees(desk.state(), STATE, "get").json()["messages"]
        invigilating.pause(
            [desk.attempt.registration], cause="停电", actor=invigilator, now=timezone.now()
        )
        assert agrees(desk.state(), STATE, "get").json()["paused_at"]
        refused = [agrees(desk.state(token="void"), STATE, "get")]
        with monkeypatch.context() as patched:
            patched.setattr(telling, "told", _broken)
            refused.append(agrees(desk.state(), STATE, "get"))
        desk.submit()
        assert agrees(desk.state(), STATE, "get").json()["receipt"]
        assert {reply.json()["code"] for reply in refused} == _described_codes(STATE)

    def test_beat(self, desk, monkeypatch):
        body = {"position": 1, "facts": [{"kind": "away", "ago": 3.5, "seconds": 2}]}
        assert faults(body, {"$ref": "#/components/schemas/Beat"}) == []
        assert agrees(desk.post("beat", body), BEAT).status_code == 200
        refused = [
            agrees(desk.post("beat", "["), BEAT),
            agrees(desk.post("beat", " " * 2_000_000), BEAT),
            agrees(desk.post("beat", {}, token="void"), BEAT),
        ]
        monkeypatch.setattr(observing, "beat", _broken)
        refused.append(agrees(desk.post("beat", {}), BEAT))
        assert {reply.json()["code"] for reply in refused} == _described_codes(BEAT)


def _broken(*arguments, **kwargs):
    raise OperationalError("disk full")


def _set_deadline(attempt, deadline):
    Attempt.objects.filter(pk=attempt.pk).update(
        started_at=deadline - timedelta(hours=1), deadline=deadline
    )


def _described_codes(path):
    (method,) = {"get", "post"} & DOCUMENT["paths"][path].keys()
    return {
        code
        for reply in operation(path, method)["responses"].values()
        for kind, content in reply["content"].items()
        if kind == "application/problem+json"
        for code in content["schema"]["allOf"][1]["properties"]["code"]["enum"]
    }


def test_the_document_is_served_as_json(client):
    reply = client.get("/room/openapi.json")

    assert reply["Content-Type"] == "application/json"
    assert reply.json() == json.loads(json.dumps(DOCUMENT))
    assert reply.json()["openapi"] == "3.1.0"


def test_the_addresses_are_those_of_the_site(rf):
    from django.urls import resolve

    for path in DOCUMENT["paths"]:
        assert resolve(re.sub(r"\{\w+\}", "1", path))


def test_each_reference_leads_somewhere():
    named = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(DOCUMENT)))

    assert named == set(DOCUMENT["components"]["schemas"])


def test_the_checker_finds_what_is_wrong():
    schema = {"$ref": "#/components/schemas/Saved"}
    right = {"number": 1, "saved_at": "2026-01-01T00:00:00+00:00", "now": "2026-01-01T00:00:00Z"}

    assert faults(right, schema) == []
    for wrong in (
        right | {"number": "1"}, right | {"number": -1}, right | {"more": 1},
        {name: right[name] for name in ("number", "now")},
        right | {"now": "2026-01-01T00:00:00"},
    ):  # fmt: skip
        assert faults(wrong, schema)
