"""Comments beside the editor: plain forms, which script sends without leaving the page."""

from django import forms
from django.forms.widgets import Script
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from questionbank import commenting
from questionbank.models import Item, ItemComment

PANEL = "questionbank/admin/comments.html"


class CommentForm(forms.ModelForm):
    class Meta:
        model = ItemComment
        fields = ["text"]


def context_of(item, request):
    comments = item.comments.select_related("author", "resolved_by")
    return {
        "item": item,
        "open_comments": [one for one in comments if one.resolved_at is None],
        "resolved_comments": [one for one in comments if one.resolved_at is not None],
        "write_url": _url("comment_write", item.pk),
        "most": ItemComment._meta.get_field("text").max_length,
        # A component isn't rendered with the request.
        "csrf_token": get_token(request),
    }


def _url(name, *args):
    return reverse(Item.snippet_viewset.get_url_name(name), args=args)


class CommentsSidePanel(BaseSidePanel):
    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Toggle comments")
        icon_name = "comment"

        def get_context_data(self, parent_context):
            context = super().get_context_data(parent_context)
            return context | {"count": self.panel.object.comments.open().count()}

    name = "item-comments"
    title = _("Comments")
    template_name = PANEL
    order = 150

    class Media:
        css = {"all": ["questionbank/comments.css"]}
        js = [Script("questionbank/comments.js", type="module")]

    def get_context_data(self, parent_context):
        return super().get_context_data(parent_context) | context_of(self.object, self.request)


class _CommentAction(PermissionCheckedMixin, View):
    """A form of the panel; who may change the item may say something about it."""

    http_method_names = ["post"]
    permission_required = "change"
    model = Item

    def answer(self, item):
        if self.request.headers.get("x-requested-with") == "fetch":
            return render(self.request, PANEL, context_of(item, self.request))
        return redirect(_url("edit", item.pk))


class WriteCommentView(_CommentAction):
    def post(self, request, pk):
        item = get_object_or_404(Item, pk=pk)
        form = CommentForm(request.POST)
        if form.is_valid():
            text = form.cleaned_data["text"]
            commenting.write(item, text, user=request.user, now=timezone.now())
        else:
            messages.error(request, _("The comment is empty or too long; it was not kept."))
        return self.answer(item)


class ResolveCommentView(_CommentAction):
    def post(self, request, pk):
        comment = get_object_or_404(ItemComment.objects.select_related("item"), pk=pk)
        commenting.resolve(comment, user=request.user, now=timezone.now())
        return self.answer(comment.item)


class ReopenCommentView(_CommentAction):
    def post(self, request, pk):
        comment = get_object_or_404(ItemComment.objects.select_related("item"), pk=pk)
        commenting.reopen(comment, user=request.user)
        return self.answer(comment.item)
