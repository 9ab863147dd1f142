"""Admission tickets to download: a candidate's own, and all of a sitting to give out."""

from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from exams.sittings import printing, tickets
from exams.sittings.models import Registration, Sitting

# Who gives tickets out.
PERMISSIONS = ("sittings.register_candidates", "sittings.invigilate_sitting")


@never_cache
@require_GET
@login_required
def ticket(request, registration_id):
    registration = get_object_or_404(
        Registration.objects.owned_by(request.user).for_start(), pk=registration_id
    )
    name = printing.file_name(_("Admission ticket"), registration.ticket)
    return _pdf(tickets.one(registration), name)


def _sitting(request, pk):
    if not any(map(request.user.has_perm, PERMISSIONS)):
        raise PermissionDenied
    return get_object_or_404(Sitting.objects.select_related("exam"), pk=pk)


@never_cache
@require_GET
@login_required
def overview(request, sitting_id):
    """What of a sitting's tickets can be printed: all, by rooms, by units."""
    sitting = _sitting(request, sitting_id)
    context = {"sitting": sitting, "most": tickets.MOST} | tickets.parts(sitting)
    return render(request, "sittings/tickets.html", context)


@never_cache
@require_GET
@login_required
def of_sitting(request, sitting_id):
    sitting = _sitting(request, sitting_id)
    room, unit = request.GET.get("room"), request.GET.get("unit", "")
    unit = int(unit) if unit.isascii() and unit.isdecimal() and len(unit) < 19 else None
    if room is None and unit is None and sitting.registrations.count() > tickets.MOST:
        return redirect("sitting-tickets", sitting.pk)
    name = printing.file_name(_("Admission tickets"), str(sitting), room)
    return _pdf(tickets.of_sitting(sitting, room=room, unit=unit), name)


def _pdf(data, name):
    reply = HttpResponse(data, content_type="application/pdf")
    reply["Content-Disposition"] = f"inline; filename*=utf-8''{quote(name)}"
    return reply
