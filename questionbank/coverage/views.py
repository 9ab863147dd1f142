"""The coverage map in the admin: holes in colour, each a link to writing what is missing."""

import io

from django import forms
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.utils import set_query_params
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.models import KnowledgePoint
from questionbank import kinds
from questionbank.coverage.counting import LEAST_A_POINT, LEVELS, coverage
from questionbank.coverage.exporting import workbook
from questionbank.models import Item

# The kinds that papers are made of most; the others by choice.
USUAL_KINDS = ["single", "multiple", "true_false", "fill_in", "case"]


class CoverageForm(forms.Form):
    chapter = forms.ModelChoiceField(
        KnowledgePoint.objects.chapters(), required=False, label=_("Chapter"),
        empty_label=_("All chapters"),
    )  # fmt: skip
    kind = forms.MultipleChoiceField(
        choices=kinds.CHOICES, required=False, label=pgettext_lazy("item", "Kind"),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


class CoverageView(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    template_name = "questionbank/coverage.html"
    permission_required = "questionbank.view_item"
    page_title = _("Coverage map")
    header_icon = "table"

    def handle_no_permission(self):
        raise PermissionDenied

    @cached_property
    def form(self):
        asked = self.request.GET.copy()
        if "kind" not in asked:
            asked.setlist("kind", USUAL_KINDS)
        return CoverageForm(asked)

    def asked(self):
        """The kinds with columns, and the chapters."""
        asked = self.form.cleaned_data if self.form.is_valid() else {}
        names = asked.get("kind") or USUAL_KINDS
        return [kinds.KINDS[name] for name in names], coverage(names, chapter=asked.get("chapter"))

    def get(self, request, *args, **kwargs):
        if request.GET.get("export") != "xlsx":
            return super().get(request, *args, **kwargs)
        asked, chapters = self.asked()
        return FileResponse(
            io.BytesIO(workbook(chapters, asked)),
            as_attachment=True,
            filename=gettext("Coverage map") + ".xlsx",
        )

    def get_breadcrumbs_items(self):
        address = reverse("item_coverage")
        return [*self.breadcrumbs_items, {"url": address, "label": self.page_title}]

    def get_context_data(self, **kwargs):
        asked, chapters = self.asked()
        return super().get_context_data(**kwargs) | {
            "form": self.form,
            "export_url": set_query_params(self.request.get_full_path(), {"export": "xlsx"}),
            "kinds": asked,
            "levels": LEVELS,
            "chapters": chapters,
            "least": LEAST_A_POINT,
            "n_points": sum(len(chapter.rows) for chapter in chapters),
            "n_short": sum(chapter.n_short for chapter in chapters),
            "n_published": sum(chapter.n_published for chapter in chapters),
            "may_write": self.request.user.has_perm("questionbank.add_item"),
            "list_url": reverse(Item.snippet_viewset.get_url_name("list")),
            "add_url": reverse(Item.snippet_viewset.get_url_name("add")),
        }


def query(point, cell=None):
    """What a cell's links ask for, in the list and in the form of a new item alike."""
    asked = {"point": point.pk}
    if cell is not None:
        asked |= {"kind": cell.kind, "difficulty": cell.difficulty}
    return urlencode(asked)
