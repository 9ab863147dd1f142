"""The addresses of the site, and beside them a bare INSERT and an empty view."""

from django.http import HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt
def empty(request):
    return HttpResponse()


urlpatterns = [
    path("empty/", empty),
    path("", include("tests.benchmarks.bare_insert")),
    path("", include("config.urls")),
]
