"""The markers' console. No name, ticket or unit of a candidate comes into these pages."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import View

from exams.scoring import marking_by_hand, marking_progress, turns
from exams.scoring.marking_form import MarkForm
from exams.sittings.models import Exam
from questionbank import markup, pictures, showing

PERMISSION = "scoring.mark_responses"


def _for_markers(view):
    """Signed in, a marker, and nothing kept by the browser for whoever sits there next."""
    return never_cache(login_required(permission_required(PERMISSION, raise_exception=True)(view)))


@require_GET
@_for_markers
def exams(request):
    listed = marking_progress.exams_with_turns()
    return render(request, "scoring/marking/exams.html", {"exams": listed})


@require_GET
@_for_markers
def exam(request, exam_id):
    """How far the exam is, and the way to the next answer."""
    found = get_object_or_404(Exam, pk=exam_id)
    left = marking_by_hand.left_for(request.user, found, now=timezone.now())
    items = marking_progress.by_item(found)
    n_both, n_agree = marking_progress.agreement(found)
    return render(
        request,
        "scoring/marking/exam.html",
        {
            "exam": found,
            "items": [(row, markup.plain(row.stem), left.get(row.item.pk, 0)) for row in items],
            "markers": marking_progress.by_marker(
                found,
                user=request.user,
                tells_names=request.user.has_perm("sittings.release_exam"),
            ),
            "n_turns": sum(row.n_turns for row in items),
            "n_done": sum(row.n_done for row in items),
            "n_left": sum(left.values()),
            "n_both": n_both,
            "n_agree": n_agree,
        },
    )


@require_GET
@_for_markers
def differences(request, exam_id):
    found = get_object_or_404(Exam, pk=exam_id)
    told = marking_progress.differences(found)
    return render(
        request,
        "scoring/marking/differences.html",
        {
            "exam": found,
            "decided": [row for row in told if row.third is not None],
            "n_waiting": sum(row.third is None for row in told),
        },
    )


@require_POST
@_for_markers
def take_next(request, exam_id):
    """Take the next answer, of one item or of any, and go to it."""
    return _to_next(request, get_object_or_404(Exam, pk=exam_id))


def _to_next(request, found):
    item = _chosen_item(request, found)
    turn = marking_by_hand.take(found, request.user, now=timezone.now(), item=item)
    if turn is None:
        messages.info(request, _("Nothing is left for you to mark here at the moment."))
        return redirect("marking-exam", found.pk)
    return redirect(_address(turn, item))


def _address(turn, item):
    """Where a turn is marked; the choice of an item stays with the marker from page to page."""
    address = reverse("marking-answer", args=[turn.pk])
    return address if item is None else f"{address}?item={item}"


def _chosen_item(request, found):
    """The item that the marker keeps to; an address of another exam's item is no choice."""
    chosen = request.POST.get("item") or request.GET.get("item") or ""
    if not chosen:
        return None
    keys = {str(item.pk): item.pk for item, _name in marking_progress.written_items(found)}
    return keys.get(chosen)


@method_decorator(_for_markers, name="dispatch")
class Answer(View):
    """One answer with its rubric: seen and marked by whose turn it is, and by nobody else."""

    def dispatch(self, request, *, turn_id):
        found = marking_by_hand.turns_of(request.user).filter(pk=turn_id).first()
        if found is None and request.method == "POST":
            # Put aside for too long: somebody else has it, and this person is told so.
            messages.error(request, str(marking_by_hand.NotYours.reason))
            return redirect("marking")
        if found is None:
            raise Http404
        self.turn = found
        self.response = self.turn.response
        self.place = self.response.form_item
        self.question = self.place.question()
        self.exam = self.response.attempt.registration.sitting.exam
        if self.response.chosen is None:
            raise Http404
        self.mark = turns.newest_marks([self.response])[self.response.pk].get(self.turn.order)
        return super().dispatch(request)

    def form(self, data=None):
        return MarkForm(data, place=self.place, key=self.question.key, mark=self.mark)

    def get(self, request):
        return self.page(self.form())

    def post(self, request):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            marking_by_hand.give(
                self.turn,
                request.user,
                form.given(),
                comment=form.cleaned_data["comment"],
                now=timezone.now(),
            )
        except marking_by_hand.Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("marking-exam", self.exam.pk)
        return _to_next(request, self.exam)

    def page(self, form, status=200):
        item = _chosen_item(self.request, self.exam)
        before, after = marking_by_hand.neighbours(self.turn)
        rows = marking_progress.by_item(self.exam)
        row = next(row for row in rows if row.item.pk == self.place.pk)
        return render(
            self.request,
            "scoring/marking/answer.html",
            {
                "turn": self.turn,
                "exam": self.exam,
                "row": row,
                "place": self.place,
                "form": form,
                "item": item,
                "passage": _blocks(self.question.passage) if self.question.passage else "",
                "stem": showing.prepared(self.question.content["stem"]),
                "answer": self.response.chosen[0],
                "n_signs": len(self.response.chosen[0]),
                "model_answer": _blocks(self.question.key["model_answer"]),
                "before": before and _address(before, item),
                "after": after and _address(after, item),
                "mark": self.mark,
            },
            status=status,
        )


def _blocks(html):
    return markup.shown(markup.blocks(html), pictures.address)
