"""The import target `customers.documents`: every row becomes a proposal that a second person confirms."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.customers.actions.document_content import import_version
from guanxi.customers.actions.documents import DocumentExists
from guanxi.customers.events import DocumentsImported
from guanxi.customers.models import Customer, Document, DocumentType
from guanxi.customers.queries import keys_by_code, keys_by_name
from guanxi.customers.queries.documents import LIVING, document_types
from guanxi.customers.rules.document_lists import DocumentRow, read_documents
from guanxi.customers.rules.documents import plain_number
from guanxi.customers.types import DocumentDraft
from guanxi.kit.text import fold
from guanxi.platform.access.types import Actor
from guanxi.platform.bus import tell
from guanxi.platform.exchange.rules import Fault
from guanxi.platform.exchange.targets import Plan, target_named
from guanxi.platform.exchange.types import Refusals, RefusedInTable, Table, Tick
from guanxi.platform.exchange.wording import sentence
from guanxi.platform.verbs import Refused, right, verb

DOCUMENT_LIST = "customers.documents"
NO_CUSTOMER, NO_TYPE, IMPLAUSIBLE, ON_FILE, UNREADABLE = (
    "no_customer", "no_type", "implausible", "on_file", "unreadable",
)  # fmt: skip
right("customers.import_documents", gettext_lazy("Import documents"))

Ready = tuple[int, int, DocumentDraft]  # customer, type, what stands on it


@verb("customers.write_documents", label=gettext_lazy("Enter the documents of a file"))
def write_documents(*, actor: Actor, ready: Sequence[Ready], hands: Sequence[int] = ()) -> int:
    """Proposals without a scan: it is added before a person confirms who had no hand in the file.

    `hands`: who prepared the file or started its import. Returns how many.
    """
    customers = Customer.objects.visible_to(actor).in_bulk({customer for customer, _type, _draft in ready})
    types = DocumentType.objects.in_bulk({one for _customer, one, _draft in ready})
    made = [import_version(actor, customers[customer], types[one], draft) for customer, one, draft in ready]
    others = sorted({*hands} - {actor.user_id})
    for one in made:
        one.prepared_by = others
    Document.objects.bulk_create(made, batch_size=1_000)
    tell(DocumentsImported(count=len(made)))
    return len(made)


def plan_documents(actor: Actor, table: Table, options: Mapping[str, str], tick: Tick) -> Plan:
    """Decide every row; nothing is written."""
    tick(0, _("Checking the lines"))
    found = read_documents(table, reason=options["long_term_reason"].strip())
    refusals = Refusals()
    for at, flaw in table.flaws.items():
        refusals.refuse(at, UNREADABLE, flaw)
    for at, (column, bad) in found.faults.items():
        rule = IMPLAUSIBLE if bad.fault is Fault.IMPLAUSIBLE_DATE else UNREADABLE
        refusals.refuse(at, rule, sentence(target_named(DOCUMENT_LIST), column, bad))
    ready = _decide(actor, found.rows, refusals)
    tick(1, _("Checking the lines"))
    return Plan(RefusedInTable(refusals, table.lines), {"documents": len(ready)}, ready)


def _decide(actor: Actor, rows: Sequence[DocumentRow], refusals: Refusals) -> list[Ready]:
    words = sorted({row.customer for row in rows if row.customer})
    known = keys_by_name(actor, words) | keys_by_code(actor, words)
    customers = Customer.objects.visible_to(actor).in_bulk(set(known.values()))
    types = _types_by_word(actor)
    seen = _on_file(set(known.values()))
    ready: list[Ready] = []
    for row in rows:
        if row.at in refusals.by_row:
            continue
        customer, one = customers.get(known.get(row.customer, 0)), types.get(fold(row.type))
        if customer is None or one is None:
            refusals.refuse(row.at, NO_CUSTOMER if customer is None else NO_TYPE)
            continue
        same = (customer.pk, one.pk, plain_number(row.draft.number))
        problem = _problem(actor, customer, one, row.draft)
        if same in seen:
            refusals.refuse(row.at, ON_FILE, str(DocumentExists.sentence))
        elif problem:
            refusals.refuse(row.at, IMPLAUSIBLE, problem)
        else:
            seen.add(same)
            ready.append((customer.pk, one.pk, row.draft))
    return ready


def _problem(actor: Actor, customer: Customer, one: DocumentType, draft: DocumentDraft) -> str:
    """Why this row cannot be entered; the very check of a typed document."""
    try:
        import_version(actor, customer, one, draft)
    except Refused as refused:
        return " ".join(str(words) for words in refused.fields.values()) or str(refused)
    return ""


def _types_by_word(actor: Actor) -> dict[str, DocumentType]:
    return {
        fold(word): one
        for one in document_types(actor, active=True)
        for word in (one.code, one.name_zh, one.name_en)
    }


def _on_file(customers: set[int]) -> set[tuple[int, int, str]]:
    rows = Document.objects.filter(customer_id__in=customers, state__in=LIVING).order_by("pk")
    return set(rows.values_list("customer_id", "type_id", "plain_number"))


def import_documents(actor: Actor, plan: Plan, tick: Tick) -> None:
    """Carry the plan out."""
    ready = plan.payload
    assert isinstance(ready, list)
    tick(0, _("Writing the documents"))
    write_documents(actor=actor, ready=ready, hands=plan.hands)
    tick(1, _("Writing the documents"))
