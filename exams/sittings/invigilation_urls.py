from django.urls import path

from exams.sittings import invigilation as board
from exams.sittings import invigilation_acts as acts
from exams.sittings import invigilation_papers as papers

_SITTING = "invigilate/<key:sitting_id>/"

urlpatterns = [
    path("invigilate/", board.sittings, name="invigilation"),
    path(_SITTING, board.board, name="invigilation-board"),
    path(f"{_SITTING}table/", board.table, name="invigilation-table"),
    path(f"{_SITTING}act/<slug:slug>/", acts.act, name="invigilation-act"),
    path(
        f"{_SITTING}candidate/<key:registration_id>/",
        board.candidate,
        name="invigilation-candidate",
    ),
    path(
        f"{_SITTING}candidate/<key:registration_id>/seat/",
        papers.seat,
        name="invigilation-seat",
    ),
    path(f"{_SITTING}files/", papers.files, name="invigilation-files"),
    path(f"{_SITTING}files/<key:file_id>/", papers.file, name="invigilation-file"),
    path(f"{_SITTING}attendance.pdf", papers.attendance, name="sitting-attendance"),
    path(f"{_SITTING}minutes.pdf", papers.record, name="sitting-minutes"),
    path(f"{_SITTING}rooms/", papers.seats, name="sitting-seats"),
]
