"""What is known of one customer, gathered for its portrait."""

from guanxi.customers.models import Customer
from guanxi.customers.queries.contacts import speaking_for
from guanxi.customers.queries.records import profile, rival_purchases, statements
from guanxi.customers.queries.touches import timeline
from guanxi.customers.types import REAL_CONTACTS, BoughtElsewhere, KnownCustomer, Said, SeenTouch
from guanxi.platform.access.types import Actor
from guanxi.work.queries import follow_ups_about

TOUCHES_READ = 200
STATEMENTS_READ = 50


def known_customer(actor: Actor, customer: Customer) -> KnownCustomer:
    """The record in hand with its main contact, its next follow-up and its latest touches."""
    main = next(iter(speaking_for(actor, [customer.pk]).get(customer.pk, ())), None)
    step = follow_ups_about(actor, "customer", customer.pk).filter(done_at=None).first()
    return KnownCustomer(
        name=customer.name,
        kind=customer.kind,
        since=customer.created_at,
        city=customer.city,
        industry=customer.industry,
        employees=customer.employees,
        source=customer.source,
        phone=customer.phone,
        email=customer.email,
        tags=tuple(customer.tags),
        contact_name=main.person.name if main else "",
        contact_title=main.title if main else "",
        contact_phone=main.person.phone if main else "",
        next_title=step.title if step else "",
        next_due_on=step.due_on if step else None,
        next_by=step.owner.name if step else "",
        touches=_touches(actor, customer.pk),
        said=_said(actor, customer.pk),
        bought_elsewhere=_bought_elsewhere(actor, customer.pk),
        preferences=_preferences(actor, customer.pk),
        contact_taste=main.taste if main else "",
    )


def _said(actor: Actor, customer_id: int) -> tuple[Said, ...]:
    rows = statements(actor, customer_id)[:STATEMENTS_READ]
    return tuple(Said(one.kind, str(one.get_kind_display()), one.text, one.on) for one in rows)


def _bought_elsewhere(actor: Actor, customer_id: int) -> tuple[BoughtElsewhere, ...]:
    if not actor.may("customers.see_competitors"):
        return ()
    rows = rival_purchases(actor, customer_id).filter(until_on=None)[:STATEMENTS_READ]
    return tuple(
        BoughtElsewhere(one.competitor_id, one.competitor.name, one.product, one.reason) for one in rows
    )


def _preferences(actor: Actor, customer_id: int) -> tuple[str, ...]:
    found = profile(actor, customer_id)
    if found is None:
        return ()
    return tuple(fact for fact in (found.preferences, found.other_preferences, *found.hobbies) if fact)


def _touches(actor: Actor, customer_id: int) -> tuple[SeenTouch, ...]:
    return tuple(
        SeenTouch(
            key=t.pk,
            channel=t.channel,
            direction=t.direction,
            at=t.at,
            subject=t.subject,
            outcome=t.outcome,
            seconds=t.seconds,
            by=t.by.name if t.by else "",
            is_talk=t.channel in REAL_CONTACTS and not t.cause_type,
        )
        for t in timeline(actor, customer_id)[:TOUCHES_READ]
    )
