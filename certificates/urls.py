from django.urls import path

from certificates import views

urlpatterns = [
    path("hr/certificates/", views.overview, name="certificates"),
    path("hr/certificates/exams/<int:pk>/", views.exam, name="certificates-of-exam"),
    path("hr/certificates/exams/<int:pk>/issue/", views.issue_all, name="certificates-issue"),
    path("hr/certificates/exams/<int:pk>/draw/", views.draw, name="certificates-draw"),
    path("hr/certificates/exams/<int:pk>/progress/", views.progress, name="certificates-progress"),
    path("hr/certificates/exams/<int:pk>/all.zip", views.download_all, name="certificates-zip"),
    path("certificates/<slug:number>.pdf", views.pdf, name="certificate-pdf"),
    path("verify/", views.lookup, name="certificate-lookup"),
    path("verify/<slug:code>/", views.verify, name="certificate-verify"),
]
