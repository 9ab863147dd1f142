from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.snippets.models import register_snippet

from questionbank import table_feature
from questionbank.admin import bulk, editing, history
from questionbank.admin.files import ExportView
from questionbank.admin.menu import ItemMenuItem
from questionbank.coverage.views import CoverageView
from questionbank.duplicates import addresses as duplicates
from questionbank.duplicates.noticing import LikePairsSummary
from questionbank.importing import addresses as importing
from questionbank.models import Item
from questionbank.viewsets import ItemViewSet

register_snippet(ItemViewSet)

hooks.register("register_rich_text_features", table_feature.register)
hooks.register("construct_snippet_action_menu", editing.adapt_actions)
hooks.register("register_log_actions", history.register)
for action in bulk.ACTIONS:
    hooks.register("register_bulk_action", action)
# After Wagtail's own of the same name.
hooks.register("register_bulk_action", bulk.ItemDeleteAction, order=100)


@hooks.register("before_delete_snippet")
def keep_what_was_published(request, instances):
    """Versions are evidence, so their items stay; without this the database would refuse."""
    published = [item for item in instances if isinstance(item, Item) and item.versions.exists()]
    if not published:
        return None
    messages.error(
        request,
        _("%(items)s: published before, so kept for the papers. Retire instead of deleting.")
        % {"items": ", ".join(item.code for item in published)},
    )
    return redirect(Item.snippet_viewset.get_url_name("list"))


@hooks.register("register_admin_urls")
def register_urls():
    export = path("item-export/", ExportView.as_view(), name="item_export")
    coverage = path("coverage/", CoverageView.as_view(), name="item_coverage")
    return [*importing.urlpatterns, *duplicates.urlpatterns, export, coverage]


@hooks.register("register_reports_menu_item")
def register_coverage():
    return ItemMenuItem(
        gettext_lazy("Coverage map"), reverse("item_coverage"), icon_name="table", order=300
    )


@hooks.register("register_reports_menu_item")
def register_duplicates():
    return ItemMenuItem(
        gettext_lazy("Like items"), reverse("duplicates"), icon_name="copy", order=310
    )


@hooks.register("construct_homepage_summary_items")
def add_like_pairs(request, items):
    items.append(LikePairsSummary(request))
