"""The trainer's editing form: what is asked depends on the kind, faults stand where they are."""

from django import forms
from django.forms.models import ModelChoiceIterator
from django.forms.widgets import Script
from django.utils.translation import gettext_lazy as _
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms import WagtailAdminModelForm

from cms.models import KnowledgePoint
from questionbank import kinds, markup
from questionbank.kinds import KINDS, true_false

N_BLANK_OPTIONS = 4


class _ByChapter(ModelChoiceIterator):
    """Points under their chapters' headings."""

    def __iter__(self):
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        chapters = {}
        for point in self.queryset.select_related("parent"):
            chapters.setdefault(str(point.parent), []).append(self.choice(point))
        yield from chapters.items()


class PointField(forms.ModelChoiceField):
    iterator = _ByChapter


class PointsField(forms.ModelMultipleChoiceField):
    iterator = _ByChapter


class OptionFormSet(BaseChildFormSet):
    """A new item begins with blank rows; rows left blank are none."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and not len(self.queryset):
            self.extra = N_BLANK_OPTIONS

    def add_fields(self, form, index):
        super().add_fields(form, index)
        # `kinds` says it better, at publishing.
        form.fields["text"].required = False

    def _should_delete_form(self, form):
        row = form.cleaned_data
        # A row with a fault has lost the value that was wrong.
        is_blank = not (form.errors or row.get("text") or row.get("why") or row.get("is_key"))
        return is_blank or super()._should_delete_form(form)

    def rows(self):
        """The forms that stay, in the order in which the author left them."""
        kept = [form for form in self.forms if not self._should_delete_form(form)]
        return sorted(kept, key=lambda form: form.cleaned_data.get("ORDER") or 0)


class ItemForm(WagtailAdminModelForm):
    point = PointField(
        label=_("Knowledge point"), queryset=KnowledgePoint.objects.points(),
        help_text=_("The one point that the question tests."),
    )  # fmt: skip
    also_tests = PointsField(
        label=_("Further knowledge points"), queryset=KnowledgePoint.objects.points(),
        required=False, widget=forms.SelectMultiple(attrs={"size": 8}),
    )  # fmt: skip

    class Media:
        css = {"all": ["questionbank/editor.css"]}
        js = [Script("questionbank/editor.js", type="module")]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A copy's code is empty here already.
        if self.instance.pk and self.instance.code and self.instance.versions.exists():
            self.fields["code"].disabled = True
            self.fields["code"].help_text = _("Fixed since the first publication.")
        # A radio for "not decided" would say nothing.
        self.fields["is_true"].choices = [
            choice for choice in self.fields["is_true"].choices if choice[0] != ""
        ]

    def clean_code(self):
        # An autosaved page still holds the empty field.
        return self.cleaned_data["code"] or self.instance.code

    def is_valid(self):
        """Drafts may be incomplete; what is published or submitted for review may not."""
        is_valid = super().is_valid()
        if self.is_deferred_validation or "kind" not in self.cleaned_data:
            return is_valid
        for fault in KINDS[self.cleaned_data["kind"]].faults(self._content()):
            self._show(fault)
        return super().is_valid()

    def _content(self):
        """The question as it stands in the form."""
        data = self.cleaned_data
        if data["kind"] == "true_false":
            options = true_false.options(data.get("is_true"), data.get("why_false", ""))
        else:
            options = tuple(
                kinds.Option(row.get("text", ""), row.get("is_key", False), row.get("why", ""))
                for row in (form.cleaned_data for form in self.formsets["options"].rows())
            )
        return kinds.Content(
            data["kind"],
            markup.inline(data.get("stem", "")),
            options,
            markup.blocks(data.get("explanation", "")),
        )

    def _show(self, fault):
        """Put a fault where it is, in place of what Django says there ("required")."""
        place, _slash, position = fault.place.partition("/")
        if position:
            form, field = self.formsets[place].rows()[int(position)], "text"
        elif place in self.formsets:
            errors = self.formsets[place].non_form_errors()
            if fault.reason not in errors:
                errors.append(fault.reason)
            return
        else:
            form, field = self, place
        form.errors.pop(field, None)
        form.add_error(field, fault.reason)

    def save(self, commit=True):
        if self.instance._state.adding:
            self.instance.author = self.for_user
        return super().save(commit)

    def get_field_updates_for_resave(self):
        return [*super().get_field_updates_for_resave(), ("code", self.instance.code)]
