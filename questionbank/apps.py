from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuestionbankConfig(AppConfig):
    name = "questionbank"
    verbose_name = _("question bank")

    def ready(self):
        from wagtail.signals import published

        from questionbank.duplicates.noticing import look_when_published
        from questionbank.models import Item
        from questionbank.publishing import freeze_published

        published.connect(freeze_published, sender=Item, dispatch_uid="freeze_published")
        published.connect(look_when_published, sender=Item, dispatch_uid="look_when_published")
