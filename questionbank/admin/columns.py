"""The columns of the list of items.

Their cells are put together here: with a template a cell, as Wagtail has them, a page of 200 rows
takes most of a second. Nor has a row a menu of its own: its page has the same buttons.
"""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from wagtail.admin.ui.tables import Column, UpdatedAtColumn

from questionbank import markup
from questionbank.kinds import KINDS
from questionbank.models import DIFFICULTIES, Item

N_EXCERPT = 44
STATE = "_state"
_DIFFICULTIES = dict(DIFFICULTIES)


class CellMixin:
    """A cell without a template."""

    def render_cell_html(self, instance, parent_context):
        return format_html(
            '<td class="{}">{}</td>', self.classname or "", self.content(instance, parent_context)
        )

    def content(self, item, parent_context):
        return self.get_value(item)


class CellColumn(CellMixin, Column):
    class Media:
        css = {"all": ["questionbank/list.css"]}


class CodeColumn(CellColumn):
    """Leads to the editor, names the row for the box that ticks it, and counts what waits."""

    def content(self, item, parent_context):
        code = format_html('<span id="snippet_{}_title">{}</span>', item.pk, item.code)
        if parent_context["request"].user.has_perm("questionbank.change_item"):
            url = reverse(Item.snippet_viewset.get_url_name("edit"), args=[item.pk])
            code = format_html('<a href="{}">{}</a>', url, code)
        return format_html('<div class="title-wrapper">{}</div>{}', code, self._waiting(item))

    def _waiting(self, item):
        """How many comments wait: below the code, since most items have none."""
        n_open = len(item.open_comments)
        if not n_open:
            return ""
        words = ngettext("%(n)d open comment", "%(n)d open comments", n_open) % {"n": n_open}
        return format_html(
            '<small class="item-comments" title="{}"><svg class="icon icon-comment" '
            'aria-hidden="true"><use href="#icon-comment"></use></svg>'
            '<span aria-hidden="true">{}</span><span class="w-sr-only">{}</span></small>',
            words, n_open, words,
        )  # fmt: skip


class PointColumn(CellColumn):
    def content(self, item, parent_context):
        return format_html("<small>{}</small><br>{}", item.point.chapter.title, item.point)


class StateColumn(CellColumn):
    def content(self, item, parent_context):
        return format_html(
            '<span class="w-status{}">{}</span>',
            " w-status--primary" if item.live else "", item.status_string,
        )  # fmt: skip


class ChangedColumn(CellMixin, UpdatedAtColumn):
    def content(self, item, parent_context):
        if item._updated_at is None:
            return ""
        at = localtime(item._updated_at)
        return format_html(
            '<time datetime="{}" title="{}">{}</time>',
            at.isoformat(), date_format(at, "Y-m-d H:i"), date_format(at, "Y-m-d"),
        )  # fmt: skip


COLUMNS = [
    CodeColumn("code", label=_("Code"), sort_key="code", classname="title"),
    CellColumn(
        "stem",
        label=_("Stem"),
        accessor=lambda item: Truncator(markup.plain(item.stem)).chars(N_EXCERPT),
        classname="item-stem",
    ),
    CellColumn(
        "kind",
        label=pgettext_lazy("item", "Kind"),
        accessor=lambda item: KINDS[item.kind].label,
        sort_key="kind",
        classname="item-minor",
    ),
    PointColumn(
        "point", label=_("Knowledge point"), sort_key="point__code", classname="item-point"
    ),
    CellColumn(
        "difficulty",
        label=_("Difficulty"),
        accessor=lambda item: _DIFFICULTIES[item.difficulty],
        sort_key="difficulty",
        classname="item-minor",
    ),
    CellColumn(
        "author",
        label=_("Author"),
        accessor=lambda item: item.author or "",
        sort_key="author__display_name",
        classname="item-minor",
    ),
    StateColumn("status_string", label=_("Status"), sort_key=STATE),
    ChangedColumn(label=_("Changed"), classname="item-minor"),
]
