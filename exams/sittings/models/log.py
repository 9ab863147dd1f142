"""What an attempt leaves behind: rows that are only ever added."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.immutable import Immutable
from exams.papers.models import FormItem
from exams.sittings.models.attempt import Attempt


class AnswerEvent(Immutable):
    """One saved answer; the fold of an attempt's events is what the candidate handed in."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()  # the client's, rising from 1
    position = models.PositiveSmallIntegerField()  # the question's on the form
    # As shown and as written (`questionbank.answer_text`); empty: taken back.
    answer = models.TextField(blank=True)
    received_at = models.DateTimeField()

    class Meta:
        verbose_name = _("saved answer")
        verbose_name_plural = _("saved answers")
        ordering = ["attempt", "number"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "number"], name="answer_number_once")
        ]


class LateAnswer(Immutable):
    """An answer that came when the paper was closed: not counted, kept for the invigilator."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="late_answers")
    number = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField()
    answer = models.TextField(blank=True)
    received_at = models.DateTimeField()

    class Meta:
        verbose_name = _("late answer")
        verbose_name_plural = _("late answers")
        ordering = ["attempt", "number"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "number"], name="late_answer_number_once")
        ]


class Response(Immutable):
    """What an attempt says to one question, in the author's terms; made at submission."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="responses")
    round = models.PositiveSmallIntegerField(default=1)  # of handing in
    form_item = models.ForeignKey(FormItem, models.PROTECT, related_name="responses")
    chosen = models.JSONField(
        null=True, help_text="what the answer says (Kind.response); null: not answered"
    )

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        ordering = ["attempt", "form_item"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "round", "form_item"], name="response_once_a_round"
            )
        ]


class Seal(Immutable):
    """A link of the hash chain over an attempt's answer log (`exams.sittings.sealing`).

    The one made at handing in is what the receipt names and the server signs.
    """

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="seals")
    # Of the chain so far: how many answers, and the key of the last.
    n_events = models.PositiveIntegerField()
    last_event = models.PositiveBigIntegerField()
    n_answered = models.PositiveSmallIntegerField()  # questions
    head = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
    # Of handing in; null: sealed while the paper was open.
    round = models.PositiveSmallIntegerField(null=True)
    receipt = models.CharField(max_length=24, blank=True)
    signature = models.CharField(max_length=88, blank=True)

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "round"], name="seal_once_a_round"),
            models.UniqueConstraint(
                fields=["receipt"], condition=~models.Q(receipt=""), name="receipt_once"
            ),
        ]
