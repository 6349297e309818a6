"""The page of one customer: about, timeline, related."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from guanxi.customers import queries
from guanxi.customers.forms import NoteForm
from guanxi.customers.rules.stream import by_field, folded, merged
from guanxi.customers.types import ShownCustomer
from guanxi.platform import slots
from guanxi.platform.access.types import Actor
from guanxi.web.pages import SignedInRequest, needs, page, toast
from guanxi.work.queries import follow_ups_about

FIRST_TOUCHES = 30


@needs("customers.see")
def customer_page(request: SignedInRequest, key: int) -> HttpResponse:
    """About, timeline, related: what this area knows, and what higher areas put into the slots."""
    actor = request.actor
    customer = queries.customer(actor, key)
    if standing := queries.standing(actor, customer):
        toast(request, _("%(name)s was merged into this record.") % {"name": customer.name}, tone="info")
        return redirect("customers:page", standing)
    held = queries.held_documents(actor, customer) if actor.may("customers.see_documents") else None
    top = head(request, customer, held=held)
    context: dict[str, object] = {"customer": customer, "held": held}
    panels = [f.render(request, **context) for f in slots.fillings("customers.page.panel", actor)]
    return page(
        request,
        "customers/page.html",
        {
            "customer": customer,
            **top,
            **_timeline(request, customer),
            **_related(actor, customer),
            "note_form": NoteForm(),
            "panels": [p for p in panels if p],
        },
    )


def head(
    request: SignedInRequest,
    customer: ShownCustomer,
    *,
    tab: str = "overview",
    held: queries.HeldDocuments | None = None,
) -> dict[str, object]:
    """What the head of every page about this customer shows; the first tells of its documents too."""
    actions = [
        f.render(request, customer=customer) for f in slots.fillings("customers.page.action", request.actor)
    ]
    return {
        "held": held or queries.HeldDocuments(),
        "marks": slots.marks("customer", request.actor, [customer.pk])[customer.pk],
        "page_actions": [a for a in actions if a],
        "tab": tab,
    }


@dataclass(frozen=True, slots=True)
class Chip:
    """A channel that occurs in this timeline."""

    channel: str
    label: str
    count: int


def _timeline(request: SignedInRequest, customer: ShownCustomer) -> dict[str, object]:
    actor = request.actor
    channels = [c for c in request.GET.getlist("channel") if c]
    shown = FIRST_TOUCHES * _pages(request)
    touches = list(queries.timeline(actor, customer.pk, channels=channels)[: shown + 1])
    more = len(touches) > shown
    history = queries.record_history(actor, customer.pk)
    changes = [] if channels else folded(history)
    return {
        "entries": merged(touches[:shown], changes, is_whole=not more),
        "more": more,
        "next_pages": shown // FIRST_TOUCHES + 1,
        "channels": channels,
        "chips": [Chip(*found) for found in queries.channels_of(actor, customer.pk)],
        "before": by_field(history),
        "labels": queries.field_labels(),
    }


def _related(actor: Actor, customer: ShownCustomer) -> dict[str, object]:
    is_organisation = customer.kind == "organisation"
    contacts = queries.contacts(actor, customer.pk) if is_organisation else []
    left = [one.person_id for one in contacts if one.until_on]
    return {
        "contacts": contacts,
        "moved": queries.employers(actor, left) if left else {},
        "employments": [] if is_organisation else list(queries.employments(actor, customer.pk)),
        "follow_ups": list(follow_ups_about(actor, "customer", customer.pk)[:20]),
        "today": actor.today(),
        "names": {},
        "urls": {},
    }


def _pages(request: SignedInRequest) -> int:
    """How many pages of the timeline are open, 1 to 50; what is no number is one."""
    given = request.GET.get("pages") or ""
    return max(1, min(int(given), 50)) if given.isdecimal() and len(given) < 4 else 1  # noqa: PLR2004 - 50 has two
