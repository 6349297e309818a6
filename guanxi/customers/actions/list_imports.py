"""The import target `customers.list`: a list is taken in, decided, and written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.customers.actions.fates import decide_fates
from guanxi.customers.actions.list_glance import list_glance
from guanxi.customers.actions.list_origins import forget_origins, note_origins
from guanxi.customers.actions.list_warnings import Suspicion, list_warnings
from guanxi.customers.actions.listed import FACTS, SEARCH, Staging, followed_changes, note_searches
from guanxi.customers.events import CustomerChanged, CustomersImported
from guanxi.customers.models import Source
from guanxi.customers.queries import choice_words
from guanxi.customers.rules.lists import readers
from guanxi.customers.types import ListChoices
from guanxi.platform.access.queries import colleagues
from guanxi.platform.access.types import Actor
from guanxi.platform.bus import tell
from guanxi.platform.exchange.targets import Asked, Plan, day_first_of, target_named
from guanxi.platform.exchange.types import FieldChange, RefusedRow, Table, Tick
from guanxi.platform.records import check_constraints
from guanxi.platform.verbs import right, verb

CUSTOMER_LIST: Final = "customers.list"
STRIDE: Final = 20_000  # rows written by one statement, so that progress is seen and work can be cancelled
_CHANGES_SHOWN = 12  # customers
right("customers.import_list", gettext_lazy("Import customer lists"))


@dataclass(frozen=True, slots=True)
class Listed:
    """A list that has been decided; its rows stand in the temporary tables of this transaction."""

    rows: int
    created: int
    changed: int
    contacts: int
    choices: ListChoices


class RefusedListed:
    """The refused rows of a list, read from the database as they are asked for."""

    def counts(self) -> Mapping[str, int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "select rule, count(*) from gx_listed_fate where rule is not null group by rule order by rule"
            )
            return dict(cursor.fetchall())

    def in_order(self) -> Iterator[RefusedRow]:
        last = -1
        while True:
            with connection.cursor() as cursor:
                cursor.execute(
                    "select f.at, r.line, f.rule, coalesce(r.reason, '') from gx_listed_fate f"
                    " join gx_listed r on r.at = f.at where f.rule is not null and f.at > %s"
                    " order by f.at limit 5000",
                    [last],
                )
                rows = cursor.fetchall()
            if not rows:
                return
            for at, line, rule, reason in rows:
                yield RefusedRow(at, line, rule, reason if rule == "unreadable" else "")
            last = rows[-1][0]


class ListIntake:
    """`customers.list`: rows go to temporary tables, are decided there and written from there."""

    def __init__(self, actor: Actor, asked: Asked) -> None:
        self._actor = actor
        self._choices = list_choices(asked)
        self._is_rehearsal = asked.is_rehearsal
        self._staging = Staging(
            actor,
            self._choices,
            target_named(CUSTOMER_LIST),
            readers(_owners(actor), choice_words()),
            Suspicion() if asked.is_rehearsal else None,
        )
        self._columns = [c.key for c in target_named(CUSTOMER_LIST).columns if c.key in asked.columns]

    def take(self, part: Table) -> None:
        self._staging.take(part)

    def decide(self, tick: Tick) -> Plan:
        """Decide every row taken; only temporary tables are written."""
        tick(0, _("Checking the lines"))
        decide_fates(self._actor, self._choices, is_rehearsal=self._is_rehearsal)
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(*) filter (where step = 'create'), count(*) filter (where step = 'update'),"
                " count(*) filter (where has_contact) from gx_listed_fate"
            )
            created, updates, contacts = cursor.fetchone()
            cursor.execute("select count(*) from gx_listed_change")
            changed = cursor.fetchone()[0]
        made = {"customers": created, "contacts": contacts}
        if self._choices.updates:
            made |= {"updated": changed, "unchanged": updates - changed}
        tick(1, _("Checking the lines"))
        listed = Listed(self._staging.taken, created, changed, contacts, self._choices)
        plan = Plan(RefusedListed(), made, listed, changes=_shown_changes())
        if not self._is_rehearsal:
            return plan
        return replace(plan, warnings=list_warnings(self._actor), glance=list_glance(self._columns))


def list_choices(asked: Asked) -> ListChoices:
    options = asked.options
    return ListChoices(
        mode=options["mode"],
        key=options["key"],
        kind=options["customer_kind"],
        emptied=asked.columns if options["empty"] == "blank" else frozenset(),
        day_first=day_first_of(options),
        source_id=int(options.get("source") or 0) or None,
        incentive=options.get("incentive", ""),
    )


def _owners(actor: Actor) -> dict[str, tuple[int, int | None]]:
    """Colleagues by e-mail and by name; a name that two have means nobody."""
    people: dict[str, set[tuple[int, int | None]]] = {}
    for user in colleagues(actor):
        for word in (user.email, user.name):
            people.setdefault(word.casefold(), set()).add((user.pk, user.team_id))
    return {word: next(iter(found)) for word, found in people.items() if len(found) == 1}


def _shown_changes() -> tuple[FieldChange, ...]:
    """What some of the rows change, field by field."""
    pairs = ", ".join(f'c."{name}", ch."{name}"' for name in FACTS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select ch.line, c.name, {pairs} from gx_listed_change ch"  # noqa: S608 - our own names
            f" join gx_customers_customer c on c.id = ch.id order by ch.at limit {_CHANGES_SHOWN}"
        )
        rows = cursor.fetchall()
    return tuple(
        FieldChange(line, name, field, _said(before), _said(after))
        for line, name, *values in rows
        for field, before, after in zip(FACTS, values[::2], values[1::2], strict=True)
        if before != after
    )


def _said(value: object) -> str:
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)[:200]


def write_customer_list(actor: Actor, plan: Plan, tick: Tick) -> None:
    """Carry the plan out."""
    listed = plan.payload
    assert isinstance(listed, Listed)
    import_listed(actor=actor, listed=listed, tick=tick)


@verb("customers.import_listed", label=gettext_lazy("Import a customer list"))
def import_listed(*, actor: Actor, listed: Listed, tick: Tick) -> int:
    """Write a decided list: new customers, changed ones and contact persons. Returns how many customers."""
    total = max(1, listed.rows)
    followed = followed_changes() if listed.changed else {}
    if listed.changed:
        note_searches()
    _create_people()
    for start in range(0, listed.rows, STRIDE):
        tick(start / total, _("Writing the customers"))
        _write_stretch(actor, start, listed)
    tell(CustomersImported(count=listed.created + listed.changed))
    for key, fields in followed.items():
        tell(CustomerChanged(customer_id=key, fields=fields))
    tick(1, _("Writing the customers"))
    return listed.created + listed.changed


def _create_people() -> None:
    """Keys of the contact persons, and whom they speak for."""
    with connection.cursor() as cursor:
        cursor.execute(
            "create temp table gx_listed_contact on commit drop as"
            " select f.at, nextval(pg_get_serial_sequence('gx_customers_customer', 'id')) as id,"
            " coalesce(f.target_id, h.new_id) as organisation_id,"
            " f.target_id is null"
            " and row_number() over (partition by f.target_id, f.head_at order by f.at) = 1 as is_main"
            " from gx_listed_fate f left join gx_listed_fate h on h.at = f.head_at"
            " where f.has_contact order by f.at"
        )
        cursor.execute("create unique index on gx_listed_contact (at)")
        cursor.execute("analyze gx_listed_contact")


def _write_stretch(actor: Actor, start: int, listed: Listed) -> None:
    source = Source.objects.filter(pk=listed.choices.source_id or 0).order_by("pk").first()
    parameters = {
        "source": source.pk if source else None,
        "source_name": source.name if source else "",
        "incentive": listed.choices.incentive[:200],
        "today": actor.today(),
        "me": actor.user_id,
        "team": next(iter(actor.team_ids), None),
        "now": actor.now(),
        "first": start,
        "end": start + STRIDE,
    }
    filled = ", ".join(_FILLED.get(name, f'coalesce(r."{name}", b."{name}")') for name in FACTS)
    named = ", ".join(f'"{name}"' for name in FACTS)
    blanks = ", ".join(f'b."{name}"' for name in FACTS if name not in _PERSON_FACTS)
    others = ", ".join(f'"{name}"' for name in FACTS if name not in _PERSON_FACTS)
    search = ", ".join(SEARCH)
    searched = ", ".join(f"r.{name}" for name in SEARCH)
    statements = []
    if listed.created:
        statements.append(_CREATE.format(named=named, filled=filled, search=search, searched=searched))
    if listed.contacts:
        of_person = ", ".join(f"r.p_{name}" for name in SEARCH)
        statements.append(_PEOPLE.format(others=others, blanks=blanks, search=search, searched=of_person))
        statements.append(_CONTACTS)
    if listed.changed:
        statements.append(forget_origins())
        changes = ", ".join(
            [f'"{name}" = ch."{name}"' for name in FACTS]
            + [f"{name} = coalesce(s.{name}, c.{name})" for name in SEARCH]
        )
        statements.append(_CHANGE.format(changes=changes))
    if source:
        statements += note_origins()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, parameters)
    # The keys to owners and teams are looked at now, or a million looks would wait in memory.
    check_constraints()


_PERSON_FACTS = frozenset({"kind", "is_customer", "name", "phone", "email", "sex", "sector"})
_FILLED = {
    "source": "coalesce(r.source, nullif(%(source_name)s, ''), b.source)",
    "sector": "coalesce(r.sector, case when coalesce(r.kind, b.kind) = 'person' then 'individual'"
    " else 'enterprise' end)",
}
_CREATE = """
insert into gx_customers_customer (id, {named}, custom, {search}, owner_id, team_id,
  created_at, updated_at)
select f.new_id, {filled}, coalesce(r.custom, '{{}}'), {searched},
  coalesce(r.owner_id, %(me)s),
  case when r.owner_id is null then %(team)s::bigint else r.team_id end, %(now)s, %(now)s
from gx_listed_fate f join gx_listed r on r.at = f.at cross join gx_listed_blank b
where f.step = 'create' and f.at >= %(first)s and f.at < %(end)s order by f.at
"""
_PEOPLE = """
insert into gx_customers_customer (id, kind, is_customer, name, phone, email, sex, sector, {others}, custom,
  {search}, owner_id, team_id, created_at, updated_at)
select p.id, 'person', false, r.p_name, coalesce(r.p_phone, ''), coalesce(r.p_email, ''),
  coalesce(r.p_sex, ''), 'individual',
  {blanks},
  coalesce(r.p_custom, '{{}}'), {searched}, o.owner_id, o.team_id,
  %(now)s, %(now)s
from gx_listed_contact p join gx_listed r on r.at = p.at cross join gx_listed_blank b
join gx_customers_customer o on o.id = p.organisation_id
where p.at >= %(first)s and p.at < %(end)s order by p.at
"""
_CONTACTS = """
insert into gx_customers_contact (organisation_id, person_id, title, department, roles, is_main, created_at,
  updated_at)
select p.organisation_id, p.id, coalesce(r.p_title, ''), coalesce(r.p_department, ''),
  coalesce(string_to_array(r.p_roles, ','), '{}'), p.is_main, %(now)s, %(now)s
from gx_listed_contact p join gx_listed r on r.at = p.at
where p.at >= %(first)s and p.at < %(end)s order by p.at
"""
_CHANGE = """
update gx_customers_customer c set {changes}, custom = ch.custom,
  version = c.version + 1, updated_at = %(now)s
from gx_listed_change ch left join gx_listed_search s on s.id = ch.id
where c.id = ch.id and ch.at >= %(first)s and ch.at < %(end)s
"""
