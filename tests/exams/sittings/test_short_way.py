"""The room's endpoints are reached past session and CSRF, and answer as by the long way."""

import pytest
from django.test import Client, modify_settings
from django.urls import reverse

from exams.sittings import delivery, short_way
from tests.factories import AttemptFactory

NAMES = ("save", "state", "beat", "submit")
HERE = "exams.sittings.short_way.ShortWayMiddleware"


@pytest.mark.parametrize("name", NAMES)
def test_it_knows_the_addresses_that_the_urls_list(name):
    match = short_way._ADDRESS.fullmatch(reverse(f"room-{name}", args=[7]))

    assert match.groups() == ("7", name)


def ask(client, name, attempt, token, **kwargs):
    url = reverse(f"room-{name}", args=[attempt.pk])
    headers = {"authorization": f"Bearer {token}"} | kwargs
    if name == "state":
        return client.get(url, headers=headers)
    body = {"number": 1, "position": 1, "answer": "A"}
    return client.post(url, body, content_type="application/json", headers=headers)


@pytest.mark.parametrize("name", NAMES)
def test_both_ways_answer_alike(db, name):
    client = Client(enforce_csrf_checks=True)
    long, short = AttemptFactory.create_batch(2)
    with modify_settings(MIDDLEWARE={"remove": [HERE]}):
        expected = ask(Client(enforce_csrf_checks=True), name, long, delivery.open_token(long))
    response = ask(client, name, short, delivery.open_token(short))

    assert response.status_code == expected.status_code == 200
    assert set(response.json()) == set(expected.json())
    for header in ("Content-Type", "Content-Length", "Cache-Control", "X-Content-Type-Options"):
        assert (header in response) == (header in expected)
    assert response["Content-Length"] == str(len(response.content))


@pytest.mark.parametrize(("language", "word"), [("zh-CN", "试卷"), ("en", "paper")])
def test_a_refusal_speaks_the_language_of_who_asks(client, db, language, word):
    response = ask(client, "save", AttemptFactory(), "wrong", **{"accept-language": language})

    assert response.status_code == 403
    assert word in response.json()["detail"]


def test_a_wrong_method_is_refused(client, db):
    assert client.get(reverse("room-save", args=[AttemptFactory().pk])).status_code == 405
