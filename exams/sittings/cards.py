"""The sittings on my page and on the front page."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from exams.papers.models import Form
from exams.people.models import Candidate
from exams.sittings import paper_page
from exams.sittings.models import Registration, Sitting
from exams.sittings.standing import Standing, in_words, standing

MAX_LISTED = 10
_ORDER = [
    Standing.WRITING,
    Standing.OPEN,
    Standing.EARLY,
    Standing.HANDED_IN,
    Standing.CLOSED,
    Standing.MISSED,
]


def candidate_section(request):
    """My page: the candidate's sittings whose results aren't out yet."""
    now = timezone.now()
    registrations = (
        Registration.objects.owned_by(request.user)
        .for_start()
        .filter(sitting__exam__released_at=None)
        .order_by("sitting__opens_at")
    )
    listed = [
        {
            "registration": registration,
            "sitting": registration.sitting,
            "standing": standing(registration, now),
            "opens_in": in_words(registration.sitting.opens_at - now),
        }
        for registration in registrations[:MAX_LISTED]
    ]
    # What can be done now comes first, what is past last.
    listed.sort(key=lambda entry: _ORDER.index(entry["standing"]))
    if not listed and not Candidate.objects.filter(user=request.user).exists():
        return None
    return "sittings/_desk_candidate.html", {"sittings": listed, "Standing": Standing}


def invigilator_section(request):
    """My page: today's sittings, each with the way to its board."""
    if not request.user.has_perm("sittings.invigilate_sitting"):
        return None
    now = timezone.now()
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    today = (
        Sitting.objects.filter(opens_at__lt=midnight + timedelta(days=1))
        .filter(closes_at__gte=midnight)
        .select_related("exam")
        .with_attendance()
        .order_by("opens_at")
    )
    return "sittings/_desk_invigilator.html", {"sittings": today, "now": now}


def next_sitting(request):
    """The front page's card: the person's own next sitting, else the next of all."""
    now = timezone.now()
    ahead = Q(sitting__closes_at__gt=now)
    registration = None
    if request.user.is_authenticated:
        registration = (
            Registration.objects.owned_by(request.user)
            .for_start()
            .filter(ahead | Q(attempt__submitted_at=None, attempt__isnull=False))
            .order_by("sitting__opens_at")
            .first()
        )
    sitting = (
        registration.sitting
        if registration
        else Sitting.objects.filter(closes_at__gt=now)
        .select_related("exam")
        .order_by("opens_at")
        .first()
    )
    if sitting is None:
        return None
    form = Form.objects.filter(paper=sitting.exam.paper_id).only("shape", "sections").first()
    return "sittings/_aside.html", {
        "sitting": sitting,
        "registration": registration,
        "standing": standing(registration, now) if registration else None,
        "Standing": Standing,
        "is_open": sitting.opens_at <= now,
        "opens_in": in_words(sitting.opens_at - now),
        "closes_in": in_words(sitting.closes_at - now),
        "facts": paper_page.facts(form) if form else None,
        "pass_mark": paper_page.plain_number(sitting.exam.pass_mark),
    }
