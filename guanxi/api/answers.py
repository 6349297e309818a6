"""Answers in JSON."""

from http import HTTPStatus
from typing import Final

import msgspec
from django.http import HttpResponse

JSON: Final = "application/json"


def answer(content: object, *, status: int = HTTPStatus.OK) -> HttpResponse:
    """Amounts are texts: no reader of JSON may round them."""
    return HttpResponse(msgspec.json.encode(content, enc_hook=str), content_type=JSON, status=status)


def etag(version: int) -> str:
    return f'"{version}"'
