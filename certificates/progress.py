"""How far the certificates of an exam are: passed, issued, drawn, stopped by a problem."""

from dataclasses import dataclass

from django.db.models import Count, Q

from certificates.issuing import qualifying
from certificates.models import Certificate
from exams.sittings.models import Exam

_EXAM = "result__attempt__registration__sitting__exam"


@dataclass(frozen=True)
class Progress:
    exam: Exam
    n_passed: int
    n_issued: int
    n_drawn: int
    n_problems: int

    @property
    def n_to_issue(self):
        # A re-scoring may leave fewer who pass than have a certificate.
        return max(self.n_passed - self.n_issued, 0)

    @property
    def n_waiting(self):
        return self.n_issued - self.n_drawn - self.n_problems

    @property
    def n_settled(self):
        return self.n_drawn + self.n_problems


def progress_of(exams):
    """Return a `Progress` for each of `exams`, in their order, in two queries.

    People are counted, not results: who passed twice in an exam has one certificate.
    """
    exams = list(exams)
    passed = dict(
        qualifying()
        .filter(attempt__registration__sitting__exam__in=exams)
        .order_by()
        .values_list("attempt__registration__sitting__exam")
        .annotate(n=Count("attempt__registration__candidate", distinct=True))
    )
    counted = {
        row[_EXAM]: row
        for row in Certificate.objects.filter(**{f"{_EXAM}__in": exams})
        .order_by()
        .values(_EXAM)
        .annotate(
            n_issued=Count("pk"),
            n_drawn=Count("drawing", filter=~Q(drawing__file="")),
            n_problems=Count("drawing", filter=Q(drawing__file="")),
        )
    }
    none = {"n_issued": 0, "n_drawn": 0, "n_problems": 0}
    return [
        Progress(
            exam=exam,
            n_passed=passed.get(exam.pk, 0),
            **{name: counted.get(exam.pk, none)[name] for name in none},
        )
        for exam in exams
    ]
