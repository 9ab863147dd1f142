from django.urls import path

from cms import views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("statutes/", views.statute_list, name="statute-list"),
    path("statutes/<slug:slug>/", views.statute, name="statute"),
    path("syllabus/", views.syllabus, name="syllabus"),
    path("powers/", views.powers, name="powers"),
]
