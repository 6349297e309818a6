"""What is sent twice is done once: a double click, a resend on a bad line, a program that asks again.

Whoever answers a request names it (`sending`). The first change set, or the first job, of that request notes
the name in its own transaction (`noted`): what was done and that it was done are kept together or not at all,
however the process ends. A second request of the same name waits for the first, then finds its note.

    with sending(user_id, key) as sent:
        before = sent.answered()              # None: not done before
        ...                                   # runs verbs; one that was done before raises SentAlready
        sent.keep(Answer(302, location="/"))  # what a second request is led to
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guanxi.platform.verbs.refusals import Refused

KEPT = timedelta(days=2)
_CANCELED = "57014"  # waited longer than a statement may


class SentAlready(Exception):  # led to the answer of the first by whoever named the request
    """A request of this name has done its work before."""


class StillAtWork(Refused):
    sentence = _("The same was sent a moment ago and is still at work. Look in a moment what came of it.")


class SentOtherwise(Refused):
    sentence = _("Something else was sent under this name before. Choose another name for each request.")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was answered; `status` 0: it was done, and its answer is not known."""

    status: int = 0
    location: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class Sending:
    """One request by its name; `digest` says what was sent, where one name must mean one content."""

    def __init__(self, owner_id: int, key: str, digest: str) -> None:
        self.owner_id = owner_id
        self.key = key
        self.digest = digest
        self.is_noted = False

    def answered(self) -> Answer | None:
        """What a request of this name was answered before; None when none has done anything that stands.

        What was undone meanwhile may be done again. Raises SentOtherwise.
        """
        from guanxi.platform.models import Sent

        row = Sent.objects.filter(owner_id=self.owner_id, key=self.key).order_by("pk").first()
        if row is None:
            return None
        if _is_undone(row.change_set_id):
            self.forget()
            return None
        if row.digest != self.digest:
            raise SentOtherwise
        return Answer(row.status, row.location, dict(row.headers), bytes(row.body))

    def keep(self, answer: Answer) -> None:
        """Lead a second request to this. Does nothing when nothing was done."""
        from guanxi.platform.models import Sent

        if self.is_noted:
            Sent.objects.filter(owner_id=self.owner_id, key=self.key).update(
                status=answer.status, location=answer.location, headers=answer.headers, body=answer.body
            )

    def forget(self) -> None:
        """The same may be sent once more: it was not answered, or came to nothing."""
        from guanxi.platform.models import Sent

        Sent.objects.filter(owner_id=self.owner_id, key=self.key).delete()
        self.is_noted = False


_now: ContextVar[Sending | None] = ContextVar("guanxi_sending", default=None)


@contextmanager
def sending(owner_id: int, key: str, digest: str = "") -> Iterator[Sending]:
    """The request at work in this block. A second of the same name waits at the door. Raises StillAtWork."""
    sent = Sending(owner_id, key, digest)
    place = f"guanxi.sent.{owner_id}.{key}"
    _lock(place)
    token = _now.set(sent)
    try:
        yield sent
    finally:
        _now.reset(token)
        _unlock(place)


@contextmanager
def noted(change_set_id: int | None = None) -> Iterator[None]:
    """Note the request at work, if any, in the transaction of what it does first. Raises SentAlready."""
    sent = _now.get()
    if sent is None or sent.is_noted:
        yield
        return
    _note(sent, change_set_id)
    sent.is_noted = True
    try:
        yield
    except BaseException:
        sent.is_noted = False  # rolled back with the rest
        raise


def forget_sent(now: datetime) -> int:
    """Drop names nobody sends again. Returns how many."""
    from guanxi.platform.models import Sent

    gone, _rows = Sent.objects.filter(at__lt=now - KEPT).delete()
    return gone


def _note(sent: Sending, change_set_id: int | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into gx_platform_sent"
            " (owner_id, key, digest, change_set_id, at, status, location, headers, body)"
            " values (%s, %s, %s, %s, %s, 0, '', '{}', '') on conflict (owner_id, key) do nothing",
            [sent.owner_id, sent.key, sent.digest, change_set_id, timezone.now()],
        )
        if cursor.rowcount == 0:
            raise SentAlready


def _is_undone(change_set_id: int | None) -> bool:
    from guanxi.platform.journal.models import ChangeSet

    return change_set_id is not None and ChangeSet.objects.filter(undoes=change_set_id).exists()


def _lock(place: str) -> None:
    """Until `_unlock`; it goes with the connection, should the process die."""
    try:
        _say("select pg_advisory_lock(hashtextextended(%s, 0))", place)
    except OperationalError as problem:
        if getattr(problem.__cause__, "sqlstate", None) == _CANCELED:
            raise StillAtWork from problem
        raise


def _unlock(place: str) -> None:
    try:
        _say("select pg_advisory_unlock(hashtextextended(%s, 0))", place)
    except (InterfaceError, OperationalError):
        connection.close()  # broken: the lock went with it


def _say(statement: str, place: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [place])
