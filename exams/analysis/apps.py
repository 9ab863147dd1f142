from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnalysisConfig(AppConfig):
    name = "exams.analysis"
    verbose_name = _("item analysis")

    def ready(self):
        from exams.analysis import item_list, item_section
        from exams.analysis.tasks import enqueue_measuring
        from exams.scoring.signals import results_released

        results_released.connect(enqueue_measuring)
        item_section.register()
        item_list.register()
