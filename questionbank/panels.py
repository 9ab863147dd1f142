"""What the item's editor shows, in which order."""

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
)

from questionbank.admin.versions import VersionsPanel
from questionbank.forms import CriterionFormSet, ItemForm, OptionFormSet, PairFormSet
from questionbank.kinds import KINDS
from questionbank.sections import SectionsPanel


class RowsPanel(InlinePanel):
    """Rows of an answer, in the form set that knows which of them count; written by keyboard."""

    class BoundPanel(InlinePanel.BoundPanel):
        template_name = "questionbank/panels/rows.html"

    def __init__(self, relation_name, formset=None, **kwargs):
        super().__init__(relation_name, **kwargs)
        self.formset = formset

    def clone_kwargs(self):
        return {**super().clone_kwargs(), "formset": self.formset}

    def get_form_options(self):
        options = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = self.formset
        return options


def why(placeholder=""):
    return forms.TextInput(attrs={"placeholder": placeholder})


def points(placeholder):
    return forms.NumberInput(attrs={"step": "0.1", "min": "0.1", "placeholder": placeholder})


def for_kinds(*fields):
    """Attributes that let editor.js show a panel for the kinds that ask for one of the fields."""
    names = [name for name, kind in KINDS.items() if set(fields) & set(kind.fields)]
    return {"data-kinds": " ".join(names)}


# `data-kinds`: editor.js shows a panel for these kinds only.
EDITOR = ObjectList(
    [
        FieldPanel("kind", widget=forms.RadioSelect, classname="item-kind"),
        FieldRowPanel([FieldPanel("point"), FieldPanel("difficulty")], classname="item-about"),
        FieldPanel(
            "stem",
            help_text=_("Ask completely; mark a negative word bold. For fill-in: ____ a blank."),
            attrs={"data-like-url": reverse_lazy("duplicates_like")},
        ),
        RowsPanel(
            "options",
            OptionFormSet,
            panels=[
                FieldPanel("text"),
                FieldPanel("is_key", classname="item-key"),
                FieldPanel("why", widget=why(_("why it is wrong")), classname="item-why"),
            ],
            heading=_("Options"),
            label=_("option"),
            help_text=_(
                "Candidates see them in another order, and after release why the wrong ones are"
                " wrong. For ordering: the steps in their right order."
            ),
            attrs=for_kinds("options", "sequence"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("is_true", widget=forms.RadioSelect),
                FieldPanel("why_false", widget=why()),
            ],
            heading=_("True or false"),
            help_text=_("The stem is the statement. Of a false one, say what is wrong about it."),
            attrs=for_kinds("is_true"),
        ),
        FieldPanel(
            "blanks",
            heading=_("Blanks"),
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_(
                "One line a blank with every wording that counts, apart by |. Width, spaces and"
                " the way a number is written don't matter: 十五日 also takes 15日."
            ),
            attrs=for_kinds("blanks"),
        ),
        RowsPanel(
            "pairs",
            PairFormSet,
            panels=[FieldPanel("left"), FieldPanel("right")],
            heading=_("Pairs"),
            label=_("pair"),
            help_text=_(
                "Each candidate sees the right sides in another order; a right side without a left"
                " one is nobody's partner."
            ),
            attrs=for_kinds("pairs"),
        ),
        FieldPanel(
            "model_answer",
            help_text=_("Short answers are marked by hand, against it and the rubric."),
            attrs=for_kinds("model_answer"),
        ),
        RowsPanel(
            "criteria",
            CriterionFormSet,
            panels=[
                FieldPanel("text", widget=why(_("What the answer says"))),
                FieldPanel("points", widget=points(_("points"))),
            ],
            heading=_("Rubric"),
            label=_("criterion"),
            help_text=_("What an answer must say, and what share of the points it then earns."),
            attrs=for_kinds("rubric"),
        ),
        FieldPanel(
            "parts",
            help_text=_(
                "The stem tells the case. On a paper each question has its own number, and the"
                " case's points are shared out by weight."
            ),
            attrs=for_kinds("items"),
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
                FieldPanel("also_tests"),
                FieldRowPanel([FieldPanel("level"), FieldPanel("code")]),
            ],
            heading=_("Classification"),
        ),
        VersionsPanel(heading=_("Versions")),
        SectionsPanel(),
        PublishingPanel(),
    ],
    base_form_class=ItemForm,
)
