from django.urls import path

from guanxi.grading import views

app_name = "grading"

urlpatterns = [
    path("customers/<int:key>/", views.grade, name="grade"),
    path("matrix/", views.matrix, name="matrix"),
]
