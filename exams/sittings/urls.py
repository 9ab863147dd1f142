from django.urls import include, path, register_converter
from django.urls.converters import IntConverter

from exams.sittings import api, invigilation, views


class KeyConverter(IntConverter):
    """A primary key: never more digits than a database's integer holds."""

    regex = "[0-9]{1,18}"


register_converter(KeyConverter, "key")

urlpatterns = [
    path("exam/<key:registration_id>/", views.instructions, name="sitting-instructions"),
    path("exam/<key:registration_id>/start/", views.start, name="sitting-start"),
    path("room/<key:attempt_id>/", views.room, name="exam-room"),
    path("room/<key:attempt_id>/hand-in/", views.hand_in, name="room-hand-in"),
    path("room/<key:attempt_id>/save/", api.save, name="room-save"),
    path("room/<key:attempt_id>/submit/", api.submit, name="room-submit"),
    path("room/<key:attempt_id>/state/", api.state, name="room-state"),
    path("room/<key:attempt_id>/beat/", api.beat, name="room-beat"),
    path("receipt/<key:attempt_id>/", views.receipt, name="receipt"),
    path("", include("exams.sittings.registration_urls")),
    path("invigilate/", invigilation.sittings, name="invigilation"),
    path("invigilate/<key:sitting_id>/", invigilation.board, name="invigilation-board"),
    path("invigilate/<key:sitting_id>/table/", invigilation.table, name="invigilation-table"),
]
