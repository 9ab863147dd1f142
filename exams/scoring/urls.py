from django.urls import path, re_path

from exams.scoring import views

urlpatterns = [
    path("results/", views.results, name="results"),
    # Never more digits than a database's integer holds.
    re_path(r"^results/(?P<attempt_id>[0-9]{1,18})/$", views.result, name="result"),
]
