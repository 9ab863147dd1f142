"""What is wrong with content files: every fault at once, each with its place."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True)
class Fault:
    """`place` is a line or the entry's own number; `field` and `place` may be empty."""

    file: str
    place: str
    field: str
    reason: str

    def __str__(self):
        where = _(", ").join(part for part in (self.file, self.place, self.field) if part)
        return _("%(where)s: %(reason)s") % {"where": where, "reason": self.reason}


class ContentError(Exception):
    """Content files have faults; nothing was changed."""

    def __init__(self, faults):
        self.faults = list(faults)
        super().__init__(self.faults)

    def __str__(self):
        head = ngettext(
            "%(n)d fault in the content files; nothing was changed.",
            "%(n)d faults in the content files; nothing was changed.",
            len(self.faults),
        ) % {"n": len(self.faults)}
        return "\n".join([head, *(f"- {fault}" for fault in self.faults)])


class Faults:
    """Collects the faults of a run."""

    def __init__(self):
        self.found = []

    def add(self, file, place, field, reason):
        self.found.append(Fault(str(file), str(place), field, str(reason)))

    def raise_if_any(self):
        if self.found:
            raise ContentError(self.found)
