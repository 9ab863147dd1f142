from django import forms
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm, UsernameField
from django.utils.translation import gettext_lazy as _

from exams.people.models import Candidate, Unit
from exams.people.signing_in import account_name
from exams.spreadsheets import Limits

_MAX_BYTES = Limits().upload_bytes


class SignInForm(AuthenticationForm):
    """The user name may be a candidate number or a national ID number as well."""

    username = UsernameField(
        label=_("Candidate number, user name or ID number"),
        widget=forms.TextInput(
            attrs={"autofocus": True, "autocapitalize": "none", "autocomplete": "username"}
        ),
    )
    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _(
            "This name and password don't belong together. Look at your slip: capital and small "
            "letters differ. After several wrong passwords the account is closed for 15 minutes."
        ),
    }

    def clean_username(self):
        return account_name(self.cleaned_data["username"])


class FirstPasswordForm(SetPasswordForm):
    """Replaces the initial password, which stands on paper."""

    def clean_new_password1(self):
        password = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise forms.ValidationError(_("Choose another password than the one on the slip."))
        return password


class RosterFilter(forms.Form):
    """What part of the roster a page, an export or the slips are about."""

    q = forms.CharField(
        label=_("Name or candidate number"), required=False, max_length=60,
        widget=forms.TextInput(attrs={"type": "search"}),
    )  # fmt: skip
    unit = forms.ModelChoiceField(
        label=_("Unit"), required=False, empty_label=_("all units"),
        queryset=Unit.objects.exclude(kind=Unit.Kind.COUNTY),
    )  # fmt: skip
    account = forms.ChoiceField(
        label=_("Account"),
        required=False,
        choices=[("", _("all accounts")), *Candidate.Account.choices],
    )

    def narrow(self, candidates):
        """The candidates that the form asks for; what it can't read narrows nothing."""
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("q"):
            candidates = candidates.matching(asked["q"])
        if asked.get("unit"):
            candidates = candidates.filter(unit=asked["unit"])
        if asked.get("account"):
            candidates = candidates.in_account_state(asked["account"])
        return candidates


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Roster (.xlsx, .xls or .csv)"),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("The file is empty."),
            "max_length": _("The file's name is longer than 200 characters. Shorten it."),
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > _MAX_BYTES:
            raise forms.ValidationError(
                _("The file has more than %(limit)d MB. A roster has less than one: look whether it holds pictures, and split it."),  # noqa: E501
                params={"limit": _MAX_BYTES // 2**20},
            )  # fmt: skip
        return file
