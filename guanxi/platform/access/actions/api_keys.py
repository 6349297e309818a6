"""Verbs on the keys by which programs act for a person, and the counting of their calls."""

import secrets
from collections.abc import Collection
from datetime import date, datetime
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from guanxi.kit.text import TextTooLong, clean
from guanxi.platform.access.actions.company import CannotGive, CannotSet
from guanxi.platform.access.models import ApiKey
from guanxi.platform.access.queries import token_digest
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import Refused, right, rights, verb

right("access.see_api_keys", _("See API keys"))

BEGINNING: Final = "gx_"  # by it people, and scanners of published texts, know what they found
SHOWN: Final = len(BEGINNING) + 4
LONGEST_NAME: Final = 80
MOST_KEYS: Final = 50
# One row for each key: whoever calls again in the same minute counts on.
COUNT_CALL: Final = """
insert into gx_access_apiuse as u (key_id, minute, count, last_at)
values (%(key)s, date_trunc('minute', %(now)s::timestamptz), 1, %(now)s)
on conflict (key_id) do update set
  count = case when u.minute = excluded.minute then u.count + 1 else 1 end,
  minute = excluded.minute, last_at = excluded.last_at
returning count
"""


class KeyIsRevoked(Refused):
    sentence = _("This key was revoked already: it opens nothing any more.")


@verb("access.create_api_key", label=_("Create an API key"), undo="never")
def create_api_key(
    *, actor: Actor, name: str, allowed: Collection[str], expires_on: date | None = None
) -> tuple[ApiKey, str]:
    """A key of one's own with these rights, and its token, which is told once and kept nowhere.

    Raises CannotGive (a right one does not hold), CannotSet.
    """
    known = {one.name for one in rights()}
    wanted = sorted(set(allowed) & known)
    beyond = next((one for one in wanted if not actor.may(one)), None)
    if beyond is not None or actor.user_id is None:
        raise CannotGive(beyond or "", field="allowed")
    if not wanted:
        raise CannotSet(fields={"allowed": _("Choose at least one thing the key may do.")})
    if expires_on is not None and expires_on < actor.today():
        raise CannotSet(fields={"expires_on": _("This day is over.")})
    token = f"{BEGINNING}{secrets.token_urlsafe(32)}"
    made: ApiKey = ApiKey.objects.create(
        user_id=actor.user_id,
        name=_free_name(actor.user_id, name),
        token_digest=token_digest(token),
        hint=token[:SHOWN],
        rights=wanted,
        expires_on=expires_on,
        created_at=actor.now(),
        updated_at=actor.now(),
    )
    return made, token


def _free_name(user_id: int, given: str) -> str:
    try:
        name = clean(given, LONGEST_NAME)
    except TextTooLong as problem:
        raise CannotSet(fields={"name": _("This text is too long.")}) from problem
    if not name:
        raise CannotSet(fields={"name": _("Write a name.")})
    taken = set(ApiKey.objects.filter(user_id=user_id).values_list("name", flat=True))
    if name in taken:
        raise CannotSet(fields={"name": _("You have a key with this name already.")})
    if len(taken) >= MOST_KEYS:
        raise CannotSet(fields={"name": _("These are too many keys: at most %d.") % MOST_KEYS})
    return name


@verb("access.revoke_api_key", label=_("Revoke an API key"), undo="never")
def revoke_api_key(*, actor: Actor, api_key: ApiKey) -> ApiKey:
    """It opens nothing from the next call on. The row stays, so that history keeps its name.

    Raises KeyIsRevoked.
    """
    if api_key.revoked_at is not None:
        raise KeyIsRevoked
    api_key.change({"revoked_at": actor.now()}, actor=actor)
    return api_key


def count_call(key: ApiKey, now: datetime) -> int:
    """Note a call; returns how many there were within this minute, this one included."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT_CALL, {"key": key.pk, "now": now})
        return int(cursor.fetchone()[0])
