"""The questions of a case in the editor: a block for each kind that may stand in one."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from questionbank import kinds
from questionbank.rich_text import FEATURES


class RowBlock(blocks.StructBlock):
    """A row of a list: its fields beside each other (editor.css), their names within them."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for block in self.child_blocks.values():
            if isinstance(block, blocks.CharBlock | blocks.DecimalBlock):
                block.field.widget.attrs["placeholder"] = block.label


class OptionBlock(RowBlock):
    text = blocks.RichTextBlock(
        required=False, features=FEATURES, label=pgettext_lazy("option", "text")
    )
    is_key = blocks.BooleanBlock(required=False, label=pgettext_lazy("answer", "key"))
    why = blocks.CharBlock(required=False, max_length=300, label=_("why it is wrong"))

    class Meta:
        form_classname = "item-row item-option"


class PairBlock(RowBlock):
    left = blocks.RichTextBlock(required=False, features=FEATURES, label=_("left side"))
    right = blocks.RichTextBlock(required=False, features=FEATURES, label=_("right side"))

    class Meta:
        form_classname = "item-row item-pair"


class CriterionBlock(RowBlock):
    text = blocks.CharBlock(required=False, max_length=300, label=_("what the answer says"))
    points = blocks.DecimalBlock(
        required=False, min_value=0, decimal_places=1, label=pgettext_lazy("item", "points")
    )

    class Meta:
        form_classname = "item-row item-criterion"


def _rows(block, blank, n_blank=4, **kwargs):
    """A list that begins with blank rows; rows left blank are none (`authoring`)."""
    return blocks.ListBlock(block, default=[blank] * n_blank, **kwargs)


# What the editor asks for each field of a plain item. Nothing is required: `kinds` says better
# what is missing, at publishing.
FIELDS = {
    "options": lambda: _rows(
        OptionBlock(), {"text": "", "is_key": False, "why": ""}, label=_("Options")
    ),
    "is_true": lambda: blocks.ChoiceBlock(
        required=False,
        choices=[
            ("true", pgettext_lazy("statement", "true")),
            ("false", pgettext_lazy("statement", "false")),
        ],
        label=_("the statement is"),
    ),
    "why": lambda: blocks.CharBlock(
        required=False, max_length=300, label=_("what is wrong about it")
    ),
    "blanks": lambda: blocks.TextBlock(
        required=False, rows=3, label=_("accepted answers"),
        help_text=_("One line a blank, variants apart by |."),
    ),
    "pairs": lambda: _rows(PairBlock(), {"left": "", "right": ""}, label=_("Pairs")),
    "sequence": lambda: _rows(
        blocks.RichTextBlock(required=False, features=FEATURES), "",
        label=_("Steps in their right order"),
    ),
    "model_answer": lambda: blocks.RichTextBlock(
        required=False, features=FEATURES, label=_("model answer")
    ),
    "rubric": lambda: _rows(CriterionBlock(), {"text": "", "points": None}, 2, label=_("Rubric")),
}  # fmt: skip


def _block(kind):
    return blocks.StructBlock(
        [
            (
                "stem",
                blocks.RichTextBlock(required=False, features=FEATURES, label=_("question")),
            ),
            *((name, FIELDS[name]()) for name in kind.fields if name in FIELDS),
            (
                "explanation",
                blocks.RichTextBlock(required=False, features=FEATURES, label=_("explanation")),
            ),
            (
                "points",
                blocks.DecimalBlock(
                    required=False, min_value=Decimal("0.1"), decimal_places=1, default=1,
                    label=_("weight"),
                    help_text=_("Its share of the case's points, against the other questions'."),
                ),
            ),
        ],
        label=kind.label,
    )  # fmt: skip


class PartsBlock(blocks.StreamBlock):
    class Meta:
        required = False

    def __init__(self, **kwargs):
        super().__init__([(name, _block(kind)) for name, kind in kinds.SIMPLE.items()], **kwargs)
