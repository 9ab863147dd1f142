"""What is to become of each question: chosen one by one, or for many at once."""

from collections import Counter

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from questionbank.importing.models import ImportedQuestion, ItemImport
from questionbank.importing.receiving import ImportRefused

Choice = ImportedQuestion.Choice
LIKENESSES = ("all", "same", "nearly")


def choose(item_import, *, choices=None, points=None, difficulty=None, duplicates=None):
    """Keep what was chosen; raises `ImportRefused` where the import no longer waits for it.

    Parameters
    ----------
    choices : dict of int to str, optional
        By number of the question, a `Choice`.
    points : dict of str to KnowledgePoint, optional
        By what the file calls a point ("" where it says nothing), for those it doesn't give.
    difficulty : int, optional
        Of questions that give none.
    duplicates : (str, str), optional
        Which of the duplicates (`LIKENESSES`), and the `Choice` for all of these.
    """
    with transaction.atomic():
        kept = held(item_import)
        questions = kept.questions.acceptable()
        for choice in Choice.values:
            numbers = [number for number, chosen in (choices or {}).items() if chosen == choice]
            _set(questions.filter(number__in=numbers), choice)
        for name, point in (points or {}).items():
            questions.filter(point_name=name, is_point_given=False).update(point=point)
        if duplicates:
            likeness, choice = duplicates
            _set(questions.alike(likeness), choice)
        if difficulty is not None and difficulty != kept.default_difficulty:
            kept.default_difficulty = difficulty
            kept.save(update_fields=["default_difficulty"])
    return kept


def _set(questions, choice):
    if choice == Choice.VERSION:
        # Others are told at the writing (in review, for whoever isn't asked to review it).
        questions = questions.filter(
            twin__isnull=False, twin__locked=False, twin__retired_at__isnull=True
        )
    questions.exclude(choice=choice).update(choice=choice)


def held(item_import):
    """Return the import, locked, that waits for choices; raises `ImportRefused`."""
    kept = ItemImport.objects.select_for_update().get(pk=item_import.pk)
    if kept.state != ItemImport.State.READ:
        raise ImportRefused(_("This import is at work or done; nothing of it can be chosen now."))
    return kept


def point_names(item_import):
    """What the file calls points that we don't know: [{name, n, point}], those still open first."""
    return (
        item_import.questions.acceptable()
        .filter(is_point_given=False)
        .values("point_name", "point")
        .annotate(n=Count("pk"))
        .order_by("point", "-n", "point_name")
    )


def hindrances(item_import, counts=None):
    """Return what keeps the import from being written, in words."""
    counts = counts or item_import.questions.counted()
    found = []
    if not counts["new"] and not counts["versions"]:
        found.append(_("No question is to be imported."))
    if n := counts["without_point"]:
        found.append(
            ngettext(
                "%(n)d question has no knowledge point yet. Choose it below.",
                "%(n)d questions have no knowledge point yet. Choose it below.",
                n,
            )
            % {"n": n}
        )
    chosen = item_import.questions.filter(choice=Choice.VERSION, is_refused=False)
    twins = Counter(chosen.values_list("twin__code", flat=True))
    for code, n in twins.items():
        if code is None:
            found.append(_("An item that was to get a new version was deleted. Choose again."))
        elif n > 1:
            found.append(
                _("%(n)d questions would be new versions of %(code)s. Choose one of them.")
                % {"n": n, "code": code}
            )
    return found
