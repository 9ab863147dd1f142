"""Several markers at the same time, each on a connection of their own."""

from concurrent.futures import ThreadPoolExecutor

from django.db import close_old_connections, connection
from django.utils import timezone

from exams.scoring import marking_by_hand
from exams.scoring.models import Mark, Result, Turn
from tests.exams.scoring.written_papers import RUBRIC, SAID, exam, give, handed_in, marker

N_PAPERS, N_MARKERS = 6, 4


def mark_all(job):
    """Take and mark until nothing is left; returns the responses that were marked."""
    made, person, points = job
    close_old_connections()
    try:
        done = []
        while turn := marking_by_hand.take(made, person, now=timezone.now()):
            give(turn, person, *points)
            done.append(turn.response_id)
        return done
    finally:
        connection.close()


def test_markers_at_once_get_each_turn_once_and_every_paper_is_scored(transactional_db):
    made = exam([RUBRIC], marking_step=1)
    for _ in range(N_PAPERS):
        handed_in(made, {1: [SAID]})
    people = [marker() for _ in range(N_MARKERS)]
    points = [[2, 2, 1], [0, 0, 0], [2, 2, 1], [0, 0, 0]]
    with ThreadPoolExecutor(N_MARKERS) as pool:
        done = list(pool.map(mark_all, [(made, *job) for job in zip(people, points, strict=True)]))

    # What a third turn was opened for after its markers had gone home.
    for person, given in zip(people, points, strict=True):
        done.append(mark_all((made, person, given)))
    assert not Turn.objects.waiting().exists()
    assert all(len(responses) == len(set(responses)) for responses in done)
    marks = Mark.objects.all()
    assert marks.count() == marks.values("response", "order").distinct().count()
    assert marks.count() == marks.values("response", "marker").distinct().count()
    assert Result.objects.count() == N_PAPERS
    assert all(result.points in (0, 5, 2.5) for result in Result.objects.all())
