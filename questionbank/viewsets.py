"""The trainer's admin: the list, the editor, what may happen to an item."""

import django_filters
from django import forms
from django.db import transaction
from django.db.models import Q
from django.shortcuts import redirect
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn, UpdatedAtColumn
from wagtail.search.backends import get_search_backend
from wagtail.snippets.views.snippets import (
    CopyView,
    CreateView,
    EditView,
    IndexView,
    SnippetViewSet,
    WorkflowActionView,
)

from cms.models import KnowledgePoint
from cms.segmentation import bigrams
from questionbank import kinds, markup
from questionbank.models import DIFFICULTIES, Item
from questionbank.panels import EDITOR
from questionbank.publishing import NotPublishable

N_EXCERPT = 44


class PointColumn(Column):
    cell_template_name = "questionbank/tables/point_cell.html"

    class Media:
        css = {"all": ["questionbank/list.css"]}


class ItemFilterSet(WagtailFilterSet):
    kind = django_filters.MultipleChoiceFilter(
        label=pgettext_lazy("item", "Kind"),
        choices=kinds.CHOICES,
        widget=forms.CheckboxSelectMultiple,
    )
    chapter = django_filters.ModelChoiceFilter(
        label=_("Chapter"), field_name="point__parent", queryset=KnowledgePoint.objects.chapters()
    )
    point = django_filters.ModelChoiceFilter(
        label=_("Knowledge point"), queryset=KnowledgePoint.objects.points()
    )
    difficulty = django_filters.MultipleChoiceFilter(
        label=_("Difficulty"), choices=DIFFICULTIES, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Item
        fields = ["kind", "chapter", "point", "difficulty", "live"]


class ItemIndexView(IndexView):
    def search_queryset(self, queryset):
        """Find the code, or the Chinese words that the question says."""
        if not self.is_searching:
            return queryset
        query = self.search_query.strip()
        by_code = queryset.filter(code__startswith=query)
        if by_code.exists():
            return by_code
        if len(query) == 1:  # in no pair
            says = Q(stem__contains=query) | Q(options__text__contains=query)
            return queryset.filter(says).distinct()
        # Words are indexed as pairs of characters (`Item.tokens`). Only their keys are taken
        # from the index: it couldn't filter by chapter or sort by the date of change.
        hits = get_search_backend().search(bigrams(query), Item.objects.only("pk"), operator="and")
        return queryset.filter(pk__in=[hit.pk for hit in hits])


class RefusalMixin:
    """What can't be published stays a draft, with the reasons shown.

    The form has checked before; but rows that were added in another window aren't in it.
    """

    def run_action_method(self):
        try:
            with transaction.atomic():
                return super().run_action_method()
        except NotPublishable as refusal:
            messages.error(self.request, str(refusal))
            return redirect(self.get_edit_url())


class ItemCreateView(RefusalMixin, CreateView):
    pass


class ItemEditView(RefusalMixin, EditView):
    pass


class ItemCopyView(RefusalMixin, CopyView):
    """A copy is a question of its own."""

    def get_initial_form_instance(self):
        item = super().get_initial_form_instance()
        item.code = ""
        return item


class ItemWorkflowActionView(WorkflowActionView):
    def post(self, request, *args, **kwargs):
        """Approving publishes; a draft that can't be published stays in review."""
        try:
            with transaction.atomic():
                return super().post(request, *args, **kwargs)
        except NotPublishable as refusal:
            messages.error(request, str(refusal))
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            answer = {"step": "success", "redirect": self.redirect_url}
            return self.render_modal_json(request, answer)
        return redirect(self.redirect_url)


class ItemViewSet(SnippetViewSet):
    model = Item
    icon = "help"
    add_to_admin_menu = True
    menu_order = 150  # after the pages
    list_display = [
        "code",
        Column(
            "stem",
            label=_("Stem"),
            accessor=lambda item: Truncator(markup.plain(item.stem)).chars(N_EXCERPT),
            classname="item-stem",
        ),
        Column(
            "kind",
            label=pgettext_lazy("item", "Kind"),
            accessor="get_kind_display",
            sort_key="kind",
            classname="item-minor",
        ),
        PointColumn("point", label=_("Knowledge point"), sort_key="point__code"),
        Column(
            "difficulty",
            label=_("Difficulty"),
            accessor="get_difficulty_display",
            sort_key="difficulty",
            classname="item-minor",
        ),
        LiveStatusTagColumn(),
        UpdatedAtColumn(classname="item-minor"),
    ]
    filterset_class = ItemFilterSet
    index_view_class = ItemIndexView
    add_view_class = ItemCreateView
    edit_view_class = ItemEditView
    copy_view_class = ItemCopyView
    workflow_action_view_class = ItemWorkflowActionView
    edit_handler = EDITOR

    def get_queryset(self, request):
        return Item.objects.select_related("point__parent").with_status()
