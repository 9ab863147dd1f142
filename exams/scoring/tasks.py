from django.utils import timezone
from django_tasks import task

from exams.scoring import marking
from exams.sittings.models import Attempt


@task
def score_attempt(attempt_id):
    attempt = Attempt.objects.select_related("registration__sitting__exam").get(pk=attempt_id)
    if not attempt.is_running:  # opened again meanwhile: scored once it is handed in again
        marking.score_attempt(attempt, now=timezone.now())


def enqueue_scoring(sender, *, attempt, **kwargs):
    """Receiver of `attempt_submitted`: the paper is in, score it soon."""
    score_attempt.enqueue(attempt.pk)
