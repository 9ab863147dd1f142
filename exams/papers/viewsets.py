from django import forms
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    ObjectList,
)
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from exams.papers import views
from exams.papers.forms import BlueprintForm
from exams.papers.models import Blueprint, Paper
from exams.papers.panels import BlueprintTotals
from exams.papers.templatetags.points import points


class BlueprintViewSet(SnippetViewSet):
    model = Blueprint
    icon = "list-ol"
    menu_order = 10
    base_url_path = "blueprints"
    add_to_reference_index = False
    copy_view_enabled = False
    list_display = [
        "title",
        NumberColumn("n_items", label=_("Number of items"), width="12%"),
        NumberColumn(
            "total_points",
            label=_("Points in all"),
            accessor=lambda blueprint: points(blueprint.total_points),
            width="12%",
        ),
        NumberColumn(
            "n_papers",
            label=pgettext_lazy("exam", "Papers"),
            accessor=lambda blueprint: len(blueprint.papers.all()),
            width="12%",
        ),
    ]
    index_view_class = views.BlueprintIndexView
    edit_view_class = views.BlueprintEditView
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            BlueprintTotals(heading=_("Totals")),
            InlinePanel(
                "sections",
                heading=pgettext_lazy("exam", "Sections"),
                label=pgettext_lazy("exam", "Section"),
                min_num=1,
                panels=[
                    FieldRowPanel([FieldPanel("title"), FieldPanel("kind")]),
                    FieldRowPanel([FieldPanel("n_items"), FieldPanel("points")]),
                    FieldPanel("instructions"),
                    InlinePanel(
                        "cells",
                        heading=_("Cells"),
                        label=_("Cell"),
                        min_num=1,
                        panels=[
                            FieldRowPanel(
                                [
                                    # Fourteen chapters: a list is quicker than a chooser.
                                    FieldPanel("chapter", widget=forms.Select),
                                    FieldPanel("difficulty"),
                                    FieldPanel("n_items"),
                                ]
                            )
                        ],
                    ),
                ],
            ),
        ],
        base_form_class=BlueprintForm,
    )

    def get_queryset(self, request):
        return Blueprint.objects.prefetch_related("sections", "papers")

    @property
    def assemble_view(self):
        return self.construct_view(views.AssembleView)

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("assemble/<int:pk>/", self.assemble_view, name="assemble"),
        ]


class PaperViewSet(SnippetViewSet):
    model = Paper
    icon = "doc-full"
    menu_order = 20
    base_url_path = "papers"
    add_to_reference_index = False
    inspect_view_enabled = True
    inspect_view_class = views.PaperView
    inspect_template_name = "papers/admin/paper.html"
    copy_view_enabled = False
    list_display = [
        "title",
        Column("blueprint", label=_("Blueprint"), sort_key="blueprint__title"),
        NumberColumn(
            "n_items",
            label=_("Number of items"),
            accessor=lambda paper: next((form.n_items for form in paper.forms.all()), 0),
            width="12%",
        ),
        NumberColumn(
            "n_forms",
            label=pgettext_lazy("exam", "Forms"),
            accessor=lambda paper: len(paper.forms.all()),
            width="12%",
        ),
        DateColumn("assembled_at", label=_("Assembled at"), sort_key="assembled_at", width="18%"),
    ]
    list_filter = ["blueprint"]

    def get_queryset(self, request):
        return Paper.objects.select_related("blueprint").prefetch_related("forms")


class ExamsGroup(SnippetViewSetGroup):
    """考试: the admin's menu of all that belongs to exams.

    Outer apps add their entries with `menu_hook = "register_exams_menu_item"` on a viewset, or
    with a function that returns a MenuItem under that hook.
    """

    items = (BlueprintViewSet, PaperViewSet)
    menu_label = _("Exams")
    menu_name = "exams"
    menu_icon = "calendar-check"
    menu_order = 210
    submenu_hook = "register_exams_menu_item"
