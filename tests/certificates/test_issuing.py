import sqlite3
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connection, connections, transaction

from certificates import issuing
from certificates.issuing import NotQualified, issue, issue_for_exam
from certificates.models import Certificate, Series
from certificates.numbers import format_number
from certificates.progress import progress_of
from cms.immutable import ImmutableRow
from tests.factories import ExamFactory, RegistrationFactory, SittingFactory, UnitFactory


def running_numbers():
    return [
        int(number.split("-")[3]) for number in Certificate.objects.values_list("number", flat=True)
    ]


def test_a_certificate_says_what_was_so_on_the_day(make_result, noon):
    unit = UnitFactory(name="许镇镇")
    result = make_result(name="张建华", unit=unit)

    certificate = issue(result, now=noon)

    candidate = result.attempt.registration.candidate
    candidate.name, candidate.unit = "张华", UnitFactory(name="栖禾镇")
    candidate.save()
    certificate.refresh_from_db()
    assert certificate.number == format_number(1, prefix="QH", year=2026)
    assert (certificate.name, certificate.unit) == ("张建华", "许镇镇")
    assert certificate.exam == "青禾县行政执法资格模拟考试"
    assert certificate.issuer == "青禾县司法局"
    assert certificate.exam_date == date(2026, 11, 23)
    assert certificate.valid_until == date(2028, 11, 22)
    assert len(certificate.code) == 22


def test_issuing_twice_gives_the_same_certificate(make_result, noon):
    result = make_result()

    assert issue(result, now=noon) == issue(result, now=noon + timedelta(days=400))
    assert Series.objects.get().last_number == 1


@pytest.mark.parametrize("points", ["1.99", "0"])
def test_who_did_not_pass_is_refused(make_result, noon, points):
    with pytest.raises(NotQualified):
        issue(make_result(points=points), now=noon)
    assert not Certificate.objects.exists()


def test_before_release_nobody_is_certified(make_result, exam, noon):
    result = make_result()
    exam.released_at = None
    exam.save()

    with pytest.raises(NotQualified):
        issue(result, now=noon)
    assert issue_for_exam(exam, now=noon) == 0


def test_a_result_that_a_rescoring_replaced_counts_no_more(make_result, noon):
    passed = make_result(points=2)
    make_result(points=1, run=2, attempt=passed.attempt)

    with pytest.raises(NotQualified):
        issue(passed, now=noon)


def test_a_rescoring_gives_nobody_a_second_certificate(make_result, exam, noon):
    first = make_result(points=2)
    certificate = issue(first, now=noon)
    second = make_result(points=3, run=2, attempt=first.attempt)

    assert issue(second, now=noon) == certificate
    assert issue_for_exam(exam, now=noon) == 0


def test_one_person_who_passes_twice_in_an_exam_has_one_certificate(make_result, exam, noon):
    """C6"""
    first = make_result()
    make_result(sitting=SittingFactory(exam=exam), candidate=first.attempt.registration.candidate)

    assert issue_for_exam(exam, now=noon) == 1
    (progress,) = progress_of([exam])
    assert (progress.n_passed, progress.n_issued, progress.n_to_issue) == (1, 1, 0)


def test_two_people_of_one_name_have_one_each(make_result, exam, noon):
    """C6"""
    make_result(name="王芳")
    make_result(name="王芳")

    assert issue_for_exam(exam, now=noon) == 2


def test_numbers_follow_the_admission_numbers_without_a_gap(make_result, exam, noon, monkeypatch):
    monkeypatch.setattr(issuing, "BATCH", 3)
    for ticket in (7, 2, 9, 4, 1, 8, 3):
        make_result(ticket=f"T{ticket}", points=1 if ticket == 4 else 2)

    assert issue_for_exam(exam, now=noon) == 6
    assert running_numbers() == [1, 2, 3, 4, 5, 6]
    in_order = Certificate.objects.order_by("number")
    assert list(in_order.values_list("result__attempt__registration__ticket", flat=True)) == [
        "T1", "T2", "T3", "T7", "T8", "T9",
    ]  # fmt: skip
    assert issue_for_exam(exam, now=noon) == 0


def test_numbers_start_anew_with_the_year_of_shanghai(make_certificate, noon):
    make_certificate()
    # 31 December, 16:30 in Greenwich: in Shanghai it's 2027.
    certificate = make_certificate(now=noon.replace(month=12, day=31, hour=16, minute=30))

    assert certificate.number == format_number(1, prefix="QH", year=2027)


def test_an_issue_that_fails_leaves_no_gap(make_result, noon):
    with transaction.atomic():
        issue(make_result(), now=noon)
        transaction.set_rollback(True)

    assert issue(make_result(), now=noon).number == format_number(1, prefix="QH", year=2026)


def test_an_exam_that_nobody_passed_has_no_certificates(make_result, exam, noon):
    """C7"""
    make_result(points=0)

    assert issue_for_exam(exam, now=noon) == 0
    assert issue_for_exam(ExamFactory(released_at=noon), now=noon) == 0


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL's row lock has its own test bed"
)
def test_two_issuers_at_once_give_each_number_once(make_result, exam, noon, monkeypatch, tmp_path):
    for _ in range(40):
        make_result()
    # Threads on a file of its own, as two workers have it: the suite's database is in memory.
    path = tmp_path / "two-issuers.sqlite3"
    path.write_bytes(connection.connection.serialize())
    monkeypatch.setitem(
        connections.settings, "default", {**connections.settings["default"], "NAME": str(path)}
    )
    monkeypatch.setattr(issuing, "BATCH", 3)
    monkeypatch.setattr(issuing, "draw_certificates", type("Idle", (), {"enqueue": print}))
    barrier, issued, errors = Barrier(2), [], []

    def work():
        try:
            barrier.wait()
            issued.append(issue_for_exam(exam, now=noon))
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not errors
    assert sum(issued) == 40
    with sqlite3.connect(path) as result:
        rows = result.execute("SELECT number FROM certificates_certificate").fetchall()
    result.close()
    assert sorted(int(number.split("-")[3]) for (number,) in rows) == list(range(1, 41))


def test_issuing_a_hundred_costs_no_more_statements_than_ten(
    make_result, exam, noon, django_assert_max_num_queries
):
    for _ in range(10):
        make_result()
    with django_assert_max_num_queries(20):
        issue_for_exam(exam, now=noon)


def test_a_certificate_never_changes(make_certificate):
    certificate = make_certificate()
    certificate.name = "李四"

    with pytest.raises(ImmutableRow):
        certificate.save()
    with pytest.raises(ImmutableRow):
        certificate.delete()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE certificates_certificate SET name = '李四'")


def test_the_same_number_cannot_be_stored_twice(make_certificate, make_result):
    certificate = make_certificate()
    result = make_result()
    certificate.pk, certificate.result, certificate.code = None, result, "another"
    certificate._state.adding = True
    with pytest.raises(DatabaseError), transaction.atomic():
        certificate.save()


def test_a_candidate_without_attempt_has_no_place_in_the_count(make_result, exam, sitting):
    make_result()
    RegistrationFactory(sitting=sitting)

    (progress,) = progress_of([exam])
    assert progress.n_passed == 1
