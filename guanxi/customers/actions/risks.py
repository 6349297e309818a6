"""Verbs on risk events."""

from dataclasses import asdict

from django.utils.translation import gettext_lazy as _

from guanxi.customers.actions.refusals import CannotSave, check_day, check_no_card, fitting, one_line
from guanxi.customers.models import Customer, Document, RiskEvent
from guanxi.customers.types import RiskDraft
from guanxi.kit.text import clean_lines
from guanxi.platform.access.models import User
from guanxi.platform.access.types import Actor
from guanxi.platform.journal.queries import field_history
from guanxi.platform.verbs import Refused, expect_version, right, verb

right("customers.see_risk_events", _("See risk events"))
LONGEST_TEXT = 20_000


class CannotClose(Refused):
    sentence = _("This risk event cannot be closed yet.")


class ClosedAlready(Refused):
    sentence = _("This risk event is closed. Open it again to change it.")


@verb("customers.open_risk_event", label=_("Open a risk event"))
def open_risk_event(
    *,
    actor: Actor,
    draft: RiskDraft,
    responsible: User | None = None,
    customer: Customer | None = None,
    document: Document | None = None,
) -> RiskEvent:
    """About a document, a customer or neither. Without `responsible` it is the actor. Raises CannotSave."""
    values = _checked(draft, actor)
    person = responsible or User.objects.filter(pk=actor.user_id).first()
    if person is None:
        raise CannotSave(fields={"responsible": _("Choose who is responsible.")})
    made: RiskEvent = RiskEvent.objects.create(
        **values,
        responsible=person,
        team_id=person.team_id,
        document=document,
        customer=document.customer if document else customer,
        opened_by_id=actor.user_id,
        created_at=actor.now(),
        updated_at=actor.now(),
    )
    return made


@verb("customers.edit_risk_event", label=_("Edit a risk event"))
def edit_risk_event(
    *,
    actor: Actor,
    risk_event: RiskEvent,
    draft: RiskDraft,
    responsible: User | None = None,
    version: int | None = None,
) -> RiskEvent:
    """Raises Stale, ClosedAlready, CannotSave."""
    expect_version(risk_event, version)
    if risk_event.closed_at is not None:
        raise ClosedAlready
    values = _checked(draft, actor)
    if responsible is not None:
        values |= {"responsible_id": responsible.pk, "team_id": responsible.team_id}
    risk_event.change(values, actor=actor)
    return risk_event


@verb("customers.close_risk_event", label=_("Close a risk event"))
def close_risk_event(
    *, actor: Actor, risk_event: RiskEvent, recurrence_check: str, version: int | None = None
) -> RiskEvent:
    """By another person than the responsible one, once it is mended and looked for again.

    Raises Stale, ClosedAlready, CannotClose, CannotSave.
    """
    expect_version(risk_event, version)
    if risk_event.closed_at is not None:
        raise ClosedAlready
    if actor.user_id is None or actor.user_id in _responsible_ever(risk_event):
        raise CannotClose(_("You are or were responsible for it. Another person checks and closes it."))
    if not risk_event.rectification:
        raise CannotClose(_("Write first what was done to mend it."))
    words = _text(recurrence_check, "recurrence_check")
    if not words:
        raise CannotSave(
            fields={"recurrence_check": _("Say how you looked for it again, and what you found.")}
        )
    risk_event.change(
        {"recurrence_check": words, "closed_at": actor.now(), "closed_by_id": actor.user_id}, actor=actor
    )
    return risk_event


@verb("customers.reopen_risk_event", label=_("Open a risk event again"))
def reopen_risk_event(*, actor: Actor, risk_event: RiskEvent) -> RiskEvent:
    risk_event.change({"closed_at": None, "closed_by_id": None}, actor=actor)
    return risk_event


def _responsible_ever(risk_event: RiskEvent) -> set[int]:
    """Everybody who was: who hands it on does not become the other person by that."""
    table = RiskEvent._meta.db_table  # noqa: SLF001 - the documented model API
    before = {
        change.before for change in field_history(table, risk_event.pk) if change.field == "responsible_id"
    }
    return {risk_event.responsible_id, *(int(str(person)) for person in before if person is not None)}


def _checked(draft: RiskDraft, actor: Actor) -> dict[str, object]:
    values: dict[str, object] = {**asdict(draft), "title": one_line(draft.title, 200, "title")}
    if not values["title"]:
        raise CannotSave(fields={"title": _("Say in a few words what happened.")})
    check_no_card(asdict(draft))
    check_day("happened_on", draft.happened_on)
    check_day("due_on", draft.due_on)
    if draft.happened_on > actor.today():
        raise CannotSave(fields={"happened_on": _("What happened does not lie in the future.")})
    if draft.due_on < draft.happened_on:
        raise CannotSave(fields={"due_on": _("The deadline lies before the event.")})
    return values | {
        name: _text(getattr(draft, name), name) for name in ("cause", "rectification", "training")
    }


def _text(text: str, name: str) -> str:
    with fitting(name):
        return clean_lines(text, LONGEST_TEXT)
