"""Every area's paths under its own name. Assembles, decides nothing."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from guanxi.work.views import home


def _mounted(area: str) -> URLResolver:
    return path(f"{area.rpartition('.')[2]}/", include(f"{area}.urls"))


urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    *(_mounted(area) for area in settings.AREAS if find_spec(f"{area}.urls")),
]

handler400 = "guanxi.web.views.bad_request"
handler404 = "guanxi.web.views.not_found"
handler500 = "guanxi.web.views.server_error"
