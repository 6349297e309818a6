"""Every area's paths under its own name. Assembles, decides nothing."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
