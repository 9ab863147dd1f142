"""The list of items: its columns, its pages, its search."""

from django.db.models import F, Prefetch
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.utils import set_query_params
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import IndexView

from questionbank import states
from questionbank.admin import files
from questionbank.admin.columns import STATE
from questionbank.admin.filters import ItemFilterSet
from questionbank.models import Item, ItemComment
from questionbank.searching import search
from questionbank.sections import RegisteredColumns

PAGE_SIZES = [20, 50, 100, 200]
PAGE_SIZE = "items_a_page"  # in the session
# What rows don't show, and some of it is long.
_UNSEEN = ["explanation", "model_answer", "parts", "blanks", "why_false"]


class ItemPaginator(WagtailPaginator):
    """Finds the keys of a page first, then `rows` with all that the columns tell.

    In one query the database would work out the columns of every item that sorts before the page,
    which are subqueries for the most part.
    """

    rows = None

    def page(self, number):
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        found = self.object_list.prefetch_related(None).values_list("pk", flat=True)
        keys = list(found[start : start + self.per_page])
        rows = {item.pk: item for item in self.rows.filter(pk__in=keys)}
        return self._get_page([rows[key] for key in keys if key in rows], number, self)


class ItemIndexView(RegisteredColumns, IndexView):
    default_ordering = "code"

    def get_paginator(self, queryset, per_page, **kwargs):
        paginator = ItemPaginator(queryset, per_page, **kwargs)
        paginator.rows = self._annotate_queryset_updated_at(self.get_base_queryset())
        return paginator

    def get_paginate_by(self, queryset):
        """As many rows as this person last asked for."""
        asked = self.request.GET.get("per_page", "")
        if asked.isdecimal() and int(asked) in PAGE_SIZES:
            self.request.session[PAGE_SIZE] = int(asked)
        return self.request.session.get(PAGE_SIZE, self.paginate_by)

    @cached_property
    def header_more_buttons(self):
        sizes = [
            Button(
                _("%(n)d a page") % {"n": size},
                url=set_query_params(self.index_url, {"per_page": size}),
                icon_name="list-ul",
                priority=100 + position,
            )
            for position, size in enumerate(PAGE_SIZES)
        ]
        return [*super().header_more_buttons, files.export_button(self.request), *sizes]

    @cached_property
    def header_buttons(self):
        button = files.import_button(self.request)
        return [*super().header_buttons, *([button] if button else [])]

    def _annotate_queryset_updated_at(self, queryset):
        # Without the revision itself, whose content is the whole question once more.
        return queryset.annotate(_updated_at=F("latest_revision__created_at"))

    def order_queryset(self, queryset):
        if self.ordering in (STATE, f"-{STATE}"):
            queryset = queryset.annotate(**{STATE: states.rank(Item)})
        queryset = super().order_queryset(queryset)
        # Items that sort alike keep their order from page to page.
        return queryset.order_by(*queryset.query.order_by, "code")

    def search_queryset(self, queryset):
        return search(queryset, self.search_query)


def found(request):
    """Return the items of the list that an address asks for, on whichever page."""
    filters = ItemFilterSet(request.GET, request=request)
    items = Item.objects.all()
    if filters.is_valid():
        items = filters.filter_queryset(items)
    return search(items, request.GET.get("q", ""))


def with_columns(items):
    """Items with all that the columns show, in a fixed number of queries."""
    waiting = Prefetch("comments", ItemComment.objects.open().only("item"), to_attr="open_comments")
    return (
        items.select_related("point__parent", "author")
        .defer(*_UNSEEN)
        .with_status()
        .prefetch_related(waiting)
    )
