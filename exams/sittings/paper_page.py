"""The paper as a candidate sees it: never a key, an explanation or the author's order.

What the form says is the same for everybody and kept in the cache as plain values; only the order
of options is the attempt's own.
"""

from decimal import Decimal

from django.core.cache import cache
from django.db.models import Prefetch

from exams.sittings.shuffling import LETTERS, option_order
from questionbank.kinds import KINDS
from questionbank.markup import inline
from questionbank.models import ItemVersion

CACHE_SECONDS = 24 * 60 * 60


def sections(attempt, chosen):
    """Return the sections of the attempt's form, each with its items as this attempt shows them.

    Parameters
    ----------
    chosen : dict
        Position to letters as shown: what is marked.
    """
    drawn = [
        {
            **section,
            "points": plain_number(section["points"]),
            "number": number,
            "items": [],
        }
        for number, section in enumerate(attempt.form.sections, start=1)
    ]
    for item in plain_items(attempt.form):
        drawn[item["section"]]["items"].append(
            {
                "position": item["position"],
                "name": f"item-{item['position']}",
                "stem": item["stem"],
                "several": KINDS[item["kind"]].takes_several,
                "lettered": KINDS[item["kind"]].shuffles,
                "options": _options(attempt.seed, item, chosen.get(item["position"], "")),
            }
        )
    return drawn


def _options(seed, item, letters):
    order = option_order(
        seed, item["position"], len(item["options"]), shuffles=KINDS[item["kind"]].shuffles
    )
    return [
        {"value": letter, "text": item["options"][option], "checked": letter in letters}
        for letter, option in zip(LETTERS, order, strict=False)
    ]


def plain_items(form):
    """The form's items as plain values, in order; what the cache holds is content alone."""
    name = f"sittings/plain-items/{form.content_hash}"
    items = cache.get(name)
    if items is None:
        rows = form.items.order_by("position").prefetch_related(
            Prefetch("version", ItemVersion.objects.without_key())
        )
        items = [
            {
                "position": row.position,
                "section": row.section,
                "kind": row.version.kind,
                "stem": inline(row.version.content["stem"]),
                "options": list(row.version.content["options"]),
            }
            for row in rows
        ]
        cache.set(name, items, CACHE_SECONDS)
    return items


def facts(form):
    """How many items a form has and how many points they make."""
    return {
        "n_items": form.n_items,
        "points": plain_number(total_points(form)),
        "sections": [
            {**section, "points": plain_number(section["points"])} for section in form.sections
        ],
    }


def total_points(form):
    return sum(Decimal(section["points"]) * section["n_items"] for section in form.sections)


def plain_number(number):
    """A decimal as people write it: 1, not 1.00."""
    return f"{Decimal(number).normalize():f}"
