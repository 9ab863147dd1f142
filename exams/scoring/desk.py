"""Scoring's parts of my page: what came of one's papers, and what there is to mark."""

from exams.scoring.marking_progress import exams_with_turns
from exams.scoring.models import Result
from exams.sittings.models import Attempt


def own_papers(user):
    """The user's papers handed in, newest first; each with `.shown`, the result or None.

    A result that isn't released isn't even loaded.
    """
    results = {result.attempt_id: result for result in Result.objects.visible_to(user).current()}
    papers = list(
        Attempt.objects.filter(registration__candidate__user=user, submitted_at__isnull=False)
        .select_related("registration__sitting__exam")
        .order_by("-submitted_at")
    )
    for paper in papers:
        paper.shown = results.get(paper.pk)
    return papers


def section(request):
    """A candidate's own results; nothing for somebody who is no candidate."""
    if not hasattr(request.user, "candidate"):
        return None
    return "scoring/_desk.html", {"papers": own_papers(request.user)}


def marker_section(request):
    """A marker's exams whose marking isn't done."""
    if not request.user.has_perm("scoring.mark_responses"):
        return None
    exams = [
        exam
        for exam in exams_with_turns()
        if exam.released_at is None and exam.n_done < exam.n_turns
    ]
    return "scoring/_desk_marker.html", {"exams": exams}
