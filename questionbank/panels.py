"""What the item's editor shows, in which order."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
)

from questionbank.forms import ItemForm, OptionFormSet


class OptionsPanel(InlinePanel):
    def get_form_options(self):
        options = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = OptionFormSet
        return options


class VersionsPanel(Panel):
    """The frozen versions of an item, newest first; nothing to edit."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "questionbank/panels/versions.html"

        def is_shown(self):
            return self.instance.pk is not None

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            versions = self.instance.versions.select_related("published_by")
            context["versions"] = versions.defer("content", "key", "rationale").order_by("-number")
            return context


# `data-kinds`: editor.js shows a panel for these kinds only.
EDITOR = ObjectList(
    [
        FieldPanel("kind", widget=forms.RadioSelect),
        FieldPanel("point"),
        FieldPanel("stem", help_text=_("Ask completely; mark a negative word bold.")),
        OptionsPanel(
            "options",
            panels=[FieldPanel("text"), FieldPanel("is_key"), FieldPanel("why")],
            heading=_("Options"),
            label=_("option"),
            help_text=_(
                "For single and multiple choice. Mark the right ones as key, and say why the"
                " others are wrong: candidates read it after release. Each candidate sees the"
                " options in another order. Rows left blank don't count."
            ),
            attrs={"data-kinds": "single multiple"},
        ),
        MultiFieldPanel(
            [FieldPanel("is_true", widget=forms.RadioSelect), FieldPanel("why_false")],
            heading=_("True or false"),
            help_text=_(
                "For true or false: the stem is the statement. Of a false one, say what is wrong"
                " about it."
            ),
            attrs={"data-kinds": "true_false"},
        ),
        FieldPanel("explanation"),
        InlinePanel(
            "citations",
            panels=[FieldPanel("article"), FieldPanel("paragraph"), FieldPanel("item")],
            heading=_("Articles cited"),
            label=_("citation"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("difficulty"), FieldPanel("level")]),
                FieldPanel("also_tests"),
            ],
            heading=_("Classification"),
        ),
        FieldPanel("code"),
        VersionsPanel(heading=_("Versions")),
    ],
    base_form_class=ItemForm,
)
