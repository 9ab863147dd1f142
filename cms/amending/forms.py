from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from cms.models import ArticleChange, ArticleCheck

OUTCOMES = [choice for choice in ArticleCheck.Outcome.choices if choice[0]]


def mark_form():
    """Return the form class of a new change.

    Made when it is asked for: the picker of articles is registered after this module is imported.
    """
    return forms.modelform_factory(
        ArticleChange,
        form=WagtailAdminModelForm,
        fields=["article", "what_changed", "effective", "new_text"],
    )


class CheckForm(forms.Form):
    """What a reviewer found, from one of the buttons, with a note where there is one."""

    outcome = forms.ChoiceField(choices=OUTCOMES)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=ArticleCheck._meta.get_field("note").max_length
    )
