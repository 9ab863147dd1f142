"""The reference of a save: addresses with one view, which inserts one row and nothing else."""

import json

from django.db import connection
from django.http import JsonResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt
def insert(request):
    body = json.loads(request.body)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bare (number, answer, at) VALUES (%s, %s, %s)",
            [body["number"], body["answer"], timezone.now().isoformat()],
        )
    return JsonResponse({"number": body["number"]})


urlpatterns = [path("bare/", insert)]
