"""Where a registered candidate stands with a sitting, and times in words."""

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from exams.sittings.models import Attempt


class Standing(TextChoices):
    EARLY = "early", gettext_lazy("not open yet")
    OPEN = "open", gettext_lazy("open now")
    WRITING = "writing", gettext_lazy("writing")
    HANDED_IN = "handed_in", gettext_lazy("handed in")
    CLOSED = "closed", gettext_lazy("closed")
    MISSED = "missed", gettext_lazy("not sat")


def standing(registration, now):
    """Return the registration's `Standing`; `registration` comes with sitting and attempt."""
    if hasattr(registration, "attempt"):
        attempt = registration.attempt
        if attempt.is_running:
            return Standing.WRITING
        if attempt.closed_by != Attempt.Closed.CANDIDATE:
            return Standing.CLOSED
        return Standing.HANDED_IN
    sitting = registration.sitting
    if now < sitting.opens_at:
        return Standing.EARLY
    return Standing.OPEN if now < sitting.closes_at else Standing.MISSED


def in_words(delta):
    """A span of time in its two largest units, rounded down: "6 days 14 hours"."""
    minutes = max(0, int(delta.total_seconds())) // 60
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [
        (days, ngettext("%(n)d day", "%(n)d days", days)),
        (hours, ngettext("%(n)d hour", "%(n)d hours", hours)),
        (minutes, ngettext("%(n)d minute", "%(n)d minutes", minutes)),
    ]
    while len(parts) > 1 and not parts[0][0]:
        parts.pop(0)
    said = [text % {"n": n} for n, text in parts[:2] if n]
    return " ".join(said) or _("less than a minute")
