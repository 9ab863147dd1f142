from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    name = "certificates"
    verbose_name = _("certificates")

    def ready(self):
        from certificates import desk
        from exams.people.navigation import register_link, register_section

        register_link(
            _("Certificates"),
            "certificates",
            permission="certificates.view_certificate",
            order=60,
        )
        register_section(desk.section, order=40)
