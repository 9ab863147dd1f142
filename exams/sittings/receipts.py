"""What a candidate gets for a paper that was handed in, and what anybody may check of it."""

import re
from dataclasses import dataclass

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode

from exams.sittings import sealing, signing
from exams.sittings.models import Seal

# So many signs of the head are enough to tell it from any other.
SHORT_HEAD = 16


def receipt_facts(attempt):
    """The receipt of a submitted attempt: the same figures for the page and for the browser."""
    seal = attempt.last_seal
    return {
        "receipt": seal.receipt,
        "submitted_at": attempt.submitted_at,
        "closed_by": attempt.closed_by,
        "answered": seal.n_answered,
        "total": attempt.form.n_questions,
        "digest": seal.head,
        "signature": seal.signature,
        "n_saves": seal.n_events,
        "url": reverse("receipt", args=[attempt.pk]),
    }


def groups(text, size=8):
    """A long number as people compare it: in groups of so many signs."""
    return [text[i : i + size] for i in range(0, len(text), size)]


def check_address(seal):
    """Where anybody may check this receipt: no name is in it."""
    query = urlencode({"receipt": seal.receipt, "head": seal.head[:SHORT_HEAD]})
    return f"{settings.SITE_URL}{reverse('receipt-check')}?{query}"


def qr_code(address):
    """The QR code of an address, as an SVG element that takes the size it is given."""
    return segno.make(address, error="m", micro=False).svg_inline(
        omitsize=True, border=0, dark="#1b1f24"
    )


@dataclass(frozen=True)
class Checked:
    """What the server holds about a receipt; nothing of it says whose it is."""

    seal: Seal
    total: int
    # Empty where the whole log is as it was sealed; else `sealing.fault`'s code.
    fault: str
    # Whether the head that was given is this receipt's; None: none was given.
    matches: bool | None
    # Whether it was handed in again since, and whether it is open again now.
    has_later: bool
    is_open: bool

    @property
    def statement(self):
        return sealing.statement(self.seal)


class ShortHead(Exception):
    """Fewer signs of the head than tell one from another."""


def find(number):
    """Return the `Seal` of a receipt number, however it is written, or None."""
    signs = re.sub(r"[\s\-–—]", "", number).upper()
    if not re.fullmatch(r"[0-9A-F]{16}", signs):
        return None
    return (
        Seal.objects.select_related("attempt__form").filter(receipt="-".join(groups(signs, 4)))
    ).first()


def check(seal, head=""):
    """Return the `Checked` of a receipt's seal; raises `ShortHead`."""
    head = re.sub(r"\s", "", head).lower()
    if 0 < len(head) < SHORT_HEAD:
        raise ShortHead
    attempt = seal.attempt
    fault = sealing.fault(attempt)
    if not fault and not signing.is_genuine(seal.signature, sealing.statement(seal)):
        fault = "receipt"  # of an earlier handing in, which `fault` doesn't look at
    return Checked(
        seal=seal,
        total=attempt.form.n_questions,
        fault=fault,
        matches=seal.head.startswith(head) if head else None,
        has_later=attempt.seals.filter(round__gt=seal.round).exists(),
        is_open=attempt.is_running,
    )
