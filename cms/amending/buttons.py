"""Where the rest of the admin leads to amended articles: articles' pages, menu, start page."""

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.menu import MenuItem as AdminMenuItem
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.widgets.button import HeaderButton

from cms.amending.views import mark_url, may_mark
from cms.amending.worklist import to_do


def listing_buttons(article, user):
    """For the article's row in the list of articles."""
    if not may_mark(user):
        return []
    return [MenuItem(_("Mark as changed"), url=mark_url(article), icon_name="history", priority=5)]


def header_buttons(article, user):
    """For the head of the article's own page."""
    if not may_mark(user):
        return []
    return [HeaderButton(_("Mark as changed"), url=mark_url(article), icon_name="history")]


class ArticleChangesMenuItem(AdminMenuItem):
    def is_shown(self, request):
        return request.user.has_perm("cms.view_articlechange")


def menu_item():
    return ArticleChangesMenuItem(
        _("Amended articles"),
        reverse("article_changes"),
        name="article-changes",
        icon_name="history",
        order=90,
    )


class ArticleChangesSummary(SummaryItem):
    """On the start page: how much there is to review, or nothing."""

    order = 400
    template_name = "cms/amending/summary.html"

    def __init__(self, request):
        super().__init__(request)
        self.n_changes, self.n_texts = 0, 0
        if request.user.has_perm("cms.view_articlechange"):
            self.n_changes, self.n_texts = to_do()

    def is_shown(self):
        return self.n_changes > 0

    def get_context_data(self, parent_context):
        return {"n_changes": self.n_changes, "n_texts": self.n_texts}
