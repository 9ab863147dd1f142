"""Answer files: what a device kept to the end, carried to the invigilator by hand.

A file is JSON of a few fields; `data` is encrypted with the key that the server gave to the open
paper (AES-GCM), so that whoever changes a file, or makes one, is found out. What it holds is shown
beside what was saved and decided by a person, question by question: it is never merged silently.

Locks: as for the acts of the invigilator, the registration first, then the attempt.
"""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exams.sittings import delivery
from exams.sittings.models import (
    AnswerEvent,
    AnswerFile,
    AnswerFileDecision,
    Attempt,
    Intervention,
    Registration,
)
from exams.sittings.room_page import device_key
from questionbank import answer_text

FORMAT = "baiwen-answers/1"
SUFFIX = ".baiwen"
MAX_SIZE = 4 * 1024 * 1024
MAX_KEY = 2**63 - 1


class NotTaken(Exception):
    """The file is not taken, or can't be decided; the text says why, and what to do."""


def receive(data, sitting, *, actor, now):
    """Check a file (bytes) and return its `AnswerFile`; raises `NotTaken`.

    The same file once more returns the first's row.
    """
    digest = hashlib.sha256(data).hexdigest()
    known = AnswerFile.objects.filter(digest=digest, attempt__registration__sitting=sitting).first()
    if known is not None:
        return known
    attempt, made_at, entries = _opened(data, sitting)
    kept, _is_new = AnswerFile.objects.get_or_create(
        digest=digest,
        defaults={
            "attempt": attempt, "entries": entries, "made_at": made_at,
            "uploaded_by": actor, "uploaded_at": now,
        },
    )  # fmt: skip
    return kept


def _opened(data, sitting):
    """Return (attempt, when made, entries) of a genuine file; raises `NotTaken`."""
    if len(data) > MAX_SIZE:
        raise NotTaken(
            _("The file is larger than %(n)d MB: it isn't an answer file.")
            % {"n": MAX_SIZE // 1024 // 1024}
        )
    try:
        envelope = json.loads(data)
        if envelope["format"] != FORMAT:
            raise ValueError
        key, made_at = envelope["attempt"], envelope["made_at"]
        sealed = [base64.b64decode(envelope[name], validate=True) for name in ("iv", "data")]
        if not (type(key) is int and 0 < key <= MAX_KEY and len(sealed[0]) == 12):
            raise ValueError
        made = _time(made_at)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NotTaken(
            _("This isn't an answer file. Choose the file whose name ends with %(suffix)s.")
            % {"suffix": SUFFIX}
        ) from None
    attempt = (
        Attempt.objects.filter(pk=key, registration__sitting=sitting).select_related("form").first()
    )
    if attempt is None:
        raise NotTaken(
            _("This file belongs to no paper of this sitting. Upload it at the sitting in which "
              "the candidate wrote.")
        )  # fmt: skip
    try:
        plain = AESGCM(device_key(attempt)).decrypt(*sealed, f"{key}|{made_at}".encode())
    except InvalidTag:
        raise NotTaken(
            _("The file is damaged or was changed: its seal doesn't fit the paper. Copy it from "
              "the candidate's device again.")
        ) from None  # fmt: skip
    return attempt, made, _entries(plain, attempt.form)


def _entries(plain, form):
    """Return the entries as they are stored, by number; raises `NotTaken`."""
    try:
        listed = json.loads(plain)
        if not (isinstance(listed, list) and len(listed) <= delivery.MAX_EVENTS):
            raise ValueError
        entries = sorted(_entry(entry, form) for entry in listed)
        if len({number for number, *_rest in entries}) < len(entries):
            raise ValueError
    except (ValueError, TypeError, RecursionError):
        raise NotTaken(
            _("The file is genuine, but what it holds doesn't fit the paper. Keep it and report "
              "it to the administrator.")
        ) from None  # fmt: skip
    return entries


def _entry(entry, form):
    number, position, answer, given_at = entry
    if type(number) is not int or type(position) is not int:
        raise ValueError
    if not (1 <= number <= delivery.MAX_EVENTS and 1 <= position <= form.n_questions):
        raise ValueError
    answer = answer_text.normalise(answer)
    if form.shape[position - 1] not in answer_text.signs_that_take(answer):
        raise ValueError
    return [number, position, answer, _time(given_at).isoformat()]


def _time(text):
    time = parse_datetime(text)
    if time is None or not is_aware(time) or not 2000 < time.year < 2100:
        raise ValueError
    return time


@dataclass(frozen=True)
class Line:
    """One question, side by side: what was saved, what the file holds, and what differs."""

    position: int
    saved: str
    saved_at: datetime | None
    answer: str
    given_at: datetime  # by the device
    is_known: bool  # the file's answer is in the log, or the same was saved
    notes: tuple = ()  # what to look at before it counts

    @property
    def is_proposed(self):
        """Ticked at first: it only adds what never arrived, and nothing is odd about it."""
        return not self.is_known and not self.notes


@dataclass
class Comparison:
    lines: list
    n_known: int = 0  # entries of the file that are in the log
    n_conflicts: int = 0  # entries whose number was used for another answer
    n_missing: int = 0
    odd: list = field(default_factory=list)  # about the file as a whole


_AFTER_DEADLINE = gettext_lazy("given after the deadline, by the device's clock")
_BEFORE_START = gettext_lazy("given before the start, by the device's clock")
_SAVED_LATER = gettext_lazy("another answer was saved later")
_CONFLICT = gettext_lazy("its number was used for another answer: written on two devices")


def compare(file):
    """Return the `Comparison` of a file with the answer log as it is now."""
    attempt = file.attempt
    events = list(attempt.events.values_list("number", "position", "answer", "received_at"))
    by_number = {number: (position, answer) for number, position, answer, _at in events}
    newest = {}
    for event in sorted(events):
        newest[event[1]] = event
    comparison = Comparison(lines=[])
    last = {}
    for number, position, answer, given_at in file.entries:
        last[position] = (number, answer, given_at)
        if number not in by_number:
            comparison.n_missing += 1
        elif by_number[number] == (position, answer):
            comparison.n_known += 1
        else:
            comparison.n_conflicts += 1
    for position, (number, answer, given_at) in sorted(last.items()):
        comparison.lines.append(
            _line(attempt, position, number, answer, datetime.fromisoformat(given_at),
                  by_number, newest.get(position))
        )  # fmt: skip
    if file.made_at > file.uploaded_at:
        comparison.odd.append(_("The device's clock was ahead: the file is dated in the future."))
    return comparison


def _line(attempt, position, number, answer, given_at, by_number, newest):
    saved, saved_at = (newest[2], newest[3]) if newest else ("", None)
    is_known = saved == answer or by_number.get(number) == (position, answer)
    notes = []
    if not is_known:
        if number in by_number:
            notes.append(_CONFLICT)
        if newest and (newest[0] > number or saved_at > given_at):
            notes.append(_SAVED_LATER)
        if given_at > attempt.deadline:
            notes.append(_AFTER_DEADLINE)
        if given_at < attempt.started_at:
            notes.append(_BEFORE_START)
    return Line(position, saved, saved_at, answer, given_at, is_known, tuple(notes))


def decide(file, positions, *, cause, actor, now):
    """Decide on a file, once: the answers to `positions` count, or none do; returns the decision.

    What counts is added to the log under fresh numbers, and the paper is handed in once more:
    sealed and scored anew, beside what was handed in before. Raises `NotTaken`.

    Parameters
    ----------
    positions : collection of int
        Of questions of the file whose answer isn't in the log; empty: nothing counts.
    """
    with transaction.atomic():
        registration = (
            Registration.objects.select_for_update(of=("self",))
            .select_related("sitting__exam")
            .get(attempt=file.attempt_id)
        )
        attempt = (
            Attempt.objects.select_for_update(of=("self",))
            .select_related("form")
            .get(pk=file.attempt_id)
        )
        if AnswerFileDecision.objects.filter(file=file).exists():
            raise NotTaken(_("This file is decided already."))
        if positions:
            if registration.sitting.exam.released_at:
                raise NotTaken(_("The results are released: no answer can be added any more."))
            if attempt.is_running:
                raise NotTaken(
                    _("The paper is still open: the candidate can upload from the page. Decide "
                      "when it is handed in.")
                )  # fmt: skip
            _add(file, attempt, set(positions), now=now)
        decision = AnswerFileDecision.objects.create(
            file=file, is_accepted=bool(positions), cause=cause, actor=actor, decided_at=now
        )
        Intervention.objects.create(
            sitting=registration.sitting, registration=registration,
            kind=Intervention.Kind.ANSWER_FILE, text=_told(positions), cause=cause,
            actor=actor, acted_at=now,
        )  # fmt: skip
    return decision


def _told(positions):
    if not positions:
        return str(_("Not accepted."))
    listed = "、".join(map(str, sorted(positions)))
    said = _("Accepted: the answers to %(n)d questions (%(positions)s).")
    text = said % {"n": len(positions), "positions": listed}
    if len(text) > 500:
        text = _("Accepted: the answers to %(n)d questions.") % {"n": len(positions)}
    return text


def _add(file, attempt, positions, *, now):
    file.attempt = attempt
    wanted = [line for line in compare(file).lines if line.position in positions]
    if len(wanted) < len(positions) or any(line.is_known for line in wanted):
        raise NotTaken(_("What was chosen isn't what the file adds. Load the page again."))
    # Beyond every number in use: what a device may still send must not meet another answer.
    used = [number for number, *_rest in file.entries]
    used += attempt.events.values_list("number", flat=True)
    used += attempt.late_answers.values_list("number", flat=True)
    last = max(used)
    # As a re-opening, for the moment of this transaction: nobody can write meanwhile.
    attempt.submitted_at = None
    attempt.closed_by = attempt.receipt = ""
    attempt.save(update_fields=["submitted_at", "closed_by", "receipt"])
    AnswerEvent.objects.bulk_create(
        [
            AnswerEvent(
                attempt=attempt, number=number, position=line.position, answer=line.answer,
                received_at=now,
            )
            for number, line in enumerate(wanted, start=last + 1)
        ]
    )  # fmt: skip
    delivery.submit(attempt, now=now, closed_by=Attempt.Closed.INVIGILATOR)


def shown(answer):
    """An answer as people read it: the letters as the candidate saw them, or what was written."""
    return answer[1:] if answer[:1] in ('"', "=", ">") else answer
