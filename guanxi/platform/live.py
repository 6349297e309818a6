"""What open pages are told at once: who may listen (a short-lived token), and how to tell."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.core import signing
from django.db import connection

CHANNEL = "gx_live"
TOKEN_SECONDS = 60
_SALT = "guanxi.live"
_NOTIFY = "select pg_notify(%s, %s)"


@dataclass(frozen=True, slots=True)
class Listening:
    """Whom a token stands for: everything told to this person, and the topics granted to the page."""

    user_id: int
    topics: frozenset[str]

    def hears(self, topic: str, user_id: int | None) -> bool:
        return user_id == self.user_id or topic in self.topics


class BadToken(Exception):  # a refusal, not a programming error
    """The token is forged, cut or older than a minute."""


def token_for(user_id: int, topics: Sequence[str] = ()) -> str:
    """A token for one page of a signed-in person; the caller has authorised the topics."""
    return signing.dumps({"user": user_id, "topics": sorted(topics)}, salt=_SALT)


def read_token(token: str, *, seconds: int = TOKEN_SECONDS) -> Listening:
    """Whom the token stands for. Raises BadToken."""
    try:
        said = signing.loads(token, salt=_SALT, max_age=seconds)
    except signing.BadSignature as error:
        raise BadToken from error
    return Listening(said["user"], frozenset(said["topics"]))


class Teller(Protocol):
    """What can execute a statement: a cursor, or a connection of its own."""

    def execute(self, query: Any, params: Any = None, /) -> Any: ...  # Any: psycopg's and Django's differ


def push(topic: str, event: object, *, user_id: int | None = None, through: Teller | None = None) -> None:
    """Tell open pages after commit. `event` is small and plain: a payload has at most 8,000 bytes.

    Work whose transaction stays open for long tells `through` another connection.
    """
    said = [CHANNEL, json.dumps({"topic": topic, "user": user_id, "event": event})]
    if through is not None:
        through.execute(_NOTIFY, said)
        return
    with connection.cursor() as cursor:
        cursor.execute(_NOTIFY, said)
