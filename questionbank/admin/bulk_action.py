"""What every action on many items shares.

It first says which items it will change, which not and why; then does it in one transaction, and
says again how many.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext, ngettext
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from questionbank.admin.listing import found
from questionbank.models import Item

# So many of each group are named; the rest is counted.
N_NAMED = 50


@dataclass
class Group:
    """Items to which the same happens, or doesn't for the same reason."""

    words: str
    items: list = field(default_factory=list)

    @property
    def named(self):
        return self.items[:N_NAMED]

    @property
    def n_more(self):
        return len(self.items) - len(self.named)


class _OfFound:
    """“All” are those that the list has found, not the whole bank."""

    models = [Item]

    def get_all_objects_in_listing_query(self, parent_id):
        return found(self.request).values_list("pk", flat=True)


class ItemDeleteAction(_OfFound, DeleteBulkAction):
    pass


class ItemBulkAction(_OfFound, SnippetBulkAction):
    """Base of the actions. A subclass says what stands in the way of an item, and acts."""

    models = [Item]
    template_name = "questionbank/admin/bulk.html"
    permission = "questionbank.change_item"
    explanation = ""

    @classmethod
    def get_queryset(cls, model, object_ids):
        keys = [int(key) for key in object_ids if str(key).isdecimal()]
        items = Item.objects.with_status().select_related("locked_by", "point", "latest_revision")
        return items.filter(pk__in=keys).order_by("code")

    def check_perm(self, item):
        return self.request.user.has_perm(self.permission)

    def obstacle(self, item):
        """Return why the item stays as it is, in a sentence; None if it doesn't."""
        raise NotImplementedError

    def sorted_out(self, items):
        """Return the items to change, and the others by reason."""
        chosen, stays = [], {}
        for item in items:
            if reason := self.obstacle(item):
                stays.setdefault(reason, Group(reason)).items.append(item)
            else:
                chosen.append(item)
        return chosen, list(stays.values())

    def get_context_data(self, **kwargs):
        items, without = self.get_actionable_objects()
        chosen, stays = self.sorted_out(items)
        if forbidden := without["items_with_no_access"]:
            stays.append(Group(gettext("You may not do this."), forbidden))
        return FormView.get_context_data(self, **kwargs) | {
            "changes": self.groups(chosen),
            "stays": stays,
            "n_changes": len(chosen),
            "heading": self.heading(len(chosen)),
            "n_stays": sum(len(group.items) for group in stays),
            "title": self.display_name,
            "explanation": self.explanation,
            "header_icon": Item.snippet_viewset.icon,
            "next": self.next_url,
            "submit_url": f"{self.request.path}?{self.request.META['QUERY_STRING']}",
        }

    def heading(self, n):
        return ngettext("%(n)d item changes", "%(n)d items change", n) % {"n": n}

    def groups(self, chosen):
        """The items to change, grouped by what happens to them."""
        return [Group("", chosen)] if chosen else []

    @classmethod
    def execute_action(cls, objects, self=None, **kwargs):
        chosen, _stays = self.sorted_out(objects)
        n_changed = self.act(chosen) if chosen else 0
        n_asked = len(objects) + len(self.get_actionable_objects()[1]["items_with_no_access"])
        return n_changed, n_asked - n_changed

    def act(self, items):
        """Change the items, in the transaction that is open; return how many were."""
        raise NotImplementedError

    def get_success_message(self, n_changed, n_stays):
        stayed = ngettext(
            "%(n)d item stays as it was.", "%(n)d items stay as they were.", n_stays
        ) % {"n": n_stays}
        if not n_changed:
            messages.warning(self.request, stayed)
            return None
        return f"{self.done(n_changed)} {stayed if n_stays else ''}".strip()

    def done(self, n):
        raise NotImplementedError
