from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from exams.papers.models import Form
from exams.sittings import (
    closing,
    delivery,
    device_check,
    observing,
    paper_page,
    plain_form,
    room_page,
    rules,
    seb,
    seb_views,
)
from exams.sittings.api import address_of
from exams.sittings.models import Attempt, Registration
from exams.sittings.standing import Standing, in_words, standing

_AHEAD = (Standing.EARLY, Standing.OPEN)


@never_cache
@require_GET
@login_required
def instructions(request, registration_id):
    registration = _own_registration(request, registration_id)
    now = timezone.now()
    exam = registration.sitting.exam
    # The forms of a paper are parallel: any of them has its figures.
    form = Form.objects.filter(paper=exam.paper_id).only("shape", "sections").first()
    if form is None:
        raise Http404
    stands = standing(registration, now)
    return render(
        request,
        "sittings/instructions.html",
        {
            **seb_views.context_of(exam),
            "is_let_in": seb.is_let_in(request, exam),
            "rules": rules.of(exam),
            "device": device_check.context() if stands in _AHEAD else None,
            "registration": registration,
            "sitting": registration.sitting,
            "facts": paper_page.facts(form),
            "pass_mark": paper_page.plain_number(exam.pass_mark),
            "standing": stands,
            "Standing": Standing,
            "opens_in": in_words(registration.sitting.opens_at - now),
            "wait": {
                "now": now.isoformat(),
                "opens_at": registration.sitting.opens_at.isoformat(),
            },
        },
    )


def _own_registration(request, pk):
    return get_object_or_404(Registration.objects.owned_by(request.user).for_start(), pk=pk)


@never_cache
@gzip_page
@require_GET
@login_required
def room(request, attempt_id):
    """The paper. Opening it takes the writing over from wherever it was open before."""
    now = timezone.now()
    attempt = closing.close_if_overdue(_own_attempt(request, attempt_id), now=now)
    if not attempt.is_running:
        return redirect("receipt", attempt.pk)
    if not seb.is_let_in(request, attempt.registration.sitting.exam):
        # Before the writing would be taken over from the right browser.
        return seb_views.other_browser(request, attempt.registration)
    if hasattr(attempt, "presence"):
        agent = request.headers.get("User-Agent", "")
        observing.note_take_over(attempt, address=address_of(request), agent=agent, now=now)
    return _draw_room(request, attempt, now=now)


@never_cache
@require_POST
@login_required
def hand_in(request, attempt_id):
    """The room's form, where no script runs: keep all answers, then hand in if asked to."""
    now = timezone.now()
    attempt = _own_attempt(request, attempt_id)
    if not attempt.is_running:
        return redirect("receipt", attempt.pk)
    if not seb.is_let_in(request, attempt.registration.sitting.exam):
        # A form that is refused shows the paper again.
        return seb_views.other_browser(request, attempt.registration)
    posted, unreadable = plain_form.posted_answers(request.POST, attempt.form.n_questions)
    try:
        if unreadable:
            raise delivery.Impossible
        kept = plain_form.keep(attempt, request.POST.get("token", ""), posted, now=now)
    except (delivery.WrongToken, delivery.Impossible, delivery.NumberTaken) as refusal:
        # The page comes again with the answers as they were sent: nothing seen is lost.
        return _draw_room(request, attempt, now=now, posted=posted, refusal=refusal)
    if kept.n_late:
        messages.warning(
            request,
            ngettext(
                "%(n)d answer came after the time was over and does not count.",
                "%(n)d answers came after the time was over and do not count.",
                kept.n_late,
            )
            % {"n": kept.n_late},
        )
    if "keep" in request.POST:
        messages.success(request, _("Your answers are saved. You can go on."))
        return redirect("exam-room", attempt.pk)
    closing.hand_in(attempt, now=now)
    return redirect("receipt", attempt.pk)


def _draw_room(request, attempt, *, now, posted=None, refusal=None):
    token = delivery.open_token(attempt)
    context = room_page.context(attempt, token, now=now, posted=posted)
    if refusal is not None:
        context["refusal"] = refusal.reason
    return render(request, "sittings/room.html", context, status=refusal.status if refusal else 200)


def _own_attempt(request, pk):
    return get_object_or_404(Attempt.objects.owned_by(request.user).for_room(), pk=pk)
