"""Where the database is away for a moment, a page says so and asks to come again."""

import logging

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.utils.translation import gettext as _

RETRY_SECONDS = 5

logger = logging.getLogger(__name__)


class UnavailableMiddleware:
    """Answers 503 instead of 500; what is a fault of ours stays one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, (InterfaceError, OperationalError)):
            return None
        logger.error("%s: the database is away", request.path, exc_info=exception)
        text = _("The site can't reach its data at this moment. Please try again soon.")
        # Plain: the site's own pages need the database.
        return HttpResponse(
            text,
            status=503,
            content_type="text/plain; charset=utf-8",
            headers={"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"},
        )
