"""What a browser sends to say where to go next and which row it means: read in one place, trusted nowhere."""

from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

LONGEST_KEY = 18  # a bigint has nineteen digits
# Django refuses to redirect further than 2,048 characters, and would do so after the change is kept.
LONGEST_ADDRESS = 1_500


def site_path(request: HttpRequest, given: str, otherwise: str = "/") -> str:
    """The path on this site that `given` names (a path, or an address of this very origin)."""
    own = f"{request.scheme}://{request.get_host()}/"
    path = given[len(own) - 1 :] if given.startswith(own) else given
    if path[:1] != "/" or path[1:2] in {"/", "\\"} or len(path) > LONGEST_ADDRESS:
        return otherwise
    return path if url_has_allowed_host_and_scheme(path, allowed_hosts=None) else otherwise


def onward(request: HttpRequest) -> str:
    """Where `next` wants to go: a path of this site, else the start page."""
    return site_path(request, request.POST.get("next") or request.GET.get("next") or "/")


def came_from(request: HttpRequest) -> str:
    """Where `next` says, else the page the form stood on, else the start page."""
    if "next" in request.POST:
        return onward(request)
    return site_path(request, request.headers.get("Referer", "/"))


def with_query(path: str, query: str) -> str:
    """The path with this query instead of its own; without any where it would grow too long."""
    address = urlsplit(path).path + query
    return address if len(address) <= LONGEST_ADDRESS else path


def key_of(given: str) -> int | None:
    """The key or version a form names; None for what can be none."""
    return int(given) if given.isascii() and given.isdigit() and len(given) <= LONGEST_KEY else None


def keys_of(given: Iterable[str]) -> list[int]:
    """Those that can be keys."""
    return [key for key in map(key_of, given) if key is not None]


def client_address(request: HttpRequest) -> str:
    """Who asks: behind a front the administrator named, the address that front wrote last into the header."""
    asked_from = str(request.META["REMOTE_ADDR"])
    if asked_from not in settings.GUANXI_TRUSTED_PROXIES:
        return asked_from
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        return str(ip_address(told))
    except ValueError:
        return asked_from
