"""From a citation or a knowledge point to the pages that teach it; constant in queries."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q

from cms import citations
from cms.models import Article, Clause, FaqPage


@dataclass(frozen=True)
class CitedArticle:
    """A citation written out, what it cites, and where to read on."""

    written: str
    excerpt: str
    url: str


@dataclass(frozen=True)
class TeachingLink:
    title: str
    url: str


@dataclass
class Teaching:
    """The FAQ entries and handbook clauses that teach a knowledge point."""

    faq: list = field(default_factory=list)
    clauses: list = field(default_factory=list)


def resolve(references):
    """Return {`Reference`: `CitedArticle`}; one query, however many.

    A reference to an article that is no longer there is left out.
    """
    numbers = defaultdict(set)
    for reference in references:
        numbers[reference.slug].add(reference.article)
    if not numbers:
        return {}
    condition = Q()
    for slug, wanted in numbers.items():
        condition |= Q(statute__slug=slug, number__in=wanted)
    articles = {
        (article.statute.slug, article.number): article
        for article in Article.objects.filter(condition).select_related("statute")
    }
    return {
        reference: _cited(articles[reference.slug, reference.article], reference)
        for reference in references
        if (reference.slug, reference.article) in articles
    }


def _cited(article, reference):
    try:
        text = citations.excerpt(article.text, reference.paragraph, reference.item)
    except IndexError:
        # The law was amended since the citation was made: the whole article still is right.
        text = article.text
    written = citations.written(article.statute.short_title, article.text, reference)
    return CitedArticle(written, text, article.get_absolute_url())


def teaching(point_ids):
    """Return {knowledge point id: `Teaching`} for all of `point_ids`; two queries."""
    found = {point_id: Teaching() for point_id in point_ids}
    entries = (
        FaqPage.points.through.objects.filter(knowledgepoint__in=found, faqpage__live=True)
        .select_related("faqpage")
        .order_by("faqpage__number")
    )
    for link in entries:
        entry = link.faqpage
        found[link.knowledgepoint_id].faq.append(TeachingLink(entry.title, entry.url))
    clauses = (
        Clause.points.through.objects.filter(knowledgepoint__in=found, clause__page__live=True)
        .select_related("clause__page")
        .order_by("clause__page__number", "clause__number")
    )
    for link in clauses:
        clause = link.clause
        found[link.knowledgepoint_id].clauses.append(
            TeachingLink(str(clause), clause.get_absolute_url())
        )
    return found
