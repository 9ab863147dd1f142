"""The short way to the room's endpoints: past session, CSRF, messages and the search for a URL.

Their token alone authorises, so none of that is asked; a save would pay more for it than for the
saving (`python -m tests.benchmarks.exam_room`). `urls` lists the same addresses.
"""

import re

from django.utils import translation

from exams.sittings import api

_ADDRESS = re.compile(r"/room/([0-9]{1,18})/(save|state|beat|submit)/")
_VIEWS = {"save": api.save, "state": api.state, "beat": api.beat, "submit": api.submit}


class ShortWayMiddleware:
    """Stands behind what every reply needs (security headers), before everything else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        match = _ADDRESS.fullmatch(request.path_info)
        if match is None:
            return self.get_response(request)
        with translation.override(translation.get_language_from_request(request)):
            response = _VIEWS[match[2]](request, attempt_id=int(match[1]))
        response["Content-Length"] = len(response.content)
        return response
