"""The invigilator's acts as pages: a form, shown as a dialog or as a page, then what was done."""

from collections import defaultdict

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from exams.sittings import invigilating, watching
from exams.sittings.invigilation import PERMISSION
from exams.sittings.invigilation_forms import ACTS
from exams.sittings.models import Registration, Sitting

# Before the start extra time may be granted by those who register.
REGISTERING = "sittings.register_candidates"
MAX_NAMED = 20


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def act(request, sitting_id, slug):
    """Show the form of an act for the chosen; with `sure` in what is posted, do it.

    A selection is posted, for it may be long; a link to the form names one candidate.
    """
    if slug not in ACTS:
        raise Http404
    is_invigilator = request.user.has_perm(PERMISSION)
    if not is_invigilator and not (slug == "extra-time" and request.user.has_perm(REGISTERING)):
        raise PermissionDenied
    sitting = get_object_or_404(Sitting.objects.select_related("exam"), pk=sitting_id)
    chosen = _chosen(request, sitting)
    wanted = ACTS[slug]
    is_sure = request.method == "POST" and "sure" in request.POST
    form = wanted.form(request.POST if is_sure else None)
    is_for_all = chosen is None and wanted.is_for_all
    if not (is_sure and (chosen or is_for_all) and form.is_valid()):
        return _ask(request, sitting, wanted, chosen or [], form, is_possible=chosen or is_for_all)
    reachable, kept = chosen, []
    if not is_invigilator:
        reachable = [one for one in chosen if not hasattr(one, "attempt")]
        reason = _("The paper is started: the invigilator gives the time.")
        kept = [(one, reason) for one in chosen if hasattr(one, "attempt")]
    done = _do(slug, sitting, reachable, form, actor=request.user, now=timezone.now())
    done.left_out += kept
    watching.forget(sitting.pk)
    said, left_out = _said(done, is_for_all), _grouped(done, chosen or [])
    if request.htmx:
        reply = render(
            request,
            "sittings/_act_done.html",
            {"act": wanted, "done": done, "said": said, "left_out": left_out},
        )
        reply["HX-Trigger"] = "board-changed"
        return reply
    level = messages.SUCCESS if done.acted or is_for_all else messages.WARNING
    messages.add_message(request, level, said)
    for reason, names in left_out.items():
        text = _("Left out: %(names)s. %(reason)s") % {"names": names, "reason": reason}
        messages.warning(request, text)
    if not is_invigilator:
        return redirect("registration", sitting.pk)
    return redirect("invigilation-board", sitting.pk)


def _chosen(request, sitting):
    """The registrations of this sitting that are asked for, by seat; None where nobody is.

    Those of another sitting don't exist here: then the list is empty, and is not "everybody".
    """
    texts = ",".join((request.POST or request.GET).getlist("who")).split(",")
    keys = {int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < 19}
    if not keys:
        return None
    everybody = (
        Registration.objects.filter(sitting=sitting)
        .select_related("candidate", "attempt")
        .order_by("room", "seat", "ticket")
    )
    return [registration for registration in everybody if registration.pk in keys]


def _ask(request, sitting, wanted, chosen, form, *, is_possible):
    context = {
        "act": wanted,
        "form": form,
        "sitting": sitting,
        "chosen": chosen[:MAX_NAMED],
        "n_chosen": len(chosen),
        "n_unnamed": max(0, len(chosen) - MAX_NAMED),
        "who": ",".join(str(one.pk) for one in chosen),
        "n_registered": sitting.registrations.count(),
        "is_possible": is_possible,
    }
    return render(
        request, "sittings/_act_form.html" if request.htmx else "sittings/act.html", context
    )


def _do(slug, sitting, chosen, form, *, actor, now):
    """Do the act that the address names; returns `Done`."""
    said = form.cleaned_data
    who = {"actor": actor, "now": now}
    if slug in ("message", "note"):
        # Nobody chosen is everybody.
        if slug == "message":
            invigilating.tell(sitting, chosen, said["text"], cause=form.cause, **who)
        else:
            invigilating.note(sitting, chosen, said["text"], **who)
        return invigilating.Done(acted=chosen or [])
    who["cause"] = form.cause
    match slug:
        case "extra-time":
            return invigilating.give_time(
                chosen, minutes=said["minutes"] or 0, percent=said["percent"] or 0, **who
            )
        case "reopen":
            return invigilating.reopen(chosen, minutes=said["minutes"], **who)
        case "pause":
            return invigilating.pause(chosen, **who)
        case "resume":
            return invigilating.resume(chosen, **who)
        case _:
            return invigilating.hand_in(chosen, **who)


def _said(done, is_for_all):
    if is_for_all:
        return _("Done for everybody of the sitting.")
    return ngettext(
        "Done for %(n)d candidate.", "Done for %(n)d candidates.", len(done.acted)
    ) % {"n": len(done.acted)}  # fmt: skip


def _grouped(done, chosen):
    """{why: names of those left out}."""
    people = {registration.pk: registration for registration in chosen}
    groups = defaultdict(list)
    for registration, reason in done.left_out:
        groups[reason].append(people[registration.pk])
    return {reason: _names(people) for reason, people in groups.items()}


def _names(registrations):
    names = "、".join(one.candidate.name for one in registrations[:MAX_NAMED])
    n_more = len(registrations) - MAX_NAMED
    return names if n_more <= 0 else _("%(names)s and %(n)d more") % {"names": names, "n": n_more}
