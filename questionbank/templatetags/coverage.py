from django import template

from questionbank.coverage.views import query

register = template.Library()


@register.simple_tag
def coverage_query(point, cell=None):
    """The query that leads from a cell of the map to its items, or to writing one."""
    return query(point, cell)


@register.filter
def shade(n):
    """How dark a cell is: 0 to 4, a step for each doubling."""
    return min(4, n.bit_length())
