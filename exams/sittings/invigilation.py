"""The invigilator's board: who is where in the paper. No answer and no score is on it."""

from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.template.loader import get_template
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET
from django_htmx.http import HttpResponseClientRefresh

from exams.sittings import board as boards
from exams.sittings import timeline, watching
from exams.sittings.invigilation_forms import ACTS, BoardFilter, SeatForm
from exams.sittings.models import Registration, Sitting

PERMISSION = "sittings.invigilate_sitting"
# What a browser lays anew every two seconds; a room has fewer.
PER_PAGE = 200


@require_GET
@login_required
@permission_required(PERMISSION, raise_exception=True)
def sittings(request):
    listed = Sitting.objects.select_related("exam").with_attendance().order_by("-opens_at", "-pk")
    page = Paginator(listed, 20).get_page(request.GET.get("page"))
    return render(request, "sittings/sitting_list.html", {"page": page, "now": timezone.now()})


@never_cache
@gzip_page
@require_GET
@login_required
@permission_required(PERMISSION, raise_exception=True)
def board(request, sitting_id):
    context = _board(request, sitting_id) | {"acts": ACTS.values()}
    return render(request, "sittings/board.html", context)


@never_cache
@gzip_page
@require_GET
def table(request, sitting_id):
    """The board's inside, asked for every two seconds."""
    if not request.user.is_authenticated:
        # Not a sign-in page inside a table: the whole page loads again and asks there.
        return HttpResponseClientRefresh()
    return _table(request, sitting_id)


@permission_required(PERMISSION, raise_exception=True)
def _table(request, sitting_id):
    return render(request, "sittings/_board_table.html", _board(request, sitting_id))


def _board(request, sitting_id):
    try:
        snapshot = watching.snapshot(sitting_id, now=timezone.now())
    except Sitting.DoesNotExist:
        raise Http404 from None
    form = BoardFilter(request.GET, snapshot.rows)
    shown = form.narrowed()
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    others = request.GET.copy()
    others.pop("page", None)
    return {
        "sitting": snapshot.sitting,
        "form": form,
        "page": page,
        "others": others.urlencode(),
        "drawn": [_drawn(snapshot, row) for row in page],
        "is_narrowed": len(shown) < len(snapshot.rows),
        "totals": boards.totals(shown),
        "n_registered": len(snapshot.rows),
        "n_files": snapshot.n_files,
        "now": snapshot.now,
    }


def _drawn(snapshot, row):
    """The row's HTML, drawn for the first who looks: the same for all."""
    drawn = snapshot.drawn.setdefault(translation.get_language(), {})
    if row.key not in drawn:
        context = {"row": row, "sitting": snapshot.sitting}
        drawn[row.key] = get_template("sittings/_board_row.html").render(context)
    return drawn[row.key]


@never_cache
@require_GET
@login_required
@permission_required(PERMISSION, raise_exception=True)
def candidate(request, sitting_id, registration_id):
    """What happened around one candidate's paper, in the order of time."""
    registration = get_object_or_404(
        Registration.objects.for_start(), sitting=sitting_id, pk=registration_id
    )
    attempt = getattr(registration, "attempt", None)
    now = timezone.now()
    (row,) = boards.rows(registration.sitting, now=now, only=registration)
    return render(
        request,
        "sittings/invigilation_candidate.html",
        {
            "registration": registration,
            "sitting": registration.sitting,
            "exam": registration.sitting.exam,
            "attempt": attempt,
            "row": row,
            "now": now,
            "acts": ACTS.values(),
            "entries": timeline.entries(registration, attempt),
            "saves": timeline.saves(attempt),
            "late_answers": timeline.late_answers(attempt),
            "files": timeline.files(attempt),
            "seat_form": SeatForm(initial={"room": registration.room, "seat": registration.seat}),
        },
    )
