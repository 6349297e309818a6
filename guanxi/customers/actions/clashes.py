"""Verbs on clashes: being told that a colleague has a customer, claiming it, and deciding who keeps it."""

from collections.abc import Mapping, Sequence

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from guanxi.customers.actions.customers import assign_customers
from guanxi.customers.actions.on_file import tell_person
from guanxi.customers.actions.refusals import check_no_card
from guanxi.customers.events import DisputeDecided, DisputeOpened
from guanxi.customers.models import ClashAnswer, Customer, Dispute
from guanxi.customers.queries.clashes import MOST_ANSWERS, WINDOW, customers_of_others
from guanxi.customers.rules.identity import identity_keys
from guanxi.customers.types import MaskedClash
from guanxi.kit.text import clean, clean_lines
from guanxi.platform.access.actions import end_share, give_share
from guanxi.platform.access.types import Actor, Scope
from guanxi.platform.bus import tell
from guanxi.platform.verbs import Forbidden, NotFound, Refused, right, verb

NOBODY = 0  # the key of no customer
LONGEST_TEXT = 5_000

DECISIONS = (Dispute.State.GIVEN, Dispute.State.SHARED, Dispute.State.REFUSED)
_WORDS = {
    Dispute.State.GIVEN: (
        _("Your claim to %(typed)s was granted: the customer is yours."),
        _("Decided: %(customer)s goes to %(name)s."),
    ),
    Dispute.State.SHARED: (
        _("Your claim to %(typed)s was decided: you share the customer with its owner."),
        _("Decided: you share %(customer)s with %(name)s."),
    ),
    Dispute.State.REFUSED: (
        _("Your claim to %(typed)s was refused: the customer stays where it is."),
        _("Decided: %(customer)s stays with you."),
    ),
}

right("customers.see_clashes", _("See who was told of a colleague's customer"))
right("customers.see_disputes", _("See disputes about customers"))


class AskedTooOften(Refused):
    sentence = _("You were told of many colleagues' customers within the hour. Ask again later.")


class NoCase(Refused):
    sentence = _("This cannot be claimed.")


class DecidedAlready(Refused):
    sentence = _("This dispute was decided already.")


@verb("customers.answer_clash", label=_("Learn that a colleague has a customer"), undo="never")
def answer_clash(*, actor: Actor, kind: str, typed: Mapping[str, str]) -> list[MaskedClash]:
    """Whether a customer out of the actor's reach is the one being typed: its team, days since a touch.

    Nothing more leaves this verb: no name, owner or key of the customer; `answer` is the key of the record
    kept of this answer. The same customer within the hour counts once. Raises AskedTooOften: once the hour's
    answers are given, for everything new that is typed, on file or not, or the refusal would be an answer.
    For the same reason a miss does the work of a hit.
    """
    keys = identity_keys(kind, typed)
    if actor.user_id is None or not keys.strong:
        return []
    found = customers_of_others(actor, keys)
    with connection.cursor() as cursor:  # many requests at once are counted each
        cursor.execute("select pg_advisory_xact_lock(hashtext('gx_clash'), %s)", [actor.user_id])
    since = actor.now() - WINDOW
    told = {
        one.customer_id: one
        for one in ClashAnswer.objects.filter(asked_by_id=actor.user_id, at__gt=since).order_by("pk")
    }
    left = MOST_ANSWERS - len(told)
    known = [row for row in found if row.pk in told]
    if left <= 0 and not known:
        raise AskedTooOften
    new = [row for row in found if row.pk not in told][: max(left, 0)]
    told |= _kept(actor, [row.pk for row in new], typed)
    return [_masked(actor, row, told[row.pk]) for row in (*known, *new)]


def _kept(actor: Actor, customers: Sequence[int], typed: Mapping[str, str]) -> dict[int, ClashAnswer]:
    """One statement writes the answers. Where there is none to keep one is written all the same and taken
    back, so that how long the answer takes does not tell that there is none.
    """
    assert actor.user_id is not None
    made = [
        ClashAnswer(
            customer_id=key,
            asked_by_id=actor.user_id,
            team_id=next(iter(actor.team_ids), None),
            typed=clean(typed.get("name", "")[:200], 200),
            at=actor.now(),
        )
        for key in customers or [NOBODY]
    ]
    point = transaction.savepoint()
    ClashAnswer.objects.bulk_create(made)
    if customers:
        transaction.savepoint_commit(point)
        return {one.customer_id: one for one in made}
    transaction.savepoint_rollback(point)
    return {}


def _masked(actor: Actor, customer: Customer, answer: ClashAnswer) -> MaskedClash:
    touched = customer.touched_at
    days = None if touched is None else max(0, (actor.now() - touched).days)
    return MaskedClash(answer.pk, customer.team.name if customer.team else "", days)


@verb("customers.claim", label=_("Claim a colleague's customer"), parts=("work.set_follow_up",))
def claim_customer(*, actor: Actor, answer: ClashAnswer, evidence: str) -> Dispute:
    """Claim a customer one was told of. Its owner is asked to say what speaks against it; a superior decides.

    Raises NotFound for an answer given to somebody else, NoCase.
    """
    if answer.asked_by_id != actor.user_id or actor.user_id is None:
        raise NotFound
    check_no_card({"evidence": evidence})
    text = clean_lines(evidence, LONGEST_TEXT)
    if not text:
        raise NoCase(fields={"evidence": _("Say what speaks for your claim: who, when, what was agreed.")})
    customer = Customer.objects.select_for_update(of=("self",)).order_by("pk").get(pk=answer.customer_id)
    if customer.owner_id == actor.user_id:
        raise NoCase(_("This customer is yours already."))
    if Dispute.objects.filter(customer=customer, claimant_id=actor.user_id, state="open").exists():
        raise NoCase(_("You claimed this customer already. It is waiting to be decided."))
    made: Dispute = Dispute.objects.create(
        customer=customer,
        claimant_id=actor.user_id,
        team_id=next(iter(actor.team_ids), None),
        named=answer.typed,
        holder_id=customer.owner_id,
        claimed_at=actor.now(),
        evidence=text,
    )
    if customer.owner_id is not None:
        words = str(_("%(name)s claims %(customer)s. Tell your manager what speaks against it."))
        about = words % {"name": actor.name, "customer": customer}
        tell_person(actor, customer.owner_id, about, subject=customer.pk)
    tell(DisputeOpened(customer_id=customer.pk, dispute_id=made.pk))
    return made


@verb(
    "customers.decide_dispute",
    label=_("Decide who keeps a customer"),
    parts=("customers.assign", "work.set_follow_up"),
)
def decide_dispute(*, actor: Actor, dispute: Dispute, decision: str, reason: str = "") -> Dispute:
    """Give the customer to the claimant ("given"), let both share it ("shared": it keeps its owner and the
    claimant reaches it like an own one), or leave it where it is ("refused"); both sides are told.

    The actor reaches the claim and the customer, and is no party to it. Raises Forbidden, NotFound,
    DecidedAlready, NoCase.
    """
    if decision not in DECISIONS:
        raise NoCase(fields={"decision": _("Choose among the values offered.")})
    reach = Customer.objects.visible_to(actor, "customers.decide_dispute").filter(pk=dispute.customer_id)
    customer = reach.select_for_update(of=("self",)).order_by("pk").first()
    if customer is None:
        raise NotFound
    parties = {dispute.claimant_id, dispute.holder_id, customer.owner_id}
    if _reaches_own_only(actor, "customers.decide_dispute") or actor.user_id in parties:
        raise Forbidden
    if dispute.state != Dispute.State.OPEN:
        raise DecidedAlready
    why = clean_lines(reason, LONGEST_TEXT)
    dispute.change(
        {"state": decision, "decided_by_id": actor.user_id, "decided_at": actor.now(), "reason": why},
        actor=actor,
    )
    _tell_sides(actor, customer, dispute)
    if decision == Dispute.State.GIVEN:
        assign_customers(actor=actor, customers=[customer.pk], owner=dispute.claimant_id)
    elif decision == Dispute.State.SHARED:
        give_share(actor=actor, user=dispute.claimant_id, subject=("customer", customer.pk), reason=why)
    tell(DisputeDecided(customer_id=customer.pk, dispute_id=dispute.pk, state=decision))
    return dispute


def _reaches_own_only(actor: Actor, right: str) -> bool:
    return not actor.is_system and actor.scope(right) is Scope.OWN


@verb("customers.end_share", label=_("End the sharing of a customer"))
def stop_sharing(*, actor: Actor, customer: Customer, user: int) -> Customer:
    """The colleague reaches the customer no more. A superior decides it, no party.

    Raises Forbidden, NotFound.
    """
    if _reaches_own_only(actor, "customers.end_share"):
        raise Forbidden
    if not end_share(user=user, subject=("customer", customer.pk)):
        raise NotFound
    return customer


@verb("customers.withdraw_dispute", label=_("Withdraw a claim"))
def withdraw_dispute(*, actor: Actor, dispute: Dispute) -> Dispute:
    """One's own only. Raises NotFound, DecidedAlready."""
    if dispute.claimant_id != actor.user_id:
        raise NotFound
    if dispute.state != Dispute.State.OPEN:
        raise DecidedAlready
    dispute.change({"state": Dispute.State.WITHDRAWN, "decided_at": actor.now()}, actor=actor)
    return dispute


def _tell_sides(actor: Actor, customer: Customer, dispute: Dispute) -> None:
    """The claimant of a refused claim hears of what was typed, never of the customer."""
    to_claimant, to_owner = _WORDS[Dispute.State(dispute.state)]
    is_won = dispute.state != Dispute.State.REFUSED
    said = str(to_claimant) % {"typed": dispute.named}
    tell_person(actor, dispute.claimant_id, said, subject=customer.pk if is_won else None)
    if customer.owner_id is not None:
        about = str(to_owner) % {"customer": customer, "name": dispute.claimant.name}
        keeps = dispute.state != Dispute.State.GIVEN
        tell_person(actor, customer.owner_id, about, subject=customer.pk if keeps else None)
