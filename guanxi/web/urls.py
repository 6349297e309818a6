"""Addresses of the shell itself."""

from django.urls import path

from guanxi.web import views

app_name = "web"

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("password/", views.password, name="password"),
    path("preferences/", views.preferences, name="preferences"),
    path("undo/", views.undo, name="undo"),
    path("last-change/", views.last_change, name="last_change"),
    path("palette/", views.palette, name="palette"),
    path("live-token/", views.live_token, name="live_token"),
    path("app.webmanifest", views.app_manifest, name="app_manifest"),
    path("views/save/", views.keep_view, name="save_view"),
    path("views/delete/", views.drop_view, name="delete_view"),
    path("components/", views.components, name="components"),
]
