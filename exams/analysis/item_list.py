"""What statistics add to the trainer's list of items: a filter and two columns.

They speak of an item's newest version, which papers draw now: one reworded since starts anew.
"""

import django_filters
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from exams.analysis import flags
from exams.analysis.advice import WORDS
from exams.analysis.models import ItemStatistic
from questionbank.models import ItemVersion
from questionbank.sections import (
    register_item_annotation,
    register_item_column,
    register_item_filter,
)

PERMISSION = "analysis.view_itemstatistic"
ANY, NONE, UNMEASURED = "any", "none", "unmeasured"


def register():
    register_item_filter("statistics", StatisticsFilter(), permission=PERMISSION)
    register_item_annotation(annotate)
    for column in (
        FigureColumn(
            "facility",
            label=_("Facility"),
            sort_key="_facility",
            warns_of={flags.EASY, flags.HARD},
        ),
        FigureColumn(
            "discrimination",
            label=_("Discrimination"),
            sort_key="_discrimination",
            warns_of={flags.KEY_SUSPECT, flags.WEAK_ITEM},
        ),
    ):
        register_item_column(column, permission=PERMISSION)


def newest_version(item):
    """The primary key of an item's newest version, as a subquery."""
    return Subquery(ItemVersion.objects.filter(item=item).order_by("-number").values("pk")[:1])


def annotate(queryset):
    """With `_facility`, `_discrimination` and `_flags`, in the list's own query."""
    newest = ItemStatistic.objects.filter(version=newest_version(OuterRef(OuterRef("pk"))))
    return queryset.annotate(
        _facility=Subquery(newest.values("facility")),
        _discrimination=Subquery(newest.values("discrimination")),
        _flags=Subquery(newest.values("flags")),
    )


class FigureColumn(Column):
    """A share as percent, a correlation with two digits; marked where a flag speaks of it."""

    cell_template_name = "analysis/tables/figure_cell.html"

    class Media:
        css = {"all": ["analysis/item_list.css"]}

    def __init__(self, name, *, warns_of, **kwargs):
        super().__init__(name, accessor=f"_{name}", classname="item-minor", **kwargs)
        self.warns_of = warns_of

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        value = self.get_value(instance)
        if value is None:
            shown = "—"
        else:
            shown = f"{value:.0%}" if self.name == "facility" else f"{value:.2f}"
        words = [WORDS[code] for code in instance._flags or () if code in self.warns_of]
        return context | {"value": shown, "words": words}


class StatisticsFilter(django_filters.ChoiceFilter):
    """Items whose newest version has a flag, has none, or was never on a scored paper."""

    def __init__(self, **kwargs):
        choices = [
            (ANY, _("out of range")),
            *WORDS.items(),
            (NONE, _("in range")),
            (UNMEASURED, _("not measured yet")),
        ]
        super().__init__(label=_("Statistics"), choices=choices, **kwargs)

    def filter(self, queryset, value):
        if not value:
            return queryset
        newest = ItemStatistic.objects.filter(
            version__number=Subquery(
                ItemVersion.objects.filter(item=OuterRef("version__item"))
                .order_by("-number")
                .values("number")[:1]
            )
        )
        if value == UNMEASURED:
            return queryset.exclude(pk__in=newest.values("version__item"))
        if value == NONE:
            found = newest.filter(flags=[], n__gte=flags.FEWEST)
        else:
            found = newest.flagged(None if value == ANY else value)
        return queryset.filter(pk__in=found.values("version__item"))
