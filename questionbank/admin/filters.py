"""The filters of the list of items."""

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from cms.models import KnowledgePoint, Statute
from questionbank import kinds, states
from questionbank.forms import by_chapter
from questionbank.models import DIFFICULTIES, Item, ItemCitation, ItemComment
from questionbank.sections import RegisteredFilters


class _PointIterator(django_filters.fields.ModelChoiceIterator):
    """Points under their chapters' headings."""

    def __iter__(self):
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        yield from by_chapter(self.queryset, self.choice)


class _PointField(django_filters.fields.ModelChoiceField):
    iterator = _PointIterator


class QuickSelect(forms.Select):
    """A select of many options; Django renders a template for each, 500 take 60 ms."""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = {str(value)} if value is not None else set()
        parts = []
        for key, label in self.choices:
            if isinstance(label, (list, tuple)):
                options = format_html_join("", _OPTION, _options(label, chosen))
                parts.append(format_html('<optgroup label="{}">{}</optgroup>', key, options))
            else:
                parts += [format_html(_OPTION, *one) for one in _options([(key, label)], chosen)]
        attributes = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return format_html("<select{}>{}</select>", attributes, mark_safe("".join(parts)))  # noqa: S308


_OPTION = '<option value="{}"{}>{}</option>'


def _options(choices, chosen):
    for key, label in choices:
        is_chosen = str(key) in chosen
        yield key, mark_safe(" selected") if is_chosen else "", label


class PointFilter(django_filters.ModelChoiceFilter):
    field_class = _PointField

    def __init__(self, **kwargs):
        super().__init__(widget=QuickSelect, **kwargs)


class AnyOf(django_filters.MultipleChoiceFilter):
    """Any of the values ticked; they stand in the item's own row, so none comes twice."""

    def __init__(self, **kwargs):
        super().__init__(distinct=False, widget=forms.CheckboxSelectMultiple, **kwargs)


class StateFilter(AnyOf):
    def get_filter_predicate(self, value):
        return states.condition(value, Item)

    def filter(self, queryset, value):
        condition = None
        for state in value or ():
            one = self.get_filter_predicate(state)
            condition = one if condition is None else condition | one
        return queryset if condition is None else queryset.filter(condition)


class StatuteFilter(django_filters.ModelChoiceFilter):
    """Items that cite any article of the statute."""

    def filter(self, queryset, value):
        if not value:
            return queryset
        citing = ItemCitation.objects.filter(article__statute=value).values("owner")
        return queryset.filter(pk__in=citing)


class CommentsFilter(django_filters.BooleanFilter):
    def filter(self, queryset, value):
        if value is None:
            return queryset
        commented = ItemComment.objects.open().values("item")
        return queryset.filter(pk__in=commented) if value else queryset.exclude(pk__in=commented)


def authors(request):
    return (
        get_user_model()
        .objects.filter(pk__in=Item.objects.exclude(author=None).values("author"))
        .order_by("display_name", "username")
    )


class ItemFilterSet(RegisteredFilters, WagtailFilterSet):
    status = StateFilter(label=_("Status"), choices=list(states.LABELS.items()))
    kind = AnyOf(label=pgettext_lazy("item", "Kind"), choices=kinds.CHOICES)
    chapter = django_filters.ModelChoiceFilter(
        label=_("Chapter"), field_name="point__parent", queryset=KnowledgePoint.objects.chapters()
    )
    point = PointFilter(label=_("Knowledge point"), queryset=KnowledgePoint.objects.points())
    difficulty = AnyOf(label=_("Difficulty"), choices=DIFFICULTIES)
    author = django_filters.ModelChoiceFilter(label=_("Author"), queryset=authors)
    statute = StatuteFilter(label=_("Statute cited"), queryset=Statute.objects.all())
    comments = CommentsFilter(
        label=_("Open comments"),
        widget=forms.Select(
            choices=[("", "---------"), ("true", _("with open comments")), ("false", _("without"))]
        ),
    )

    class Meta:
        model = Item
        fields = ["status", "kind", "chapter", "point", "difficulty", "author", "statute"]
