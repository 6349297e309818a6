"""Addresses of marketing."""

from django.urls import path

from guanxi.marketing import views

app_name = "marketing"

urlpatterns = [
    path("lists/", views.list_list, name="lists"),
    path("lists/new/", views.new_list, name="new_list"),
    path("lists/count/", views.count, name="count"),
    path("lists/<int:key>/", views.list_page_of, name="list"),
    path("lists/<int:key>/edit/", views.change_list, name="edit_list"),
    path("lists/<int:key>/freeze/", views.freeze, name="freeze"),
    path("campaigns/", views.campaign_list, name="campaigns"),
    path("campaigns/new/", views.new_campaign, name="new_campaign"),
    path("campaigns/<int:key>/", views.campaign_page, name="campaign"),
    path("campaigns/<int:key>/launch/", views.launch_campaign, name="launch"),
    path("campaigns/<int:key>/answers/", views.answers, name="answers"),
    path("programs/<int:key>/letter/", views.change_letter, name="letter"),
    path("cells/<int:key>/preview/", views.preview, name="preview"),
    path("cells/<int:key>/file/", views.cell_file, name="cell_file"),
    path("answers/", views.enter, name="enter"),
]
