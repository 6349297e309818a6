from django.urls import path

from guanxi.analytics import views

app_name = "analytics"

urlpatterns = [
    path("scorecard/", views.scorecard, name="scorecard"),
    path("evaluate/", views.evaluate, name="evaluate"),
    path("rows/orders/", views.orders, name="orders"),
]
