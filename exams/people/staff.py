"""Accounts of those who work here, in the admin: a name as Chinese names are, one field."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet


class _OneName(forms.Form):
    first_name = last_name = None
    display_name = forms.CharField(label=pgettext_lazy("person", "name"), max_length=60)
    email = forms.EmailField(label=_("e-mail"), required=False)


class StaffCreationForm(_OneName, UserCreationForm):
    """Whoever types the password here knows it: the person sets another at the first sign-in."""

    class Meta(UserCreationForm.Meta):
        fields = (UserCreationForm.Meta.fields - {"first_name", "last_name"}) | {"display_name"}

    def save(self, commit=True):
        self.instance.must_change_password = True
        return super().save(commit)


class StaffEditForm(_OneName, UserEditForm):
    class Meta(UserEditForm.Meta):
        fields = (UserEditForm.Meta.fields - {"first_name", "last_name"}) | {"display_name"}


class StaffViewSet(UserViewSet):
    def get_form_class(self, for_update=False):
        return StaffEditForm if for_update else StaffCreationForm
