"""Finding items by their code, or by the Chinese words that they say."""

from django.db import connection
from django.db.models import Q
from wagtail.search.backends import get_search_backend

from cms.segmentation import bigrams
from questionbank.models import Item, ItemOption


def search(queryset, query):
    """Find the code, or the Chinese words that the question says."""
    query = query.strip()
    if not query:
        return queryset
    by_code = queryset.filter(code__startswith=query)
    if by_code.exists():
        return by_code
    if len(query) == 1:  # in no pair
        having = ItemOption.objects.filter(text__contains=query).values("item")
        return queryset.filter(Q(stem__contains=query) | Q(pk__in=having))
    # Words are indexed as pairs of characters (`Item.tokens`). Only their keys are taken from
    # the index: it couldn't filter by chapter or sort by the date of change.
    hits = get_search_backend().search(
        bigrams(query), Item.objects.all(), operator="and", order_by_relevance=False
    )
    if hasattr(hits, "get_queryset"):  # the database's own index
        return queryset.filter(pk__in=hits.get_queryset().order_by().values("pk"))
    return queryset.filter(pk__in=[hit.pk for hit in hits])


def count_index():
    """Let SQLite count the rows of the index, as PostgreSQL does by itself.

    Not knowing that there are thousands, it asks the full text once for each of them: 460 ms
    instead of 6 for a word in 10,000 items.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE wagtailsearch_indexentry")
