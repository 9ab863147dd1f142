"""Search over all that is taught: FAQ entries, handbook clauses, articles, statutes.

The database's full text knows no Chinese words: rows are indexed by pairs of characters
(segmentation.py), and a query of two characters or more finds by its pairs. A query with a single
character looks into titles and texts directly.
"""

import re
import unicodedata
from dataclasses import dataclass, field

from django.db.models import F, Q, Value
from django.db.models.functions import Length, Replace
from wagtail.search.backends import get_search_backend
from wagtail.search.index import class_is_indexed

from cms.citations import parse_number
from cms.highlighting import excerpt, mark, words_of
from cms.models import Article, Clause, FaqPage, KnowledgePoint, Power, Statute
from cms.segmentation import bigrams

MAX_LENGTH = 80
N_FIRST = 8
N_PAGE = 30
KINDS = ("faq", "clauses", "articles", "statutes")

# Where a single character is looked for; other queries go to the index.
_TEXT_FIELDS = {
    FaqPage: ("title", "answer"),
    Clause: ("title", "body"),
    Article: ("text",),
    Statute: ("title",),
    KnowledgePoint: ("title", "code"),
    Power: ("code", "title", "summary"),
}
# 行政处罚法第六十四条第三项, 《行政处罚法》64, 处罚法 64 条
_ARTICLE = re.compile(
    r"《?(?P<name>[^\d\s《》第]{2,}?)》?\s*第?\s*(?P<number>\d+|[一二三四五六七八九十百千零]+)\s*条?"
    r"(?:第[^款]+款)?(?:第[^项]+项)?"
)


@dataclass(frozen=True)
class Hit:
    """One line of the results; `title` and `excerpt` are (part, is_hit) pairs."""

    url: str
    number: str
    title: list
    excerpt: list
    is_exact: bool = False


@dataclass
class Group:
    """The hits of one kind that a page shows, and how many there are in all."""

    kind: str
    hits: list = field(default_factory=list)
    count: int = 0


def normalise(text):
    """Return a query as it is searched for and shown: folded, one line, of bounded length."""
    # NUL reaches no database, and no reader.
    folded = unicodedata.normalize("NFKC", text[:MAX_LENGTH]).replace("\0", "")
    return " ".join(folded.split())


def search(text, *, kind=None, page=1):
    """Return a `Group` for each kind (or the one asked for, in pages of N_PAGE)."""
    size = N_PAGE if kind else N_FIRST
    start = (page - 1) * size if kind else 0
    finders = {
        "faq": _find_faq, "clauses": _find_clauses,
        "articles": _find_articles, "statutes": _find_statutes,
    }  # fmt: skip
    words = words_of(text)
    if not bigrams(text):
        return [Group(name) for name in KINDS if kind in (None, name)]
    statutes = list(Statute.objects.all())
    return [
        finders[name](text, words, statutes, start, start + size)
        for name in KINDS
        if kind in (None, name)
    ]


def matching(queryset, text):
    """Return the rows of `queryset` that have all of `text`; has count() and slices.

    In the queryset's own order, which must be of expressions: the database's ranking evaluates
    the whole match once more for each hit (0.8 s for the 1,322 articles with 行政).
    """
    tokens = bigrams(text)
    is_single = any(len(token) == 1 and not token.isascii() for token in tokens.split())
    if is_single or not class_is_indexed(queryset.model):
        condition = Q()
        for word in text.split():
            either = Q()
            for name in _TEXT_FIELDS[queryset.model]:
                either |= Q(**{f"{name}__icontains": word})
            condition &= either
        return queryset.filter(condition)
    return get_search_backend().search(tokens, queryset, operator="and", order_by_relevance=False)


def exact_articles(text, statutes):
    """Return the articles that `text` names, as 处罚法64 or 行政处罚法第六十四条 do.

    The statute may be shortened; where several fit (处罚法), the closest comes first.
    """
    match = _ARTICLE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not match:
        return []
    try:
        number = parse_number(match["number"])
    except ValueError:
        return []
    ranked = sorted(
        (rank, statute.pk)
        for statute in statutes
        if (rank := likeness(match["name"].strip(), statute)) is not None
    )
    order = {pk: position for position, (_, pk) in enumerate(ranked)}
    found = Article.objects.filter(statute__in=order, number=number).select_related("statute")
    return sorted(found, key=lambda article: order[article.statute_id])


def likeness(name, statute):
    """How far `name` is from the statute's title (smaller is closer), or None."""
    title, short = statute.title, statute.short_title
    if name in (title, short):
        return 0, 0
    if name in title:
        return (1 if title.endswith(name) else 2), len(title)
    # 国赔法, 行诉法: the characters in their order.
    rest = iter(title)
    return (3, len(title)) if all(sign in rest for sign in name) else None


def _best_first(found, words):
    """Sort rows with title and plain text: asked in the title, then told about most."""
    texts = {row: row.plain_text for row in found}
    found.sort(
        key=lambda row: (
            not all(word in row.title for word in words),
            -sum(texts[row].count(word) for word in words),
        )
    )
    return texts


def _find_faq(text, words, statutes, start, stop):
    found = list(matching(FaqPage.objects.live().order_by(F("number").asc()), text))
    texts = _best_first(found, words)
    hits = [
        Hit(
            entry.url,
            f"{entry.number:02d}",
            mark(entry.title, words),
            excerpt(texts[entry], words),
        )
        for entry in found[start:stop]
    ]
    return Group("faq", hits, len(found))


def _find_clauses(text, words, statutes, start, stop):
    order = F("page__number").asc(), F("number").asc()
    rows = matching(Clause.objects.select_related("page").order_by(*order), text)
    # A clause has no state of its own: its chapter's may be a draft.
    found = [clause for clause in rows if clause.page.live]
    texts = _best_first(found, words)
    hits = [
        Hit(
            clause.get_absolute_url(),
            clause.label,
            mark(clause.title, words),
            excerpt(texts[clause], words),
        )
        for clause in found[start:stop]
    ]
    return Group("clauses", hits, len(found))


def _find_articles(text, words, statutes, start, stop):
    exact = exact_articles(text, statutes)
    # Told about most, then named most by the syllabus.
    n_times = sum(
        (Length("text") - Length(Replace("text", Value(word)))) / len(word) for word in words
    )
    ranked = Article.objects.select_related("statute").with_n_points()
    ranked = ranked.annotate(n_times=n_times).order_by(
        F("n_times").desc(), F("n_points").desc(), F("statute").asc(), F("number").asc()
    )
    rows = matching(ranked, text)
    known = {article.pk for article in exact}
    n_exact = len(exact)
    # The exact ones may be among the others too: ask for as many more, and drop them there.
    others = [row for row in rows[max(0, start - n_exact) : stop] if row.pk not in known]
    shown = exact + others if start == 0 else others
    hits = [
        Hit(
            article.get_absolute_url(),
            "",
            mark(str(article), words),
            excerpt(article.text, [] if article.pk in known else words),
            article.pk in known,
        )
        for article in shown[: stop - start]
    ]
    return Group("articles", hits, max(rows.count(), n_exact))


def _find_statutes(text, words, statutes, start, stop):
    found = [statute for statute in statutes if all(word in statute.title for word in words)]
    hits = [
        Hit(statute.get_absolute_url(), "", mark(statute.title, words), [])
        for statute in found[start:stop]
    ]
    return Group("statutes", hits, len(found))


def matching_keys(model, text, *, limit=500):
    """Return the primary keys of the rows of a snippet's model that `text` finds, for the admin.

    Keys, not rows: the list goes on filtering and ordering as it likes.
    """
    text = normalise(text)
    if model is Article and (exact := exact_articles(text, Statute.objects.all())):
        return [article.pk for article in exact]
    if not bigrams(text):
        return []
    return [row.pk for row in matching(model.objects.all(), text)[:limit]]
