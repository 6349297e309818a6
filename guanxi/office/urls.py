"""Addresses of administration."""

from django.urls import URLPattern, path

from guanxi.office.views import imports

app_name = "office"

urlpatterns: list[URLPattern] = [
    path("imports/", imports.import_list, name="imports"),
    path("imports/new/", imports.new_import, name="new_import"),
    path("imports/<int:key>/", imports.import_run, name="import_run"),
    path("imports/<int:key>/columns/", imports.import_columns, name="import_columns"),
    path("imports/<int:key>/reading/", imports.import_reading, name="import_reading"),
    path("imports/<int:key>/check/", imports.import_check, name="import_check"),
    path("imports/<int:key>/start/", imports.import_start, name="import_start"),
    path("imports/<int:key>/cancel/", imports.import_cancel, name="import_cancel"),
    path("imports/<int:key>/failed-rows/", imports.import_failed_rows, name="import_failed_rows"),
]
