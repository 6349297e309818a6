"""Records side by side, what a merge of them would move, and what was merged before."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from guanxi.customers.models import Customer, Merge
from guanxi.customers.queries.customers import end_of_chain
from guanxi.customers.rules.merging import JOINED, differing, proposed
from guanxi.customers.rules.records import is_empty
from guanxi.customers.rules.stream import MACHINERY
from guanxi.customers.types import FieldChoice, FieldSideBySide, MeanwhileChanged
from guanxi.office.queries.journal import field_words, table_label
from guanxi.platform.access.types import Actor
from guanxi.platform.journal.queries import changes_after
from guanxi.platform.merging import moving
from guanxi.platform.records import RecordQuerySet
from guanxi.platform.verbs import NotFound

# What is counted, found or said by the house itself is no one's choice.
_NOT_CHOSEN = {
    "id", "version", "created_at", "updated_at", "custom", "kind", "sort_name", "search", "search_text",
    "team_id", "touched_at", "archived_at", "merged_into_id",
}  # fmt: skip
MOST_MERGED = 10
TABLE = Customer._meta.db_table  # noqa: SLF001 - the documented model API
CHOSEN_FIELDS = tuple(
    field.attname
    for field in Customer._meta.concrete_fields  # noqa: SLF001 - the documented model API
    if field.attname not in _NOT_CHOSEN
)


def values_of(customer: Customer) -> dict[str, object]:
    """Every field of which a merge chooses one value, as it is stored."""
    return {name: getattr(customer, name) for name in CHOSEN_FIELDS}


def to_merge(actor: Actor, keys: Iterable[int]) -> list[Customer]:
    """The records one wants to merge, in the order of their keys. Raises NotFound if one is out of reach."""
    wanted = sorted(set(keys))
    found = Customer.objects.visible_to(actor, "customers.merge").filter(pk__in=wanted)
    rows = list(found.select_related("owner", "team", "merged_into").order_by("pk"))
    if len(rows) != len(wanted):
        raise NotFound
    return rows


def unmergeable(records: Sequence[Customer]) -> str:
    """Why these records cannot become one, in a sentence; empty when they can."""
    if len(records) < 2:  # noqa: PLR2004 - one alone is no merge
        return _("Choose at least two records.")
    if len(records) > MOST_MERGED:
        return _("At most ten records are merged at once.")
    if any(c.merged_into_id for c in records):
        return _("One of these records was merged into another one already.")
    if len({c.kind for c in records}) > 1:
        return _("An organisation and a person cannot become one record.")
    return ""


def likeliest(records: Sequence[Customer]) -> int:
    """The record to propose as the one that stands: not archived, says most, longest on file."""
    said = {c.pk: sum(not is_empty(v) for v in values_of(c).values()) for c in records}
    return min(records, key=lambda c: (c.archived_at is not None, -said[c.pk], c.pk)).pk if records else 0


def side_by_side(
    actor: Actor, records: Sequence[Customer], survivor: int, chosen: Mapping[str, int]
) -> list[FieldSideBySide]:
    """The fields of which any record says something; those that differ first."""
    if not records:
        return []
    said = {c.pk: values_of(c) for c in records}
    stays = {**proposed(said, survivor, CHOSEN_FIELDS), **chosen}
    differ = set(differing(said, CHOSEN_FIELDS))
    rows = []
    for name in CHOSEN_FIELDS:
        if all(is_empty(values[name]) for values in said.values()):
            continue
        words = {key: field_words(actor, TABLE, name, values[name]) for key, values in said.items()}
        rows.append(
            FieldSideBySide(
                name,
                next(iter(words.values()))[0],
                tuple(
                    FieldChoice(key, "" if is_empty(said[key][name]) else text, stays[name] == key)
                    for key, (_label, text) in words.items()
                ),
                name in differ,
                name in JOINED,
            )
        )
    return sorted(rows, key=lambda row: not row.differs)


def meanwhile(actor: Actor, customer: Customer, version: int) -> list[MeanwhileChanged]:
    """What others changed in a record since it had the version somebody began to work from."""
    found = []
    for change in changes_after(TABLE, customer.pk, version):
        if change.field in MACHINERY:
            continue
        label, before = field_words(actor, TABLE, change.field, change.before)
        _label, after = field_words(actor, TABLE, change.field, change.after)
        who = (change.who, change.at)
        found.append(MeanwhileChanged(str(customer), change.field, label, before, after, *who))
    return found


def consequences(actor: Actor, survivor: int, merged: Sequence[int]) -> list[tuple[str, int]]:
    """Kinds of rows that would move, each with how many of them the actor sees."""
    counts: dict[str, int] = {}
    for one in moving(Customer, "customer", survivor, merged):
        seen = one.model.objects.visible_to(actor).filter(pk__in=one.moved).count()
        label = table_label(one.model._meta.db_table)  # noqa: SLF001 - the documented model API
        counts[label] = counts.get(label, 0) + seen
    return [(label, count) for label, count in counts.items() if count]


def merges_into(actor: Actor, survivor: int) -> RecordQuerySet:
    """What was merged into a record, the latest first; only records the actor may see."""
    seen = Customer.objects.visible_to(actor).order_by().values("pk")
    return (
        Merge.objects.visible_to(actor)
        .filter(survivor_id=survivor, merged__in=seen)
        .select_related("merged", "by")
        .order_by("-at", "pk")
    )


def merges_in(actor: Actor, change_sets: Sequence[int]) -> RecordQuerySet:
    """The merges that stand of these change sets, one row for each record that went into another."""
    rows = Merge.objects.visible_to(actor).filter(change_set_id__in=list(change_sets))
    return rows.select_related("survivor", "merged").order_by("survivor__sort_name", "survivor_id", "pk")


def merge_of(actor: Actor, key: int) -> Merge:
    """Raises NotFound."""
    found: Merge | None = (
        Merge.objects.visible_to(actor)
        .filter(pk=key)
        .select_related("survivor", "merged")
        .order_by("pk")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def standing(actor: Actor, customer: Customer) -> int | None:
    """The key of the record into which this one went in the end, if the actor may see it.

    None for one that stands.
    """
    if customer.merged_into_id is None:
        return None
    end = end_of_chain(actor, customer.pk, customer.merged_into_id)
    return None if end == customer.pk else end
