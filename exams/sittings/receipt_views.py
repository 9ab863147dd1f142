"""The receipt: the candidate's page and PDF, and the public page that checks it."""

import base64
from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from exams.sittings import closing, printing, receipts, sealing, seb, signing
from exams.sittings.models import Attempt


def _closed_attempt(request, pk):
    attempt = get_object_or_404(Attempt.objects.owned_by(request.user).for_room(), pk=pk)
    return closing.close_if_overdue(attempt, now=timezone.now())


def _context(attempt):
    facts = receipts.receipt_facts(attempt)
    address = receipts.check_address(attempt.last_seal)
    return {
        "attempt": attempt,
        "registration": attempt.registration,
        "sitting": attempt.registration.sitting,
        "facts": facts,
        "digest": receipts.groups(facts["digest"]),
        "signature": receipts.groups(facts["signature"], 11),
        "check": address,
        # Of our own making: an address and a picture of it.
        "qr": mark_safe(receipts.qr_code(address)),  # noqa: S308
        "closed_by": attempt.closed_by,
        "Closed": Attempt.Closed,
        "n_late": attempt.late_answers.count(),
    }


@never_cache
@require_GET
@login_required
def receipt(request, attempt_id):
    attempt = _closed_attempt(request, attempt_id)
    if attempt.is_running:
        return redirect("exam-room", attempt.pk)
    context = _context(attempt)
    if context["sitting"].exam.requires_seb:
        context["seb_quit"] = seb.quit_address()
    return render(request, "sittings/receipt.html", context)


@never_cache
@require_GET
@login_required
def receipt_pdf(request, attempt_id):
    attempt = _closed_attempt(request, attempt_id)
    if attempt.is_running:
        return redirect("exam-room", attempt.pk)
    name = printing.file_name(_("Receipt"), attempt.receipt)
    return _file(printing.pdf("sittings/pdf/receipt.html", _context(attempt)), name)


def _file(data, name, content_type="application/pdf", disposition="inline"):
    reply = HttpResponse(data, content_type=content_type)
    reply["Content-Disposition"] = f"{disposition}; filename*=utf-8''{quote(name)}"
    return reply


@never_cache
@require_GET
def check(request):
    """Anybody with a receipt's number learns what the server holds; nothing says whose it is."""
    number, head = request.GET.get("receipt", ""), request.GET.get("head", "")
    context = {"number": number, "head": head, "public_key": signing.public_key()}
    if not number.strip():
        return render(request, "sittings/receipt_check.html", context)
    seal = receipts.find(number)
    if seal is None:
        context["is_unknown"] = True
        return render(request, "sittings/receipt_check.html", context, status=404)
    try:
        checked = receipts.check(seal, head)
    except receipts.ShortHead:
        context["is_short"] = True
        checked = receipts.check(seal)
    context |= {"checked": checked, "seal": seal, "groups": receipts.groups(seal.head)}
    return render(request, "sittings/receipt_check.html", context)


@never_cache
@require_GET
def check_file(request, name):
    """What openssl needs to verify a receipt: the statement, its signature, the server's key."""
    if name == "public-key.pem":
        return _file(signing.public_key(), name, "application/x-pem-file", "attachment")
    seal = receipts.find(request.GET.get("receipt", ""))
    if seal is None:
        raise Http404
    if name == "statement.txt":
        return _file(sealing.statement(seal), name, "text/plain; charset=utf-8", "attachment")
    signature = base64.b64decode(seal.signature)
    return _file(signature, name, "application/octet-stream", "attachment")
