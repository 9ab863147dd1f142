from itertools import groupby

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log
from wagtail.snippets.views.snippets import EditView, IndexView, InspectView

from cms.models import KnowledgePoint
from exams.papers.assembly import Infeasible, assemble, check
from exams.papers.distribution import distribution
from exams.papers.forms import AssembleForm
from exams.papers.models import Blueprint, Paper
from questionbank import showing
from questionbank.answer_text import LETTERS
from questionbank.models import DIFFICULTIES


def may_assemble(user):
    return user.has_perm("papers.add_paper")


def assemble_url(blueprint):
    viewset = Blueprint.snippet_viewset
    return reverse(viewset.get_url_name("assemble"), args=[quote(blueprint.pk)])


def paper_url(paper):
    return reverse(Paper.snippet_viewset.get_url_name("inspect"), args=[quote(paper.pk)])


class BlueprintIndexView(IndexView):
    def get_list_more_buttons(self, instance):
        buttons = super().get_list_more_buttons(instance)
        if may_assemble(self.request.user):
            buttons.insert(
                0,
                MenuItem(
                    _("Assemble a paper"),
                    url=assemble_url(instance),
                    icon_name="doc-full",
                    priority=5,
                ),
            )
        return buttons


class BlueprintEditView(EditView):
    @cached_property
    def header_buttons(self):
        if not may_assemble(self.request.user):
            return []
        return [
            HeaderButton(_("Assemble a paper"), url=assemble_url(self.object), icon_name="doc-full")
        ]


class AssembleView(WagtailAdminTemplateMixin, FormView):
    """Look at what the blueprint asks for, name the paper, draw it."""

    form_class = AssembleForm
    template_name = "papers/admin/assemble.html"
    page_title = gettext_lazy("Assemble a paper")
    header_icon = "doc-full"

    def dispatch(self, request, *args, pk, **kwargs):
        if not may_assemble(request.user):
            raise PermissionDenied
        self.blueprint = get_object_or_404(Blueprint, pk=pk)
        return super().dispatch(request, *args, pk=pk, **kwargs)

    def get_page_subtitle(self):
        return self.blueprint.title

    def get_breadcrumbs_items(self):
        viewset = Blueprint.snippet_viewset
        return [
            *self.breadcrumbs_items,
            {
                "url": reverse(viewset.get_url_name("list")),
                "label": capfirst(Blueprint._meta.verbose_name_plural),
            },
            {
                "url": reverse(viewset.get_url_name("edit"), args=[quote(self.blueprint.pk)]),
                "label": self.blueprint.title,
            },
            {"url": "", "label": self.get_page_title(), "sublabel": self.blueprint.title},
        ]

    def get_initial(self):
        return {"title": f"{self.blueprint.title} {timezone.localdate():%Y-%m-%d}"[:100]}

    def form_valid(self, form):
        try:
            paper = assemble(self.blueprint, title=form.cleaned_data["title"], now=timezone.now())
        except Infeasible as error:
            return self.render_to_response(
                self.get_context_data(form=form, problems=error.problems)
            )
        log(paper, "wagtail.create", user=self.request.user)
        messages.success(self.request, _("The paper “%(paper)s” is assembled.") % {"paper": paper})
        return redirect(paper_url(paper))

    def get_context_data(self, **kwargs):
        kwargs.setdefault("problems", check(self.blueprint))
        return super().get_context_data(**kwargs) | {"blueprint": self.blueprint}


class PaperView(InspectView):
    """A paper as it is frozen: for those who may see the key."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perms(["papers.view_paper", "papers.view_form"]):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self):
        return self.object.title

    def get_page_subtitle(self):
        return ""

    def get_breadcrumbs_items(self):
        # Wagtail names the object twice: once as the page's subtitle.
        *items, last = super().get_breadcrumbs_items()
        return [*items, {"url": "", "label": last["label"]}]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "paper": self.object,
            "difficulties": [level for level, _label in DIFFICULTIES],
            "forms": [shown(form) for form in self.object.forms.order_by("label")],
        }


def shown(form):
    """A form as its page shows it: sections of items, and the distribution beside the blueprint."""
    rows = [
        _row(item) for item in form.items.select_related("version__item", "version__point__parent")
    ]
    by_section = {
        index: list(group) for index, group in groupby(rows, key=lambda row: row["item"].section)
    }
    cells = [cell for section in form.sections for cell in section.get("cells", ())]
    titles = dict(KnowledgePoint.objects.chapters().values_list("code", "title"))
    return {
        "form": form,
        "total_points": sum(row["item"].points for row in rows),
        "sections": [
            (section, by_section.get(index, [])) for index, section in enumerate(form.sections)
        ],
        "distribution": [
            (titles.get(row.chapter, ""), row)
            for row in distribution(
                # Items, as the blueprint counts: a case once.
                [
                    (row["chapter"].code, row["version"].difficulty)
                    for row in rows
                    if not row["item"].part
                ],
                [(cell["chapter"], cell["difficulty"], cell["n_items"]) for cell in cells],
                [level for level, _label in DIFFICULTIES],
            )
        ],
    }


def _row(item):
    """One question with its key, in the author's order."""
    question = item.question()
    content = showing.prepared(question.content)
    options = content.get("options") or content.get("right") or []
    explained = showing.explained(question)
    return {
        "item": item,
        "version": item.version,
        "kind": question.kind.label,
        "chapter": item.version.point.chapter,
        "passage": "" if item.part else showing.prepared(question.passage),
        "stem": content["stem"],
        "options": list(zip(LETTERS, options, strict=False)),
        "letters": "".join(
            letter
            for letter, option in zip(LETTERS, explained.get("options", ()), strict=False)
            if option["is_key"]
        ),
        "right": explained.get("right", ()),
    }
