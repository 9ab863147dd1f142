from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from certificates.archive import stream_zip
from certificates.forms import LookupForm
from certificates.issuing import issue_for_exam
from certificates.models import Certificate
from certificates.progress import progress_of
from certificates.tasks import draw_again
from certificates.throttle import throttled
from certificates.verification import find_code, verify_code
from exams.sittings.models import Exam

may_view = permission_required("certificates.view_certificate", raise_exception=True)
may_issue = permission_required("certificates.issue_certificate", raise_exception=True)
LOOKUPS_A_MINUTE = 30


@require_GET
@login_required
@may_view
def overview(request):
    context = {
        "progresses": progress_of(Exam.objects.released()),
        **_search(request, Certificate.objects.all()),
    }
    return render(request, "certificates/overview.html", context)


@require_GET
@login_required
@may_view
def exam(request, pk):
    exam = get_object_or_404(Exam.objects.released(), pk=pk)
    (progress,) = progress_of([exam])
    certificates = Certificate.objects.of_exam(exam)
    context = {
        "exam": exam,
        "progress": progress,
        "problems": certificates.with_problem().select_related("drawing"),
        **_search(request, certificates),
    }
    return render(request, "certificates/exam.html", context)


@require_GET
@login_required
@may_view
@never_cache
def progress(request, pk):
    exam = get_object_or_404(Exam.objects.released(), pk=pk)
    if not request.htmx:
        return redirect("certificates-of-exam", pk)
    (progress,) = progress_of([exam])
    if not progress.n_waiting:
        # Done: buttons, problems and list below have changed too.
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "certificates/_progress.html", {"exam": exam, "progress": progress})


@require_POST
@login_required
@may_issue
def issue_all(request, pk):
    exam = get_object_or_404(Exam.objects.released(), pk=pk)
    n_issued = issue_for_exam(exam, now=timezone.now())
    if n_issued:
        text = ngettext(
            "%(n)d certificate was issued.", "%(n)d certificates were issued.", n_issued
        ) % {"n": n_issued}
        messages.success(request, text)
    else:
        messages.info(request, _("Everybody who passed has a certificate already."))
    return redirect("certificates-of-exam", pk)


@require_POST
@login_required
@may_issue
def draw(request, pk):
    draw_again(get_object_or_404(Exam.objects.released(), pk=pk))
    messages.info(request, _("Drawing has been started again."))
    return redirect("certificates-of-exam", pk)


@require_GET
@login_required
@may_view
def download_all(request, pk):
    exam = get_object_or_404(Exam.objects.released(), pk=pk)
    certificates = Certificate.objects.of_exam(exam).drawn()
    response = StreamingHttpResponse(stream_zip(certificates), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="certificates-{exam.pk}.zip"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
@login_required
def pdf(request, number):
    certificate = get_object_or_404(
        Certificate.objects.visible_to(request.user).select_related("drawing"), number=number
    )
    drawing = getattr(certificate, "drawing", None)
    if drawing is None or not drawing.file:
        context = {"certificate": certificate, "drawing": drawing}
        return render(request, "certificates/not_drawn.html", context, status=404)
    response = FileResponse(
        drawing.file.open("rb"), as_attachment=True, filename=f"{certificate.number}.pdf"
    )
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "POST"])
@never_cache
@throttled(limit=LOOKUPS_A_MINUTE)
def lookup(request):
    """Number and name are posted: names don't belong in addresses and logs."""
    form = LookupForm(request.POST or None, label_suffix="")
    is_unknown = False
    if form.is_valid():
        code = find_code(**form.cleaned_data)
        if code is not None:
            return redirect("certificate-verify", code)
        is_unknown = True
    context = {"form": form, "is_unknown": is_unknown}
    return _unlisted(render(request, "certificates/lookup.html", context))


@require_GET
@never_cache
@throttled(limit=LOOKUPS_A_MINUTE)
def verify(request, code):
    verified = verify_code(code)
    context = {"verified": verified, "now": timezone.now()}
    status = 200 if verified else 404
    return _unlisted(render(request, "certificates/verify.html", context, status=status))


def _unlisted(response):
    """For people with a certificate in hand, not for search engines."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _search(request, certificates):
    """The context of _list.html: a page of those whose name or number holds the words sought."""
    query = request.GET.get("q", "").strip()
    found = certificates.containing(query).select_related("drawing")
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    return {"query": query, "page": page}
