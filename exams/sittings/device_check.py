"""The device check of the instructions page: what its script may say, and what it asks."""

from django.http import JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET


@never_cache
@require_GET
def now(request):
    """The server's time, for anybody: what a timed request of the check brings back."""
    return JsonResponse({"now": timezone.now().isoformat()})


def context():
    """What the check's part of a page needs."""
    return {
        "checks": [
            ("connection", _("Connection")),
            ("storage", _("Storage")),
            ("cipher", _("Encryption")),
            ("screen", _("Screen")),
            ("clock", _("Clock")),
        ],
        "data": {"url": reverse("server-time")},
        "words": _words(),
    }


def _words():
    """What the script may say. {n} and the like are filled in by it."""
    return {
        "good": _("in order"),
        "warning": _("take note"),
        "checking": _("Checking …"),
        "allGood": _("This device is fit for the exam."),
        "someWarnings": _("Please read the notes ({n}). You may start all the same."),
        "connectionGood": _("The server answers within {ms} milliseconds."),
        "connectionSlow": _(
            "The server takes {ms} milliseconds to answer. Saving may lag behind; close other "
            "programs that use the network, or use a cable."
        ),
        "connectionLossy": _(
            "{lost} of {all} requests got no answer. Use a cable or move closer to the access "
            "point; if it stays so, tell the invigilator."
        ),
        "connectionNone": _(
            "The server doesn't answer. Check the network or tell the invigilator."
        ),
        "storageGood": _("Answers can be kept on this device while the network is down."),
        "storageNone": _(
            "This browser keeps nothing on this device, perhaps because the window is a private "
            "one. Open an ordinary window; else leave the page open whenever the network is down."
        ),
        "cipherGood": _("What is kept on this device is encrypted."),
        "cipherNone": _(
            "This browser can't encrypt on this page: it is too old, or the address doesn't begin "
            "with https. Everything is saved all the same; an answer file can't be made."
        ),
        "screenGood": _("The window is {width} × {height} points large."),
        "screenSmall": _(
            "The window is only {width} × {height} points large. Make it larger, or lessen the "
            "zoom."
        ),
        "clockGood": _("It differs by {seconds} s from the server's."),
        "clockAhead": _(
            "It is {minutes} minutes fast. That doesn't matter for the exam: the server's clock "
            "decides, and the time left is shown by it."
        ),
        "clockBehind": _(
            "It is {minutes} minutes slow. That doesn't matter for the exam: the server's clock "
            "decides, and the time left is shown by it."
        ),
        "clockUnknown": _("It could not be compared."),
    }
