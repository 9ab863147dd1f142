from django.urls import path

from exams.sittings import ticket_views as views

urlpatterns = [
    path("exam/<key:registration_id>/ticket.pdf", views.ticket, name="ticket"),
    path("invigilate/<key:sitting_id>/tickets/", views.overview, name="sitting-tickets"),
    path("invigilate/<key:sitting_id>/tickets.pdf", views.of_sitting, name="sitting-tickets-pdf"),
]
