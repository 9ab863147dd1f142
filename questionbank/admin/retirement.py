"""Retiring one item, and taking it back: both ask once."""

from django import forms
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from questionbank import retiring
from questionbank.models import Item
from questionbank.refusals import Refused


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=Item._meta.get_field("retired_reason").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For whoever asks later why the question is no longer used."),
    )


class _OneItem(PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin, FormView):
    model = Item
    permission_required = "publish"
    index_url_name = None
    edit_url_name = None
    template_name = "questionbank/admin/confirm.html"

    def get_page_subtitle(self):
        return str(self.object)

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": Item._meta.verbose_name_plural},
            {"url": self.get_success_url(), "label": str(self.object)},
            {"url": "", "label": self.page_title},
        ]

    def get_success_url(self):
        return reverse(self.edit_url_name, args=[self.object.pk])

    def form_valid(self, form):
        try:
            messages.success(self.request, self.act(form))
        except Refused as refusal:
            messages.error(self.request, str(refusal))
        return redirect(self.get_success_url())

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "explanation": self.explanation,
            "button": self.page_title,
            "back_url": self.get_success_url(),
        }


class RetireView(_OneItem):
    page_title = _("Retire")
    form_class = ReasonForm
    explanation = _(
        "The question is no longer drawn for new papers. Papers that have it keep it, and so do its"
        " versions and statistics. A review or schedule that is under way ends. You can take it"
        " back at any time."
    )

    def act(self, form):
        retiring.retire(
            self.object,
            reason=form.cleaned_data["reason"],
            user=self.request.user,
            now=timezone.now(),
        )
        return _("%(item)s is retired.") % {"item": self.object}


class TakeBackView(_OneItem):
    page_title = _("Take back")
    form_class = forms.Form
    explanation = _("The question is published again as it was, and drawn for new papers.")

    def act(self, form):
        retiring.take_back(self.object, user=self.request.user)
        return _("%(item)s is published again.") % {"item": self.object}
