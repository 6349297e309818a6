"""What is known of one customer, gathered for its portrait."""

from guanxi.customers.models import Customer
from guanxi.customers.queries.contacts import contacts
from guanxi.customers.queries.touches import timeline
from guanxi.customers.types import KnownCustomer, SeenTouch
from guanxi.platform.access.types import Actor
from guanxi.work.queries import follow_ups_about

TOUCHES_READ = 200


def known_customer(actor: Actor, customer: Customer) -> KnownCustomer:
    """The record in hand with its main contact, its next follow-up and its latest touches."""
    main = contacts(actor, customer.pk).filter(until_on=None).first()
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
    )


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
        )
        for t in timeline(actor, customer_id)[:TOUCHES_READ]
    )
