"""Verbs on likely doubles: noting what a scan found, and saying that two records are two."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from guanxi.customers.models import Customer, LikelyPair
from guanxi.customers.queries.doubles import open_pairs
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import Refused, verb

AT_ONCE = 1_000


class OneAlone(Refused):
    sentence = _("Choose at least two records.")


@verb("customers.scan_doubles", label=_("Look for doubles in the whole file"))
def note_doubles(*, actor: Actor, kind: str, pairs: Sequence[tuple[int, int, float]]) -> int:
    """Keep the pairs a scan of all the actor's records of a kind found. Returns how many are new.

    Pairs that were judged stay judged; open ones the scan found no more go.
    """
    found = {(one, other): probability for one, other, probability in pairs}
    stale = [
        pair.pk
        for pair in open_pairs(actor).filter(one__kind=kind)
        if (pair.one_id, pair.other_id) not in found
    ]
    LikelyPair.objects.filter(pk__in=stale).delete()
    known = set(LikelyPair.objects.filter(one__in={one for one, _other in found}).values_list("one", "other"))
    new = [
        LikelyPair(one_id=one, other_id=other, probability=probability, found_at=actor.now())
        for (one, other), probability in sorted(found.items())
        if (one, other) not in known
    ]
    LikelyPair.objects.bulk_create(new, batch_size=AT_ONCE)
    return len(new)


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
