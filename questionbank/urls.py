from django.urls import path

from questionbank.pictures import picture

urlpatterns = [path("pictures/<str:name>", picture, name="picture")]
