"""Addresses of decisions."""

from django.urls import path

from guanxi.decisions import views

app_name = "decisions"

urlpatterns = [
    path("offers/", views.offers, name="offers"),
    path("offers/new/", views.new_offer, name="new_offer"),
    path("offers/<int:key>/", views.change_offer, name="edit_offer"),
]
