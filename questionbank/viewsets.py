"""The trainer's admin: the list, the editor, what may happen to an item."""

from django.urls import path
from wagtail.snippets.views.snippets import SnippetViewSet

from questionbank.admin import (
    columns,
    comments,
    editing,
    listing,
    previewing,
    retirement,
    versions,
)
from questionbank.models import Item
from questionbank.panels import EDITOR


class ItemViewSet(SnippetViewSet):
    model = Item
    icon = "help"
    add_to_admin_menu = True
    menu_order = 150  # after the pages
    list_display = columns.COLUMNS
    list_per_page = 50
    filterset_class = listing.ItemFilterSet
    index_view_class = listing.ItemIndexView
    add_view_class = editing.ItemCreateView
    edit_view_class = editing.ItemEditView
    copy_view_class = editing.ItemCopyView
    preview_on_add_view_class = previewing.ItemPreviewOnCreateView
    preview_on_edit_view_class = previewing.ItemPreviewOnEditView
    workflow_action_view_class = editing.ItemWorkflowActionView
    revisions_compare_view_class = versions.ItemRevisionsCompareView
    # A question that was asked is never merely unpublished: it retires, with a reason.
    unpublish_view_class = retirement.RetireView
    edit_handler = EDITOR

    def get_queryset(self, request):
        return listing.with_columns(Item.objects.all())

    def get_urlpatterns(self):
        views = {
            "take_back/<int:pk>/": ("take_back", retirement.TakeBackView),
            "versions/<int:pk>/": ("versions_compare", versions.VersionsCompareView),
            "comments/<int:pk>/": ("comment_write", comments.WriteCommentView),
            "comments/<int:pk>/resolve/": ("comment_resolve", comments.ResolveCommentView),
            "comments/<int:pk>/reopen/": ("comment_reopen", comments.ReopenCommentView),
        }
        return [
            *super().get_urlpatterns(),
            *(path(route, self.construct_view(view), name=name)
              for route, (name, view) in views.items()),
        ]  # fmt: skip
