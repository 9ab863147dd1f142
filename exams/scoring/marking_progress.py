"""How far the marking of an exam is: by item, by marker, and where two markers differed."""

from dataclasses import dataclass, field

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from exams.papers.models import FormItem
from exams.scoring import turns, two_marks
from exams.scoring.marking import is_written
from exams.scoring.models import Mark, Turn, opaque_number
from exams.sittings.models import Attempt, Exam, Response
from questionbank import answer_text

_EXAM = "response__attempt__registration__sitting__exam"


def waiting_answers(exam):
    """How many written answers of an exam wait for a marker."""
    return Turn.objects.of_exam(exam).waiting().aggregate(n=Count("response", distinct=True))["n"]


def exams_with_turns():
    """Exams with written answers handed in, with `.n_turns` and `.n_done`: open ones first."""
    figures = {
        exam: (n_turns, n_done)
        for exam, n_turns, n_done in Turn.objects.wanted()
        .values_list(_EXAM)
        .annotate(Count("pk"), Count("marked_at"))
    }
    exams = list(Exam.objects.filter(pk__in=figures))
    for exam in exams:
        exam.n_turns, exam.n_done = figures[exam.pk]
    return sorted(exams, key=lambda exam: (exam.released_at is not None, -exam.pk))


@dataclass
class ItemProgress:
    """How many answers to an item there are, and how many marks of each order are given."""

    item: FormItem
    label: str
    stem: str
    n_answers: int = 0
    n_empty: int = 0
    n_turns: int = 0
    n_done: int = 0
    orders: list = field(default_factory=list)  # [(label, done, wanted)]

    @property
    def is_complete(self):
        return self.n_done == self.n_turns


def by_item(exam):
    """Return an `ItemProgress` for each written question of the exam's paper; three queries."""
    items = written_items(exam)
    rows = {
        item.pk: ItemProgress(item, name, item.question(with_key=False).content["stem"])
        for item, name in items
    }
    found = (
        Turn.objects.of_exam(exam)
        .wanted()
        .values_list("response__form_item", "order")
        .annotate(Count("pk"), Count("marked_at"))
        .order_by("order")
    )
    for item, order, n_turns, n_done in found:
        row = rows[item]
        row.n_turns += n_turns
        row.n_done += n_done
        row.orders.append((Mark.Order(order).label, n_done, n_turns))
        if order == Mark.Order.FIRST:
            row.n_answers = n_turns
    empty = (
        Response.objects.filter(
            attempt__registration__sitting__exam=exam,
            attempt__submitted_at__isnull=False,
            round=F("attempt__round"),
            form_item__in=rows,
            chosen=None,
        )
        .values_list("form_item")
        .annotate(Count("pk"))
        .order_by()
    )
    for item, n_empty in empty:
        rows[item].n_empty = n_empty
    return list(rows.values())


def written_items(exam):
    """[(FormItem, its name)] of the exam's paper that are marked by hand, in its order."""
    # Should the exam have got another paper since: what was written is marked all the same.
    sat = Attempt.objects.filter(registration__sitting__exam=exam)
    items = [
        item
        for item in FormItem.objects.filter(
            Q(form__paper=exam.paper_id) | Q(form__in=sat.values("form")),
            form__shape__contains=answer_text.WRITTEN,
        )
        .select_related("form", "version")
        .order_by("position", "form__label")
        if is_written(item.question(with_key=False))
    ]
    is_parallel = len({item.form_id for item in items}) > 1
    return [(item, item_name(item, is_parallel=is_parallel)) for item in items]


def item_name(item, *, is_parallel):
    if is_parallel:
        return _("Form %(form)s, item %(n)d") % {"form": item.form.label, "n": item.position}
    return _("Item %(n)d") % {"n": item.position}


def by_marker(exam, *, user, tells_names):
    """Return [{name, is_self, n_done, n_in_hand}]: others by name only to who runs the exam.

    Two markers who know of each other aren't blind to each other.
    """
    found = (
        Turn.objects.of_exam(exam)
        .wanted()
        .filter(marker__isnull=False)
        .values_list("marker", "marker__display_name", "marker__username")
        .annotate(n_all=Count("pk"), n_done=Count("marked_at"))
        .order_by("marker")
    )
    return [
        {
            "name": (shown or username) if tells_names else _("Marker %(n)d") % {"n": number},
            "is_self": marker == user.pk,
            "n_done": n_done,
            "n_in_hand": n_all - n_done,
        }
        for number, (marker, shown, username, n_all, n_done) in enumerate(found, start=1)
    ]


@dataclass(frozen=True)
class Difference:
    """An answer on which two markers differed by more than the declared step."""

    number: str
    item: str
    points_possible: object
    first: object
    second: object
    third: object  # None: still waiting

    @property
    def apart(self):
        return abs(self.first - self.second)


def differences(exam):
    """Return [Difference] of the answers that went to a third marker; three queries.

    What the first two gave is told once the third has decided, so that nobody marks after it.
    """
    names = {item.pk: name for item, name in written_items(exam)}
    thirds = (
        Turn.objects.of_exam(exam)
        .wanted()
        .filter(order=Mark.Order.THIRD)
        .select_related("response__form_item")
        .order_by("response__form_item__position", "pk")
    )
    responses = [turn.response for turn in thirds]
    marks = turns.newest_marks(responses)
    return [
        Difference(
            opaque_number(response.pk),
            names[response.form_item_id],
            response.form_item.points,
            *(
                marks[response.pk][order].points if order in marks[response.pk] else None
                for order in Mark.Order
            ),
        )
        for response in responses
    ]


def agreement(exam):
    """Return (how many answers two have marked, how many of them within the step); one query."""
    given = {}
    found = (
        Mark.objects.filter(
            response__attempt__submitted_at__isnull=False,
            response__round=F("response__attempt__round"),
            response__attempt__registration__sitting__exam=exam,
            order__in=[Mark.Order.FIRST, Mark.Order.SECOND],
        )
        .order_by("pk")
        .values_list("response", "order", "points")
    )
    for response, order, points in found:
        given.setdefault(response, {})[order] = points
    pairs = [marks for marks in given.values() if len(marks) == 2]
    n_apart = sum(two_marks.differ(marks[1], marks[2], step=exam.marking_step) for marks in pairs)
    return len(pairs), len(pairs) - n_apart
