from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "exams.reports"
    verbose_name = _("reports")

    def ready(self):
        from exams.people.navigation import register_link

        register_link(_("Pass rates"), "pass-rates", permission="scoring.view_result", order=30)
