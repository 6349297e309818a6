"""What a program names by an Idempotency-Key is done once: asked again, it gets the same answer."""

import hashlib
import re
from collections.abc import Callable
from typing import Final

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from guanxi.api.answers import JSON
from guanxi.api.doors import ProgramRequest
from guanxi.api.errors import WrongQuery
from guanxi.platform.verbs.once import Answer, Sending, SentAlready, StillAtWork, sending

HEADER: Final = "Idempotency-Key"
NAME: Final = re.compile(r"[\x21-\x7e][\x20-\x7e]{0,199}", re.ASCII)
REPEATED: Final = "Idempotency-Replayed"
KEPT: Final = ("ETag", "Location")
Work = Callable[[], HttpResponse]


def once(request: ProgramRequest, work: Work) -> HttpResponse:
    """`work` in one transaction with the note that it was done, and its answer. Raises WrongQuery for a name
    that cannot be kept, SentOtherwise when something else was sent under it, StillAtWork.
    """
    given = request.headers.get(HEADER)
    if given is None:
        return work()
    if not NAME.fullmatch(given):
        raise WrongQuery(fields={HEADER: _("One to 200 letters, digits and signs of ASCII.")})
    owner = request.actor.user_id
    assert owner is not None
    try:
        with sending(owner, f"api {request.key.pk} {given}", _digest(request)) as sent:
            before = sent.answered()
            return _repeated(before) if before is not None else _first(sent, work)
    except SentAlready as problem:
        raise StillAtWork from problem


def _first(sent: Sending, work: Work) -> HttpResponse:
    with transaction.atomic():
        said = work()
        headers = {name: said.headers[name] for name in KEPT if name in said.headers}
        sent.keep(Answer(said.status_code, headers=headers, body=said.content))
    return said


def _repeated(before: Answer) -> HttpResponse:
    kind = JSON if before.body else None
    said = HttpResponse(before.body, status=before.status, content_type=kind, headers=before.headers)
    said.headers[REPEATED] = "true"
    return said


def _digest(request: ProgramRequest) -> str:
    sent = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    sent.update(request.body)
    return sent.hexdigest()
