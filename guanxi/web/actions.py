"""Verbs of the shell, and the counting of failed sign-ins (which no verb can be: nobody is known yet)."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Min, Sum
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from guanxi.platform.access.actions import WeakPassword, set_own_password
from guanxi.platform.access.models import User
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import Forbidden, NotFound, Refused, right, verb
from guanxi.web.models import Attempt, SavedView
from guanxi.web.rules import ADDRESS_WINDOW, FORGET_AFTER, MOST_PER_ADDRESS, remaining_wait

right("web.see_views", _("See one's own saved views"))


class WrongSignIn(Refused):
    sentence = _("The e-mail address or the password is not right.")


class TooManyTries(Refused):
    """`wait` says how long to wait before the next try."""

    def __init__(self, wait: timedelta) -> None:
        seconds = max(1, round(wait.total_seconds()))
        super().__init__(
            _("Too many wrong tries. The next one is possible in %(seconds)s s.") % {"seconds": seconds}
        )
        self.wait = wait


class TitleTaken(Refused):
    sentence = _("You have a view with this name already.")


def check_sign_in(request: HttpRequest, *, email: str, password: str, address: str, now: datetime) -> User:
    """The person who signs in. Raises TooManyTries (the password is not looked at), WrongSignIn."""
    account = email.strip().lower()[:254]
    _expect_few_from(address, now)
    # Counted before the password is looked at: many tries at the same moment are counted each.
    with transaction.atomic():
        _count_try(account, address, now)
    user = authenticate(request, username=account, password=password)
    if user is None:
        raise WrongSignIn
    Attempt.objects.filter(account=account, address=address).delete()
    assert isinstance(user, User)
    return user


def _expect_few_from(address: str, now: datetime) -> None:
    """Trying one password on many accounts is guessing too. Raises TooManyTries."""
    recent = Attempt.objects.filter(address=address, last_at__gt=now - ADDRESS_WINDOW)
    found = recent.aggregate(tries=Sum("failures"), oldest=Min("last_at"))
    if (found["tries"] or 0) >= MOST_PER_ADDRESS:
        raise TooManyTries(found["oldest"] + ADDRESS_WINDOW - now)


def forget_old_tries(now: datetime) -> int:
    """Tries that count no longer. Returns how many rows went."""
    gone, _rows = Attempt.objects.filter(last_at__lt=now - FORGET_AFTER).delete()
    return gone


def forget_ended_sessions(now: datetime) -> int:
    """Sessions nobody can use any more. Returns how many rows went."""
    gone, _rows = Session.objects.filter(expire_date__lt=now).delete()
    return gone


def slow_down(what: str, *, address: str, now: datetime) -> None:
    """Count one try at something that can be guessed (a link). Raises TooManyTries."""
    with transaction.atomic():
        _count_try(what, address, now)


def change_password(actor: Actor, *, current: str, password: str, address: str) -> User:
    """An open browser is no place to guess faster. Raises TooManyTries, WrongPassword, WeakPassword."""
    what = f"password of {actor.user_id}"
    slow_down(what, address=address, now=actor.now())
    try:
        user = set_own_password(actor=actor, current=current, password=password)
    except WeakPassword:
        forget_tries(what, address=address)
        raise
    forget_tries(what, address=address)
    return user


def forget_tries(what: str, *, address: str) -> None:
    """The try was right."""
    Attempt.objects.filter(account=what, address=address).delete()


def _count_try(account: str, address: str, now: datetime) -> None:
    Attempt.objects.bulk_create(
        [Attempt(account=account, address=address, failures=0, last_at=now)], ignore_conflicts=True
    )
    attempt = Attempt.objects.select_for_update().get(account=account, address=address)
    wait = remaining_wait(attempt.failures, attempt.last_at, now)
    if wait:
        raise TooManyTries(wait)
    forgotten = now - attempt.last_at > FORGET_AFTER
    attempt.failures = 1 if forgotten else attempt.failures + 1
    attempt.last_at = now
    attempt.save(update_fields=["failures", "last_at"])


@verb("web.export_lists", label=_("Export records as files"), undo="never")
def _export(*, actor: Actor) -> None:
    """Nothing changes; the journal keeps that records left the house."""


def expect_export(actor: Actor) -> None:
    """Before a file is made in the background. Raises Forbidden."""
    if not actor.may(_export.name):
        raise Forbidden


def note_export(actor: Actor, file: str, rows: int) -> None:
    """Before records are handed out as a file: who took which, and how many. Raises Forbidden."""
    _export(actor=actor, why=f"{file} · {rows}")


@verb("web.save_view", label=_("Save a view of a list"), open_to_all=True)
def save_view(*, actor: Actor, list_name: str, title: str, state: Mapping[str, object]) -> SavedView:
    """Raises TitleTaken."""
    assert actor.user_id is not None
    if SavedView.objects.filter(owner_id=actor.user_id, list_name=list_name, title=title).exists():
        raise TitleTaken(fields={"title": TitleTaken.sentence})
    return SavedView.objects.create(
        owner_id=actor.user_id, list_name=list_name, title=title, state=dict(state)
    )


@verb("web.delete_view", label=_("Delete a saved view"), open_to_all=True)
def delete_view(*, actor: Actor, saved_view_id: int) -> None:
    """One's own only. Raises NotFound."""
    deleted, _rows = SavedView.objects.filter(pk=saved_view_id, owner_id=actor.user_id).delete()
    if not deleted:
        raise NotFound
