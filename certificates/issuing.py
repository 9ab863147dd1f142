"""Certificates for those who passed: each person once an exam, numbers without a gap."""

import secrets
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from certificates import numbers
from certificates.dates import last_day_of_validity
from certificates.models import Certificate, Series
from certificates.tasks import draw_certificates
from exams.scoring.models import Result

# So many a transaction: on SQLite the series' lock is the whole database's.
BATCH = 200


class NotQualified(Exception):
    """The result isn't released, was superseded by a re-scoring, or doesn't pass."""

    def __init__(self, result):
        self.result = result

    def __str__(self):
        return _("%(ticket)s has no released result that passes: no certificate.") % {
            "ticket": self.result.attempt
        }


def qualifying(exam=None):
    """Released results that pass and weren't superseded by a re-scoring, by admission number."""
    results = (
        Result.objects.released()
        .current()
        .filter(passed=True)
        .select_related(
            "attempt__registration__sitting__exam",
            "attempt__registration__candidate",
            "attempt__registration__unit",
        )
        .order_by("attempt__registration__ticket")
    )
    if exam is None:
        return results
    return results.filter(attempt__registration__sitting__exam=exam)


def issue(result, *, now):
    """Return the certificate of a result, made by the first call; raises `NotQualified`.

    A person has one certificate an exam: a later result of the same exam gets the same one.
    """
    existing = Certificate.objects.filter(result=result).first()
    if existing is not None:
        return existing
    with transaction.atomic():
        series = _lock_series(now)
        qualified = qualifying().filter(pk=result.pk).first()
        if qualified is None:
            raise NotQualified(result)
        registration = qualified.attempt.registration
        exam = registration.sitting.exam
        existing = (
            Certificate.objects.of_exam(exam)
            .filter(result__attempt__registration__candidate=registration.candidate_id)
            .first()
        )
        if existing is not None:
            return existing
        (certificate,) = _issue_batch([qualified], series, now=now)
        # Seconds of CPU, so after the lock; `draw_missing` mends a crash in between.
        transaction.on_commit(partial(draw_certificates.enqueue, exam.pk))
    return certificate


def issue_for_exam(exam, *, now):
    """Issue to all who passed, in the order of their admission numbers; return how many are new.

    May be repeated, and run twice at once: who has a certificate is passed over.
    """
    n_issued = 0
    while n_new := _issue_next(exam, now=now):
        n_issued += n_new
    if Certificate.objects.of_exam(exam).not_drawn().exists():
        transaction.on_commit(partial(draw_certificates.enqueue, exam.pk))
    return n_issued


@transaction.atomic
def _issue_next(exam, *, now):
    series = _lock_series(now)
    have_one = Certificate.objects.of_exam(exam).values("result__attempt__registration__candidate")
    waiting = qualifying(exam).exclude(attempt__registration__candidate__in=have_one)
    once_each = {}
    for result in waiting[:BATCH]:
        once_each.setdefault(result.attempt.registration.candidate_id, result)
    return len(_issue_batch(once_each.values(), series, now=now))


def _lock_series(now):
    # The row is the lock (on SQLite the transaction): no number twice, none skipped.
    year = localdate(now).year
    Series.objects.get_or_create(year=year)
    return Series.objects.select_for_update().get(year=year)


def _issue_batch(results, series, *, now):
    certificates = [
        _certificate(result, running=running, year=series.year, now=now)
        for running, result in enumerate(results, start=series.last_number + 1)
    ]
    series.last_number += len(certificates)
    series.save(update_fields=["last_number"])
    return Certificate.objects.bulk_create(certificates)


def _certificate(result, *, running, year, now):
    registration = result.attempt.registration
    exam = registration.sitting.exam
    return Certificate(
        result=result,
        number=numbers.format_number(running, prefix=settings.CERTIFICATE_PREFIX, year=year),
        # 128 random bits: the address in the QR code can't be guessed from the number.
        code=secrets.token_urlsafe(16),
        name=registration.candidate.name,
        unit=registration.unit.name,
        exam=exam.title,
        exam_date=localdate(result.attempt.started_at),
        issuer=exam.issuer,
        issued_at=now,
        valid_until=last_day_of_validity(localdate(now), exam.certificate_years),
    )
