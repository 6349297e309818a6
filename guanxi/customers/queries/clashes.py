"""Is the customer that somebody types on file already? One's own are named; of others only that they are."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import islice

from django.db.models import BooleanField, F
from django.db.models.expressions import RawSQL

from guanxi.customers.models import ClashAnswer, Customer, Dispute
from guanxi.customers.queries.customers import LEAN
from guanxi.customers.rules.identity import IDENTIFYING, IdentityKeys, identity_keys, is_surely
from guanxi.platform.access.queries import shares_of, system_actor
from guanxi.platform.access.types import Actor
from guanxi.platform.records import RecordQuerySet
from guanxi.platform.verbs import NotFound

MOST_SHOWN = 5
MOST_ANSWERS = 30
WINDOW = timedelta(hours=1)
MOST_LOOKED_AT = 500


def doubles_in_reach(actor: Actor, keys: IdentityKeys, *, without: int | None = None) -> list[Customer]:
    """Customers the actor may see that may be the typed one; sure signs first, then the same name."""
    found: dict[int, Customer] = {}
    for parts in (keys.strong, keys.name):
        if parts and len(found) < MOST_SHOWN:
            rows = Customer.objects.visible_to(actor).filter(_having(parts), merged_into=None)
            rows = rows.exclude(pk=without).defer(*LEAN).select_related("owner").order_by("sort_name", "pk")
            found |= {row.pk: row for row in rows[:MOST_SHOWN] if row.pk not in found}
    return list(found.values())[:MOST_SHOWN]


def customers_of_others(actor: Actor, keys: IdentityKeys) -> list[Customer]:
    """The one question that looks past the row policy: customers out of the actor's reach by a sure sign.

    Only `customers.answer_clash` asks it. It tells of each the team and the day of the last contact, keeps
    a record of every answer, and gives only so many in an hour. A person's name alone is no sure sign.
    """
    if not keys.strong:
        return []
    every = Customer.objects.filter(_having(keys.strong), merged_into=None).order_by("pk")[:MOST_SHOWN]
    rows = {row.pk: row for row in every.select_related("team").only("pk", "team__name", "touched_at")}
    # A key more than were found: a miss asks as well, and takes as long.
    seen = Customer.objects.visible_to(actor).filter(pk__in=[*rows, 0]).order_by("pk")
    return [rows[key] for key in sorted(set(rows) - set(seen.values_list("pk", flat=True)))]


def certain_doubles(facts: Mapping[str, str]) -> list[Customer]:
    """Customers on file that a record of these facts surely is, whoever has them.

    Only the verbs that enter a customer ask it: they say no more than that there is one.
    """
    keys = identity_keys(facts["kind"], facts)
    if not keys.strong:
        return []
    every = Customer.objects.visible_to(system_actor("clashes"))
    rows = every.filter(_having(keys.strong), merged_into=None).defer(*LEAN)
    found = rows.select_related("owner__manager").order_by("pk")[:MOST_LOOKED_AT]
    names = ("kind", *IDENTIFYING)
    sure = (row for row in found if is_surely(facts, {name: getattr(row, name) for name in names}))
    return list(islice(sure, MOST_SHOWN))


def is_told_enough(actor: Actor) -> bool:
    """Whether the hour's answers about customers of others are given."""
    told = ClashAnswer.objects.visible_to(system_actor("clashes")).filter(asked_by_id=actor.user_id)
    return told.filter(at__gt=actor.now() - WINDOW).count() >= MOST_ANSWERS


def clash_answer(actor: Actor, key: int) -> ClashAnswer:
    """What one was told oneself. Raises NotFound."""
    own = ClashAnswer.objects.visible_to(actor).filter(asked_by_id=actor.user_id, pk=key)
    found: ClashAnswer | None = own.select_related("customer__team").order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def disputes(actor: Actor) -> RecordQuerySet:
    """Claims the actor made or may look into, open ones first."""
    found = Dispute.objects.visible_to(actor)
    return found.select_related("customer", "claimant", "holder", "decided_by").order_by(
        F("decided_at").desc(nulls_first=True), "-pk"
    )


def dispute(actor: Actor, key: int) -> Dispute:
    """Raises NotFound."""
    found: Dispute | None = disputes(actor).filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def to_decide(actor: Actor) -> RecordQuerySet:
    """Open claims this actor may decide: a party to it decides nothing, and the customer must be in reach."""
    reach = Customer.objects.visible_to(actor, "customers.decide_dispute").order_by().values("pk")
    found = Dispute.objects.visible_to(actor, "customers.decide_dispute").filter(state="open")
    mine = found.exclude(claimant_id=actor.user_id).exclude(holder_id=actor.user_id)
    return mine.filter(customer__in=reach).select_related("customer", "claimant", "holder").order_by("pk")


def shares(actor: Actor, customer_id: int) -> RecordQuerySet:
    """With whom a customer the actor may see is shared."""
    reach = Customer.objects.visible_to(actor).filter(pk=customer_id)
    found = shares_of(("customer", customer_id))
    return found if reach.exists() else found.none()


def _having(parts: tuple[str, ...]) -> RawSQL:
    """Found first and as a whole: few rows, whatever else is asked of them."""
    return RawSQL(
        '"gx_customers_customer"."id" = ANY(ARRAY(SELECT found.id FROM gx_customers_customer found'
        " WHERE found.search @@ %s::tsquery LIMIT %s))",
        (" | ".join(parts), MOST_LOOKED_AT),
        output_field=BooleanField(),
    )
