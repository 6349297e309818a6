"""Addresses of the API: two for each resource that areas offer, and one for each word of its operations."""

from django.urls import URLPattern, path, re_path, register_converter
from django.urls.converters import IntConverter

from guanxi.api import views
from guanxi.api.resources import resources


class KeyConverter(IntConverter):
    """A bigint: longer numbers are nobody's key."""

    regex = "[0-9]{1,18}"


register_converter(KeyConverter, "key")
app_name = "api"

urlpatterns: list[URLPattern] = [
    path("v1/openapi.json", views.openapi, name="openapi"),
    *(path(f"v1/{one.name}", views.list_view(one), name=one.name) for one in resources()),
    *(
        path(f"v1/{one.name}/<key:key>", views.record_view(one), name=f"{one.name}_one")
        for one in resources()
    ),
    *(
        path(f"v1/{one.name}/<key:key>/{do.word}", views.word_view(one, do), name=f"{one.name}_{do.word}")
        for one in resources()
        for do in one.operations
        if do.word
    ),
    re_path("", views.nowhere, name="nowhere"),
]
