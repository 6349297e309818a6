"""Likely doubles: the records a scan compares, and the groups that wait for a look."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q

from guanxi.customers.models import Comparing, Customer, LikelyPair
from guanxi.customers.queries.customers import LEAN
from guanxi.customers.rules.duplicates import Role, Weights, score_pairs
from guanxi.customers.rules.identity import near_queries
from guanxi.platform.access.types import Actor, Scope
from guanxi.platform.models import Job
from guanxi.platform.records import RecordQuerySet

if TYPE_CHECKING:
    import pyarrow as pa

MOST_PAIRS = 2_000  # pairs looked at for one page of groups
ROLES = {
    "organisation": {
        "name": Role.ORGANISATION,
        "credit_code": Role.CREDIT_CODE,
        "phone": Role.PHONE,
        "email": Role.EMAIL,
        "city": Role.PLACE,
        "address": Role.ADDRESS,
    },
    "person": {
        "name": Role.PERSON,
        "phone": Role.PHONE,
        "email": Role.EMAIL,
        "born_on": Role.DATE,
        "city": Role.PLACE,
        "address": Role.ADDRESS,
    },
}
MOST_NEAR = 100  # records that one key of a changed record may find
AT_ONCE = 500  # changed records whose neighbours are asked for at once
LIKELY = 0.5
CLEAR = 0.99
SCAN = "customers.scan_doubles"
_NEAR = """
select asked.id, found.id from unnest(%s::bigint[], %s::text[]) asked (id, query)
cross join lateral (
  select c.id from gx_customers_customer c
  where c.search @@ asked.query::tsquery and c.kind = %s and c.archived_at is null and c.id <> asked.id
  limit %s) found
"""

# Who is entered as belonging together was looked at by somebody: they are two, however alike they are.
_TIED = """
select pair.one, pair.other from unnest(%s::bigint[], %s::bigint[]) pair (one, other)
where exists (
  select 1 from gx_customers_link l
  where (l.customer_id, l.other_id) in ((pair.one, pair.other), (pair.other, pair.one)))
or exists (
  select 1 from gx_customers_householdmember m join gx_customers_householdmember n using (household_id)
  where m.person_id = pair.one and n.person_id = pair.other)
or exists (
  with recursive above (id, parent_id, ends_at) as (
    select c.id, c.parent_id, case c.id when pair.one then pair.other else pair.one end
    from gx_customers_customer c where c.id in (pair.one, pair.other)
    union
    select c.id, c.parent_id, above.ends_at
    from gx_customers_customer c join above on c.id = above.parent_id)
  select 1 from above where above.id = above.ends_at)
"""


@dataclass(frozen=True, slots=True)
class DoubleGroup:
    """Records that may be one, in the order of their keys; the probability of its surest pair.

    `least` is that of the least sure of its known pairs, `pairs` their number.
    """

    records: tuple[Customer, ...]
    probability: float
    least: float = 0.0
    pairs: int = 0
    is_by_change: bool = False

    @property
    def shown(self) -> float:
        """As it is told to people: nothing is certain."""
        return min(self.probability, 0.999)

    @property
    def is_clear(self) -> bool:
        """Every two of its records were found most likely the same: nothing in it hangs by one thread."""
        count = len(self.records)
        return self.least >= CLEAR and self.pairs == count * (count - 1) // 2


@dataclass(frozen=True, slots=True)
class Looked:
    """When the file was last looked through for doubles, and what came since.

    `own` is the reader's own scan.
    """

    scanned_at: datetime | None
    compared: int = 0
    found: int = 0
    compared_at: datetime | None = None
    own: Job | None = None


def records_to_compare(actor: Actor, kind: str) -> "tuple[list[int], pa.Table]":
    """Keys and facts of all records of a kind the actor may merge, as a table of text columns."""
    rows = Customer.objects.visible_to(actor, "customers.merge").filter(kind=kind, archived_at=None)
    return _as_table(kind, list(rows.order_by("pk").values_list("pk", *ROLES[kind])))


def _as_table(kind: str, found: Sequence[tuple[object, ...]]) -> "tuple[list[int], pa.Table]":
    import pyarrow as pa

    names = tuple(ROLES[kind])
    columns = list(zip(*found, strict=True)) if found else [()] * (len(names) + 1)
    texts = [pa.array([None if v in (None, "") else str(v) for v in c], pa.string()) for c in columns[1:]]
    keys = [key for key in columns[0] if isinstance(key, int)]
    return keys, pa.table(dict(zip(names, texts, strict=True)))


def near_pairs(actor: Actor, kind: str, keys: Iterable[int]) -> list[tuple[int, int, float]]:
    """Which of these records of a kind are likely another's doubles: (lower key, higher key, how likely).

    Each is compared with the records that share a sign or the name with it, by the weights of the last scan:
    the cost grows with these records, not with the file. Nothing before the first scan.
    """
    comparing = Comparing.objects.visible_to(actor).filter(kind=kind).order_by("pk").first()
    rows = Customer.objects.visible_to(actor, "customers.merge").filter(kind=kind, archived_at=None)
    changed = list(rows.filter(pk__in=list(keys)).order_by("pk").values_list("pk", *ROLES[kind]))
    if comparing is None or not changed:
        return []
    pairs = _near(kind, changed) | _proposed(actor, [row[0] for row in changed])
    known = {key for pair in pairs for key in pair}
    found = list(rows.filter(pk__in=known).order_by("pk").values_list("pk", *ROLES[kind]))
    order, table = _as_table(kind, found)
    return _scored(order, table, pairs, Weights.from_json(comparing.weights))


def _proposed(actor: Actor, keys: Sequence[int]) -> set[tuple[int, int]]:
    """What was found before for these records, by whatever sign."""
    rows = LikelyPair.objects.visible_to(actor).filter(are_two=False)
    found = rows.filter(Q(one__in=keys) | Q(other__in=keys)).order_by("pk")
    return set(found.values_list("one_id", "other_id"))


def _near(kind: str, changed: Sequence[tuple[object, ...]]) -> set[tuple[int, int]]:
    asked: list[tuple[int, str]] = []
    for key, *facts in changed:
        said = {name: str(value or "") for name, value in zip(ROLES[kind], facts, strict=True)}
        asked += [(int(str(key)), query) for query in near_queries(kind, said)]
    found: set[tuple[int, int]] = set()
    with connection.cursor() as cursor:
        for start in range(0, len(asked), AT_ONCE):
            part = asked[start : start + AT_ONCE]
            cursor.execute(_NEAR, [[k for k, _q in part], [q for _k, q in part], kind, MOST_NEAR])
            found |= {(min(pair), max(pair)) for pair in cursor.fetchall()}
    return found


def _scored(
    order: Sequence[int], table: "pa.Table", pairs: Iterable[tuple[int, int]], weights: Weights
) -> list[tuple[int, int, float]]:
    import numpy as np

    place = {key: at for at, key in enumerate(order)}
    wanted = sorted(pair for pair in pairs if pair[0] in place and pair[1] in place)
    if not wanted:
        return []
    left, right = (np.array([place[pair[side]] for pair in wanted], dtype=np.int64) for side in (0, 1))
    chances = score_pairs(table, weights, left, right).tolist()
    return [(*pair, chance) for pair, chance in zip(wanted, chances, strict=True) if chance > LIKELY]


def kinds_of(actor: Actor, keys: Iterable[int]) -> dict[str, list[int]]:
    """The keys of the actor's standing records among these, by kind."""
    rows = Customer.objects.visible_to(actor, "customers.merge").filter(pk__in=list(keys)).order_by("pk")
    found: dict[str, list[int]] = {}
    for key, kind in rows.values_list("pk", "kind"):
        found.setdefault(kind, []).append(key)
    return found


def looked(actor: Actor) -> Looked:
    """The last look at the whole file and what was compared since; of the company only when, to everybody."""
    own = Job.objects.visible_to(actor).filter(name=SCAN, state=Job.State.DONE, owner_id=actor.user_id)
    rows = list(Comparing.objects.visible_to(actor).order_by("pk"))
    if not rows:
        return Looked(None, own=own.order_by("-pk").first())
    sees_all = actor.is_system or actor.scope("customers.merge") is Scope.ALL
    compared, found = (sum(getattr(row, name) for row in rows) for name in ("compared", "found"))
    return Looked(
        scanned_at=min(row.scanned_at for row in rows),
        compared=compared if sees_all else 0,
        found=found if sees_all else 0,
        compared_at=max((row.compared_at for row in rows if row.compared_at), default=None),
        own=own.order_by("-pk").first(),
    )


def doubles_facts() -> list[object]:
    """What the model that looks for doubles reads, in the form of a condition: one for each kind."""
    return [{"all": [{"fact": f"customers.{name}"} for name in names]} for names in ROLES.values()]


def without_tied(pairs: Sequence[tuple[int, int, float]]) -> list[tuple[int, int, float]]:
    """Without those whose records are parent and branch (at any distance), linked, or of one household.

    The one rule of every way in which doubles are found and shown.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TIED, [[pair[0] for pair in pairs], [pair[1] for pair in pairs]])
        tied = set(cursor.fetchall())
    return [pair for pair in pairs if pair[:2] not in tied]


def open_pairs(actor: Actor) -> RecordQuerySet:
    """Pairs nobody has judged, the surest first; both records stand and are the actor's to merge."""
    mine = Customer.objects.visible_to(actor, "customers.merge").filter(archived_at=None)
    keys = mine.order_by().values("pk")
    found = LikelyPair.objects.visible_to(actor).filter(are_two=False, one__in=keys, other__in=keys)
    return found.order_by("-probability", "pk")


def double_groups(actor: Actor, *, limit: int) -> list[DoubleGroup]:
    """Groups of records connected by open pairs, the surest first."""
    found = open_pairs(actor).values_list("one_id", "other_id", "probability", "is_by_change")
    rows = {(row[0], row[1], row[2]): row for row in found[:MOST_PAIRS]}
    pairs = [_Pair(*rows[pair]) for pair in without_tied(list(rows))]
    groups = list(_connected(pairs))[:limit]
    wanted = {key for keys, _pairs in groups for key in keys}
    shown = Customer.objects.visible_to(actor).filter(pk__in=wanted).select_related("owner")
    records = {row.pk: row for row in shown.defer(*LEAN).order_by("pk")}
    return [
        DoubleGroup(
            tuple(records[key] for key in sorted(keys)),
            max(pair.probability for pair in inside),
            min(pair.probability for pair in inside),
            len(inside),
            any(pair.is_by_change for pair in inside),
        )
        for keys, inside in groups
    ]


def clear_groups(actor: Actor, *, limit: int) -> list[DoubleGroup]:
    """The groups in which every two records are most likely the same customer."""
    return [group for group in double_groups(actor, limit=MOST_PAIRS) if group.is_clear][:limit]


@dataclass(frozen=True, slots=True)
class _Pair:
    one: int
    other: int
    probability: float
    is_by_change: bool


def _connected(pairs: Sequence[_Pair]) -> Iterator[tuple[set[int], list[_Pair]]]:
    """Sets of keys connected by pairs, with those pairs, in the order in which their first pair came."""
    home: dict[int, set[int]] = {}
    for pair in pairs:
        joined = home.get(pair.one, {pair.one}) | home.get(pair.other, {pair.other})
        for key in joined:
            home[key] = joined
    inside: dict[int, list[_Pair]] = {}
    for pair in pairs:
        inside.setdefault(min(home[pair.one]), []).append(pair)
    for first in inside.values():
        yield home[first[0].one], first
