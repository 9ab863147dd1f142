import json
from dataclasses import dataclass

import pytest
from django.core.cache import cache

from exams.sittings import delivery, watching
from exams.sittings.models import Attempt
from tests.factories import AttemptFactory


@dataclass
class Desk:
    """A candidate's place: an attempt that is open, its token, and the room's addresses."""

    attempt: Attempt
    token: str
    client: object

    @property
    def user(self):
        return self.attempt.registration.candidate.user

    def post(self, verb, body=None, *, token=None, **headers):
        return self.client.post(
            f"/room/{self.attempt.pk}/{verb}/",
            body if isinstance(body, (str, bytes)) else json.dumps(body or {}),
            content_type="application/json",
            headers={"authorization": f"Bearer {token or self.token}", **headers},
        )

    def save(self, number=1, position=1, answer="A", **kwargs):
        body = {"number": number, "position": position, "answer": answer}
        return self.post("save", body, **kwargs)

    def submit(self, **kwargs):
        return self.post("submit", **kwargs)

    def state(self, *, token=None):
        return self.client.get(
            f"/room/{self.attempt.pk}/state/",
            headers={"authorization": f"Bearer {token or self.token}"},
        )

    def answers(self):
        return self.attempt.answers()


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()
    watching.forget_all()


@pytest.fixture
def seat(db, client):
    """A running attempt opened by its candidate, who isn't signed in: the token is enough."""

    def take(**kwargs):
        attempt = AttemptFactory(**kwargs)
        return Desk(attempt, delivery.open_token(attempt), client)

    return take


@pytest.fixture
def desk(seat):
    return seat()
