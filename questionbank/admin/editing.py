"""The editor of an item: who may publish, what is refused, what stands beside the form."""

from django.conf import settings
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.action_menu import PublishMenuItem, UnpublishMenuItem
from wagtail.snippets.views.snippets import CopyView, CreateView, EditView, WorkflowActionView

from cms.models import KnowledgePoint
from questionbank import reviewing
from questionbank.admin.another import AnotherMenuItem, AnotherMixin
from questionbank.admin.comments import CommentsSidePanel
from questionbank.kinds import KINDS
from questionbank.models import DIFFICULTIES, Item
from questionbank.refusals import Refused


class RefusalMixin:
    """What can't be published stays a draft, with the reasons shown.

    The form has checked before; but rows that were added in another window aren't in it, and who
    wrote what is known only once it's saved.
    """

    def run_action_method(self):
        try:
            with transaction.atomic():
                return super().run_action_method()
        except Refused as refusal:
            messages.error(self.request, str(refusal))
            return redirect(self.get_edit_url())


class ItemCreateView(RefusalMixin, AnotherMixin, CreateView):
    """A new question; the coverage map says of which kind, point and difficulty."""

    def get_initial_form_instance(self):
        item, asked = Item(), self.request.GET
        if asked.get("kind") in KINDS:
            item.kind = asked["kind"]
        if asked.get("difficulty") in {str(level) for level, _label in DIFFICULTIES}:
            item.difficulty = int(asked["difficulty"])
        if asked.get("point", "").isdecimal():
            for point in KnowledgePoint.objects.points().filter(pk=asked["point"]):
                item.point = point
        return item

    def get_breadcrumbs_items(self):
        # Wagtail's own words for it aren't translated.
        *above, last = super().get_breadcrumbs_items()
        return [*above, {**last, "label": _("new item")}]


class ItemEditView(RefusalMixin, AnotherMixin, EditView):
    @cached_property
    def header_buttons(self):
        if not self.object.retired_at or not self.user_has_permission("publish"):
            return []
        url = reverse(Item.snippet_viewset.get_url_name("take_back"), args=[self.object.pk])
        return [HeaderButton(_("Take back"), url=url, icon_name="resubmit")]

    def get_side_panels(self):
        panels = super().get_side_panels()
        # A new item's page becomes its editor in place, and has no room for another panel.
        if not (self.expects_json_response or "_w_hydrate_create_view" in self.request.GET):
            panels.append(CommentsSidePanel(self.live_object, self.request))
        return panels


class ItemCopyView(RefusalMixin, AnotherMixin, CopyView):
    """A copy is a question of its own."""

    def get_initial_form_instance(self):
        item = super().get_initial_form_instance()
        item.code = ""
        return item


class ItemWorkflowActionView(WorkflowActionView):
    def check_action(self):
        """Say why one's own work can't be approved, rather than that there's no permission."""
        if self.action_name == "approve":
            reviewing.check(self.object, self.request.user)
        super().check_action()

    def dispatch(self, request, *args, **kwargs):
        """Approving publishes; a draft that can't be published stays in review."""
        try:
            with transaction.atomic():
                return super().dispatch(request, *args, **kwargs)
        except Refused as refusal:
            messages.error(request, str(refusal))
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            answer = {"step": "success", "redirect": self.redirect_url}
            return self.render_modal_json(request, answer)
        return redirect(self.redirect_url)


class RetireMenuItem(UnpublishMenuItem):
    label = _("Retire")


def adapt_actions(menu_items, request, context):
    """Leave out what would be refused, and retire rather than unpublish."""
    if context["model"] is not Item:
        return
    another = AnotherMenuItem(order=10)
    # Wagtail has asked the others already.
    if another.is_shown(context):
        # The first is the button itself, the others its menu.
        menu_items.insert(1, another)
    item = context.get("instance")
    # A new one is its writer's.
    is_own = reviewing.is_own(item, request.user) if item else settings.REVIEW_BY_ANOTHER
    for position, entry in reversed(list(enumerate(menu_items))):
        if isinstance(entry, PublishMenuItem) and is_own:
            del menu_items[position]
        elif isinstance(entry, UnpublishMenuItem):
            menu_items[position] = RetireMenuItem(order=entry.order)
