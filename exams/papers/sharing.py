"""The points of an item, shared over the questions it asks. Pure."""

from decimal import ROUND_FLOOR, Decimal

TENTH = Decimal("0.1")


def shared(points, weights):
    """Return the points of each question, in tenths, adding up to `points` exactly.

    Each gets its share by weight rounded down; the tenths left over go to those whose share lost
    most by it, of equal losses to the earlier (largest remainder).

    Parameters
    ----------
    points : Decimal
        In tenths.
    weights : sequence of Decimal
        More than 0.
    """
    total = sum(weights)
    exact = [points * weight / total for weight in weights]
    parts = [share.quantize(TENTH, ROUND_FLOOR) for share in exact]
    n_left = int((points - sum(parts)) / TENTH)
    by_loss = sorted(range(len(parts)), key=lambda n: parts[n] - exact[n])
    for n in by_loss[:n_left]:
        parts[n] += TENTH
    return parts
