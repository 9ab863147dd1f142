"""Drawing in the background: seconds of CPU that no request waits for."""

from functools import partial

from django.db import transaction
from django_tasks import task

from certificates.models import Certificate, Drawing


@task()
def draw_certificates(exam_id):
    """Draw what of an exam isn't drawn yet; harmless when run twice, or by two workers at once."""
    # Here, so that web workers don't load WeasyPrint and Pango (60 MB) only to enqueue.
    from certificates.drawing import draw_all

    draw_all(Certificate.objects.of_exam(exam_id).not_drawn())


@transaction.atomic
def draw_again(exam):
    """Have all of an exam drawn that isn't: left by a crash, or stopped by a problem."""
    Drawing.objects.filter(
        certificate__in=Certificate.objects.of_exam(exam).with_problem()
    ).delete()
    transaction.on_commit(partial(draw_certificates.enqueue, exam.pk))
