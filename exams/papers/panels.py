from django.forms import Media
from wagtail.admin.panels import Panel


class BlueprintTotals(Panel):
    """What the sections as last saved add up to."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "papers/admin/_totals.html"
        media = Media(css={"all": ["papers/admin.css"]})

        def is_shown(self):
            return super().is_shown() and self.instance.pk is not None

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | {"blueprint": self.instance}
