from django.contrib.auth.views import LogoutView
from django.urls import path, re_path
from django.views.generic import RedirectView

from exams.people.views import desk, imports, roster, signing_in

urlpatterns = [
    path("sign-in/", signing_in.SignInView.as_view(), name="login"),
    path("sign-in/first/", signing_in.FirstPasswordView.as_view(), name="first-password"),
    path("sign-out/", LogoutView.as_view(), name="logout"),
    path("my/", desk.desk, name="desk"),
    path("my/password/", signing_in.PasswordChangeView.as_view(), name="password-change"),
    # One door: Wagtail's own would take an initial password as any other.
    path("admin/login/", RedirectView.as_view(pattern_name="login", query_string=True)),
    path("hr/roster/", roster.roster, name="roster"),
    re_path(
        r"^hr/roster/export\.(?P<suffix>xlsx|csv)$", roster.roster_export, name="roster-export"
    ),
    path("hr/roster/template.xlsx", roster.template, name="roster-template"),
    path("hr/roster/slips/", roster.slips, name="roster-slips"),
    path("hr/roster/import/", imports.upload, name="roster-upload"),
    path("hr/roster/import/<int:pk>/", imports.detail, name="roster-import"),
    path("hr/roster/import/<int:pk>/confirm/", imports.confirm, name="roster-import-confirm"),
    path("hr/roster/import/<int:pk>/sheet/", imports.reread, name="roster-import-sheet"),
    path("hr/roster/import/<int:pk>/discard/", imports.discard, name="roster-import-discard"),
    re_path(
        r"^hr/roster/import/(?P<pk>[0-9]+)/report\.(?P<suffix>xlsx|csv)$",
        imports.report,
        name="roster-import-report",
    ),
]
