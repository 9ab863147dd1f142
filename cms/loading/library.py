"""The verb: read all files, tell all faults, then write what is new."""

from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from django.utils.translation import gettext as _
from wagtail.models import ReferenceIndex
from wagtail.search.backends import get_search_backend
from wagtail.signal_handlers import disable_reference_index_auto_update

from cms.citations import Reference
from cms.loading.documents import read_faq, read_handbook
from cms.loading.faults import Faults
from cms.loading.pages import PageWriter, ensure_shelves
from cms.loading.statutes import Law, read_statutes, write_articles, write_statutes
from cms.loading.syllabus import read_powers, read_syllabus, write_points, write_powers
from cms.models import Article, Clause, FaqPage, HandbookChapterPage, KnowledgePoint, Statute

CONTENT = Path(__file__).resolve().parents[1] / "content"


@dataclass
class Count:
    """What became of the entries of one kind; `kept` were edited by hand and left alone."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0

    def __str__(self):
        parts = [
            _("%(n)d created") % {"n": self.created},
            _("%(n)d updated") % {"n": self.updated},
            _("%(n)d unchanged") % {"n": self.unchanged},
        ]
        if self.kept:
            parts.append(_("%(n)d edited in Wagtail and kept") % {"n": self.kept})
        return ", ".join(parts)


@dataclass(frozen=True)
class Library:
    """Everything that the files say, checked."""

    statutes: list
    syllabus: object
    powers: object
    faq: list
    handbook: list


def read(folder):
    """Return the `Library` in `folder`; raises `ContentError` with all faults of all files."""
    faults = Faults()
    statutes = read_statutes(folder, faults)
    # What rests on a broken file can't be judged: its own faults first.
    faults.raise_if_any()
    law = Law(statutes)
    syllabus = read_syllabus(folder, law, faults)
    powers = read_powers(folder, law, faults)
    points = syllabus.point_codes() if syllabus else set()
    faq = read_faq(folder, law, points, faults)
    handbook = read_handbook(folder, law, points, {entry.id for entry in faq}, faults)
    faults.raise_if_any()
    return Library(statutes, syllabus, powers, faq, handbook)


def load(*, progress, folder=CONTENT):
    """Make the database say what the files in `folder` say; return {kind: Count}.

    All or nothing. Statutes, syllabus and powers are the files': what differs is set back. An
    entry or a chapter that was edited or deleted in Wagtail since the last load stays as it is.

    Raises
    ------
    ContentError
        With every fault of every file; nothing was changed.
    """
    progress(_("Reading the content files …"))
    library = read(folder)
    kinds = ("statutes", "articles", "points", "powers", "faq", "handbook")
    counts = {kind: Count() for kind in kinds}
    with transaction.atomic(), disable_reference_index_auto_update():
        _write(library, counts, progress)
    for kind, label in _labels().items():
        progress(f"{label}: {counts[kind]}")
    return counts


def _labels():
    return {
        "statutes": _("Statutes"),
        "articles": _("Articles"),
        "points": _("Knowledge points"),
        "powers": _("Powers"),
        "faq": _("FAQ entries"),
        "handbook": _("Handbook chapters"),
    }


def _write(library, counts, progress):
    faults = Faults()
    progress(_("Writing statutes and articles …"))
    statutes = write_statutes(library.statutes, counts["statutes"])
    articles = write_articles(library.statutes, statutes, counts["articles"], faults)
    article_ids = {
        Reference(slug, number): pk
        for pk, slug, number in Article.objects.values_list("pk", "statute__slug", "number")
    }
    points = write_points(library.syllabus, article_ids, counts["points"])
    write_powers(library.powers, article_ids, counts["powers"])

    progress(_("Writing pages …"))
    faq_shelf, handbook_shelf = ensure_shelves()
    all_points = {point.code: point for point in KnowledgePoint.objects.all()}
    writer = PageWriter(article_ids, all_points, faults, progress)
    writer.write_faq(library.faq, faq_shelf, counts["faq"])
    writer.write_handbook(library.handbook, handbook_shelf, counts["handbook"])
    faults.raise_if_any()

    changed = counts["statutes"].created + counts["statutes"].updated
    _index(Statute, list(statutes.values()) if changed else [])
    _index(Article, articles)
    _index(KnowledgePoint, points)
    if writer.written:
        entries = list(FaqPage.objects.filter(pk__in=writer.written))
        chapters = list(HandbookChapterPage.objects.filter(pk__in=writer.written))
        _index(FaqPage, entries)
        _index(HandbookChapterPage, chapters)
        _index(Clause, list(Clause.objects.filter(page__in=chapters)))
        for page in [*entries, *chapters]:
            ReferenceIndex.create_or_update_for_object(page)


def _index(model, objects):
    """Put objects into the search index now: bulk writes send no signal, and those that are
    sent wait for the background worker.
    """
    if objects:
        has_tokens = hasattr(model, "tokens")
        for one in objects if has_tokens else ():
            one.tokens = one.tokens()  # the index asks three times
        get_search_backend().add_bulk(model, objects)
        for one in objects if has_tokens else ():
            del one.tokens
        with connection.cursor() as cursor:
            # Without statistics SQLite asks the full text once for each row: 300 ms, not 5.
            cursor.execute("ANALYZE wagtailsearch_indexentry")
