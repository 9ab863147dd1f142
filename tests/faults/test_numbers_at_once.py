"""Those who register or import at the same time: each number once, each person once."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from exams.people import importing
from exams.people.models import Candidate
from exams.sittings.models import Registration
from exams.sittings.registering import register
from tests.exams.people.workbooks import xlsx
from tests.factories import CandidateFactory, ExamFactory, SittingFactory, UnitFactory, id_number

NOW = dt.datetime(2026, 11, 23, 1, tzinfo=dt.UTC)
pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works):
    """Call all of them at the same moment, each on a connection of its own."""
    barrier = Barrier(len(works))

    def run(work):
        try:
            barrier.wait(timeout=10)
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_two_who_register_at_once_give_no_ticket_twice_and_nobody_two():
    exam = ExamFactory()
    opens_at = NOW + dt.timedelta(days=3)
    sittings = [
        SittingFactory(
            exam=exam, name=name, opens_at=opens_at, closes_at=opens_at + dt.timedelta(hours=3)
        )
        for name in ("第一场", "第二场")
    ]
    people = [CandidateFactory(user=None) for _ in range(20)]

    at_once(
        *(
            lambda sitting=sitting, part=part: register(sitting, part, now=NOW)
            for sitting in sittings
            for part in (people, people[5:])
        )
    )

    tickets = list(Registration.objects.values_list("ticket", flat=True))
    assert len(set(tickets)) == len(tickets) == 40
    assert {ticket[:4] for ticket in tickets} == {"2601", "2602"}
    for sitting in sittings:
        own = sitting.registrations.values_list("ticket", flat=True)
        assert len({ticket[:4] for ticket in own}) == 1
        assert sorted(ticket[4:] for ticket in own) == [f"{n:05d}" for n in range(1, 21)]


def test_two_who_import_at_once_give_no_number_twice_and_enter_nobody_twice():
    UnitFactory()

    def kept(serials):
        rows = [[f"考{n}", id_number(n, dt.date(1990, 1, 1)), "栖禾镇"] for n in serials]
        return importing.receive("r.xlsx", xlsx([["姓名", "身份证号", "单位"], *rows]), now=NOW)

    def confirm(received):
        """As a person does: what has changed meanwhile is looked at and confirmed again."""
        try:
            return importing.confirm(received, now=NOW)
        except importing.RosterChanged:
            return importing.confirm(received, now=NOW)

    imports = [kept(range(20)), kept(range(10, 30))]
    done = at_once(*(lambda received=received: confirm(received) for received in imports))

    numbers = Candidate.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [f"26{n:04d}" for n in range(1, 31)]
    assert sum(each.report["counts"]["created"] for each in done) == 30


def test_one_import_confirmed_twice_at_once_is_written_once():
    UnitFactory()
    row = ["柏舟", id_number(1, dt.date(1990, 1, 1)), "栖禾镇"]
    received = importing.receive("r.xlsx", xlsx([["姓名", "身份证号", "单位"], row]), now=NOW)
    work = lambda: importing.confirm(received, now=NOW).report  # noqa: E731
    first, second = at_once(work, work)
    assert first == second
    assert Candidate.objects.count() == 1
