"""What papers add to the trainer's pages about items: a filter by use, the uses of a version."""

import django_filters
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from exams.papers.models import FormItem, Paper
from questionbank.sections import register_item_filter, register_version_uses

USED, UNUSED = "yes", "no"


def register():
    register_item_filter("papers", PapersFilter(label=_("Used in papers"), choices=choices))
    register_version_uses(forms_with)


def choices():
    return [
        (USED, _("in any paper")),
        (UNUSED, _("in no paper yet")),
        *((str(pk), title) for pk, title in Paper.objects.values_list("pk", "title")),
    ]


class PapersFilter(django_filters.ChoiceFilter):
    """Items any version of which is on a form."""

    def filter(self, queryset, value):
        if not value:
            return queryset
        places = FormItem.objects.filter(version__item=OuterRef("pk"))
        if value == UNUSED:
            return queryset.filter(~Exists(places))
        if value != USED:
            places = places.filter(form__paper=value)
        return queryset.filter(Exists(places))


def forms_with(versions):
    """The forms that have a version, the newest paper first."""
    places = FormItem.objects.filter(version__in=versions).select_related("form__paper")
    found = {}
    for place in places.order_by("-form__paper__assembled_at", "form__label", "position"):
        texts = found.setdefault(place.version_id, [])
        # Of a case each part has its place.
        if (text := str(place.form)) not in texts:
            texts.append(text)
    return found
