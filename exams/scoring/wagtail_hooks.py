from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from exams.scoring import views
from exams.scoring.releasing import RELEASED


class ReleaseMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("sittings.release_exam")


@hooks.register("register_admin_urls")
def register_urls():
    return [
        path("results/", views.ReleasesView.as_view(), name="scoring_releases"),
        path("results/<int:pk>/release/", views.ReleaseView.as_view(), name="scoring_release"),
    ]


@hooks.register("register_exams_menu_item")
def register_menu_item():
    return ReleaseMenuItem(
        _("Release of results"),
        reverse("scoring_releases"),
        name="release-results",
        icon_name="check",
        order=60,
    )


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action(RELEASED, _("Release results"), _("Results released"))
