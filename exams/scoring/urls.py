from django.urls import path, re_path

from exams.scoring import marking_views, views

# Never more digits than a database's integer holds.
EXAM = r"^marking/(?P<exam_id>[0-9]{1,18})/"

urlpatterns = [
    path("results/", views.results, name="results"),
    re_path(r"^results/(?P<attempt_id>[0-9]{1,18})/$", views.result, name="result"),
    path("marking/", marking_views.exams, name="marking"),
    re_path(EXAM + "$", marking_views.exam, name="marking-exam"),
    re_path(EXAM + "next/$", marking_views.take_next, name="marking-next"),
    re_path(EXAM + "differences/$", marking_views.differences, name="marking-differences"),
    re_path(
        r"^marking/answer/(?P<turn_id>[0-9]{1,18})/$",
        marking_views.Answer.as_view(),
        name="marking-answer",
    ),
]
