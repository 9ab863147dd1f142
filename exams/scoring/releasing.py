"""Release: from now on candidates see results, keys and explanations."""

from django.db import transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.log_actions import log

from exams.scoring.marking import unscored
from exams.scoring.marking_progress import waiting_answers
from exams.scoring.models import Turn
from exams.scoring.signals import results_released
from exams.sittings.models import Attempt, Exam

RELEASED = "scoring.release"


class NotReady(Exception):
    """Results can't be released yet; the message says why."""


def release(exam, *, now, user=None):
    """Release the exam's results; called again it changes nothing. Raises `NotReady`.

    Keys become visible, so nobody may still be writing: every sitting is closed, every attempt
    handed in, every written answer marked and every paper scored. `user` is who did it, for the
    audit log; None: a command.
    """
    with transaction.atomic():
        exam = Exam.objects.select_for_update().get(pk=exam.pk)
        if exam.released_at is not None:
            return exam
        attempts = Attempt.objects.filter(registration__sitting__exam=exam)
        if n_running := attempts.running().count():
            raise NotReady(
                ngettext(
                    "%(n)d candidate is still writing. Wait until everybody has handed in.",
                    "%(n)d candidates are still writing. Wait until everybody has handed in.",
                    n_running,
                )
                % {"n": n_running}
            )
        if n_waiting := waiting_answers(exam):
            raise NotReady(
                ngettext(
                    "%(n)d written answer waits for marking.",
                    "%(n)d written answers wait for marking.",
                    n_waiting,
                )
                % {"n": n_waiting}
            )
        if n_unscored := unscored(attempts).count():
            raise NotReady(
                ngettext(
                    "%(n)d paper is not scored yet. Try again in a moment.",
                    "%(n)d papers are not scored yet. Try again in a moment.",
                    n_unscored,
                )
                % {"n": n_unscored}
            )
        if exam.sittings.filter(closes_at__gt=now).exists():
            raise NotReady(_("A sitting of this exam is still open or yet to come."))
        if not attempts.exists():
            # Else the keys would lie open to those who sit it later.
            raise NotReady(_("Nobody has sat this exam yet."))
        exam.released_at = now
        exam.save(update_fields=["released_at"])
        log(exam, RELEASED, user=user)
        transaction.on_commit(lambda: results_released.send(Exam, exam=exam), robust=True)
    return exam


def exams_with_progress():
    """Every exam with the number of people registered, writing, handed in and scored.

    And the number of written answers that wait for a mark.
    """
    attempts = "sittings__registrations__attempt"

    def count(**condition):
        return Count(attempts, filter=Q(**condition), distinct=True)

    waiting = (
        Turn.objects.waiting()
        .filter(response__attempt__registration__sitting__exam=OuterRef("pk"))
        .order_by()
        .values("response__attempt__registration__sitting__exam")
        .annotate(n=Count("response", distinct=True))
        .values("n")
    )
    return Exam.objects.annotate(
        n_registered=Count("sittings__registrations", distinct=True),
        n_running=count(**{f"{attempts}__submitted_at": None}),
        n_handed_in=count(**{f"{attempts}__submitted_at__isnull": False}),
        n_to_mark=Coalesce(Subquery(waiting), 0),
        n_scored=count(**{f"{attempts}__results__isnull": False}),
    ).order_by("-pk")
