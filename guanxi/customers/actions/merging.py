"""Verbs that make two records of one customer one, and take it apart again."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from guanxi.customers.actions.customers import MergedAway
from guanxi.customers.actions.refusals import CannotSave
from guanxi.customers.events import CustomerChanged, CustomersMerged, CustomersParted
from guanxi.customers.models import Customer, Merge
from guanxi.customers.queries.merging import CHOSEN_FIELDS, unmergeable, values_of
from guanxi.customers.rules import search_columns
from guanxi.customers.rules.merging import combined, proposed
from guanxi.customers.types import Merged, Parted
from guanxi.platform.access.types import Actor
from guanxi.platform.bus import tell
from guanxi.platform.journal.actions import take_back
from guanxi.platform.journal.models import ChangeSet
from guanxi.platform.merging import begin_merging, move_references
from guanxi.platform.verbs import NotFound, Refused, Stale, current_change_set, verb

LONGEST_REMARK = 20_000


class CannotMerge(Refused):
    sentence = _("These records cannot be merged.")


class CannotPart(Refused):
    sentence = _("These records cannot be taken apart.")


@verb("customers.merge", label=_("Merge customers"))
def merge_customers(
    *,
    actor: Actor,
    customers: list[Customer],
    survivor: int,
    choices: Mapping[str, int] | None = None,
    versions: Mapping[int, int] | None = None,
) -> Merged:
    """Make one of `customers` the one that stands; all that refers to the others goes to it (`on_merge`).

    `choices`: field -> key of the record whose value stays, or rules.merging.ALL; what is not chosen is the
    survivor's, or where it says nothing another's. `versions`: what the person looked at.

    The actor must reach every one of the records with this right. What hangs on them moves along whether the
    actor may see it or not: a colleague's follow-up belongs to the customer and would be lost on a record
    nobody opens any more. Nothing of it is told: `moved` counts only what the actor sees.

    The others stay as archived records that lead to the survivor, with their customer numbers.
    Raises CannotMerge, MergedAway, Stale, CannotSave.
    """
    begin_merging()
    records = {c.pk: c for c in customers}
    _check(records, survivor, versions)
    others = [key for key in records if key != survivor]
    values = _new_values(records, survivor, choices or {})
    changed = _write(actor, records, survivor, values)
    moved = move_references(Customer, "customer", survivor, others)
    for key in others:
        Merge.objects.create(
            survivor_id=survivor,
            merged_id=key,
            change_set_id=current_change_set().id,
            by_id=actor.user_id,
            at=actor.now(),
        )
    tell(CustomersMerged(customer_id=survivor, merged=tuple(others)))
    tell(CustomerChanged(customer_id=survivor, fields=tuple(sorted(changed))))
    seen = sum(one.model.objects.visible_to(actor).filter(pk__in=one.moved).count() for one in moved)
    return Merged(survivor, str(records[survivor]), tuple(others), seen)


def _check(records: Mapping[int, Customer], survivor: int, versions: Mapping[int, int] | None) -> None:
    if survivor not in records:
        raise CannotMerge(_("Choose which of the records stands."))
    if any(c.merged_into_id for c in records.values()):
        raise MergedAway
    problem = unmergeable(list(records.values()))
    if problem:
        raise CannotMerge(problem)
    if records[survivor].archived_at:
        raise CannotMerge(_("The record that stands is archived. Take it out of the archive first."))
    if any(c.version != (versions or {}).get(key, c.version) for key, c in records.items()):
        raise Stale


def _new_values(
    records: Mapping[int, Customer], survivor: int, choices: Mapping[str, int]
) -> dict[str, object]:
    said = {key: values_of(customer) for key, customer in records.items()}
    try:
        values = combined(said, survivor, {**proposed(said, survivor, CHOSEN_FIELDS), **choices})
    except KeyError as problem:
        raise CannotMerge from problem
    if not values["name"]:
        raise CannotSave(_("A customer needs a name."))
    values["parent_id"] = _parent_outside(records, values["parent_id"])
    if len(str(values["remark"])) > LONGEST_REMARK:
        raise CannotSave(_("The remarks are too long to stand together. Choose one of them."))
    return values


def _parent_outside(records: Mapping[int, Customer], parent: object) -> int | None:
    """Whom the survivor belongs to: never one of those that become it, nor one that belongs to them."""
    found = parent if isinstance(parent, int) else None
    while found is not None and found in records:
        found = records[found].parent_id
    above, seen = found, set(records)
    while above is not None and above not in seen:
        seen.add(above)
        above = Customer.objects.filter(pk=above).order_by("pk").values_list("parent_id", flat=True).first()
    return None if above in records else found


def _write(
    actor: Actor, records: Mapping[int, Customer], survivor: int, values: dict[str, object]
) -> list[str]:
    """Customer numbers are exchanged, never lost: each still leads to the survivor."""
    standing = records[survivor]
    others = [c for key, c in records.items() if key != survivor]
    old_code, code = standing.code, values["code"]
    giver = next((c for c in others if code is not None and c.code == code), None)
    for other in others:
        freed = {"code": None} if other is giver else {}
        away = {"archived_at": other.archived_at or actor.now(), "merged_into_id": survivor}
        other.change({**away, **freed}, actor=actor)
    moments = [c.touched_at for c in records.values() if c.touched_at]
    everything = {
        **values,
        "team_id": next(c.team_id for c in records.values() if c.owner_id == values["owner_id"]),
        "touched_at": max(moments, default=None),
        "custom": _together([standing, *others]),
        **search_columns({**values, "kind": standing.kind}),
    }
    changed = standing.change(everything, actor=actor)
    if giver is not None and old_code is not None:
        giver.change({"code": old_code}, actor=actor)
    return sorted(set(changed) & set(values))


def _together(customers: Sequence[Customer]) -> dict[str, object]:
    """Custom fields: the survivor's, and what only the others say."""
    found: dict[str, object] = {}
    for customer in reversed(customers):
        found |= customer.custom
    return found


@verb("customers.unmerge", label=_("Take merged customers apart"))
def unmerge_customers(*, actor: Actor, merge: Merge) -> Parted:
    """Bring the records of one merge back as they were; `merge` is one of that merge's.

    Exactly the rows that moved return, whoever may see them now; those made since stay with the survivor.
    What was edited since stays as it is and is listed in `conflicts`, as far as the actor sees it.
    The actor must reach the survivor and every record that comes back. Raises CannotPart, NotFound.
    """
    begin_merging()
    rows = Merge.objects.filter(change_set_id=merge.change_set_id).order_by("merged_id")
    keys = sorted({merge.survivor_id, *(row.merged_id for row in rows)})
    reached = Customer.objects.visible_to(actor, "customers.unmerge").filter(pk__in=keys).order_by("pk")
    records = {c.pk: c for c in reached.select_for_update(of=("self",))}
    if len(records) != len(keys):
        raise NotFound
    if records[merge.survivor_id].merged_into_id:
        raise CannotPart(_("The record was itself merged into another one since. Take that apart first."))
    found = ChangeSet.objects.filter(pk=merge.change_set_id).order_by("pk").first()
    if found is None:
        raise CannotPart
    report = take_back(found, leave_conflicts=True)
    back = tuple(key for key in keys if key != merge.survivor_id)
    tell(CustomersParted(customer_id=merge.survivor_id, merged=back))
    for key in keys:
        tell(CustomerChanged(customer_id=key, fields=("merged_into",)))
    return Parted(merge.survivor_id, back, report.conflicts)
