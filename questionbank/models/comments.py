from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from questionbank.models.items import Item


class ItemCommentQuerySet(models.QuerySet):
    def open(self):
        return self.filter(resolved_at=None)


class ItemComment(models.Model):
    """What a colleague remarks on an item, until somebody has seen to it."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="comments")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+",
        verbose_name=_("author"),
    )  # fmt: skip
    text = models.TextField(pgettext_lazy("comment", "text"), max_length=2000)
    at = models.DateTimeField(_("written at"))
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+",
        verbose_name=_("resolved by"),
    )  # fmt: skip
    resolved_at = models.DateTimeField(_("resolved at"), null=True)

    objects = ItemCommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment on an item")
        verbose_name_plural = _("comments on items")
        ordering = ["at", "pk"]
        # Who may change the item may comment on it.
        default_permissions = ()

    def __str__(self):
        return self.text
