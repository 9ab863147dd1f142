"""So many requests a minute from one address, counted in Django's cache.

With the local-memory cache each web worker counts for itself: the limit is then a worker's.
"""

import time
from functools import wraps
from ipaddress import ip_address, ip_network

from django.core.cache import cache
from django.shortcuts import render

WINDOW_SECONDS = 60


def throttled(*, limit):
    """Decorate a view to answer 429 to the requests beyond `limit` a minute."""

    def decorate(view):
        @wraps(view)
        def wrapper(request, *args, **kwargs):
            window = int(time.time()) // WINDOW_SECONDS
            key = f"{view.__module__}.throttle:{_origin(request)}:{window}"
            # `add` first: an entry that has no end would never be counted anew.
            cache.add(key, 0, timeout=2 * WINDOW_SECONDS)
            try:
                count = cache.incr(key)
            except ValueError:  # thrown out between the two calls
                count = 1
            if count > limit:
                response = render(request, "certificates/throttled.html", status=429)
                response["Retry-After"] = WINDOW_SECONDS
                return response
            return view(request, *args, **kwargs)

        return wrapper

    return decorate


def _origin(request):
    """The address; of IPv6 the /64, of which one household may use every address."""
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return "unknown"
    if address.version == 6:
        return str(ip_network((address, 64), strict=False)).replace("/64", "")
    return str(address)
