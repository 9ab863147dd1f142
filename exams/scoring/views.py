from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from exams.scoring.desk import own_papers
from exams.scoring.feedback import feedback
from exams.scoring.models import Result
from exams.scoring.releasing import NotReady, exams_with_progress, release
from exams.sittings.models import Exam


@require_GET
@login_required
@never_cache
def results(request):
    return render(request, "scoring/results.html", {"papers": own_papers(request.user)})


@require_GET
@login_required
@never_cache
def result(request, attempt_id):
    """A candidate's own result, once released; nobody else's, whatever their role."""
    found = get_object_or_404(
        Result.objects.visible_to(request.user)
        .current()
        .select_related("attempt__registration__candidate", "attempt__registration__sitting__exam"),
        attempt=attempt_id,
    )
    told = feedback(found)
    shows_all = request.GET.get("show") == "all"
    return render(
        request,
        "scoring/result.html",
        {
            "result": found,
            "attempt": found.attempt,
            "registration": found.attempt.registration,
            "exam": found.attempt.registration.sitting.exam,
            "minutes_used": minutes_used(found.attempt),
            "rule": Exam.MultiplePolicy(found.rule).label,
            "feedback": told,
            "shows_all": shows_all,
            "items": told.items if shows_all else told.wrong,
        },
    )


def minutes_used(attempt):
    """From the start to the submission; a paper closed at the deadline took until then."""
    ended_at = min(attempt.submitted_at, attempt.deadline)
    return round((ended_at - attempt.started_at).total_seconds() / 60)


class _ReleaseAdmin(WagtailAdminTemplateMixin, TemplateView):
    """For those who may release: the administrator."""

    page_title = gettext_lazy("Release of results")
    header_icon = "check"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm("sittings.release_exam"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("scoring_releases"), "label": _("Release of results")},
        ]


class ReleasesView(_ReleaseAdmin):
    template_name = "scoring/admin/releases.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"exams": exams_with_progress()}


class ReleaseView(_ReleaseAdmin):
    """Look once more, then release."""

    template_name = "scoring/admin/release.html"

    def dispatch(self, request, *args, pk, **kwargs):
        self.pk = pk
        return super().dispatch(request, *args, pk=pk, **kwargs)

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": _("Confirm the release")}]

    def get_context_data(self, **kwargs):
        exam = get_object_or_404(exams_with_progress(), pk=self.pk)
        return super().get_context_data(**kwargs) | {"exam": exam}

    def post(self, request, *args, **kwargs):
        exam = get_object_or_404(Exam, pk=self.pk)
        try:
            release(exam, now=timezone.now(), user=request.user)
        except NotReady as reason:
            messages.error(
                request,
                _("%(exam)s was not released. %(reason)s") % {"exam": exam, "reason": reason},
            )
        else:
            messages.success(request, _("The results of %(exam)s are released.") % {"exam": exam})
        return redirect("scoring_releases")
