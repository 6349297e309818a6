"""Requests are read as UTF-8: nobody outside chooses the codec."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.http import parse_header_parameters

FOREIGN_CHARSET = "guanxi.foreign_charset"
Environ = dict[str, Any]  # Any: as WSGI has it
Application = Callable[[Environ, Any], Iterable[bytes]]


def utf8_only(application: Application) -> Application:
    """Django decodes with whatever codec the content type names (base64, zlib, idna), before any middleware.

    Another one than UTF-8 is taken out here and marked; the page which says so is the middleware's.
    """

    def answer(environ: Environ, start: Any) -> Iterable[bytes]:  # Any: as WSGI has it
        kind, parameters = parse_header_parameters(environ.get("CONTENT_TYPE", ""))
        named = parameters.get("charset", "utf-8").strip("\"' ").lower()
        if named not in {"utf-8", "utf8"}:
            environ["CONTENT_TYPE"] = kind
            environ[FOREIGN_CHARSET] = named
        return application(environ, start)

    return answer
