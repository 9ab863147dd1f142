"""What a file's words for points, articles and levels are with us, and what is like it already."""

import re
import unicodedata

from cms import citations
from cms.models import Article, KnowledgePoint, Statute
from cms.searching import exact_articles, likeness
from questionbank.duplicates import finding
from questionbank.formats import wording
from questionbank.models import Item
from questionbank.similarity import Index, Text

_PART = re.compile(r"第(?P<paragraph>[^款第]+)款")
_ITEM = re.compile(r"第(?P<item>[^项第]+)项")
_CHUNK = 500
_ITEMS_A_QUESTION = 50


def fold(text):
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


class Points:
    """The syllabus by whatever a file may call a point: 05.01, its title, both."""

    def __init__(self):
        self._points = {}
        for point in KnowledgePoint.objects.points():
            for name in {point.code, point.title, str(point), point.title_en} - {""}:
                # A title that two chapters have tells nothing.
                folded = fold(name)
                self._points[folded] = None if folded in self._points else point

    def find(self, plain):
        """Return (what the file calls it, the point or None) of a plain item.

        Without a point of its own, the folder that the question lies in is asked, inside out.
        """
        folders = [part.strip() for part in plain.category.split("/") if part.strip()]
        names = [plain.point] if plain.point else folders[::-1]
        for name in names:
            if point := self._points.get(fold(name)):
                return name, point
        return (names[0] if names else ""), None


class Articles:
    """The law by whatever a file calls an article; each name is looked up once."""

    def __init__(self):
        self._statutes = list(Statute.objects.all())
        self._found = {}

    def find(self, text):
        """Return [article's key, paragraph, item], or None where we have no such place."""
        if text not in self._found:
            self._found[text] = self._look_up(text)
        return self._found[text]

    def _look_up(self, text):
        try:
            reference = citations.parse(text)
        except ValueError:
            return self._by_name(text)
        article = Article.objects.filter(
            statute__slug=reference.slug, number=reference.article
        ).first()
        return self._place(article, reference.paragraph, reference.item)

    def _by_name(self, text):
        folded = unicodedata.normalize("NFKC", text).strip().strip("。.;")
        articles = exact_articles(folded, self._statutes)
        if not articles:
            return None
        article = articles[0]
        name = folded.lstrip("《").partition("》")[0].partition("第")[0].strip("0123456789 ")
        rank = likeness(name, article.statute)
        # 国赔法 is what a person may type and look at; here nobody looks.
        if rank is None or rank[0] > 1:
            return None
        try:
            paragraph, item = (self._number(pattern, folded) for pattern in (_PART, _ITEM))
        except ValueError:
            return None
        if item and not paragraph:
            paragraph = 1
        return self._place(article, paragraph, item)

    def _number(self, pattern, text):
        match = pattern.search(text)
        return citations.parse_number(match[1].strip("()")) if match else None

    def _place(self, article, paragraph, item):
        if article is None:
            return None
        try:
            citations.excerpt(article.text, paragraph, item)
        except (IndexError, ValueError):
            return None
        return [article.pk, paragraph, item]


def level_of(text):
    """Return the level's code that a file's word means, or ""."""
    return text if text in KnowledgePoint.Level.values else wording.level_of(text)


class Twins:
    """What of the bank, and of the file so far, is like a question.

    For many questions the whole bank is indexed first (some 1.3 ms an item), for a few each asks
    the full-text search for candidates (some 60 ms a question).
    """

    def __init__(self, n_questions):
        self._index = Index()
        self._asks = n_questions * _ITEMS_A_QUESTION < Item.objects.count()
        if not self._asks:
            # Retired ones too: what comes back under a new code should be told.
            for item in finding.with_rows(Item.objects.all()).iterator(_CHUNK):
                self._index.add(("item", item.pk), Text.of(item.plain))

    def find(self, number, plain):
        """Return {"item": (key, likeness), "number": …}, the likest of each; none: left out."""
        found = {}
        if self._asks and (likest := finding.like(plain, items=Item.objects.all())):
            item, share = likest[0]
            found["item"] = item.pk, share
        for (place, key), share in self._index.add_and_tell(("number", number), Text.of(plain)):
            found.setdefault(place, (key, share))
        return found
