"""The versions of an item, and two states of it side by side."""

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.panels import Panel
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.snippets.views.snippets import RevisionsCompareView

from questionbank import comparing, loading
from questionbank.models import Item
from questionbank.sections import version_uses

NOW = "now"


class VersionsPanel(Panel):
    """The frozen versions of an item, newest first; nothing to edit."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "questionbank/panels/versions.html"
        media = forms.Media(css={"all": ["questionbank/versions.css"]})

        def is_shown(self):
            return self.instance.pk is not None

        def get_context_data(self, parent_context=None):
            versions = self.instance.versions.select_related("published_by")
            versions = list(versions.defer("content", "key", "rationale").order_by("-number"))
            _name_publishers(self.instance, versions)
            uses = version_uses(versions)
            for version in versions:
                version.used_in = uses[version.pk]
                version.earlier = version.number - 1
            return super().get_context_data(parent_context) | {
                "versions": versions,
                "compare_url": _compare_url(self.instance),
            }


def _compare_url(item):
    return reverse(Item.snippet_viewset.get_url_name("versions_compare"), args=[item.pk])


def _name_publishers(item, versions):
    """Give each version its `publisher`, which may be the system."""
    loaded = loading.loaded_versions(item)
    for version in versions:
        version.publisher = version.published_by or (
            gettext("System (content that comes with the project)")
            if version.number in loaded
            else "—"
        )


class _Columns(forms.Form):
    """Which two are compared."""

    a = forms.ChoiceField(label=pgettext_lazy("comparison", "Left"))
    b = forms.ChoiceField(label=pgettext_lazy("comparison", "Right"))

    def __init__(self, *args, versions, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(str(one.number), _("Version %(n)d") % {"n": one.number}) for one in versions]
        self.fields["a"].choices = choices
        self.fields["b"].choices = [*choices, (NOW, _("As it stands in the editor"))]


class VersionsCompareView(
    PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin, TemplateView
):
    """Two versions as candidates see them, with key and explanation; or one and the draft."""

    model = Item
    any_permission_required = ["add", "change", "view"]
    index_url_name = None
    edit_url_name = None
    page_title = _("Compare versions")
    template_name = "questionbank/admin/compare_versions.html"

    def get_page_subtitle(self):
        return str(self.object)

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": Item._meta.verbose_name_plural},
            {"url": reverse(self.edit_url_name, args=[self.object.pk]), "label": str(self.object)},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs):
        versions = self.object.versions.select_related("published_by", "point")
        versions = list(versions.order_by("number"))
        _name_publishers(self.object, versions)
        by_number = {str(version.number): version for version in versions}
        if not by_number:
            raise Http404("no version yet")
        numbers = list(by_number)
        chosen = {
            "a": self.request.GET.get("a", numbers[max(len(numbers) - 2, 0)]),
            "b": self.request.GET.get("b", numbers[-1] if len(numbers) > 1 else NOW),
        }
        form = _Columns(chosen, versions=by_number.values())
        if not form.is_valid():
            raise Http404("no such version")
        sides = [self._side(by_number, chosen[name]) for name in ("a", "b")]
        return super().get_context_data(**kwargs) | {
            "form": form,
            "sides": [heading for heading, _fields in sides],
            "rows": comparing.compare(*(fields for _heading, fields in sides)),
        }

    def _side(self, versions, number):
        if number == NOW:
            fields = comparing.of_item(self.object.get_latest_revision_as_object())
            return {"title": _("As it stands in the editor")}, comparing.shared(fields)
        version = versions[number]
        heading = {"title": _("Version %(n)d") % {"n": version.number}, "version": version}
        return heading, comparing.of_version(version)


class ItemRevisionsCompareView(RevisionsCompareView):
    """Two revisions side by side, with everything that the editor asks.

    Wagtail's own comparison takes a Chinese sentence for one word, and has no side by side.
    """

    template_name = "questionbank/admin/compare_revisions.html"

    def _get_comparison(self, revision_a, revision_b):
        return comparing.compare(comparing.of_item(revision_a), comparing.of_item(revision_b))

    def get_object(self, queryset=None):
        return get_object_or_404(Item, pk=self.pk)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {
            "sides": [
                self._side(context[f"revision_{side}_heading"], revision)
                for side, revision in (("a", self.revision_id_a), ("b", self.revision_id_b))
            ],
            "rows": context["comparison"],
        }

    def _side(self, heading, revision_id):
        revisions = self.object.revisions.select_related("user").order_by("created_at", "pk")
        revision = {
            "earliest": revisions.first,
            "latest": revisions.last,
            "live": lambda: self.object.live_revision,
        }.get(revision_id, lambda: revisions.filter(pk=revision_id).first())()
        if revision is None:
            return {"title": heading}
        at = date_format(localtime(revision.created_at), "Y-m-d H:i")
        is_named = not str(revision_id).isdecimal()
        return {"title": f"{heading} {at}" if is_named else at, "by": revision.user}
