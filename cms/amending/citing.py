"""Who cites an article: every text of the house, whichever app it belongs to.

An app that cites the law has a model of citations (`cms.models.Citation`) whose rows hang on the
citing text by a `ParentalKey`. That says all that is asked here, so the models are found among
the installed ones, and no outer app has to make itself known.
"""

from dataclasses import dataclass

from django.apps import apps
from modelcluster.fields import ParentalKey
from wagtail.fields import RichTextField
from wagtail.rich_text import get_text_for_indexing

from cms.models import Citation


@dataclass(frozen=True)
class Source:
    """A model of citations, and the names that lead from its rows to what a person edits."""

    citation: type
    path: tuple  # the citing text first: ("clause", "page")

    @property
    def citer(self):
        """The model of the citing texts."""
        return self.citation._meta.get_field(self.path[0]).related_model

    def rows(self, article):
        """The citations of the article, of the whole or of a part, in their texts' order."""
        # The outermost first: a clause is numbered within its chapter.
        order = ["__".join(self.path[:n]) for n in range(len(self.path), 0, -1)]
        rows = self.citation.objects.filter(article=article)
        rows = list(rows.select_related(order[0]).order_by(*order, "pk"))
        for row in rows:
            row.article = article
        return rows


def sources():
    return [
        Source(model, _path(model)) for model in apps.get_models() if issubclass(model, Citation)
    ]


def _path(model):
    names = []
    while parent := _parent(model):
        names.append(parent.name)
        model = parent.related_model
    return tuple(names)


def _parent(model):
    return next((f for f in model._meta.get_fields() if isinstance(f, ParentalKey)), None)


def citers(article):
    """Return {citing text: its citations of the article}; a query for each kind of text."""
    found = {}
    for source in sources():
        for row in source.rows(article):
            found.setdefault(getattr(row, source.path[0]), []).append(row)
    return found


def edited_in(text):
    """Return the page or snippet in whose editor the text stands: a clause's is its chapter."""
    while parent := _parent(type(text)):
        text = getattr(text, parent.name)
    return text


def in_bulk(model, keys):
    """Return {key: text} with what `edited_in` and the latest revision ask; one query."""
    revision = "__".join([*_path(model), "latest_revision"])
    # The revision's content is the whole text once more.
    rows = model._default_manager.select_related(revision).defer(f"{revision}__content")
    return rows.in_bulk(keys)


def plain_text(text):
    """What the text says, without markup."""
    if hasattr(text, "plain_text"):
        return text.plain_text
    fields = [field for field in text._meta.get_fields() if isinstance(field, RichTextField)]
    return " ".join(get_text_for_indexing(getattr(text, field.name)) for field in fields)


def written(citations):
    return "、".join(dict.fromkeys(str(citation) for citation in citations))
