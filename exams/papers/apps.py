from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PapersConfig(AppConfig):
    name = "exams.papers"
    verbose_name = _("papers")

    def ready(self):
        from exams.papers import item_list

        item_list.register()
