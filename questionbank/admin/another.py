"""After a question has been saved: on to the next of the same kind, point and difficulty."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.snippets.action_menu import ActionMenuItem

from questionbank.models import Item


def url(item):
    """The address of a new item's form, with what it shares with this one."""
    asked = {"kind": item.kind, "point": item.point_id, "difficulty": item.difficulty}
    return f"{reverse(Item.snippet_viewset.get_url_name('add'))}?{urlencode(asked)}"


class AnotherMenuItem(ActionMenuItem):
    """Saves a draft, as the button that it stands above."""

    name = "action-another"
    label = _("Save and write another")
    icon_name = "plus-inverse"

    def is_shown(self, context):
        may_add = context["request"].user.has_perm("questionbank.add_item")
        return may_add and super().is_shown(context)


class AnotherMixin:
    """For the views that save an item."""

    def get_success_url(self):
        if AnotherMenuItem.name in self.request.POST:
            return url(self.object)
        return super().get_success_url()

    def get_success_buttons(self):
        buttons = super().get_success_buttons()
        if self.request.user.has_perm("questionbank.add_item"):
            buttons.append(messages.button(url(self.object), gettext("Write another like it")))
        list_url = reverse(Item.snippet_viewset.get_url_name("list"))
        return [*buttons, messages.button(list_url, gettext("To the list"))]
