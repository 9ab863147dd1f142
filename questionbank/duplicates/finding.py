"""Finds pairs of like items: all of them in the background, those of one question at once."""

import re
from collections import Counter

from django.db import transaction
from django.utils import timezone
from wagtail.search.backends import get_search_backend

from cms.segmentation import bigrams
from questionbank import markup
from questionbank.models import Item, LikePair
from questionbank.similarity import NEAR, Index, Text, likeness

# While one question is written: so many pieces of it are looked for, of so many characters, and the
# items that have the most of them are compared.
N_PIECES, N_PIECE, N_STEP = 10, 5, 3
N_HITS, N_CANDIDATES = 400, 30
_RUN = re.compile(r"[^\W\da-zA-Z_]{2,}")


def find_pairs(*, now=None, progress=lambda n, of: None):
    """Bring the open pairs up to date with the bank; return how many are open.

    Retired items are left out. A pair once decided stays so. 10,000 items take about 20 s of CPU.
    """
    now = now or timezone.now()
    index, found = Index(), {}
    items = with_rows(Item.objects.in_use().order_by("pk"))
    total = items.count()
    for n, item in enumerate(items.iterator(chunk_size=500), start=1):
        for key, share in index.add_and_tell(item.pk, Text.of(item.plain)):
            found[key, item.pk] = share
        if n % 500 == 0:
            progress(n, total)
    with transaction.atomic():
        stale = [
            pair.pk
            for pair in LikePair.objects.filter(decision="")
            if (pair.first_id, pair.second_id) not in found
        ]
        LikePair.objects.filter(pk__in=stale).delete()
        LikePair.objects.bulk_create(
            (
                LikePair(first_id=first, second_id=second, likeness=share, found_at=now)
                for (first, second), share in found.items()
            ),
            update_conflicts=True,
            unique_fields=["first", "second"],
            update_fields=["likeness"],
            batch_size=500,
        )
    progress(total, total)
    return n_open()


def find_pairs_of(item, *, now=None):
    """Note which items one that has just been published is like; pairs once noted stay as they are.

    In between two searches of the whole bank, after imports or on demand.
    """
    now = now or timezone.now()
    LikePair.objects.bulk_create(
        (
            LikePair(
                first_id=min(item.pk, other.pk), second_id=max(item.pk, other.pk),
                likeness=share, found_at=now,
            )
            for other, share in like(item.plain, but=item.pk)
        ),
        ignore_conflicts=True,
    )  # fmt: skip


def n_open():
    """How many pairs wait for a decision."""
    return LikePair.objects.filter(decision="").count()


def with_rows(items):
    """With all that `Item.plain` asks for."""
    return items.select_related("point").prefetch_related("options", "pairs", "criteria")


def like(plain, *, but=None, items=None):
    """Return [(item, likeness)] of the items that are like a question being written.

    Parameters
    ----------
    but : int, optional
        The key of the item itself.
    items : QuerySet, optional
        Those that are looked at; otherwise all in use.
    """
    items = Item.objects.in_use() if items is None else items
    text = Text.of(plain)
    keys = _candidates(markup.plain(plain.stem), but)
    shares = [
        (item, likeness(text, Text.of(item.plain))) for item in with_rows(items.filter(pk__in=keys))
    ]
    near = [(item, share) for item, share in shares if share >= NEAR]
    return sorted(near, key=lambda pair: -pair[1])


def _candidates(stem, but):
    """Return the keys of the items that share the most pieces of the stem.

    Not the search's own ranking: on SQLite it asks the full text once more for each hit, which
    takes minutes where a bank of 10,000 items shares the words of one law.
    """
    counts = Counter()
    for piece in pieces(stem):
        hits = get_search_backend().search(
            bigrams(piece), Item.objects.all(), operator="and", order_by_relevance=False
        )
        if hasattr(hits, "get_queryset"):  # the database's own index
            found = hits.get_queryset().values_list("pk", flat=True)[:N_HITS]
        else:
            found = [hit.pk for hit in hits[:N_HITS]]
        counts.update(found)
    del counts[but]
    return [key for key, _n in counts.most_common(N_CANDIDATES)]


def pieces(text):
    """Return pieces of Chinese text, from all over it, of which a reworded one has some."""
    found = []
    for run in _RUN.findall(text):
        starts = range(0, max(1, len(run) - N_PIECE + 1), N_STEP)
        found += (run[start : start + N_PIECE] for start in starts)
    found = list(dict.fromkeys(found))
    step = max(1, -(-len(found) // N_PIECES))
    return found[::step]
