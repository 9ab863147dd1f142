"""What Safe Exam Browser fetches: its configuration, the way in and the way out."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from exams.sittings import seb
from exams.sittings.models import Exam, Registration


@never_cache
@require_GET
def configuration(request, exam_id):
    """The browser asks for it before anybody has signed in; nothing in it is secret."""
    exam = get_object_or_404(Exam, pk=exam_id, requires_seb=True)
    reply = HttpResponse(seb.file(seb.configuration(exam)), content_type="application/seb")
    reply["Content-Disposition"] = f'attachment; filename="exam-{exam.pk}.seb"'
    return reply


@never_cache
@require_GET
@login_required
def entry(request, exam_id):
    """To the person's own sitting of an exam: the nearest that isn't over, else the last."""
    mine = Registration.objects.owned_by(request.user).filter(sitting__exam=exam_id)
    ahead = mine.filter(sitting__closes_at__gt=timezone.now()).order_by("sitting__opens_at")
    found = ahead.first() or mine.order_by("-sitting__opens_at").first()
    return redirect("sitting-instructions", found.pk) if found else redirect("desk")


@require_GET
def quit_page(request):
    """Safe Exam Browser closes when it comes here; any other browser shows this page."""
    return render(request, "sittings/seb_quit.html")


def other_browser(request, registration):
    """The page that an exam shows in any other browser: what to do."""
    context = {"registration": registration, "sitting": registration.sitting}
    context |= context_of(registration.sitting.exam)
    return render(request, "sittings/seb_needed.html", context, status=403)


def context_of(exam):
    return {"exam": exam, "seb_link": seb.link(exam)}
