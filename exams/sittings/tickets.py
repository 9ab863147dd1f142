"""The admission ticket (准考证) as PDF: of one candidate, or of many in one file.

A ticket takes about 60 ms of CPU, so a large sitting is given out by rooms or units.
"""

from django.conf import settings
from django.db.models import Count
from django.utils import translation

from exams.sittings import printing, rules
from exams.sittings.models import Registration

TEMPLATE = "sittings/pdf/tickets.html"
# So many at once; more of them in parts.
MOST = 200


def one(registration):
    """Return the PDF (bytes) of one ticket; `registration` comes with all that it shows."""
    return _pdf(registration.sitting, [registration])


def of_sitting(sitting, *, room=None, unit=None):
    """Return the PDF of a sitting's tickets, two a page: all, or those of a room or of a unit.

    In the order in which they are given out: by room and seat, without rooms by unit.
    """
    found = _registered(sitting)
    if room is not None:
        found = found.filter(room=room)
    if unit is not None:
        found = found.filter(unit=unit)
    return _pdf(sitting, list(found))


def parts(sitting):
    """How many tickets a sitting has in all, in each room and in each unit."""
    registered = Registration.objects.filter(sitting=sitting).order_by()
    return {
        "n": registered.count(),
        "rooms": list(
            registered.exclude(room="").values("room").annotate(n=Count("pk")).order_by("room")
        ),
        "units": list(
            registered.values("unit", "unit__name")
            .annotate(n=Count("pk"))
            .order_by("unit__position", "unit__name")
        ),
    }


def _registered(sitting):
    return (
        Registration.objects.filter(sitting=sitting)
        .select_related("candidate", "unit")
        .order_by("room", "seat", "unit__position", "unit__name", "ticket")
    )


def _pdf(sitting, registrations):
    # Of the house, as `printing` makes it: the rules in its language too.
    with translation.override(settings.LANGUAGE_CODE):
        said = rules.of(sitting.exam)
    context = {"sitting": sitting, "exam": sitting.exam, "registrations": registrations}
    return printing.pdf(TEMPLATE, context | {"rules": said})
