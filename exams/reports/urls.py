from django.urls import path, re_path

from exams.reports import views

urlpatterns = [
    path("hr/pass-rates/", views.newest, name="pass-rates"),
    path("hr/pass-rates/<int:exam_id>/", views.pass_rates, name="exam-pass-rates"),
    path("hr/pass-rates/<int:exam_id>/people/", views.people, name="exam-people"),
    re_path(
        r"^hr/pass-rates/(?P<exam_id>[0-9]+)/export\.(?P<suffix>xlsx|csv)$",
        views.export,
        name="pass-rates-export",
    ),
]
