"""HR's pages of registration: who sits when, who isn't entered yet, and the list to print."""

import pandas as pd
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from exams.people.export import Sheet, attachment, csv_bytes, workbook
from exams.people.forms import RosterFilter
from exams.people.models import Candidate
from exams.sittings import registering
from exams.sittings.models import Registration, Sitting

PER_PAGE = 50


@never_cache
@require_GET
@login_required
@permission_required("sittings.register_candidates", raise_exception=True)
def sittings(request):
    n_roster = Candidate.objects.should_sit().count()
    page = Paginator(
        Sitting.objects.select_related("exam").with_registration_counts().order_by("-opens_at"),
        PER_PAGE,
    ).get_page(request.GET.get("page"))
    return render(
        request,
        "sittings/registration_sittings.html",
        {"page": page, "n_roster": n_roster, "now": timezone.now()},
    )


def _sitting(pk):
    return get_object_or_404(
        Sitting.objects.select_related("exam").with_registration_counts(), pk=pk
    )


@never_cache
@require_GET
@login_required
@permission_required("sittings.register_candidates", raise_exception=True)
def sitting(request, pk):
    """Who is entered, with admission number."""
    shown = _sitting(pk)
    form = RosterFilter(request.GET)
    registered = (
        Registration.objects.filter(
            sitting=shown, candidate__in=form.narrow(Candidate.objects.order_by())
        )
        if form.is_valid() and any(form.cleaned_data.values())
        else Registration.objects.filter(sitting=shown)
    )
    page = Paginator(
        registered.select_related("candidate", "unit", "attempt").order_by("ticket"), PER_PAGE
    ).get_page(request.GET.get("page"))
    return render(
        request,
        "sittings/registration.html",
        {
            "sitting": shown,
            "form": form,
            "page": page,
            "n_roster": Candidate.objects.should_sit().count(),
            "n_missing": registering.not_registered(shown).count(),
            "is_over": shown.closes_at <= timezone.now(),
        },
    )


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
@permission_required("sittings.register_candidates", raise_exception=True)
def add(request, pk):
    """Those on the roster who aren't entered; enter all, units or chosen people."""
    shown = _sitting(pk)
    missing = registering.not_registered(shown)
    if request.method == "POST":
        chosen = _chosen(request.POST, missing)
        if chosen is None:
            messages.error(request, _("Nobody was chosen. Tick units or people first."))
            return redirect(request.get_full_path())
        try:
            made = registering.register(shown, chosen, now=timezone.now())
        except registering.NotRegistered as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request,
                ngettext("%(n)d person registered.", "%(n)d people registered.", len(made))
                % {"n": len(made)},
            )
        return redirect("registration", pk=pk)
    form = RosterFilter(request.GET)
    page = Paginator(
        form.narrow(missing).select_related("unit").order_by("unit", "number"), PER_PAGE
    ).get_page(request.GET.get("page"))
    return render(
        request,
        "sittings/registration_add.html",
        {
            "sitting": shown,
            "form": form,
            "page": page,
            "n_missing": missing.count(),
            "units": missing.order_by("unit__position", "unit__name")
            .values("unit", "unit__name")
            .annotate(n=Count("pk")),
            "is_over": shown.closes_at <= timezone.now(),
        },
    )


def _chosen(posted, missing):
    """The candidates that a form asks for, or None where it asks for nobody."""
    match posted.get("whom"):
        case "all":
            return missing
        case "units" if units := _keys(posted.getlist("units")):
            return missing.filter(unit__in=units)
        case "people" if people := _keys(posted.getlist("people")):
            return missing.filter(pk__in=people)
    return None


def _keys(texts):
    return [int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < 19]


@require_POST
@login_required
@permission_required("sittings.register_candidates", raise_exception=True)
def withdraw(request, pk, registration):
    found = get_object_or_404(
        Registration.objects.select_related("candidate"), sitting=pk, pk=registration
    )
    try:
        registering.withdraw(found)
    except registering.NotRegistered as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("%(name)s is no longer registered.") % {"name": found.candidate.name}
        )
    return redirect("registration", pk=pk)


@never_cache
@require_GET
@login_required
@permission_required("sittings.register_candidates", raise_exception=True)
def export(request, pk, suffix):
    """The list of the registered; in .xlsx with those who aren't, on a sheet of their own."""
    shown = _sitting(pk)
    registered = pd.DataFrame(
        [
            (
                r.ticket,
                r.candidate.name,
                r.candidate.number,
                r.unit.name,
                r.candidate.masked_id_number,
            )
            for r in shown.registrations.select_related("candidate", "unit").order_by("ticket")
        ],
        columns=[
            _("admission number"),
            pgettext("person", "name"),
            _("candidate number"),
            _("unit"),
            _("ID number"),
        ],
    )
    name = f"{shown.exam.title}-{shown.name}-{_('registered')}.{suffix}"
    if suffix == "csv":
        return attachment(csv_bytes(registered), name)
    missing = pd.DataFrame(
        registering.not_registered(shown)
        .order_by("unit", "number")
        .values_list("number", "name", "unit__name"),
        columns=[_("candidate number"), pgettext("person", "name"), _("unit")],
    )
    sheets = [Sheet(_("registered"), registered), Sheet(_("not registered"), missing)]
    return attachment(workbook(sheets), name)
