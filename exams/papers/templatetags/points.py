from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def points(value):
    """A decimal exactly, without idle zeros: 60.00 is 60, 59.50 is 59.5."""
    text = f"{Decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
