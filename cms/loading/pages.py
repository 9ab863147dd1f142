"""FAQ entries and handbook chapters written as published Wagtail pages, with revisions."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Page, Site
from wagtail.rich_text import RichText

from cms.models import (
    Clause,
    ClauseCitation,
    FaqCitation,
    FaqIndexPage,
    FaqPage,
    HandbookChapterPage,
    HandbookPage,
    HomePage,
    LoadedSource,
)


def ensure_shelves():
    """Return (FAQ index, handbook), made where they are missing."""
    home = HomePage.objects.first()
    if home is None:
        # Only where somebody deleted the page that the first migration made.
        home = Page.get_first_root_node().add_child(instance=HomePage(title="百问", slug="home"))
        Site.objects.update_or_create(
            is_default_site=True, defaults={"hostname": "localhost", "root_page": home}
        )
    shelves = []
    for model, title, slug in (
        (FaqIndexPage, "百问百答", "faq"),
        (HandbookPage, "执法手册", "handbook"),
    ):
        shelf = model.objects.first()
        if shelf is None:
            shelf = home.add_child(instance=model(title=title, slug=slug))
            shelf.save_revision(log_action=False).publish(log_action=False)
        shelves.append(shelf)
    return shelves


class PageWriter:
    """Writes what changed, and leaves alone what was edited in Wagtail since the last load."""

    def __init__(self, article_ids, point_ids, faults, progress):
        self.article_ids, self.point_ids = article_ids, point_ids
        self.faults, self.progress = faults, progress
        self.loaded = {row.path: row for row in LoadedSource.objects.select_related("page").all()}
        self.written = []

    def write_faq(self, sources, shelf, count):
        pages = {page.source_id: page for page in FaqPage.objects.all()}
        todo = [source for source in sources if self._is_due(source, pages.get(source.id), count)]
        # All entries first, so that each may name any other as related.
        for source in todo:
            if source.id not in pages:
                page = FaqPage(source_id=source.id, slug=source.id.removeprefix("faq-"), live=False)
                self._fill_entry(page, source)
                if self._add(shelf, page, source):
                    pages[source.id] = page
        for source in todo:
            if page := pages.get(source.id):
                self._fill_entry(page, source)
                page.citations = self._citations(FaqCitation, source)
                page.points = self._points(source)
                page.related = [pages[name] for name in source.related if name in pages]
                self._publish(page, source)

    def _fill_entry(self, page, source):
        sections = source.sections
        page.title, page.number, page.answer = source.title, source.number, sections["answer"]
        page.body = [
            (name, [*map(RichText, value)] if name == "mistakes" else RichText(value))
            for name, value in sections.items()
            if name != "answer"
        ]

    def write_handbook(self, sources, shelf, count):
        pages = {page.slug: page for page in HandbookChapterPage.objects.all()}
        entries = {page.source_id: page for page in FaqPage.objects.all()}
        for source in sources:
            slug = f"{source.number:02d}"
            page = pages.get(slug)
            if not self._is_due(source, page, count):
                continue
            if page is None:
                page = HandbookChapterPage(slug=slug, live=False)
            page.title, page.number, page.summary = source.title, source.number, source.summary
            if page.pk is None and not self._add(shelf, page, source):
                continue
            known = {clause.number: clause for clause in page.clauses.all()}
            clauses = []
            for order, part in enumerate(source.clauses):
                # The same row for the same number: what points at it goes on doing so.
                clause = known.get(part.number) or Clause(number=part.number)
                clause.sort_order, clause.title, clause.body = order, part.title, part.body
                clause.citations = self._citations(ClauseCitation, part)
                clause.points = self._points(part)
                clause.related = [entries[name] for name in part.related if name in entries]
                clauses.append(clause)
            page.clauses = clauses
            self._publish(page, source)

    def _is_due(self, source, page, count):
        """Whether the file has news for the page, which nobody edited meanwhile."""
        loaded = self.loaded.get(source.path)
        if loaded is None and page is None:
            count.created += 1
            return True
        if loaded is not None and loaded.sha256 == source.sha256:
            count.unchanged += 1
            return False
        if loaded is None or loaded.is_edited:
            count.kept += 1
            self.progress(
                _("%(file)s has changed, but its page was edited in Wagtail: left as it is.")
                % {"file": source.path}
            )
            return False
        count.updated += 1
        return True

    def _add(self, shelf, page, source):
        try:
            shelf.add_child(instance=page)
        except ValidationError as error:
            self._refuse(source, error)
            return False
        return True

    def _publish(self, page, source):
        try:
            page.full_clean()
        except ValidationError as error:
            self._refuse(source, error)
            return
        revision = page.save_revision(log_action=False)
        revision.publish(log_action=False)
        LoadedSource.objects.update_or_create(
            path=source.path,
            defaults={"sha256": source.sha256, "page_id": page.pk, "revision": revision},
        )
        self.written.append(page.pk)

    def _refuse(self, source, error):
        for name, reasons in error.message_dict.items():
            self.faults.add(source.path, source.id, name, " ".join(reasons))

    def _citations(self, model, source):
        return [
            model(
                sort_order=order,
                article_id=self.article_ids[type(reference)(reference.slug, reference.article)],
                paragraph=reference.paragraph,
                item=reference.item,
            )
            for order, reference in enumerate(source.references)
        ]

    def _points(self, source):
        return [self.point_ids[code] for code in source.points]
