from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from certificates.numbers import InvalidNumber, normalise


class LookupForm(forms.Form):
    number = forms.CharField(
        label=_("Certificate number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "QH-2026-M-000000-0"}),
    )
    name = forms.CharField(
        label=_("Name of the holder"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_number(self):
        # The check digit is anybody's to compute: this tells nothing about who has a certificate.
        try:
            return normalise(self.cleaned_data["number"])
        except InvalidNumber:
            raise ValidationError(
                _("No certificate can have this number: please compare each sign with the paper.")
            ) from None
