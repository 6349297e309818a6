"""Many customers at once: verbs that write them, and the import target `customers.list`."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.customers.events import CustomersImported
from guanxi.customers.models import Contact, Customer, Touch
from guanxi.customers.queries import known_customers
from guanxi.customers.rules import cleaned, search_columns
from guanxi.customers.rules.lists import Known, decide_list
from guanxi.customers.types import CustomerDraft, ImportedCustomer, ImportedTouch, ListedCustomer
from guanxi.platform.access.queries import colleagues
from guanxi.platform.access.types import Actor
from guanxi.platform.bulk import copy_rows, reserve_keys
from guanxi.platform.bus import tell
from guanxi.platform.exchange.rules import Memo, code_of, text_of
from guanxi.platform.exchange.targets import Plan, target_named
from guanxi.platform.exchange.types import Cell, Table, Tick
from guanxi.platform.exchange.wording import sentence
from guanxi.platform.verbs import right, verb

CUSTOMER_LIST = "customers.list"
right("customers.import_list", gettext_lazy("Import customer lists"))

COLUMNS = (
    "kind", "name", "short_name", "is_customer", "code", "credit_code", "phone", "email", "website",
    "country", "province", "city", "address", "industry", "employees", "sex", "born_on", "tags",
    "source", "remark",
)  # fmt: skip
SEARCH = ("search", "search_text", "sort_name")


@verb("customers.import_customers", label=gettext_lazy("Import customers"))
def import_customers(*, actor: Actor, customers: Sequence[ImportedCustomer]) -> dict[str, int]:
    """New customers known by their number. Returns number -> key. The caller knows they are not on file."""
    drafts = [
        ListedCustomer(
            CustomerDraft(name=c.name, kind=c.kind, code=c.code if c.is_numbered else "", country=c.country)
        )
        for c in customers
    ]
    keys = _write(actor, drafts)
    return {c.code: key for c, key in zip(customers, keys, strict=True)}


@verb("customers.import_listed", label=gettext_lazy("Import a customer list"))
def import_listed(*, actor: Actor, customers: Sequence[ListedCustomer]) -> int:
    """New customers with their contact persons. Returns how many customers."""
    keys = _write(actor, customers)
    people = [
        ListedCustomer(replace(person, kind="person", is_customer=False), listed.owner_id, listed.team_id)
        for listed in customers
        for person, _contact in listed.contacts
    ]
    person_keys = iter(_write(actor, people))
    rows = [
        (key, next(person_keys), contact.title, contact.department, contact.is_main, actor.now(), actor.now())
        for key, listed in zip(keys, customers, strict=True)
        for _person, contact in listed.contacts
    ]
    copy_rows(
        Contact,
        ("organisation_id", "person_id", "title", "department", "is_main", "created_at", "updated_at"),
        rows,
    )
    return len(keys)


@verb("customers.import_touches", label=gettext_lazy("Note business in the timeline"))
def import_touches(*, actor: Actor, touches: Iterable[ImportedTouch]) -> int:
    """Records of business, each with the record that caused it. They are no conversations."""
    now = actor.now()
    columns = (
        "customer_id", "channel", "direction", "at", "subject", "cause_type", "cause_id", "body", "outcome",
        "created_at", "updated_at",
    )  # fmt: skip
    return copy_rows(Touch, columns, ((*touch, "", "", now, now) for touch in touches))


def _write(actor: Actor, customers: Sequence[ListedCustomer]) -> list[int]:
    if not customers:
        return []
    keys = reserve_keys(Customer, len(customers))
    columns = ("id", *COLUMNS, *SEARCH, "owner_id", "team_id", "created_at", "updated_at")
    copy_rows(Customer, columns, _rows(actor, keys, customers))
    tell(CustomersImported(count=len(keys)))
    return keys


def _rows(
    actor: Actor, keys: Sequence[int], customers: Sequence[ListedCustomer]
) -> Iterator[tuple[object, ...]]:
    now, team = actor.now(), next(iter(actor.team_ids), None)
    for key, listed in zip(keys, customers, strict=True):
        values = cleaned(listed.draft)
        found = search_columns(values)
        owner = (actor.user_id, team) if listed.owner_id is None else (listed.owner_id, listed.team_id)
        yield (
            key,
            *(values[name] for name in COLUMNS),
            *(found[name] for name in SEARCH),
            *owner,
            now,
            now,
        )


def plan_customer_list(actor: Actor, table: Table, options: Mapping[str, str], tick: Tick) -> Plan:
    """Decide every row of a customer list; nothing is written."""
    tick(0, _("Checking the lines"))
    people: dict[str, list[tuple[int, int | None]]] = {}
    for user in colleagues(actor):
        for word in (user.email, user.name):
            people.setdefault(word.casefold(), []).append((user.pk, user.team_id))
    taken, names = known_customers(
        actor, _readable(table, "code", code_of), _readable(table, "name", _name_of)
    )
    told_apart = {word: found[0] for word, found in people.items() if len(found) == 1}
    known = Known(frozenset(taken), frozenset(names), told_apart)
    decided = decide_list(table, known, kind=options["customer_kind"], day_first=None)
    target = target_named(CUSTOMER_LIST)
    for at, (column, bad) in decided.faults.items():
        decided.refusals.reasons[at] = sentence(target, column, bad)
    tick(1, _("Checking the lines"))
    made = {"customers": len(decided.customers), "contacts": sum(len(c.contacts) for c in decided.customers)}
    return Plan(decided.refusals, made, decided.customers)


def _readable(table: Table, column: str, read: Callable[[Cell], str | None]) -> list[str]:
    memo = Memo(read)
    values = {memo[cell] for cell in table.columns.get(column, ())}
    return sorted(value for value in values if isinstance(value, str))


def _name_of(cell: Cell) -> str | None:
    return text_of(cell, 200)


def write_customer_list(actor: Actor, plan: Plan, tick: Tick) -> None:
    """Carry the plan out."""
    customers = plan.payload
    assert isinstance(customers, list)
    tick(0, _("Writing the customers"))
    import_listed(actor=actor, customers=customers)
    tick(1, _("Writing the customers"))
