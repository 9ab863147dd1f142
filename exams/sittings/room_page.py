"""What the exam room's page says and hands to its script."""

import base64

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from exams.sittings import paper_page
from exams.sittings.answers import fold
from exams.sittings.models import grace
from exams.sittings.signing import derived_key


def context(attempt, token, *, now, posted=None):
    """The template's context for an attempt that `token` opens.

    Parameters
    ----------
    posted : dict, optional
        Position to answer: those of a form that was refused, shown over the saved ones.
    """
    events = list(attempt.events.values_list("number", "position", "answer"))
    saved = fold(events)
    shown = saved | (posted or {})
    registration = attempt.registration
    n_answered = sum(1 for answer in shown.values() if answer)
    is_paused = attempt.paused_at is not None
    # In a pause nobody reads the paper, not even in the source of the page. A form that was
    # refused keeps its answers all the same: they come back out of sight, ready to be sent again.
    shows_paper = not is_paused or posted is not None
    return {
        "attempt": attempt,
        "registration": registration,
        "sitting": registration.sitting,
        "exam": registration.sitting.exam,
        "token": token,
        "is_paused": is_paused,
        "paper": paper_page.html(attempt, shown) if shows_paper else "",
        "sections": paper_page.positions(attempt.form) if shows_paper else [],
        "n_answered": n_answered,
        "n_unanswered": attempt.form.n_questions - n_answered,
        "data": {
            "attempt": attempt.pk,
            "token": token,
            "now": now.isoformat(),
            "deadline": attempt.deadline.isoformat(),
            "pausedAt": attempt.paused_at.isoformat() if is_paused else None,
            "durationMinutes": registration.sitting.exam.duration_minutes,
            "extraMinutes": registration.extra_minutes,
            # Encrypts what this device keeps of the paper; another attempt's key opens nothing.
            "deviceKey": base64.b64encode(device_key(attempt)).decode(),
            # Translators: the name of a file
            "fileName": _("answers-%(ticket)s.baiwen") % {"ticket": registration.ticket},
            "graceSeconds": grace().total_seconds(),
            "timeZone": timezone.get_current_timezone_name(),
            "nextNumber": max((event[0] for event in events), default=0) + 1,
            # Number of the newest save of each item: what this page knows of the log.
            "latest": {position: number for number, position, _answer in sorted(events)}
            if shows_paper
            else {},
            "answers": saved if shows_paper else {},
            "urls": {
                "save": reverse("room-save", args=[attempt.pk]),
                "submit": reverse("room-submit", args=[attempt.pk]),
                "state": reverse("room-state", args=[attempt.pk]),
                "beat": reverse("room-beat", args=[attempt.pk]),
            },
        },
        "words": words(),
    }


def device_key(attempt):
    """The AES key (32 bytes) under which a candidate's device keeps answers of this attempt."""
    return derived_key(f"device/{attempt.pk}/{attempt.seed}")


def words():
    """All that the room's script may say. {n} and the like are filled in by the script."""
    return {
        "saved": _("Saved"),
        "saving": _("Saving"),
        "waiting": _("To be uploaded (kept on this device)"),
        "waitingUnkept": _("To be uploaded (not kept on this device)"),
        "unanswered": _("Not answered"),
        "refused": _("Not saved"),
        "tooLate": _("Came too late"),
        "online": _("Answers are saved as you go"),
        "offline": _("Offline"),
        "stopped": _("Stopped"),
        "lastSaved": _("last saved {time}"),
        "flag": _("☆ Check later"),
        "flagged": _("★ Marked"),
        "itemState": _("Item {n}: {state}"),
        "itemStateFlagged": _("Item {n}: {state}, marked"),
        "answeredState": _("answered"),
        "sum": _("Answered {answered}　Open {open}　Marked {flagged}"),
        "timeLeft": _("{n} minutes left"),
        "timeLeftOne": _("1 minute left"),
        "timeOver": _("Time is over"),
        "timeLeftLabel": _("Time left"),
        "timeStands": _("Time stands still"),
        "resumed": _("The exam goes on."),
        "allowed": _("{minutes} + {extra} minutes"),
        "extraGiven": _("You were given {n} more minutes: {minutes} + {extra} minutes."),
        "messageAt": _("Invigilator, {time}:"),
        "understood": _("Understood"),
        "nUnreadable": _(
            "This device holds answers of an earlier page that can't be read any more: item "
            "{items}. Look at these items and tell the invigilator if one is missing."
        ),
        "fileWhy": _(
            "Save the answer file and give it to the invigilator, who uploads it: it holds the "
            "answers that are not uploaded yet."
        ),
        "fileMade": _(
            "The answer file is saved in the folder of downloads: give it to the invigilator, who "
            "uploads it."
        ),
        "saveFile": _("Save answer file"),
        "previousItem": _("Question before"),
        "nextItem": _("Next question"),
        "previousPart": _("Part before"),
        "nextPart": _("Next part"),
        "itemOf": _("Question {n} of {all}"),
        "partOf": _("Part {n} of {all}"),
        "awayTab": _("another tab or program"),
        "awayWindow": _("another window"),
        "signs": _("{n} signs"),
        "signsInItem": _("item {item}, {n} signs"),
        "networkLost": _("The network is down."),
        "serverBusy": _("The exam server doesn't answer at the moment."),
        "goOn": _(
            "You can go on answering; answers are kept on this device and uploaded by themselves "
            "afterwards."
        ),
        "goOnUnkept": _(
            "You can go on answering, but this browser keeps nothing on this device: leave this "
            "page open until it is connected again."
        ),
        "nWaiting": _("Answers still to be uploaded: {n}."),
        "unkept": _(
            "This browser doesn't let the page keep answers on this device. Everything works "
            "while you are connected; offline keeping is off."
        ),
        "takenOver": _("This paper was opened again elsewhere, and writing goes on there."),
        "takenOverKept": _("What was saved is kept; this page has stopped."),
        "goOnHere": _("Go on here"),
        "nRefused": _("Not saved, please choose again: item {items}."),
        "nTooLate": _(
            "These answers came after the time was over and don't count; the invigilator can see "
            "them: item {items}."
        ),
        "stopWriting": _("Time is over; writing has stopped."),
        "allUploaded": _("All answers are uploaded. The paper is closed by itself in a moment."),
        "uploadingLast": _("The last answers are being uploaded: {n}."),
        "lastWaiting": _(
            "{n} answers are not uploaded yet. They count if they arrive within {seconds} seconds "
            "after the deadline; keep this page open."
        ),
        "lastTooLate": _(
            "{n} answers are not uploaded. They will not count any more, but are sent to the "
            "invigilator once the network is back."
        ),
        "reviewAllAnswered": _("All items are answered."),
        "reviewOpen": _("Not answered: {n}"),
        "reviewFlagged": _("Marked to check later: {n}"),
        "reviewWaiting": _("Answers still to be uploaded: {n}. They go first."),
        "uploading": _("Uploading {n} answers …"),
        "handingIn": _("Handing in …"),
        "notHandedIn": _(
            "Not handed in yet: {n} answers could not be uploaded. When the network is back, press "
            "“Hand in” again. They stay on this page."
        ),
        "submitFailed": _(
            "Not handed in yet: the server could not be reached. All answers are uploaded; press "
            "“Hand in” again."
        ),
        "leftoverTitle": _("This device has answers that were never uploaded"),
        "leftoverText": _(
            "After them you answered the same items elsewhere. Choose which shall count:"
        ),
        "leftoverItem": _("Item {n}: here {mine}, saved {theirs}"),
        "leftoverNothing": _("nothing"),
        "leftoverUse": _("Use the one from here"),
        "leftoverKeep": _("Keep the saved one"),
        "closedByCandidate": _("Handed in by you"),
        "closedByDeadline": _("Closed by itself at the deadline"),
        "closedByInvigilator": _("Handed in by the invigilator"),
    }
