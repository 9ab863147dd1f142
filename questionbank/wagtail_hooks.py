from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.snippets.models import register_snippet

from questionbank.models import Item
from questionbank.viewsets import ItemViewSet

register_snippet(ItemViewSet)


@hooks.register("before_delete_snippet")
def keep_what_was_published(request, instances):
    """Versions are evidence, so their items stay; without this the database would refuse."""
    published = [item for item in instances if isinstance(item, Item) and item.versions.exists()]
    if not published:
        return None
    messages.error(
        request,
        _("%(items)s: published before, so kept for the papers. Unpublish instead of deleting.")
        % {"items": ", ".join(item.code for item in published)},
    )
    return redirect(Item.snippet_viewset.get_url_name("list"))
