from django.urls import path, re_path

from exams.sittings import registration_views as views

urlpatterns = [
    path("hr/sittings/", views.sittings, name="registration-sittings"),
    path("hr/sittings/<key:pk>/", views.sitting, name="registration"),
    path("hr/sittings/<key:pk>/register/", views.add, name="registration-add"),
    path(
        "hr/sittings/<key:pk>/withdraw/<key:registration>/",
        views.withdraw,
        name="registration-withdraw",
    ),
    re_path(
        r"^hr/sittings/(?P<pk>[0-9]{1,18})/registered\.(?P<suffix>xlsx|csv)$",
        views.export,
        name="registration-export",
    ),
]
