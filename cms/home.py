"""What the front page gathers; outer apps add their cards, cms only draws them."""

_asides = []


def register_aside(aside):
    """Add a card to the front page's aside; call it from `AppConfig.ready`.

    `aside(request)` returns (template name, context), or None where it has nothing to say.
    """
    _asides.append(aside)


def asides(request):
    """The cards for this visitor, as (template name, context) pairs."""
    drawn = (aside(request) for aside in _asides)
    return [pair for pair in drawn if pair is not None]


def broadest(entries, n):
    """Choose n entries from as many chapters as there are, in the order they came.

    The first of each chapter, then the second of each, until there are n.
    """
    taken = {}
    ranks = []
    for position, entry in enumerate(entries):
        turn = taken[entry.chapter] = taken.get(entry.chapter, -1) + 1
        ranks.append((turn, position))
    chosen = {position for _, position in sorted(ranks)[:n]}
    return [entry for position, entry in enumerate(entries) if position in chosen]
