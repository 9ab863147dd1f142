from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from exams.papers.models import Paper


class BlueprintForm(WagtailAdminModelForm):
    """Checks each section, its kind and its cells, and says so at the section."""

    def clean(self):
        cleaned = super().clean()
        # Before anything is looked at in them; what is wrong in a form by itself is found here.
        sections = self.formsets["sections"]
        sections.is_valid()
        for section in sections.forms:
            if sections._should_delete_form(section) or not section.is_valid():
                continue
            cells = section.formsets["cells"]
            n_in_cells = sum(
                cell.cleaned_data["n_items"]
                for cell in cells.forms
                if cell.cleaned_data and not cells._should_delete_form(cell)
            )
            n_items = section.cleaned_data["n_items"]
            if n_in_cells != n_items:
                section.add_error(
                    "n_items",
                    ValidationError(
                        _("The cells add up to %(cells)d items, the section asks for %(n)d."),
                        params={"cells": n_in_cells, "n": n_items},
                    ),
                )
        return cleaned


class AssembleForm(forms.Form):
    title = forms.CharField(
        label=_("Title of the paper"), max_length=Paper._meta.get_field("title").max_length
    )
