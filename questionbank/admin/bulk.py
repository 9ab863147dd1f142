"""What may be done to many items at once: those ticked, or all that the list has found."""

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cms.models import KnowledgePoint
from questionbank import exporting, retagging, retiring, submitting
from questionbank.admin import history
from questionbank.admin.bulk_action import Group, ItemBulkAction, ItemDeleteAction
from questionbank.admin.retirement import ReasonForm, RetireView, TakeBackView
from questionbank.forms import PointField, PointsField
from questionbank.models import DIFFICULTIES, Item

__all__ = ["ACTIONS", "ItemDeleteAction"]


class TagsForm(forms.Form):
    """What is left empty stays as it is."""

    point = PointField(
        label=_("Knowledge point"), queryset=KnowledgePoint.objects.points(), required=False,
        empty_label=pgettext_lazy("tags", "leave as it is"),
    )  # fmt: skip
    difficulty = forms.TypedChoiceField(
        label=_("Difficulty"), coerce=int, empty_value=None, required=False,
        choices=[("", pgettext_lazy("tags", "leave as it is")), *DIFFICULTIES],
    )  # fmt: skip
    level = forms.TypedChoiceField(
        label=pgettext_lazy("item", "Level"), empty_value=None, required=False,
        choices=[("", pgettext_lazy("tags", "leave as it is")), *KnowledgePoint.Level.choices],
    )  # fmt: skip
    add = PointsField(
        label=_("Add further knowledge points"), queryset=KnowledgePoint.objects.points(),
        required=False, widget=forms.SelectMultiple(attrs={"size": 6}),
    )  # fmt: skip
    remove = PointsField(
        label=_("Remove further knowledge points"), queryset=KnowledgePoint.objects.points(),
        required=False, widget=forms.SelectMultiple(attrs={"size": 6}),
    )  # fmt: skip

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not any(cleaned.values()):
            raise forms.ValidationError(_("Choose what to change."))
        return cleaned


class RetagAction(ItemBulkAction):
    display_name = _("File anew")
    action_type = "retag"
    aria_label = _("Change knowledge point, difficulty or level of the selected items")
    action_priority = 10
    form_class = TagsForm
    explanation = _(
        "Knowledge point and difficulty are part of a version, because papers draw by them."
        " A published question therefore gets its next version at once: candidates read the very"
        " same words, so it needs no new review, and papers keep the version that they have."
        " A draft, and the newer draft of a published question, is changed and published when it"
        " is approved."
    )

    @property
    def tags(self):
        return retagging.Tags(**self.cleaned_form.cleaned_data)

    def obstacle(self, item):
        user = self.request.user
        if self.cleaned_form is None:
            return retagging.closed(item, user)
        return retagging.obstacle(item, self.tags, user)

    def groups(self, chosen):
        at_once = [item for item in chosen if retagging.is_published_at_once(item)]
        drafts = [item for item in chosen if not retagging.is_published_at_once(item)]
        named = [
            Group(gettext("Published: the next version is made at once."), at_once),
            Group(gettext("Drafts: changed, and published when approved."), drafts),
        ]
        return [group for group in named if group.items]

    def act(self, items):
        n_published, n_drafts = retagging.retag(
            items, self.tags, user=self.request.user, now=timezone.now()
        )
        self.n_published = n_published
        return n_published + n_drafts

    def done(self, n):
        words = ngettext("%(n)d item filed anew", "%(n)d items filed anew", n)
        published = ngettext(
            "%(n)d of them published as a new version.",
            "%(n)d of them published as new versions.",
            self.n_published,
        )
        return f"{words % {'n': n}}: {published % {'n': self.n_published}}"


class SubmitAction(ItemBulkAction):
    display_name = _("Submit for review")
    action_type = "submit"
    aria_label = _("Submit the selected items for review")
    action_priority = 20
    explanation = _(
        "Each is approved by a reviewer, who publishes it. Whoever submits can't approve."
    )

    def obstacle(self, item):
        return submitting.obstacle(item, self.request.user)

    def act(self, items):
        return submitting.submit(items, user=self.request.user)

    def done(self, n):
        return ngettext(
            "%(n)d item submitted for review.", "%(n)d items submitted for review.", n
        ) % {"n": n}


class RetireAction(ItemBulkAction):
    display_name = _("Retire")
    action_type = "retire"
    aria_label = _("Retire the selected items")
    action_priority = 30
    permission = "questionbank.publish_item"
    form_class = ReasonForm
    explanation = RetireView.explanation

    def obstacle(self, item):
        return retiring.obstacle(item)

    def act(self, items):
        for item in items:
            retiring.retire(
                item,
                reason=self.cleaned_form.cleaned_data["reason"],
                user=self.request.user,
                now=timezone.now(),
            )
        return len(items)

    def done(self, n):
        return ngettext("%(n)d item retired.", "%(n)d items retired.", n) % {"n": n}


class TakeBackAction(ItemBulkAction):
    display_name = _("Take back")
    action_type = "take_back"
    aria_label = _("Take back the selected items")
    action_priority = 40
    permission = "questionbank.publish_item"
    explanation = TakeBackView.explanation

    def obstacle(self, item):
        return None if item.retired_at else gettext("Not retired.")

    def act(self, items):
        for item in items:
            retiring.take_back(item, user=self.request.user)
        return len(items)

    def done(self, n):
        return ngettext("%(n)d item taken back.", "%(n)d items taken back.", n) % {"n": n}


class ExportForm(forms.Form):
    format = forms.ChoiceField(label=_("Format"), widget=forms.RadioSelect)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["format"].choices = [
            (name, f"{label} ({suffix}): {about}" if about else f"{label} ({suffix})")
            for name, label, suffix, about in exporting.formats()
        ]
        self.initial["format"] = self.fields["format"].choices[0][0]


class ExportAction(ItemBulkAction):
    display_name = _("Export")
    action_type = "export"
    aria_label = _("Export the selected items to a file")
    action_priority = 50
    permission = "questionbank.view_item"
    form_class = ExportForm
    explanation = _(
        "The file holds the keys: keep it where candidates can't get at it. What a format can't"
        " hold is told in a list beside it. The history of each item notes the export."
    )

    def obstacle(self, item):
        return None

    def heading(self, n):
        return ngettext("%(n)d item in the file", "%(n)d items in the file", n) % {"n": n}

    def prepare_action(self, objects, objects_without_access):
        """A download instead of the way back to the list."""
        if not objects:
            return None
        name = self.cleaned_form.cleaned_data["format"]
        keys = [item.pk for item in objects]
        with transaction.atomic():
            history.note_exports(objects, name, user=self.request.user, now=timezone.now())
            return exporting.response(Item.objects.filter(pk__in=keys), name)


ACTIONS = [RetagAction, SubmitAction, RetireAction, TakeBackAction, ExportAction]
