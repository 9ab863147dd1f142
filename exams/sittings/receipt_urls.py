from django.urls import path, re_path

from exams.sittings import receipt_views as views

urlpatterns = [
    path("receipt/<key:attempt_id>/", views.receipt, name="receipt"),
    path("receipt/<key:attempt_id>/receipt.pdf", views.receipt_pdf, name="receipt-pdf"),
    path("receipts/check/", views.check, name="receipt-check"),
    re_path(
        r"^receipts/check/(?P<name>statement\.txt|signature\.bin|public-key\.pem)$",
        views.check_file,
        name="receipt-check-file",
    ),
]
