"""The questions of an import as its pages list them: filtered, a page at a time."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.paginator import WagtailPaginator

from cms.models import KnowledgePoint
from questionbank.formats import baiwen_json
from questionbank.importing import media, summing_up
from questionbank.importing.models import ImportedQuestion
from questionbank.models import Item

N_A_PAGE = 50
# A filter: what it's called, and the method of the queryset that it shows.
FILTERS = {
    "all": (_("All"), "all"),
    "plain": (_("Nothing to remark"), "plain_sailing"),
    "repaired": (_("Repaired"), "repaired"),
    "warnings": (_("Please look"), "with_warnings"),
    "drafts": (_("Can't be published yet"), "with_faults"),
    "duplicates": (_("Seen before"), "duplicates"),
    "refused": (_("Refused"), "refused"),
}


def list_context(item_import, query, counts):
    """What the list's templates take: one page of the sort of questions that is asked for."""
    show = query.get("show", "all")
    if show not in FILTERS:
        show = "all"
    _label, method = FILTERS[show]
    questions = getattr(item_import.questions, method)()
    questions = questions.select_related("point", "item", "twin__point").prefetch_related(
        "twin__options", "twin__pairs", "twin__criteria"
    )
    page = WagtailPaginator(questions, N_A_PAGE).get_page(query.get("p"))
    before = {row.earlier for row in page if row.earlier}
    earlier = {row.number: row for row in item_import.questions.filter(number__in=before)}
    return {
        "show": show,
        "filters": [(name, label, counts[name]) for name, (label, _method) in FILTERS.items()],
        "counts": counts,
        "page": page,
        "rows": [_shown(row, earlier) for row in page],
        "elided_page_range": page.paginator.get_elided_page_range(page.number),
    }


def _shown(row, earlier):
    """A question as the list draws it."""
    shown = {"question": row, "key": "", "twin_key": "", "earlier": earlier.get(row.earlier)}
    if row.plain is None:
        return shown
    shown["item_url"] = _edit_url(row.item_id) if row.item else ""
    plain = plain_of(row)
    shown["key"] = summing_up.key_words(plain)
    shown["choices"] = [
        choice
        for choice in ImportedQuestion.Choice.choices
        if choice[0] != ImportedQuestion.Choice.VERSION
        or (row.twin and not row.twin.locked and not row.twin.retired_at)
    ]
    if row.twin:
        twin = row.twin.plain
        shown["twin_key"] = summing_up.key_words(twin)
        shown["is_other_key"] = summing_up.answers(plain) != summing_up.answers(twin)
        shown["twin_url"] = _edit_url(row.twin_id)
    if shown["earlier"] is not None:
        other = plain_of(shown["earlier"])
        shown["earlier_key"] = summing_up.key_words(other)
        shown["is_other_key_before"] = summing_up.answers(plain) != summing_up.answers(other)
    return shown


def _edit_url(key):
    return reverse(Item.snippet_viewset.get_url_name("edit"), args=[key])


def plain_of(row):
    return baiwen_json.item_of(row.plain, set(media.sources(row.plain)))


def points_by_chapter():
    chapters = {}
    for point in KnowledgePoint.objects.points().select_related("parent"):
        chapters.setdefault(str(point.parent), []).append(point)
    return list(chapters.items())
