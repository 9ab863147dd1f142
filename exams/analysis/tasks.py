from django.utils import timezone
from django_tasks import task

from exams.analysis import measuring
from exams.sittings.models import Exam


@task
def measure_exam(exam_id):
    measuring.measure_exam(Exam.objects.get(pk=exam_id), now=timezone.now())


def enqueue_measuring(sender, *, exam, **kwargs):
    """Receiver of `results_released`: all papers are scored, measure their items."""
    measure_exam.enqueue(exam.pk)
