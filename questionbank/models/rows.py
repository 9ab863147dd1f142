from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from cms.models import Citation
from questionbank import markup
from questionbank.models.items import Item
from questionbank.rich_text import FEATURES


class ItemOption(Orderable):
    """An option as the author writes it."""

    item = ParentalKey(Item, on_delete=models.CASCADE, related_name="options")
    text = RichTextField(pgettext_lazy("option", "text"), features=FEATURES)
    is_key = models.BooleanField(pgettext_lazy("answer", "key"), default=False)
    why = models.CharField(_("why it is wrong"), max_length=300, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("option")
        verbose_name_plural = _("options")

    def __str__(self):
        return self.text


class ItemPair(Orderable):
    """A left side and its partner; a right side alone is nobody's."""

    item = ParentalKey(Item, on_delete=models.CASCADE, related_name="pairs")
    left = RichTextField(_("left side"), features=FEATURES, blank=True)
    right = RichTextField(_("right side"), features=FEATURES)

    class Meta(Orderable.Meta):
        verbose_name = _("pair")
        verbose_name_plural = _("pairs")

    def __str__(self):
        return markup.plain(self.right)


class ItemCriterion(Orderable):
    """A line of the rubric: what a written answer must say, and what it then earns."""

    item = ParentalKey(Item, on_delete=models.CASCADE, related_name="criteria")
    text = models.CharField(_("what the answer says"), max_length=300)
    points = models.DecimalField(
        pgettext_lazy("item", "points"), max_digits=5, decimal_places=1,
        validators=[MinValueValidator(Decimal("0.1"))],
    )  # fmt: skip

    class Meta(Orderable.Meta):
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")

    def __str__(self):
        return self.text


class ItemCitation(Orderable, Citation):
    owner = ParentalKey(Item, on_delete=models.CASCADE, related_name="citations")
