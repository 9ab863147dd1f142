from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from exams.people import importing
from exams.people.export import attachment, csv_bytes, workbook
from exams.people.forms import UploadForm
from exams.people.import_report import as_sheets, as_table
from exams.people.models import RosterImport
from exams.people.refusals import FileRefused

N_RECENT = 20


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
@permission_required("people.import_roster", raise_exception=True)
def upload(request):
    """Choose a file; what it would do is shown before anything is written."""
    is_post = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if is_post else UploadForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            received = importing.receive(
                file.name, file.read(), now=timezone.now(), uploaded_by=request.user
            )
        except (FileRefused, importing.ImportRefused) as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("roster-import", pk=received.pk)
    recent = RosterImport.objects.without_file().select_related("uploaded_by")[:N_RECENT]
    status = 422 if form.errors else 200
    return render(
        request, "people/import_upload.html", {"form": form, "recent": recent}, status=status
    )


@never_cache
@require_GET
@login_required
@permission_required("people.import_roster", raise_exception=True)
def detail(request, pk):
    """The dry run while it waits, the report afterwards."""
    return _show(request, pk)


def _show(request, pk, *, refusal="", status=200):
    roster_import = get_object_or_404(
        RosterImport.objects.without_file().select_related("uploaded_by"), pk=pk
    )
    report = roster_import.report
    n_written = report["counts"]["created"] + report["counts"]["updated"]
    return render(
        request,
        "people/import_detail.html",
        {
            "import": roster_import,
            "report": report,
            "counts": report["counts"],
            "is_pending": roster_import.has_file and not roster_import.confirmed_at,
            "n_written": n_written,
            "refusal": refusal,
        },
        status=status,
    )


@require_POST
@login_required
@permission_required("people.import_roster", raise_exception=True)
def confirm(request, pk):
    roster_import = get_object_or_404(RosterImport.objects.without_file(), pk=pk)
    try:
        done = importing.confirm(
            roster_import,
            leave_out_refused=request.POST.get("leave_out_refused") == "yes",
            now=timezone.now(),
        )
    except importing.ImportRefused as refusal:
        return _show(request, pk, refusal=str(refusal), status=409)
    counts = done.report["counts"]
    n = counts["created"] + counts["updated"]
    messages.success(
        request,
        ngettext("%(n)d person was written.", "%(n)d people were written.", n) % {"n": n}
        if n
        else _("There was nothing to change."),
    )
    return redirect("roster-import", pk=pk)


@require_POST
@login_required
@permission_required("people.import_roster", raise_exception=True)
def reread(request, pk):
    """Read another sheet of the same file: a pending import in place of this one."""
    roster_import = get_object_or_404(RosterImport.objects.pending(), pk=pk)
    try:
        received = importing.reread(
            roster_import, sheet=request.POST.get("sheet", ""), now=timezone.now()
        )
    except (FileRefused, importing.ImportRefused) as refusal:
        return _show(request, pk, refusal=str(refusal), status=409)
    return redirect("roster-import", pk=received.pk)


@require_POST
@login_required
@permission_required("people.import_roster", raise_exception=True)
def discard(request, pk):
    importing.discard(get_object_or_404(RosterImport.objects.without_file(), pk=pk))
    messages.info(request, _("The upload was discarded. Nothing was written."))
    return redirect("roster-upload")


@never_cache
@require_GET
@login_required
@permission_required("people.import_roster", raise_exception=True)
def report(request, pk, suffix):
    kept = get_object_or_404(RosterImport.objects.without_file(), pk=pk)
    name = f"{_('import report')}-{kept.pk}.{suffix}"
    if suffix == "csv":
        return attachment(csv_bytes(as_table(kept.report)), name)
    return attachment(workbook(as_sheets(kept.report)), name)
