"""The hash chain: what was sealed can't be changed, removed or added to without its showing."""

import json
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from exams.sittings import delivery, sealing, signing
from exams.sittings.models import AnswerEvent, Seal
from tests.factories import AttemptFactory

NOW = timezone.now()
ANSWERS = st.one_of(
    st.sampled_from(["", "A", "AC", ">CAB", "=BA-"]),
    st.text('"\n\\ 123AB日', max_size=12).map(lambda text: f'"{text}'),
)
EVENTS = st.lists(st.tuples(st.integers(1, 60), st.integers(1, 6), ANSWERS), max_size=8)


@pytest.fixture
def attempt(db):
    return AttemptFactory()


@pytest.fixture
def token(attempt):
    return delivery.open_token(attempt)


def save(attempt, token, number, answer="B", position=1, now=None):
    delivery.save(
        attempt.pk,
        token,
        number=number,
        position=position,
        answer=answer,
        now=now or timezone.now(),
    )


@contextmanager
def thawed():
    """What somebody with the database in hands can do."""
    with connection.cursor() as cursor:
        for verb in ("update", "delete"):
            thaw(cursor, AnswerEvent, verb)
        yield cursor


def thaw(cursor, model, verb):
    table = model._meta.db_table
    on_table = "" if connection.vendor == "sqlite" else f" ON {table}"
    cursor.execute(f"DROP TRIGGER {table}_no_{verb}{on_table}")


def head(events):
    last = "0" * 64
    for number, position, answer in events:
        last = sealing.link(last, number, position, answer, NOW)
    return last


@given(EVENTS, EVENTS)
def test_two_logs_have_one_head_only_if_they_are_the_same(one, other):
    assert (head(one) == head(other)) == (one == other)


def test_handing_in_seals_the_log_and_signs_the_receipt(attempt, token):
    save(attempt, token, 1)
    delivery.submit(attempt, now=timezone.now())

    seal = Seal.objects.get()
    assert (seal.n_events, seal.round, seal.receipt) == (1, 1, attempt.receipt)
    assert signing.is_genuine(seal.signature, sealing.statement(seal))
    assert not signing.is_genuine(seal.signature, sealing.statement(seal).replace("1", "2"))
    assert sealing.fault(attempt) == ""


def test_an_empty_paper_is_sealed_too(attempt):
    delivery.submit(attempt, now=timezone.now())

    assert Seal.objects.get().head == sealing.genesis(attempt)
    assert sealing.fault(attempt) == ""


def test_an_open_paper_is_sealed_once_a_minute_and_only_where_something_is_new(attempt, token):
    now = timezone.now()
    assert sealing.seal_open(now=now) == 0
    save(attempt, token, 1)
    assert sealing.seal_open(now=now) == 1
    save(attempt, token, 2)
    assert sealing.seal_open(now=now + timedelta(seconds=59)) == 0
    assert sealing.seal_open(now=now + timedelta(seconds=60)) == 1
    assert sealing.seal_open(now=now + timedelta(seconds=120)) == 0
    assert [seal.n_events for seal in Seal.objects.all()] == [1, 2]
    assert sealing.fault(attempt) == ""


def test_numbers_that_arrive_out_of_order_are_sealed_as_they_arrived(attempt, token):
    """D3"""
    save(attempt, token, 2)
    sealing.seal_open(now=timezone.now())
    save(attempt, token, 1)
    delivery.submit(attempt, now=timezone.now())

    assert sealing.fault(attempt) == ""


TAMPERINGS = {
    "changed": "UPDATE sittings_answerevent SET answer = 'A' WHERE number = 1",
    "removed": "DELETE FROM sittings_answerevent WHERE number = 1",
    "added": "INSERT INTO sittings_answerevent (attempt_id, number, position, answer, received_at)"
    " SELECT attempt_id, 99, position, answer, received_at FROM sittings_answerevent"
    " WHERE number = 1",
}


@pytest.mark.parametrize("fault", TAMPERINGS)
def test_whoever_changes_a_paper_handed_in_is_found_out(attempt, token, fault, capsys):
    save(attempt, token, 1)
    save(attempt, token, 2, "A", position=3)
    delivery.submit(attempt, now=timezone.now())
    with thawed() as cursor:
        cursor.execute(TAMPERINGS[fault])

    with pytest.raises(SystemExit):
        call_command("verify_attempts", "--json")

    ticket = attempt.registration.ticket
    said = json.loads(capsys.readouterr().out)
    assert said["faults"] == [{"ticket": ticket, "fault": fault}]


@pytest.mark.parametrize("fault", ["changed", "removed"])
def test_whoever_changes_an_open_paper_is_found_out_once_it_is_sealed(attempt, token, fault):
    save(attempt, token, 1)
    sealing.seal_open(now=timezone.now())
    save(attempt, token, 2)
    with thawed() as cursor:
        cursor.execute(TAMPERINGS[fault])

    assert sealing.fault(attempt) == fault


def test_a_chain_made_anew_does_not_agree_with_the_receipt(attempt, token):
    save(attempt, token, 1)
    delivery.submit(attempt, now=timezone.now())
    with thawed() as cursor:
        cursor.execute(TAMPERINGS["changed"])
        thaw(cursor, Seal, "update")
        head = sealing.head_of(attempt, sealing.events_of(attempt))
        cursor.execute("UPDATE sittings_seal SET head = %s", [head])

    assert sealing.fault(attempt) == "receipt"


def test_what_was_handed_in_without_a_seal_is_found(db):
    assert sealing.fault(AttemptFactory(submitted_at=timezone.now())) == "unsealed"


def test_sound_attempts_are_said_to_be_sound(attempt, token, capsys):
    save(attempt, token, 1)
    delivery.submit(attempt, now=timezone.now())

    call_command("verify_attempts", "--sitting", str(attempt.registration.sitting_id))

    assert capsys.readouterr().out == "1 attempts, 0 with a fault\n"
