from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SittingsConfig(AppConfig):
    name = "exams.sittings"
    verbose_name = _("sittings")

    def ready(self):
        from cms.home import register_aside
        from exams.people.navigation import register_link, register_section
        from exams.sittings import cards

        register_link(
            _("Registration"),
            "registration-sittings",
            permission="sittings.register_candidates",
            order=20,
        )
        register_link(
            _("Invigilation"),
            "invigilation",
            permission="sittings.invigilate_sitting",
            order=40,
        )
        register_section(cards.candidate_section, order=10)
        register_section(cards.invigilator_section, order=12)
        register_aside(cards.next_sitting)
