from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "exams.people"
    verbose_name = _("people")

    def ready(self):
        from exams.people.navigation import register_link

        register_link(_("Roster"), "roster", permission="people.view_candidate", order=10)
