"""Verbs on likely doubles: noting what was found, and saying that two records are two."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guanxi.customers.models import Comparing, Customer, LikelyPair
from guanxi.customers.queries.doubles import (
    ROLES,
    kinds_of,
    near_pairs,
    open_pairs,
    records_to_compare,
    without_tied,
)
from guanxi.customers.rules.duplicates import find_doubles
from guanxi.platform.access.types import Actor
from guanxi.platform.bus import begin_reading_rows, changed_rows
from guanxi.platform.verbs import Refused, verb

if TYPE_CHECKING:
    import pyarrow as pa

AT_ONCE = 1_000
EVERYTHING = 2**31
READER = "customers.compare_rows"
TABLE = Customer._meta.db_table  # noqa: SLF001 - the documented model API
COMPARED = tuple(sorted({*(name for roles in ROLES.values() for name in roles), "kind", "archived_at"}))

Pairs = Sequence[tuple[int, int, float]]


class OneAlone(Refused):
    sentence = _("Choose at least two records.")


@dataclass(frozen=True, slots=True)
class Learned:
    """What a scan learned, as text, and from how many records."""

    weights: str
    rows: int


def begin_scan() -> None:
    """Before the records are read: what changes from now on is compared by itself once the scan is done."""
    begin_reading_rows(READER)


def scan_records(*, actor: Actor, kind: str, keys: Sequence[int], table: "pa.Table") -> int:
    """Compare all these records of a kind with each other and note what is likely one customer, and what
    that taught. Returns how many pairs are new.
    """
    found = find_doubles(table, ROLES[kind])
    rows = zip(found.left.tolist(), found.right.tolist(), found.probability.tolist(), strict=True)
    pairs = [(keys[one], keys[other], probability) for one, other, probability in rows]
    learned = Learned(found.weights.to_json(), len(keys)) if found.weights.fields else None
    return note_doubles(actor=actor, kind=kind, pairs=pairs, learned=learned)


@verb("customers.scan_doubles", label=_("Look for doubles in the whole file"))
def note_doubles(*, actor: Actor, kind: str, pairs: Pairs, learned: Learned | None = None) -> int:
    """Keep the pairs a scan of all the actor's records of a kind found. Returns how many are new.

    Pairs that were judged stay judged; open ones the scan found no more go. What the widest scan learned
    serves from then on to compare new and changed records.
    """
    pairs = without_tied(pairs)
    found = {(one, other): probability for one, other, probability in pairs}
    stale = [
        pair.pk
        for pair in open_pairs(actor).filter(one__kind=kind)
        if (pair.one_id, pair.other_id) not in found
    ]
    LikelyPair.objects.filter(pk__in=stale).delete()
    if learned is not None:
        _keep(actor, kind, learned)
    return _add(actor, pairs, is_by_change=False)


def _keep(actor: Actor, kind: str, learned: Learned) -> None:
    """A salesperson's look at sixty records does not replace what the whole file taught."""
    wider = Comparing.objects.filter(kind=kind, rows__gt=learned.rows * 2)
    if not wider.exists():
        values = {"weights": learned.weights, "rows": learned.rows, "scanned_at": actor.now()}
        fresh = {"compared": 0, "found": 0, "compared_at": None}
        Comparing.objects.update_or_create(kind=kind, defaults={**values, **fresh})


def _add(actor: Actor, pairs: Pairs, *, is_by_change: bool) -> int:
    known = set(LikelyPair.objects.filter(one__in={p[0] for p in pairs}).values_list("one", "other"))
    new = [
        LikelyPair(
            one_id=one,
            other_id=other,
            probability=probability,
            found_at=actor.now(),
            is_by_change=is_by_change,
        )
        for one, other, probability in sorted(pairs)
        if (one, other) not in known
    ]
    LikelyPair.objects.bulk_create(new, batch_size=AT_ONCE)
    return len(new)


def compare_changed(*, actor: Actor, most: int) -> int | None:
    """Compare what is new or changed since the last time with the file; the actor is the system.

    Returns how many records that were; None when there are more than `most`, and nothing was done.
    """
    with changed_rows(READER, TABLE, COMPARED, most=most) as rows:
        if rows.are_more:
            return None
        for kind, keys in kinds_of(actor, rows.keys).items():
            compare_records(actor=actor, kind=kind, keys=keys)
        return len(rows.keys)


def compare_all(*, actor: Actor) -> int:
    """The same by a look at the whole file. Returns how many records are in it."""
    compared = 0
    with changed_rows(READER, TABLE, COMPARED, most=EVERYTHING):
        for kind in ROLES:
            keys, table = records_to_compare(actor, kind)
            scan_records(actor=actor, kind=kind, keys=keys, table=table)
            compared += len(keys)
    return compared


def compare_records(*, actor: Actor, kind: str, keys: Sequence[int]) -> None:
    """Compare these records of one kind with the file, and note what is likely one customer."""
    pairs = near_pairs(actor, kind, keys)
    new = 0
    if pairs or LikelyPair.objects.filter(_touching(keys), are_two=False).exists():
        new = note_near(actor=actor, keys=keys, pairs=pairs)
    Comparing.objects.filter(kind=kind).update(
        compared=F("compared") + len(keys), found=F("found") + new, compared_at=actor.now()
    )


@verb("customers.compare_changed", label=_("Look for doubles of changed customers"))
def note_near(*, actor: Actor, keys: Sequence[int], pairs: Pairs) -> int:
    """Keep the pairs found for changed records. Returns how many are new.

    Open pairs of these records that are likely no more go; what was judged stays judged.
    """
    pairs = without_tied(pairs)
    found = {(one, other): probability for one, other, probability in pairs}
    for pair in LikelyPair.objects.filter(_touching(keys), are_two=False).order_by("pk"):
        probability = found.get((pair.one_id, pair.other_id))
        if probability is None:
            pair.delete()
        else:
            pair.change({"probability": probability}, actor=actor)
    return _add(actor, pairs, is_by_change=True)


def _touching(keys: Iterable[int]) -> Q:
    wanted = list(keys)
    return Q(one__in=wanted) | Q(other__in=wanted)


@verb("customers.keep_apart", label=_("Say that records are not the same customer"))
def keep_apart(*, actor: Actor, customers: list[Customer]) -> int:
    """Every two of these records are two customers, and are not proposed again. Returns how many pairs.

    Raises OneAlone.
    """
    keys = [customer.pk for customer in customers]
    if len(keys) < 2:  # noqa: PLR2004 - one alone is no pair
        raise OneAlone
    wanted = [(one, other) for at, one in enumerate(keys) for other in keys[at + 1 :]]
    known = {(p.one_id, p.other_id): p for p in LikelyPair.objects.filter(one__in=keys, other__in=keys)}
    for pair in known.values():
        pair.change({"are_two": True}, actor=actor)
    LikelyPair.objects.bulk_create(
        LikelyPair(one_id=one, other_id=other, probability=0.0, found_at=actor.now(), are_two=True)
        for one, other in wanted
        if (one, other) not in known
    )
    return len(wanted)
