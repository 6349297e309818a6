"""Verbs on the timeline."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from guanxi.customers.actions.customers import expect_standing
from guanxi.customers.actions.refusals import CannotSave, check_no_card
from guanxi.customers.events import TouchesLogged, TouchLogged
from guanxi.customers.models import Customer, Touch
from guanxi.customers.types import REAL_CONTACTS, TouchDraft
from guanxi.kit.text import TextTooLong, clean, clean_lines
from guanxi.platform.access.types import Actor
from guanxi.platform.bus import tell
from guanxi.platform.verbs import Refused, expect_version, verb

FIRST_YEAR = 1900
FUTURE_TOLERANCE = timedelta(minutes=5)  # clocks differ a little between a phone and the server


class InTheFuture(Refused):
    sentence = _("A contact that took place cannot lie in the future. Set a follow-up instead.")


@verb("customers.log_touch", label=_("Log a call, note or other contact"))
def log_touch(
    *,
    actor: Actor,
    customer: Customer,
    draft: TouchDraft,
    person: Customer | None = None,
    cause: tuple[str, int] | None = None,
) -> Touch:
    """One row in the customer's timeline. Only a real conversation moves the day of the last contact.

    Raises MergedAway, InTheFuture, CannotSave.
    """
    expect_standing(customer)
    _check(actor, draft)
    if draft.channel not in Touch.Channel.values or draft.direction not in Touch.Direction.values:
        raise CannotSave(fields={"channel": _("Choose how the contact took place.")})
    body, subject = _lines(draft.body), _line(draft.subject)
    if not body and not subject and draft.channel == Touch.Channel.NOTE:
        raise CannotSave(fields={"body": _("Write what is to be remembered.")})
    touch: Touch = Touch.objects.create(
        customer=customer,
        person=person,
        channel=draft.channel,
        direction=draft.direction,
        at=draft.at,
        by_id=actor.user_id,
        subject=subject,
        body=body,
        outcome=_line(draft.outcome),
        seconds=draft.seconds,
        cause_type=cause[0] if cause else "",
        cause_id=cause[1] if cause else None,
    )
    is_newer = customer.touched_at is None or draft.at > customer.touched_at
    if draft.channel in REAL_CONTACTS and is_newer:
        # Not a typed fact: somebody who edits the record meanwhile meets no conflict.
        Customer.objects.filter(pk=customer.pk).update(touched_at=draft.at)
    if draft.channel == Touch.Channel.ORDER:
        keep_as_existing({customer.pk})
    tell(TouchLogged(customer_id=customer.pk, touch_id=touch.pk, channel=draft.channel))
    return touch


@verb("customers.log_touches", label=_("Log one contact with many customers"))
def log_touches(
    *,
    actor: Actor,
    customers: QuerySet[Any] | Sequence[int],
    draft: TouchDraft,
    cause: tuple[str, int] | None = None,
) -> int:
    """The same touch for each customer whose key `customers` selects and the actor may see. Returns how many.

    One statement, whatever the number. A mailing is no conversation: the day of the last contact stays.
    Raises InTheFuture.
    """
    _check(actor, draft)
    reached = (
        Customer.objects.visible_to(actor)
        .filter(pk__in=customers, merged_into=None)
        .order_by("pk")
        .values("id")
    )
    chosen, parameters = reached.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {Touch._meta.db_table} (customer_id, channel, direction, at, by_id, subject, body,"  # noqa: S608, SLF001 - our own table
            " outcome, cause_type, cause_id)"
            f" select chosen.id, %s, %s, %s, %s, %s, %s, %s, %s, %s from ({chosen}) chosen",
            [
                draft.channel,
                draft.direction,
                draft.at,
                actor.user_id,
                _line(draft.subject),
                _lines(draft.body),
                _line(draft.outcome),
                *(cause or ("", None)),
                *parameters,
            ],
        )
        logged: int = cursor.rowcount
    tell(TouchesLogged(channel=draft.channel, count=logged))
    return logged


@verb("customers.edit_touch", label=_("Edit an entry of the timeline"))
def edit_touch(*, actor: Actor, touch: Touch, values: Mapping[str, str], version: int | None = None) -> Touch:
    """Subject, text and outcome. Raises Stale, CannotSave."""
    expect_version(touch, version)
    check_no_card(values)
    allowed = {k: _lines(v) if k == "body" else _line(v) for k, v in values.items()}
    touch.change({k: v for k, v in allowed.items() if k in {"subject", "body", "outcome"}}, actor=actor)
    return touch


@verb("customers.delete_touch", label=_("Delete an entry of the timeline"))
def delete_touch(*, actor: Actor, touch: Touch) -> None:
    touch.delete()


def keep_as_existing(keys: Collection[int]) -> None:
    """A potential customer who orders is an existing one from then on."""
    potential = Customer.objects.filter(pk__in=keys, archive_class=Customer.ArchiveClass.POTENTIAL)
    potential.update(archive_class=Customer.ArchiveClass.EXISTING)


def _check(actor: Actor, draft: TouchDraft) -> None:
    check_no_card(asdict(draft))
    if draft.at > actor.now() + FUTURE_TOLERANCE:
        raise InTheFuture(fields={"at": InTheFuture.sentence})
    # The first day of all, in another time zone, lies before the year one: no page could show it again.
    if draft.at.year < FIRST_YEAR:
        raise CannotSave(fields={"at": _("Nothing on file lies before 1900. Enter the day it took place.")})


def _line(text: str) -> str:
    try:
        return clean(text, 200)
    except TextTooLong as problem:
        raise CannotSave(_("A subject or outcome has at most 200 characters.")) from problem


def _lines(text: str) -> str:
    try:
        return clean_lines(text, 50_000)
    except TextTooLong as problem:
        raise CannotSave(_("A text has at most 50,000 characters.")) from problem
