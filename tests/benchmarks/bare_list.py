"""The reference of the list of items: addresses with one view, 50 rows of values in a table."""

from django.http import HttpResponse
from django.template import Context, Engine
from django.urls import path

from questionbank.models import Item

N_ROWS = 50
TEMPLATE = Engine().from_string(
    "<!doctype html><table>{% for row in rows %}<tr>{% for value in row.values %}"
    "<td>{{ value }}</td>{% endfor %}</tr>{% endfor %}</table>"
)


def rows(request):
    found = Item.objects.values("code", "stem", "kind", "difficulty", "live", "point__title")
    return HttpResponse(TEMPLATE.render(Context({"rows": found.order_by("code")[:N_ROWS]})))


urlpatterns = [path("bare/", rows)]
