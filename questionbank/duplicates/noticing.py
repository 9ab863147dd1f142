"""What is published is looked at for others like it; how many wait is told on the start page."""

from functools import partial

from django.db import transaction
from wagtail.admin.site_summary import SummaryItem

from questionbank.duplicates.tasks import look_at


def look_when_published(instance, **kwargs):
    """Receiver of Wagtail's `published`."""
    transaction.on_commit(partial(look_at.enqueue, instance.pk))


class LikePairsSummary(SummaryItem):
    """On the start page: how many pairs wait for a decision, or nothing."""

    order = 410
    template_name = "questionbank/duplicates_summary.html"

    def __init__(self, request):
        from questionbank.duplicates.finding import n_open

        super().__init__(request)
        self.n_open = n_open() if request.user.has_perm("questionbank.change_item") else 0

    def is_shown(self):
        return self.n_open > 0

    def get_context_data(self, parent_context):
        return {"n_open": self.n_open}
