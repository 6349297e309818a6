"""The import target `customers.facts`: rarer facts of customers on file, a row for each."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.customers.actions.credit import barred_from_credit, is_granted
from guanxi.customers.actions.origins import state_source
from guanxi.customers.actions.profiles import checked_profile, edit_profile
from guanxi.customers.actions.refusals import CannotSave
from guanxi.customers.models import Customer, Profile, Source
from guanxi.customers.queries import keys_by_code, keys_by_name, profile_words
from guanxi.customers.rules.fact_lists import FactRow, read_facts
from guanxi.customers.rules.sources import statable
from guanxi.customers.types import ProfileDraft
from guanxi.platform.access.types import Actor
from guanxi.platform.exchange.targets import Plan, target_named
from guanxi.platform.exchange.types import Refusals, RefusedInTable, Table, Tick
from guanxi.platform.exchange.wording import sentence
from guanxi.platform.verbs import right, verb

FACT_LIST = "customers.facts"
NO_CUSTOMER, TWICE, UNREADABLE, DOCUMENT = "no_customer", "twice", "unreadable", "document"
right("customers.import_facts", gettext_lazy("Import further facts of customers"))


@dataclass(frozen=True, slots=True)
class Ready:
    """A customer with all its facts as they will be; `told` are those of the file that can have a source."""

    customer: int
    draft: ProfileDraft
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactPlan:
    """`source_id`: where all of the file comes from, and the `incentive` that was offered for it."""

    ready: Sequence[Ready]
    source_id: int | None
    incentive: str


@verb(
    "customers.write_facts",
    label=gettext_lazy("Enter the further facts of a file"),
    parts=("customers.edit_profile", "customers.state_source"),
)
def write_facts(
    *, actor: Actor, ready: Sequence[Ready], source: Source | None = None, incentive: str = ""
) -> int:
    """Facts the file does not give stay as they are; those it gives come from `source` and are true today.

    Returns of how many customers any changed.
    """
    changed = 0
    for one in ready:
        changed += bool(edit_profile(actor=actor, customer=one.customer, draft=one.draft))
        if source is not None and one.told:
            state_source(
                actor=actor,
                customer=one.customer,
                source=source.pk,
                stated=one.told,
                on=actor.today(),
                incentive=incentive,
            )
    return changed


def plan_facts(actor: Actor, table: Table, options: Mapping[str, str], tick: Tick) -> Plan:
    """Decide every row; nothing is written."""
    tick(0, _("Checking the lines"))
    found = read_facts(table, profile_words())
    refusals = Refusals()
    for at, flaw in table.flaws.items():
        refusals.refuse(at, UNREADABLE, flaw)
    for at, (column, bad) in found.faults.items():
        refusals.refuse(at, UNREADABLE, sentence(target_named(FACT_LIST), column, bad))
    ready = _decide(actor, found.rows, refusals)
    tick(1, _("Checking the lines"))
    planned = FactPlan(ready, int(options.get("source") or 0) or None, options.get("incentive", "")[:200])
    return Plan(RefusedInTable(refusals, table.lines), {"customers": len(ready)}, planned)


def _decide(actor: Actor, rows: Sequence[FactRow], refusals: Refusals) -> list[Ready]:
    words = sorted({row.customer for row in rows if row.customer})
    known = keys_by_name(actor, words) | keys_by_code(actor, words)
    reach = Customer.objects.visible_to(actor, "customers.edit_profile").in_bulk(set(known.values()))
    stored = {one.customer_id: one for one in Profile.objects.filter(customer__in=reach).order_by("pk")}
    uncredited = barred_from_credit(actor, reach)
    ready: dict[int, Ready] = {}
    for row in rows:
        key = known.get(row.customer, 0)
        if row.at in refusals.by_row:
            continue
        if key not in reach:
            refusals.refuse(row.at, NO_CUSTOMER)
            continue
        one = Ready(
            key,
            _draft(stored.get(key), row.facts),
            tuple(name for name in statable(reach[key].kind) if name in row.facts),
        )
        # A table with a line for each contact person says the same of their customer again.
        if ready.get(key, one) != one:
            refusals.refuse(row.at, TWICE)
        elif problem := _problem(one.draft):
            refusals.refuse(row.at, UNREADABLE, problem)
        elif key in uncredited and is_granted(_limit(stored.get(key)), one.draft.credit_limit):
            refusals.refuse(row.at, DOCUMENT, str(uncredited[key]))
        else:
            ready[key] = one
    return list(ready.values())


def _limit(stored: Profile | None) -> Decimal | None:
    return stored.credit_limit if stored else None


def _draft(stored: Profile | None, facts: Mapping[str, object]) -> ProfileDraft:
    """What is on file, and over it what the file gives."""
    held = {} if stored is None else {one.name: getattr(stored, one.name) for one in fields(ProfileDraft)}
    held = {name: tuple(value) if isinstance(value, list) else value for name, value in held.items()}
    return ProfileDraft(**{**asdict(ProfileDraft()), **held, **facts})


def _problem(draft: ProfileDraft) -> str:
    """Why this row cannot be kept; the very check of typed facts."""
    try:
        checked_profile(draft)
    except CannotSave as refused:
        return " ".join(str(words) for words in refused.fields.values()) or str(refused)
    return ""


def import_facts(actor: Actor, plan: Plan, tick: Tick) -> None:
    """Carry the plan out."""
    planned = plan.payload
    assert isinstance(planned, FactPlan)
    tick(0, _("Writing the facts"))
    write_facts(actor=actor, ready=planned.ready, source=planned.source_id, incentive=planned.incentive)
    tick(1, _("Writing the facts"))
