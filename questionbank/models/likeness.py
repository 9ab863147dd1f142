from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from questionbank.models.items import Item


class LikePair(models.Model):
    """Two items that say nearly the same, until a person decides about them."""

    class Decision(models.TextChoices):
        DIFFERENT = "different", _("two questions")
        MERGED = "merged", _("merged")

    first = models.ForeignKey(Item, models.CASCADE, related_name="+")  # the older one
    second = models.ForeignKey(Item, models.CASCADE, related_name="+")
    likeness = models.FloatField(_("likeness"))  # 0 to 1 (`similarity.likeness`)
    found_at = models.DateTimeField(_("found at"))
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+",
        verbose_name=_("decided by"),
    )  # fmt: skip
    decided_at = models.DateTimeField(_("decided at"), null=True)

    class Meta:
        verbose_name = _("pair of like items")
        verbose_name_plural = _("pairs of like items")
        ordering = ["-likeness", "first", "second"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="like_pair_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="like_pair_older_first"
            ),
        ]

    def __str__(self):
        return f"{self.first} ~ {self.second}"
