from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from exams.people.export import attachment, csv_bytes, workbook
from exams.people.models import Candidate
from exams.reports import figures, sheets
from exams.reports.people import Standing, entered
from exams.sittings.models import Exam


def hr_only(view):
    """Figures and names of results: for those who may see results, and only by reading."""
    guarded = permission_required("scoring.view_result", raise_exception=True)(view)
    return require_GET(login_required(guarded))


@hr_only
def newest(request):
    """The newest released exam, or why there is nothing to show yet."""
    exam = Exam.objects.released().order_by("-released_at").first()
    if exam is not None:
        return redirect("exam-pass-rates", exam.pk)
    return render(request, "reports/no_exam.html", {"n_unreleased": Exam.objects.count()})


@hr_only
def pass_rates(request, exam_id):
    exam = get_object_or_404(Exam.objects.released(), pk=exam_id)
    found = figures.exam_figures(exam)
    return render(
        request,
        "reports/pass_rates.html",
        {
            "exam": exam,
            "exams": Exam.objects.released().order_by("-released_at"),
            "figures": found.for_page(),
            "n_should_sit": Candidate.objects.should_sit().count(),
            "n_not_entered": Candidate.objects.should_sit()
            .exclude(registrations__sitting__exam=exam)
            .count(),
        },
    )


@hr_only
def people(request, exam_id):
    """Down to the people behind a figure: ?unit=…&standing=registered|sat|passed|failed|absent."""
    exam = get_object_or_404(Exam.objects.released(), pk=exam_id)
    standing = Standing.of(request.GET.get("standing"))
    unit = request.GET.get("unit", "")
    found = entered(exam, unit=unit, standing=standing)
    return render(
        request,
        "reports/people.html",
        {
            "exam": exam,
            "unit": unit,
            "standing": standing,
            "standings": Standing,
            "page": Paginator(found, 50).get_page(request.GET.get("page")),
        },
    )


@hr_only
def export(request, exam_id, suffix):
    exam = get_object_or_404(Exam.objects.released(), pk=exam_id)
    found = figures.exam_figures(exam)
    if suffix == "csv":
        content = csv_bytes(sheets.unit_table(found, as_percent=True))
    else:
        content = workbook(sheets.of_exam(exam, found))
    return attachment(content, sheets.file_name(exam, suffix))
