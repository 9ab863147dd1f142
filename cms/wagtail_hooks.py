from django.contrib.auth.models import Permission
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail.snippets.models import register_snippet

from cms.amending import buttons, views
from cms.amending.marking import CHECKED, REOPENED
from cms.models import ArticleCheck
from cms.viewsets import LawViewSetGroup

register_snippet(LawViewSetGroup)


@hooks.register("register_admin_urls")
def register_urls():
    check = "amended-articles/checks/<int:pk>/"
    return [
        path("amended-articles/", views.ChangesView.as_view(), name="article_changes"),
        path("amended-articles/add/", views.MarkView.as_view(), name="article_change_add"),
        path("amended-articles/<int:pk>/", views.ChangeView.as_view(), name="article_change"),
        path(
            "amended-articles/<int:pk>/withdraw/",
            views.WithdrawView.as_view(),
            name="article_change_withdraw",
        ),
        path(check, views.RecordView.as_view(), name="article_check_record"),
        path(f"{check}undo/", views.UndoView.as_view(), name="article_check_undo"),
    ]


@hooks.register("register_reports_menu_item")
def register_menu_item():
    return buttons.menu_item()


@hooks.register("construct_homepage_summary_items")
def add_summary(request, items):
    items.append(buttons.ArticleChangesSummary(request))


@hooks.register("register_permissions")
def register_permissions():
    return Permission.objects.filter(
        content_type__app_label="cms",
        codename__in=["view_articlechange", "add_articlechange", "change_articlecheck"],
    )


@hooks.register("register_log_actions")
def register_log_actions(actions):
    @actions.register_action(CHECKED)
    class Checked(LogFormatter):
        label = _("Check after an amendment")

        def format_message(self, log_entry):
            data = log_entry.data
            return _("%(text)s, checked because %(article)s was amended: %(outcome)s") % {
                "text": data["text"],
                "article": data["article"],
                "outcome": ArticleCheck.Outcome(data["outcome"]).label,
            }

        def format_comment(self, log_entry):
            return log_entry.data["note"]

    @actions.register_action(REOPENED)
    class Reopened(LogFormatter):
        label = _("Undo a check after an amendment")

        def format_message(self, log_entry):
            return _("%(text)s, to be checked again because %(article)s was amended") % {
                "text": log_entry.data["text"],
                "article": log_entry.data["article"],
            }
