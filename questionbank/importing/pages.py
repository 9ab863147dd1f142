"""The wizard's pages: upload, columns, look through, report; and how far the work is."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from questionbank.formats.registry import FORMATS
from questionbank.importing import about, choosing, committing, receiving, undoing
from questionbank.importing.forms import FormatForm, UploadForm, sheet_forms
from questionbank.importing.listing import list_context, points_by_chapter
from questionbank.importing.models import ItemImport
from questionbank.importing.receiving import ImportRefused
from questionbank.models import DIFFICULTIES, Item

N_RECENT = 20
N_NAMES = 60


class Restricted:
    """For those who write items; of the imports, each sees their own."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm("questionbank.add_item"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def item_import(self):
        visible = ItemImport.objects.visible_to(self.request.user).select_related("user")
        return committing.settle(
            get_object_or_404(visible, pk=self.kwargs["pk"]), now=timezone.now()
        )


class Page(Restricted, WagtailAdminTemplateMixin):
    page_title = gettext_lazy("Import questions")
    header_icon = "upload"

    def get_breadcrumbs_items(self):
        items = reverse(Item.snippet_viewset.get_url_name("list"))
        trail = [
            *self.breadcrumbs_items,
            {"url": items, "label": Item._meta.verbose_name_plural},
            {"url": reverse("item_imports"), "label": _("Import questions")},
        ]
        if "pk" in self.kwargs:
            trail.append({"url": "", "label": str(self.item_import)})
        return trail


class UploadView(Page, FormView):
    """Step 1, and the list of earlier imports."""

    template_name = "questionbank/importing/upload.html"
    form_class = UploadForm

    def form_valid(self, form):
        try:
            received = receiving.receive(
                *form.content(), user=self.request.user, now=timezone.now()
            )
        except ImportRefused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        return redirect("item_import", received.pk)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs):
        imports = ItemImport.objects.visible_to(self.request.user).select_related("user")
        page = WagtailPaginator(imports, N_RECENT).get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {
            "step": 1,
            "imports": page,
            "limits": receiving.LIMITS,
            "formats": about.formats(),
            "elided_page_range": page.paginator.get_elided_page_range(page.number),
        }  # fmt: skip


class ImportView(Page, TemplateView):
    """Whichever step the import is at."""

    http_method_names = ["get"]

    def get_template_names(self):
        state = ItemImport.State
        step = {
            state.UPLOADED: "columns",
            state.READING: "progress",
            state.READ: "check",
            state.COMMITTING: "progress",
            state.DONE: "report",
            state.UNDONE: "report",
        }[self.item_import.state]
        if step == "check" and "columns" in self.request.GET:
            step = "columns"
        return [f"questionbank/importing/{step}.html"]

    def get_context_data(self, **kwargs):
        template = self.get_template_names()[0]
        context = super().get_context_data(**kwargs) | {"import": self.item_import}
        if template.endswith("columns.html"):
            return context | columns_context(self.item_import)
        if template.endswith("progress.html"):
            return context | progress_context(self.item_import)
        if template.endswith("check.html"):
            return context | self.check_context()
        return context | self.report_context()

    def check_context(self):
        counts = self.item_import.questions.counted()
        names = list(choosing.point_names(self.item_import)[: N_NAMES + 1])
        return list_context(self.item_import, self.request.GET, counts) | {
            "step": 3,
            **summary_context(self.item_import, counts),
            "point_names": names[:N_NAMES],
            "more_names": len(names) > N_NAMES,
            "points": points_by_chapter() if names else [],
            "difficulties": DIFFICULTIES,
            "same_file": list(receiving.same_file(self.item_import)[:3]),
        }

    def report_context(self):
        counts = self.item_import.questions.counted()
        is_done = self.item_import.state == ItemImport.State.DONE
        return list_context(self.item_import, self.request.GET, counts) | {
            "step": 4,
            "report": self.item_import.report,
            "may_undo": is_done,
            "in_the_way": undoing.in_the_way(self.item_import) if is_done else [],
        }


def columns_context(item_import, forms=None, format_form=None):
    """Step 2. A form that was refused comes with its errors."""
    refusal = item_import.failure
    is_table = receiving.is_table(item_import.format)
    if is_table and forms is None:
        try:
            sheets = receiving.recognise_columns(item_import)
            forms = sheet_forms(sheets, mapping=item_import.mapping)
        except ImportRefused as reason:
            refusal = str(reason)
    return {
        "step": 2,
        "import": item_import,
        "refusal": refusal,
        "format_name": FORMATS[item_import.format].NAME,
        "format_form": format_form or FormatForm(initial={"format": item_import.format}),
        "is_table": is_table,
        "sheet_forms": forms,
        "same_file": list(receiving.same_file(item_import)[:3]),
    }


def progress_context(item_import):
    is_reading = item_import.state == ItemImport.State.READING
    return {"import": item_import, "is_reading": is_reading, "step": 2 if is_reading else 3}


def summary_context(item_import, counts=None):
    counts = counts or item_import.questions.counted()
    return {
        "import": item_import,
        "counts": counts,
        "n_to_write": counts["new"] + counts["versions"],
        "hindrances": choosing.hindrances(item_import, counts),
    }


class ProgressView(Restricted, TemplateView):
    """The part of the page that asks for itself again; done, it has the page loaded anew."""

    template_name = "questionbank/importing/_progress.html"

    def get(self, request, *args, **kwargs):
        if self.item_import.is_busy:
            return self.render_to_response(progress_context(self.item_import))
        return HttpResponse(headers={"HX-Refresh": "true"})
