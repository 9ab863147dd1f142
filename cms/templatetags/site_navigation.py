"""Which entry of a navigation is the one the visitor stands in."""

from django import template
from django.utils.safestring import mark_safe

register = template.Library()

CURRENT = mark_safe(' aria-current="page"')  # noqa: S308 - a constant


@register.simple_tag(takes_context=True)
def current(context, *prefixes):
    """Write aria-current where the request's path lies under one of the prefixes.

    The front door itself is current on its own page only.
    """
    path = _path(context)
    here = any(path == prefix or (prefix != "/" and path.startswith(prefix)) for prefix in prefixes)
    return CURRENT if here else ""


@register.simple_tag(takes_context=True)
def nearest(context, links):
    """Return the address among `links` under which the request's path lies most closely."""
    path = _path(context)
    under = [link["url"] for link in links if path.startswith(link["url"])]
    return max(under, key=len, default=None)


def _path(context):
    # No request: an error page or a mail.
    request = context.get("request")
    return request.path if request is not None else ""
