"""The trainer's editing form: what is asked depends on the kind, faults stand where they are."""

from decimal import Decimal
from types import SimpleNamespace

from django import forms
from django.forms.models import ModelChoiceIterator
from django.forms.widgets import Script
from django.utils.translation import gettext_lazy as _
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms import WagtailAdminModelForm

from cms.models import KnowledgePoint
from questionbank import authoring, part_faults, rich_text
from questionbank.kinds import KINDS

N_BLANK_ROWS = 4


def by_chapter(points, choice):
    """Return the choices of points under their chapters' headings."""
    chapters = {}
    for point in points.select_related("parent"):
        chapters.setdefault(str(point.parent), []).append(choice(point))
    return chapters.items()


class _ByChapter(ModelChoiceIterator):
    def __iter__(self):
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        yield from by_chapter(self.queryset, self.choice)


class PointField(forms.ModelChoiceField):
    iterator = _ByChapter


class PointsField(forms.ModelMultipleChoiceField):
    iterator = _ByChapter


# Of a long select, for editor/pick.js.
PICK = {
    "data-pick-hint": _("Type words or a code"),
    "data-pick-none": _("Nothing says that."),
    "data-pick-more": _("… and more: type another word."),
    "data-pick-remove": _("Remove"),
}


class RowFormSet(BaseChildFormSet):
    """Rows of an answer: a new item begins with blank ones; rows left blank are none."""

    n_blank = 0
    fields = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and not len(self.queryset):
            self.extra = self.n_blank

    def add_fields(self, form, index):
        super().add_fields(form, index)
        # `kinds` says it better, at publishing.
        for name in self.fields:
            form.fields[name].required = False

    def _should_delete_form(self, form):
        # A row with a fault has lost the value that was wrong.
        values = [form.cleaned_data.get(name) for name in self.fields]
        is_blank = not form.errors and not any(_says_something(value) for value in values)
        return is_blank or super()._should_delete_form(form)

    def rows(self):
        """The forms that stay, in the order in which the author left them."""
        kept = [form for form in self.forms if not self._should_delete_form(form)]
        return sorted(kept, key=lambda form: form.cleaned_data.get("ORDER") or 0)


class OptionFormSet(RowFormSet):
    n_blank = N_BLANK_ROWS
    fields = authoring.ROWS["options"]


class PairFormSet(RowFormSet):
    n_blank = N_BLANK_ROWS
    fields = authoring.ROWS["pairs"]


class CriterionFormSet(RowFormSet):
    fields = authoring.ROWS["criteria"]


def _says_something(value):
    """Whether a field of a row is filled; the empty editor leaves an empty paragraph."""
    return bool(rich_text.clean(value) if isinstance(value, str) else value)


class Written:
    """The question as it stands in a form, for `authoring.plain`."""

    def __init__(self, form):
        self._form = form
        for name in ("kind", "stem", "is_true", "why_false", "blanks", "model_answer", "parts",
                     "explanation"):  # fmt: skip
            setattr(self, name, form.cleaned_data.get(name) or "")
        self.is_true = form.cleaned_data.get("is_true")

    def rows(self, relation):
        return [
            SimpleNamespace(**{name: row.cleaned_data.get(name) or _EMPTY.get(name, "")
                               for name in authoring.ROWS[relation]})
            for row in self._form.formsets[relation].rows()
        ]  # fmt: skip


_EMPTY = {"is_key": False, "points": Decimal(0)}
# Where the editor asks for a field of the plain item, if not in one of that name.
_PLACES = {
    "why": "why_false",
    "sequence": "options",
    "rubric": "criteria",
    "distractors": "pairs",
}


class ItemForm(WagtailAdminModelForm):
    point = PointField(
        label=_("Knowledge point"), queryset=KnowledgePoint.objects.points(),
        widget=forms.Select(attrs=PICK),
    )  # fmt: skip
    also_tests = PointsField(
        label=_("Further knowledge points"), queryset=KnowledgePoint.objects.points(),
        required=False, widget=forms.SelectMultiple(attrs=PICK | {"size": 8}),
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
        # `kinds` says it better, at publishing.
        for name in ("stem", "explanation"):
            self.fields[name].required = False
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
        plain = authoring.plain(Written(self))
        in_parts = []
        for fault in KINDS[plain.kind].faults(plain):
            if fault.place.startswith("items"):
                in_parts.append(fault)
            else:
                self._show(fault)
        if in_parts:
            self.add_error("parts", part_faults.error_of(in_parts, self.cleaned_data["parts"]))
        return super().is_valid()

    def _show(self, fault):
        """Put a fault where it is."""
        field, _slash, position = fault.place.partition("/")
        place = _PLACES.get(field, field)
        if place not in self.formsets:
            self.add_error(place, fault.reason)
        elif position:
            row = self._rows(place)[int(position)]
            row.add_error(authoring.ROWS[place][0], fault.reason)
        else:
            errors = self.formsets[place].non_form_errors()
            if fault.reason not in errors:
                errors.append(fault.reason)

    def _rows(self, relation):
        """The forms in the order of the plain item, where right sides alone come last."""
        rows = self.formsets[relation].rows()
        if relation != "pairs":
            return rows
        return sorted(rows, key=lambda row: not rich_text.clean(row.cleaned_data.get("left") or ""))

    def save(self, commit=True):
        if self.instance._state.adding:
            self.instance.author = self.for_user
        return super().save(commit)

    def get_field_updates_for_resave(self):
        return [*super().get_field_updates_for_resave(), ("code", self.instance.code)]
