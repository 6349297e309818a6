"""The group an organisation belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection

from guanxi.customers.models import Customer
from guanxi.platform.access.types import Actor

MOST_SHOWN = 200
_GROUP = """
with recursive above(id, parent_id, far) as (
    select id, parent_id, 0 from gx_customers_customer where id = %s
    union all
    select c.id, c.parent_id, a.far + 1 from gx_customers_customer c join above a on c.id = a.parent_id
), top as (
    select id from above order by far desc limit 1
), below(id, parent_id, depth, path) as (
    select id, parent_id, 0, array[id] from gx_customers_customer where id = (select id from top)
    union all
    select c.id, c.parent_id, b.depth + 1, b.path || c.id
    from gx_customers_customer c join below b on c.parent_id = b.id
)
select id, parent_id, depth from below order by path limit %s
"""


@dataclass(frozen=True, slots=True)
class Member:
    """An organisation of a group as the tree shows it; `below` counts those beneath it in reach.

    Out of reach its name is not told: it stands there so that the tree holds together.
    """

    key: int
    name: str | None
    site: str
    depth: int
    employees: int | None
    below: int


@dataclass(slots=True)
class Branch:
    """A member with those beneath it; `holds`: the record one came from is among them, or it itself."""

    member: Member
    holds: bool
    branches: list["Branch"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Group:
    """The whole group around one organisation: who of it is in reach, and how many work there.

    `keys`: the members in reach. `is_cut`: it has more members than are read.
    """

    head: Branch
    keys: tuple[int, ...]
    employees: int
    is_cut: bool = False

    @property
    def organisations(self) -> int:
        return len(self.keys)


def group(actor: Actor, organisation_id: int) -> Group | None:
    """None for an organisation that stands alone."""
    members = group_of(actor, organisation_id)
    if not members:
        return None
    seen = [one for one in members if one.name is not None]
    return Group(
        _nested(members, organisation_id),
        tuple(one.key for one in seen),
        sum(one.employees or 0 for one in seen),
        is_cut=len(members) == MOST_SHOWN,
    )


def _nested(members: Sequence[Member], own: int) -> Branch:
    """Members stand depth first, the head before all others."""
    path: list[Branch] = []
    for one in members:
        branch = Branch(one, holds=one.key == own)
        del path[one.depth :]
        if path:
            path[-1].branches.append(branch)
        path.append(branch)
        if branch.holds:
            for above in path:
                above.holds = True
    return path[0]


def group_of(actor: Actor, organisation_id: int) -> list[Member]:
    """The whole group from its head down; empty when it stands alone."""
    with connection.cursor() as cursor:
        cursor.execute(_GROUP, [organisation_id, MOST_SHOWN])
        rows = cursor.fetchall()
    if len(rows) < 2:  # noqa: PLR2004 - itself alone
        return []
    known = {
        one.pk: one
        for one in Customer.objects.visible_to(actor)
        .filter(pk__in=[key for key, _parent, _depth in rows])
        .only("name", "short_name", "site", "employees")
        .order_by("pk")
    }
    below = dict.fromkeys((key for key, _parent, _depth in rows), 0)
    parents = {key: parent for key, parent, _depth in rows}
    for key in known:
        above = parents[key]
        while above in below:
            below[above] += 1
            above = parents[above]
    return [
        Member(
            key,
            str(known[key]) if key in known else None,
            known[key].get_site_display() if key in known and known[key].site else "",
            depth,
            known[key].employees if key in known else None,
            below[key],
        )
        for key, _parent, depth in rows
    ]
