"""When the database fails: nothing is acknowledged that isn't kept, and nobody repairs anything."""

import logging
import sqlite3
import threading
import time
from contextlib import closing, contextmanager

import pytest
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.db import close_old_connections, connection

from exams.sittings import delivery
from tests.factories import AttemptFactory

pytestmark = pytest.mark.django_db(transaction=True)
sqlite_only = pytest.mark.skipif("connection.vendor != 'sqlite'")
postgresql_only = pytest.mark.skipif("connection.vendor != 'postgresql'")


@pytest.fixture(autouse=True)
def _quiet(caplog):
    """Each refusal is logged as an error, rightly."""
    caplog.set_level(logging.CRITICAL)


def assert_refused_for_now(response):
    assert response.status_code == 503
    assert response["Content-Type"] == "application/problem+json"
    assert int(response["Retry-After"]) > 0


@postgresql_only
def test_o3_a_cut_connection_fails_cleanly_and_the_next_request_has_a_new_one(seat):
    desk = seat()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    kill = threading.Thread(target=terminate, args=(pid,))
    kill.start()
    kill.join()

    assert_refused_for_now(desk.save(number=1))
    close_old_connections()  # as a server does after each request
    assert desk.save(number=1).status_code == 200
    assert desk.answers() == {1: "A"}


def terminate(pid):
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    finally:
        connection.close()


@sqlite_only
def test_o4_on_a_full_disk_saves_are_refused_and_go_on_once_there_is_room(seat):
    desk = seat()
    with full():
        statuses = []
        while 503 not in statuses and len(statuses) < 2_000:
            response = desk.save(number=len(statuses) + 1)
            statuses.append(response.status_code)
        assert_refused_for_now(response)
        # What was saved can be read meanwhile.
        assert desk.state().json()["acknowledged"] == len(statuses) - 1

    assert desk.save(number=len(statuses)).status_code == 200
    numbers = desk.attempt.events.order_by("pk").values_list("number", flat=True)
    assert list(numbers) == list(range(1, len(statuses) + 1))


@contextmanager
def full():
    """Not a page more than the database has."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (n_pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {n_pages}")
        try:
            yield
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")


@pytest.fixture
def beside():
    """Another connection to the same SQLite database, as a backup or a report has."""
    with closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=20)) as other:
        yield other


@sqlite_only
def test_o5_a_save_waits_while_somebody_else_writes(seat):
    desk = seat()

    def write():
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as other:
            other.execute("BEGIN IMMEDIATE")
            locked.set()
            time.sleep(0.5)
            other.rollback()

    locked = threading.Event()
    writer = threading.Thread(target=write)
    writer.start()
    locked.wait()
    began = time.monotonic()
    assert desk.save().status_code == 200
    assert time.monotonic() - began > 0.3
    writer.join()


@sqlite_only
def test_o5_a_long_report_reads_what_it_began_with_and_holds_up_no_save(seat, beside):
    desk = seat()
    beside.execute("BEGIN")
    count = "SELECT count(*) FROM sittings_answerevent"
    assert beside.execute(count).fetchone() == (0,)

    assert desk.save().status_code == 200

    assert beside.execute(count).fetchone() == (0,)
    beside.rollback()
    assert beside.execute(count).fetchone() == (1,)


@sqlite_only
def test_o5_a_backup_while_answers_come_is_whole(seat, beside):
    desk = seat()
    desk.save(number=1)
    numbers = iter(range(2, 1_000))

    def save_meanwhile(_status, _remaining, _total):
        if (number := next(numbers)) < 6:
            assert desk.save(number=number).status_code == 200

    with closing(sqlite3.connect(":memory:")) as copy:
        beside.backup(copy, pages=20, progress=save_meanwhile)
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("SELECT count(*) FROM sittings_answerevent").fetchone()[0] >= 1

    assert desk.attempt.events.count() == 5


def test_o6_a_cache_that_forgets_everything_costs_time_and_no_answer(seat, client, monkeypatch):
    """Behind the cache nothing is kept that the database doesn't have."""
    monkeypatch.setattr(LocMemCache, "get", lambda self, key, default=None, **kwargs: default)
    monkeypatch.setattr(LocMemCache, "set", lambda self, *args, **kwargs: None)
    desk = seat()
    client.force_login(desk.user)

    assert client.get(f"/room/{desk.attempt.pk}/").status_code == 200
    token = delivery.open_token(desk.attempt)
    assert desk.save(token=token).status_code == 200
    cache.clear()
    assert desk.submit(token=token).status_code == 200


def test_o6_nothing_of_a_save_goes_through_the_cache(desk, monkeypatch):
    def fail(*args, **kwargs):
        raise ConnectionError("the cache is gone")

    for name in ("get", "set", "add", "get_many", "set_many", "delete"):
        monkeypatch.setattr(LocMemCache, name, fail)

    assert desk.save().status_code == 200
    assert desk.state().status_code == 200
    assert AttemptFactory._meta.model.objects.get().answers() == {1: "A"}
