"""The addresses of the page of like items in the admin, for `wagtail_hooks`."""

from django.urls import path

from questionbank.duplicates import views

urlpatterns = [
    path("like-items/", views.DuplicatesView.as_view(), name="duplicates"),
    path("like-items/find/", views.FindView.as_view(), name="duplicates_find"),
    path("like-items/<int:pk>/", views.DecideView.as_view(), name="duplicates_decide"),
    path("like-items/like/", views.LikeView.as_view(), name="duplicates_like"),
]
