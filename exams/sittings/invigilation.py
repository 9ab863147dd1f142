"""The invigilator's board: who is where in the paper. No answer and no score is on it."""

from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET
from django_htmx.http import HttpResponseClientRefresh

from exams.sittings.board import rows, totals
from exams.sittings.models import Sitting

PERMISSION = "sittings.invigilate_sitting"


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
    return render(request, "sittings/board.html", _board(sitting_id))


@never_cache
@gzip_page
@require_GET
def table(request, sitting_id):
    """The board's inside, asked for every few seconds."""
    if not request.user.is_authenticated:
        # Not a sign-in page inside a table: the whole page loads again and asks there.
        return HttpResponseClientRefresh()
    return _table(request, sitting_id)


@permission_required(PERMISSION, raise_exception=True)
def _table(request, sitting_id):
    return render(request, "sittings/_board_table.html", _board(sitting_id))


def _board(sitting_id):
    sitting = get_object_or_404(Sitting.objects.select_related("exam"), pk=sitting_id)
    now = timezone.now()
    listed = rows(sitting, now=now)
    return {"sitting": sitting, "rows": listed, "totals": totals(listed), "now": now}
