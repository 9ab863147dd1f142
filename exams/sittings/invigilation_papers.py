"""Attendance sheet and minutes to print, seats, and answer files that candidates bring."""

from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from exams.sittings import answer_files, minutes, printing, seating, watching
from exams.sittings.invigilation import PERMISSION
from exams.sittings.invigilation_forms import (
    NOWHERE,
    AnswerFileForm,
    DecisionForm,
    RoomsForm,
    SeatForm,
)
from exams.sittings.models import AnswerFile, Registration, Sitting

REGISTERING = "sittings.register_candidates"


def _sitting(pk):
    return get_object_or_404(Sitting.objects.select_related("exam"), pk=pk)


def _may_seat(user):
    if not (user.has_perm(PERMISSION) or user.has_perm(REGISTERING)):
        raise PermissionDenied


def _posted(request):
    return request.POST if request.method == "POST" else None


def _room(request):
    """The room that is asked for; None: all of them."""
    asked = request.GET.get("room", "")
    return "" if asked == NOWHERE else asked or None


def _pdf(data, name):
    reply = HttpResponse(data, content_type="application/pdf")
    reply["Content-Disposition"] = f"inline; filename*=utf-8''{quote(name)}"
    return reply


@never_cache
@require_GET
@login_required
def attendance(request, sitting_id):
    _may_seat(request.user)
    sitting, room = _sitting(sitting_id), _room(request)
    with printing.house_language():
        context = {"sitting": sitting, "rooms": minutes.attendance(sitting, room=room)}
        name = printing.file_name(_("Attendance sheet"), str(sitting), room)
        return _pdf(printing.pdf("sittings/pdf/attendance.html", context), name)


@never_cache
@require_GET
@login_required
@permission_required(PERMISSION, raise_exception=True)
def record(request, sitting_id):
    sitting, room = _sitting(sitting_id), _room(request)
    with printing.house_language():
        context = minutes.facts(sitting, room=room, now=timezone.now())
        name = printing.file_name(_("Minutes of the sitting"), str(sitting), room)
        return _pdf(printing.pdf("sittings/pdf/minutes.html", context), name)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def seats(request, sitting_id):
    """The rooms of a sitting and who gets which seat."""
    _may_seat(request.user)
    sitting = _sitting(sitting_id)
    given = seating.rooms(sitting)
    known = "\n".join(
        f"{room['room']} {room['last_seat'] or room['n']}" for room in given if room["room"]
    )
    form = RoomsForm(_posted(request), initial={"rooms": known})
    if request.method == "POST" and "clear" in request.POST:
        n = seating.clear(sitting)
        watching.forget(sitting.pk)
        messages.success(
            request,
            ngettext("%(n)d seat taken back.", "%(n)d seats taken back.", n) % {"n": n},
        )
        return redirect("sitting-seats", sitting.pk)
    if request.method == "POST" and form.is_valid():
        try:
            rooms = seating.parse(form.cleaned_data["rooms"])
            seated = seating.assign(sitting, rooms, order=form.cleaned_data["order"])
        except seating.NotSeated as refusal:
            form.add_error("rooms", str(refusal))
        else:
            watching.forget(sitting.pk)
            _tell_seated(request, seated)
            return redirect("sitting-seats", sitting.pk)
    context = {
        "sitting": sitting,
        "form": form,
        "rooms": given,
        "n_registered": sum(room["n"] for room in given),
        "is_seated": any(room["room"] for room in given),
        "is_invigilator": request.user.has_perm(PERMISSION),
    }
    return render(request, "sittings/seats.html", context)


def _tell_seated(request, seated):
    n, n_kept = len(seated.moved), len(seated.kept)
    said = ngettext("%(n)d candidate has a seat.", "%(n)d candidates have a seat.", n) % {"n": n}
    messages.success(request, said)
    if n_kept:
        text = ngettext(
            "%(n)d candidate had started and keeps the seat.",
            "%(n)d candidates had started and keep their seats.",
            n_kept,
        )
        messages.info(request, text % {"n": n_kept})


@require_POST
@login_required
@permission_required(PERMISSION, raise_exception=True)
def seat(request, sitting_id, registration_id):
    """Give one candidate another seat."""
    registration = get_object_or_404(Registration, sitting=sitting_id, pk=registration_id)
    form = SeatForm(request.POST)
    if form.is_valid():
        try:
            seating.move(registration, **form.cleaned_data)
        except seating.NotSeated as refusal:
            messages.error(request, str(refusal))
        else:
            watching.forget(sitting_id)
            messages.success(request, _("The seat is changed."))
    else:
        messages.error(request, _("A seat is a number from 1 on. Nothing was changed."))
    return redirect("invigilation-candidate", sitting_id, registration_id)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
@permission_required(PERMISSION, raise_exception=True)
def files(request, sitting_id):
    """The answer files of a sitting; a new one is uploaded here."""
    sitting = _sitting(sitting_id)
    form = AnswerFileForm(_posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            # One byte more than may be: then it is too large, and no more of it is read.
            file = answer_files.receive(
                upload.read(answer_files.MAX_SIZE + 1),
                sitting,
                actor=request.user,
                now=timezone.now(),
            )
        except answer_files.NotTaken as refusal:
            form.add_error("file", str(refusal))
        else:
            watching.forget(sitting.pk)
            return redirect("invigilation-file", sitting.pk, file.pk)
    listed = (
        AnswerFile.objects.filter(attempt__registration__sitting=sitting)
        .select_related("attempt__registration__candidate", "uploaded_by", "decision__actor")
        .order_by("-pk")
    )
    return render(
        request,
        "sittings/answer_files.html",
        {"sitting": sitting, "form": form, "files": listed, "suffix": answer_files.SUFFIX},
    )


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
@permission_required(PERMISSION, raise_exception=True)
def file(request, sitting_id, file_id):
    """A file side by side with what was saved, and the decision on it."""
    sitting = _sitting(sitting_id)
    shown = get_object_or_404(
        AnswerFile.objects.select_related(
            "attempt__form", "attempt__registration__candidate", "uploaded_by", "decision__actor"
        ),
        attempt__registration__sitting=sitting,
        pk=file_id,
    )
    form = DecisionForm(_posted(request))
    positions = _positions(request) if "accept" in request.POST else set()
    if "accept" in request.POST and not positions:
        form.add_error(None, _("Tick the questions whose answers shall count."))
    if request.method == "POST" and form.is_valid():
        try:
            decision = answer_files.decide(
                shown,
                positions,
                cause=form.cleaned_data["cause"],
                actor=request.user,
                now=timezone.now(),
            )
        except answer_files.NotTaken as refusal:
            messages.error(request, str(refusal))
        else:
            watching.forget(sitting.pk)
            messages.success(
                request,
                _("Accepted. The paper is handed in and scored anew.")
                if decision.is_accepted
                else _("Not accepted. The answers stay as they were saved."),
            )
            return redirect("invigilation-file", sitting.pk, shown.pk)
    return render(
        request,
        "sittings/answer_file.html",
        {
            "sitting": sitting,
            "file": shown,
            "registration": shown.attempt.registration,
            "decision": getattr(shown, "decision", None),
            "comparison": answer_files.compare(shown),
            "form": form,
            "is_released": bool(sitting.exam.released_at),
        },
    )


def _positions(request):
    return {
        int(text)
        for text in request.POST.getlist("position")
        if text.isascii() and text.isdecimal() and len(text) < 4
    }
