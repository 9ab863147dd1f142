"""Delivery: start, save, submit. The same functions serve the browser and the commands.

Locks: a start relies on the one-to-one constraint of attempt and registration; a save is one
statement and takes none; a submission is decided by one UPDATE that only the first caller wins.
"""

import hashlib
import hmac
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from exams.sittings import answers, paper_page, sealing, signing
from exams.sittings.models import AnswerEvent, Attempt, LateAnswer, Response, grace
from exams.sittings.shuffling import order_shown
from exams.sittings.signals import attempt_submitted
from questionbank import answer_text

MAX_EVENTS = 20_000


class Refused(Exception):
    """A request that is not granted; `code` for machines, `reason` in plain words."""

    status = 409
    code = "refused"
    reason = _("The request was refused.")

    def __init__(self):
        super().__init__(str(self.reason))


class NotOpen(Refused):
    code = "not-open"
    reason = _("This sitting is not open now. Look at its times on your page.")


class AlreadySubmitted(Refused):
    code = "submitted"
    reason = _("The paper has been handed in; nothing can be changed any more.")


class WrongToken(Refused):
    status = 403
    code = "taken-over"
    reason = _(
        "This paper has been opened again elsewhere. Go on there, or reload this page to go on "
        "here. What was saved is kept."
    )


class TooLate(Refused):
    status = 410
    code = "too-late"
    reason = _(
        "The time is over: this answer came too late and does not count. The invigilator can see "
        "it. Everything saved before counts."
    )


class Impossible(Refused):
    status = 422
    code = "impossible"
    reason = _("This item has no such option. Reload the page; what was saved is kept.")


class NumberTaken(Refused):
    code = "number-taken"
    reason = _("Another answer was saved under this number.")


def start(registration, *, now, token=""):
    """Return the registration's attempt, made by the first call; raises `NotOpen`.

    `token` opens an attempt that this call makes, without a statement of its own (`open_token`).

    Two calls at once make one attempt: the constraint decides, the loser reads the winner's.
    Statements: 2, none where `registration` comes with its attempt (`for_start`) and has one.
    """
    if hasattr(registration, "attempt"):
        return registration.attempt
    sitting = registration.sitting
    if not sitting.opens_at <= now < sitting.closes_at or sitting.exam.released_at:
        raise NotOpen  # once released, the keys of this paper are known
    minutes = sitting.exam.duration_minutes + registration.extra_minutes
    attempt = Attempt(
        registration=registration,
        form=_form_for(registration),
        seed=secrets.token_hex(16),
        token_hash=hash_token(token) if token else "",
        started_at=now,
        deadline=now + timedelta(minutes=minutes),
    )
    try:
        attempt.save(force_insert=True)  # one statement: no transaction around it to break
    except IntegrityError:
        return Attempt.objects.get(registration=registration)
    return attempt


def _form_for(registration):
    return form_of(registration.pk, list(registration.sitting.exam.paper.forms.order_by("label")))


def form_of(registration_id, forms):
    """Which of the parallel forms a registration gets: neighbours get different ones."""
    return forms[registration_id % len(forms)]


def open_token(attempt):
    """Give the attempt a new capability token and return it; the one before is void.

    Whoever opens the paper last writes. Only the token's hash is stored.
    """
    token = secrets.token_urlsafe(24)
    attempt.token_hash = hash_token(token)
    Attempt.objects.filter(pk=attempt.pk).update(token_hash=attempt.token_hash)
    return token


def hash_token(token):
    return hashlib.sha256(token.encode()).hexdigest()


# The attempt's row checks token, state, time and shape in the very statement that inserts. CASE
# and the inner SELECT keep PostgreSQL to the row's key: in the minute in which everybody starts its
# statistics are old, and it would walk through all running attempts.
_SAVE = """
INSERT INTO sittings_answerevent (attempt_id, number, position, answer, received_at)
SELECT attempt.id, %s, %s, %s, %s
FROM sittings_attempt attempt
WHERE attempt.id = %s AND attempt.token_hash = %s
  AND CASE WHEN attempt.submitted_at IS NULL
      THEN attempt.deadline > %s OR attempt.paused_at IS NOT NULL ELSE FALSE END
  AND (SELECT substr(form.shape, %s, 1) FROM papers_form form WHERE form.id = attempt.form_id)
      IN ({signs})
{lock}
ON CONFLICT (attempt_id, number) DO NOTHING
"""
# Where several write at once, a save holds the attempt's row against a submission: either the
# submission reads this answer, or this statement finds the paper handed in. (SQLite lets one
# write at a time.)
_LOCK = "FOR SHARE OF attempt"


def save(attempt_id, token, *, number, position, answer, now):
    """Return when the answer was received, once it is committed; raises a `Refused` otherwise.

    Parameters
    ----------
    number : int
        The client's, rising from 1; a repeat of the same number and answer changes nothing and
        is answered as the first was.
    position : int
        The question's on the form, from 1.
    answer : str
        As `questionbank.answer_text` writes it, e.g. "AC"; empty takes the answer back.
    """
    answer = answer_text.normalise(answer)
    if not all(isinstance(n, int) and not isinstance(n, bool) for n in (number, position)):
        raise answer_text.MalformedAnswer(number)
    if not (1 <= number <= MAX_EVENTS and 1 <= position <= 400):
        raise Impossible
    # Possible nowhere: a sign that no form has, for SQL knows no empty list.
    signs = answer_text.signs_that_take(answer) or "-"
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(
            _SAVE.format(
                signs=", ".join(["%s"] * len(signs)),
                lock=_LOCK if connection.features.has_select_for_update else "",
            ),
            [
                number, position, answer, adapt(now),
                attempt_id, hash_token(token), adapt(now - grace()), position, *signs,
            ],
        )  # fmt: skip
        if cursor.rowcount == 1:
            return now
    return _explain(attempt_id, token, number=number, position=position, answer=answer, now=now)


def _explain(attempt_id, token, *, number, position, answer, now):
    """Say why the statement inserted nothing; a mere repeat returns the first's time."""
    attempt = Attempt.objects.select_related("form").filter(pk=attempt_id).first()
    if attempt is None or not hmac.compare_digest(attempt.token_hash, hash_token(token)):
        raise WrongToken
    earlier = AnswerEvent.objects.filter(attempt=attempt, number=number).first()
    if earlier is not None:
        if (earlier.position, earlier.answer) == (position, answer):
            return earlier.received_at
        raise NumberTaken
    sign = attempt.form.shape[position - 1 : position]
    if not sign or sign not in answer_text.signs_that_take(answer):
        raise Impossible
    if attempt.is_running and not attempt.is_over(now):
        # Opened again or given time since the statement ran: it counts.
        return save(attempt_id, token, number=number, position=position, answer=answer, now=now)
    LateAnswer.objects.bulk_create(
        [
            LateAnswer(
                attempt=attempt, number=number, position=position, answer=answer, received_at=now
            )
        ],
        ignore_conflicts=True,
    )
    raise TooLate if attempt.is_over(now) else AlreadySubmitted


def authorised(attempt_id, token):
    """Return the attempt that the token opens, ready to be handed in; raises `WrongToken`."""
    attempt = (
        Attempt.objects.select_related("registration__sitting__exam", "form")
        .filter(pk=attempt_id, token_hash=hash_token(token))
        .first()
    )
    if attempt is None:
        raise WrongToken
    return attempt


def submit(attempt, *, now, closed_by=Attempt.Closed.CANDIDATE):
    """Hand the paper in and return the attempt; called again, it returns what the first made.

    Response rows are made of the folded log in the same transaction, and the log is sealed.
    """
    with transaction.atomic():
        handed_in = {
            "submitted_at": now,
            "closed_by": closed_by,
            "receipt": receipt_number(attempt),
            "round": attempt.round + 1,
            "paused_at": None,
        }
        waiting = Attempt.objects.running()
        if closed_by == Attempt.Closed.DEADLINE:
            # Looked at once more in the statement that decides: time given meanwhile holds.
            waiting = Attempt.objects.overdue(now)
        won = waiting.filter(pk=attempt.pk, round=attempt.round).update(**handed_in)
        if not won:
            attempt.refresh_from_db()
            return attempt
        for name, value in handed_in.items():
            setattr(attempt, name, value)
        events = list(sealing.events_of(attempt))
        seal = sealing.seal(attempt, events, now=now, round=attempt.round, receipt=attempt.receipt)
        seal.signature = signing.sign(sealing.statement(seal))
        seal.save(force_insert=True)
        attempt.last_seal = seal
        folded = answers.fold(event[1:4] for event in events)
        Response.objects.bulk_create(_responses(attempt, folded))
        transaction.on_commit(lambda: attempt_submitted.send(Attempt, attempt=attempt), robust=True)
    return attempt


def _responses(attempt, folded):
    for position, form_item, question in paper_page.questions(attempt.form):
        order = order_shown(attempt.seed, position, question)
        yield Response(
            attempt=attempt,
            round=attempt.round,
            form_item_id=form_item,
            chosen=question.kind.response(folded.get(position, ""), order),
        )


def receipt_number(attempt):
    """Sixteen signs that nobody can make without the server's key, others for each handing in."""
    mac = hmac.new(
        settings.SECRET_KEY.encode(),
        f"receipt/{attempt.pk}/{attempt.seed}/{attempt.round}".encode(),
        "sha256",
    ).hexdigest()
    return "-".join(mac[i : i + 4].upper() for i in range(0, 16, 4))


def close_overdue(*, now):
    """Close every attempt left open beyond deadline and grace; returns how many were closed.

    Safe to run twice or in two processes at once: `submit` lets one caller win.
    """
    n_closed = 0
    overdue = Attempt.objects.overdue(now).select_related("form")
    for attempt in overdue.iterator(chunk_size=200):
        n_closed += not submit(attempt, now=now, closed_by=Attempt.Closed.DEADLINE).is_running
    return n_closed
