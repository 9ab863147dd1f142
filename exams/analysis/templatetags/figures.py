"""Shares and correlations as pages show them."""

from django import template

register = template.Library()

NOTHING = "—"


@register.filter
def percent(share):
    return NOTHING if share is None else f"{share:.0%}"


@register.filter
def correlation(r):
    """Two digits, and a real minus."""
    return NOTHING if r is None else f"{r:.2f}".replace("-", "−")


@register.filter
def width(share):
    """Of a bar in a box of 100; also for a correlation, whose bar ends at 0."""
    return f"{100 * min(max(share or 0, 0), 1):.1f}"
