from django.db import models
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from questionbank.models import ItemVersion


class ItemStatisticQuerySet(models.QuerySet):
    def flagged(self, code=None):
        """With this flag, or with any."""
        if code is None:
            return self.exclude(flags=[])
        # As text: not every database looks into a JSON list.
        return self.alias(codes=Cast("flags", models.TextField())).filter(
            codes__contains=f'"{code}"'
        )


class ItemStatistic(models.Model):
    """How a version did in all scored papers, as last computed (docs/statistics.md).

    Derived, so it may be computed again at any time; `measuring` alone writes it.
    """

    version = models.OneToOneField(
        ItemVersion, models.CASCADE, related_name="statistics", verbose_name=_("item version")
    )
    n = models.PositiveIntegerField(_("candidates"))
    facility = models.FloatField(_("facility"))
    # Item-rest correlation; the same with the total; upper less lower 27 %. None: not defined.
    discrimination = models.FloatField(_("discrimination"), null=True)
    item_total_r = models.FloatField(null=True)
    d27 = models.FloatField(null=True)
    upper = models.FloatField(null=True)
    lower = models.FloatField(null=True)
    omitted = models.PositiveIntegerField(_("omitted"))
    not_reached = models.PositiveIntegerField(_("not reached"))
    options = models.JSONField(
        help_text="in the author's order: the fields of flags.Option; empty: no options",
    )
    flags = models.JSONField(help_text="the codes of `flags`, the worst first")
    uses = models.JSONField(help_text="[{exam, form, n, facility, discrimination}], ids")
    computed_at = models.DateTimeField(_("computed at"))

    objects = ItemStatisticQuerySet.as_manager()

    class Meta:
        verbose_name = _("item statistics")
        verbose_name_plural = _("item statistics")
        default_permissions = ("view",)

    def __str__(self):
        return str(self.version)
