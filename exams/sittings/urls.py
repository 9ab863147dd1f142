from django.urls import include, path, register_converter
from django.urls.converters import IntConverter

from exams.sittings import api, device_check, practice, seb_views, start_views, views


class KeyConverter(IntConverter):
    """A primary key: never more digits than a database's integer holds."""

    regex = "[0-9]{1,18}"


register_converter(KeyConverter, "key")

urlpatterns = [
    path("exam/<key:registration_id>/", views.instructions, name="sitting-instructions"),
    path("exam/<key:registration_id>/start/", start_views.start, name="sitting-start"),
    path("exam/<key:registration_id>/attempt/", start_views.start_json, name="room-start"),
    path("exam/of/<key:exam_id>/", seb_views.entry, name="exam-entry"),
    path("seb/exam-<key:exam_id>.seb", seb_views.configuration, name="seb-configuration"),
    path("seb/quit/", seb_views.quit_page, name="seb-quit"),
    path("room/openapi.json", start_views.document, name="room-openapi"),
    path("room/now/", device_check.now, name="server-time"),
    path("practice-room/", practice.room, name="practice-room"),
    path("room/<key:attempt_id>/", views.room, name="exam-room"),
    path("room/<key:attempt_id>/hand-in/", views.hand_in, name="room-hand-in"),
    path("room/<key:attempt_id>/save/", api.save, name="room-save"),
    path("room/<key:attempt_id>/submit/", api.submit, name="room-submit"),
    path("room/<key:attempt_id>/state/", api.state, name="room-state"),
    path("room/<key:attempt_id>/beat/", api.beat, name="room-beat"),
    path("", include("exams.sittings.receipt_urls")),
    path("", include("exams.sittings.ticket_urls")),
    path("", include("exams.sittings.registration_urls")),
    path("", include("exams.sittings.invigilation_urls")),
]
