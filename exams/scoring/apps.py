from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScoringConfig(AppConfig):
    name = "exams.scoring"
    verbose_name = _("scoring")

    def ready(self):
        from exams.people.navigation import register_link, register_section
        from exams.scoring import desk
        from exams.scoring.tasks import enqueue_scoring
        from exams.sittings.signals import attempt_submitted

        attempt_submitted.connect(enqueue_scoring)
        register_link(_("Marking"), "marking", permission="scoring.mark_responses", order=45)
        register_section(desk.section, order=30)
        register_section(desk.marker_section, order=14)
