from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from questionbank.formats.registry import FORMATS
from questionbank.formats.tables import FIELDS, SheetMapping
from questionbank.importing.receiving import MAX_MB

PASTED = _("pasted text")
_NOT_READ = ("", pgettext_lazy("column", "not read"))


class UploadForm(forms.Form):
    """A file, or questions pasted as text: one of the two."""

    file = forms.FileField(label=_("Question file"), required=False, max_length=200)
    text = forms.CharField(
        label=_("Or paste questions as text"), required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )  # fmt: skip

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > MAX_MB * 2**20:
            raise forms.ValidationError(
                _("The file is larger than %(megabytes)d MB. Split it and upload the parts."),
                params={"megabytes": MAX_MB},
            )
        return file

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        has_text = bool(cleaned.get("text", "").strip())
        if has_text == bool(cleaned.get("file")):
            raise forms.ValidationError(
                _("Choose a file or paste text, one of the two.")
                if has_text
                else _("Choose a file, or paste questions as text.")
            )
        return cleaned

    def content(self):
        """Return (file name, bytes) of what was given."""
        file = self.cleaned_data["file"]
        if file:
            return file.name, file.read()
        return f"{PASTED}.txt", self.cleaned_data["text"].encode()


class FormatForm(forms.Form):
    format = forms.ChoiceField(label=_("Read it as"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["format"].choices = [(name, module.NAME) for name, module in FORMATS.items()]


class SheetForm(forms.Form):
    """The columns of one sheet: which is what."""

    is_read = forms.BooleanField(label=_("Read this sheet"), required=False)
    header_row = forms.IntegerField(label=_("Headings in row"), min_value=0, max_value=10_000)

    def __init__(self, *args, sheet, **kwargs):
        initial = {"is_read": sheet.is_read, "header_row": sheet.header_row}
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        self.sheet = sheet
        choices = [_NOT_READ, *FIELDS.items()]
        for column in sheet.columns:
            self.fields[f"column-{column.number}"] = forms.ChoiceField(
                choices=choices, required=False, initial=column.field, label=column.heading
            )

    def rows(self):
        """(column, its samples, its field) for the page."""
        for position, column in enumerate(self.sheet.columns):
            samples = [row[position] for row in self.sheet.sample if row[position]]
            yield column, samples[:3], self[f"column-{column.number}"]

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("is_read"):
            return cleaned
        chosen = list(self._fields(cleaned).values())
        twice = next((field for field in chosen if chosen.count(field) > 1), None)
        if twice:
            self.add_error(
                None,
                forms.ValidationError(
                    _("“%(field)s” is chosen for two columns. Keep one."),
                    params={"field": FIELDS[twice]},
                ),
            )
        if "stem" not in chosen:
            words = _("No column holds the stems. Choose one, or don't read the sheet.")
            self.add_error(None, words)
        return cleaned

    def _fields(self, cleaned):
        numbers = (column.number for column in self.sheet.columns)
        return {n: field for n in numbers if (field := cleaned.get(f"column-{n}"))}

    @property
    def mapping(self):
        return SheetMapping(self.cleaned_data["header_row"], self._fields(self.cleaned_data))

    @property
    def is_as_found(self):
        return self.cleaned_data["is_read"] == self.sheet.is_read and (
            not self.sheet.is_read or self.mapping == self.sheet.mapping
        )


def sheet_forms(sheets, data=None, mapping=None):
    """Return a form a sheet; `mapping` is what was chosen before, if anything."""
    forms_ = []
    for number, sheet in enumerate(sheets):
        initial = {}
        if mapping is not None:
            chosen = mapping.get(sheet.sheet)
            initial["is_read"] = chosen is not None
            if chosen is not None:
                initial["header_row"] = chosen["header_row"]
                for column in sheet.columns:
                    field = chosen["fields"].get(str(column.number), "")
                    initial[f"column-{column.number}"] = field
        forms_.append(SheetForm(data, sheet=sheet, prefix=f"sheet-{number}", initial=initial))
    return forms_


def chosen_mapping(forms_):
    """Return what `ItemImport.mapping` keeps of valid sheet forms: None where all is as found."""
    if all(form.is_as_found for form in forms_):
        return None
    return {
        form.sheet.sheet: {
            "header_row": form.mapping.header_row,
            "fields": {str(n): field for n, field in form.mapping.fields.items()},
        }
        for form in forms_
        if form.cleaned_data["is_read"]
    }
