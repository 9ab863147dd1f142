"""What a candidate gets for a paper that was handed in."""

from django.urls import reverse


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
