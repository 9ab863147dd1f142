"""How the history of an item tells what was done with it."""

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogFormatter
from wagtail.models import ModelLogEntry

from cms.models import KnowledgePoint
from questionbank import commenting, loading, retagging, retiring
from questionbank.duplicates import deciding
from questionbank.models import DIFFICULTIES, Item

EXPORTED = "questionbank.export"


class Commented(LogFormatter):
    def __init__(self, label):
        self.label = self.message = label

    def format_comment(self, log_entry):
        return log_entry.data["text"]


class Retired(LogFormatter):
    label = message = _("Retire")

    def format_comment(self, log_entry):
        return log_entry.data["reason"]


class Retagged(LogFormatter):
    label = _("File anew")

    def format_message(self, log_entry):
        data = log_entry.data
        told = [
            (gettext("knowledge point"), data["point"]),
            (gettext("difficulty"), dict(DIFFICULTIES).get(data["difficulty"])),
            (pgettext("item", "level"), dict(KnowledgePoint.Level.choices).get(data["level"])),
            (gettext("further point added"), ", ".join(data["added"])),
            (gettext("further point removed"), ", ".join(data["removed"])),
        ]
        parts = [f"{name}: {value}" for name, value in told if value]
        return gettext("Filed anew (%(changes)s)") % {"changes": "; ".join(parts)}


class Merged(LogFormatter):
    label = _("Merge")

    def format_message(self, log_entry):
        data = log_entry.data
        if not data.get("carried"):
            return gettext("Kept instead of %(other)s") % data
        return gettext("Kept instead of %(other)s; carried over: %(carried)s") % data


class Exported(LogFormatter):
    label = _("Export")

    def format_message(self, log_entry):
        return gettext("Exported (%(format)s)") % {"format": log_entry.data["format"]}


def note_exports(items, format_name, *, user, now):
    """Note in each item's history who took it out, in one statement."""
    content_type = ContentType.objects.get_for_model(Item)
    ModelLogEntry.objects.bulk_create(
        ModelLogEntry(
            content_type=content_type,
            object_id=str(item.pk),
            label=str(item),
            action=EXPORTED,
            user=user,
            timestamp=now,
            data={"format": format_name},
        )
        for item in items
    )


def register(actions):
    for action, label in (
        (commenting.WRITTEN, _("Comment")),
        (commenting.RESOLVED, _("Resolve a comment")),
        (commenting.REOPENED, _("Open a comment again")),
    ):
        actions.register_action(action)(lambda label=label: Commented(label))
    actions.register_action(loading.LOADED, _("Load"), _("Loaded from the project's own content"))
    actions.register_action(retiring.RETIRED)(Retired)
    actions.register_action(retiring.TAKEN_BACK, _("Take back"), _("Taken back"))
    actions.register_action(
        deciding.DIFFERENT, _("Two questions"), _("Kept beside an item that is like it")
    )
    actions.register_action(deciding.MERGED)(Merged)
    actions.register_action(
        deciding.REOPENED, _("Decide again"), _("Beside an item like it: to be decided again")
    )
    actions.register_action(retagging.RETAGGED)(Retagged)
    actions.register_action(EXPORTED)(Exported)
