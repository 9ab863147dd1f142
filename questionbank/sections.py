"""What outer apps add to the trainer's pages: they register, the question bank only draws.

Sections stand at the foot of an item's editor; filters and columns in the list of items.
"""

import copy

from django.db.models import F
from django.forms import Media
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe
from wagtail.admin.panels import Panel

_sections = []
_filters = {}
_columns = []
_annotations = []
_uses = []


def register_item_section(section, *, order, css=()):
    """Add a section to the editor of an item that is saved.

    `section(item, request)` returns (template name, context), or None where it has nothing to say
    to this person. `css` are paths of static files.
    """
    _sections.append((order, section, list(css)))
    _sections.sort(key=lambda entry: entry[0])


def register_item_filter(name, item_filter, *, permission=None):
    """Add a `django_filters` filter to the list; to those who hold `permission`, if given."""
    _filters[name] = (item_filter, permission)


def register_item_column(column, *, permission=None):
    """Add a Wagtail `Column` to the list; to those who hold `permission`, if given.

    Sorted by its `sort_key`, items without a value come last.
    """
    _columns.append((column, permission))


def register_item_annotation(annotate):
    """Let `annotate(queryset)` add to the list's queryset what columns show: no query a row."""
    _annotations.append(annotate)


def register_version_uses(uses):
    """Let `uses(versions)` say where versions of items are used.

    It returns {primary key: [text]}, in one query or two however many there are.
    """
    _uses.append(uses)


def version_uses(versions):
    """Return {primary key: [text]} of all that has been registered."""
    found = {version.pk: [] for version in versions}
    for uses in _uses:
        for key, texts in uses(versions).items():
            found[key] += texts
    return found


class SectionsPanel(Panel):
    """The registered sections, below one another."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "questionbank/panels/sections.html"

        def is_shown(self):
            return self.instance.pk is not None and bool(self.sections)

        @cached_property
        def sections(self):
            told = (section(self.instance, self.request) for _, section, _ in _sections)
            return [
                mark_safe(render_to_string(*pair, request=self.request))  # noqa: S308
                for pair in told
                if pair is not None
            ]

        @property
        def media(self):
            return Media(css={"all": [path for *_, css in _sections for path in css]})

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | {"sections": self.sections}


class RegisteredFilters:
    """Mixin of the list's filter set."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, (item_filter, permission) in _filters.items():
            if _may(self.request, permission):
                added = copy.deepcopy(item_filter)
                added.model, added.parent = self.queryset.model, self
                self.filters[name] = added


class RegisteredColumns:
    """Mixin of the list's view."""

    @cached_property
    def _registered(self):
        return [column for column, permission in _columns if _may(self.request, permission)]

    @cached_property
    def columns(self):
        return [*super().columns, *self._registered]

    def get_base_queryset(self):
        queryset = super().get_base_queryset()
        for annotate in _annotations:
            queryset = annotate(queryset)
        return queryset

    def order_queryset(self, queryset):
        queryset = super().order_queryset(queryset)
        key = (self.ordering or "").removeprefix("-")
        if key not in {column.sort_key for column in self._registered if column.sort_key}:
            return queryset
        by = F(key)
        descending = self.ordering.startswith("-")
        return queryset.order_by(
            by.desc(nulls_last=True) if descending else by.asc(nulls_last=True), "pk"
        )


def _may(request, permission):
    return permission is None or request.user.has_perm(permission)
