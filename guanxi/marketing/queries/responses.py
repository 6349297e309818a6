"""Who answered: what a typed code and number mean, and which lines of a file may be stored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from guanxi.customers.models import Customer
from guanxi.customers.queries import customers, search_customers
from guanxi.decisions.models import Offer
from guanxi.decisions.queries import UnknownCode, code_typed
from guanxi.decisions.rules import read_code
from guanxi.marketing.models import Campaign, Cell, CellMember, Response
from guanxi.marketing.queries.campaigns import cell as one_cell
from guanxi.marketing.rules import untimely_rule
from guanxi.marketing.types import CELL, CheckedResponses, ReadyResponse, ResponseRow
from guanxi.platform.access.types import Actor
from guanxi.platform.records import RecordQuerySet
from guanxi.platform.verbs import NotFound, Refused

RECORD = "marketing.record_response"
IMPORT = "marketing.import_responses"
RULES = (
    ("mistyped_code", _("The code is mistyped: at least one letter is wrong.")),
    ("unknown_code", _("No campaign gave out this code.")),
    ("not_launched", _("The campaign of this code has not been launched.")),
    ("unknown_customer", _("There is no customer with this number, or you may not see it.")),
    ("not_in_cell", _("This customer did not get this code.")),
    ("too_early", _("The answer is dated before the launch.")),
    ("in_the_future", _("The answer is dated in the future.")),
    ("bad_amount", _("The amount is negative.")),
    ("duplicate", _("This answer is recorded already.")),
)
SENTENCES = dict(RULES)
_MANY = 10


class CannotRecord(Refused):
    """An answer that may not be stored; the sentence says by which rule."""

    def __init__(self, rule: str, field: str) -> None:
        super().__init__(SENTENCES[rule], fields={field: SENTENCES[rule]})
        self.rule = rule


class SeveralFit(Refused):
    sentence = _("Several customers with this code fit. Type the customer number.")


@dataclass(frozen=True, slots=True)
class ResponseFound:
    """What a clerk sees before saying yes: who answers what."""

    cell: Cell
    customer: Customer
    earlier: tuple[Response, ...]

    @property
    def campaign(self) -> Campaign:
        found: Campaign = self.cell.program.campaign
        return found

    @property
    def offer(self) -> Offer | None:
        found: Offer | None = self.cell.offer
        return found


def responses(actor: Actor, *, campaign_id: int) -> RecordQuerySet:
    """Answers to a campaign from customers the actor may see, the latest first."""
    return (
        Response.objects.visible_to(actor)
        .filter(cell__program__campaign_id=campaign_id)
        .select_related("customer", "cell", "cell__code", "order")
        .order_by("-responded_at", "-id")
    )


def find_response(actor: Actor, *, code: str, customer: str) -> ResponseFound:
    """The cell of a typed code, and the customer in it with that number or name.

    Raises MistypedCode, UnknownCode, CannotRecord, SeveralFit.
    """
    cell = _cell_of(actor, code)
    if cell.program.campaign.launched_at is None:
        raise CannotRecord("not_launched", "code")
    found = _customer_in(actor, cell, customer.strip())
    earlier = Response.objects.visible_to(actor).filter(cell=cell, customer=found)
    return ResponseFound(cell, found, tuple(earlier.order_by("responded_at", "id")))


def _cell_of(actor: Actor, typed: str) -> Cell:
    code = code_typed(actor, typed, right=RECORD)
    if code.cell_type != CELL or code.cell_id is None:
        raise UnknownCode(fields={"code": UnknownCode.sentence})
    try:
        return one_cell(actor, code.cell_id, right=RECORD)
    except NotFound as problem:
        raise UnknownCode(fields={"code": UnknownCode.sentence}) from problem


def _customer_in(actor: Actor, cell: Cell, typed: str) -> Customer:
    exact: Customer | None = customers(actor).filter(code=typed).first() if typed else None
    candidates = [exact] if exact else search_customers(actor, typed, limit=_MANY)
    if not candidates:
        raise CannotRecord("unknown_customer", "customer")
    inside = set(
        CellMember.objects.visible_to(actor)
        .filter(cell=cell, customer__in=[c.pk for c in candidates])
        .values_list("customer_id", flat=True)
    )
    fitting = [c for c in candidates if c.pk in inside]
    if not fitting:
        raise CannotRecord("not_in_cell", "customer")
    if len(fitting) > 1:
        raise SeveralFit(fields={"customer": SeveralFit.sentence})
    return fitting[0]


def check_responses(actor: Actor, rows: Sequence[ResponseRow], *, right: str = IMPORT) -> CheckedResponses:
    """Decide each line by the rules, the first match counts; nothing is written."""
    codes = {row.code: read_code(row.code) for row in rows}
    cells = _cells(actor, {code for code in codes.values() if code}, right)
    numbers = _customers(actor, {row.customer_number for row in rows})
    known = _Known(
        today=actor.today(),
        codes=codes,
        cells=cells,
        numbers=numbers,
        inside=_memberships(actor, cells.values(), numbers.values()),
        stored=_stored(actor, cells.values()),
    )
    ready: dict[int, ReadyResponse] = {}
    refused: dict[int, str] = {}
    for position, row in enumerate(rows):
        decided = known.decide(row)
        if isinstance(decided, str):
            refused[position] = decided
        else:
            ready[position] = decided
            known.stored.add(_same(decided))
    return CheckedResponses(ready, refused)


@dataclass(frozen=True, slots=True)
class _KnownCell:
    cell_id: int
    launched_on: date | None


_Same = tuple[int, int, date, object]


@dataclass(frozen=True, slots=True)
class _Known:
    """Everything the rules ask of the database, fetched at once."""

    today: date
    codes: dict[str, str | None]
    cells: dict[str, _KnownCell]
    numbers: dict[str, int]
    inside: set[tuple[int, int]]
    stored: set[_Same]

    def decide(self, row: ResponseRow) -> ReadyResponse | str:
        """The response to be stored, or the rule that refuses the line."""
        code = self.codes[row.code]
        cell = self.cells.get(code) if code else None
        customer = self.numbers.get(row.customer_number)
        if code is None:
            return "mistyped_code"
        if cell is None:
            return "unknown_code"
        if cell.launched_on is None:
            return "not_launched"
        if customer is None:
            return "unknown_customer"
        if (cell.cell_id, customer) not in self.inside:
            return "not_in_cell"
        response = ReadyResponse(cell.cell_id, customer, row.responded_on, row.revenue)
        untimely = untimely_rule(
            responded_on=row.responded_on, launched_on=cell.launched_on, today=self.today, revenue=row.revenue
        )
        return untimely or ("duplicate" if _same(response) in self.stored else response)


def _same(response: ReadyResponse) -> _Same:
    return response.cell_id, response.customer_id, response.responded_on, response.revenue


def _cells(actor: Actor, codes: set[str], right: str) -> dict[str, _KnownCell]:
    zone = ZoneInfo(actor.zone)
    found = (
        Cell.objects.visible_to(actor, right)
        .filter(code__code__in=codes)
        .values_list("code__code", "pk", "program__campaign__launched_at")
        .order_by("pk")
    )
    return {
        code: _KnownCell(key, launched.astimezone(zone).date() if launched else None)
        for code, key, launched in found
    }


def _customers(actor: Actor, numbers: set[str]) -> dict[str, int]:
    found = customers(actor).order_by("pk").filter(code__in=numbers).values_list("code", "pk")
    return dict(found)


def _memberships(
    actor: Actor, cells: Iterable[_KnownCell], customer_ids: Iterable[int]
) -> set[tuple[int, int]]:
    return set(
        CellMember.objects.visible_to(actor)
        .filter(cell__in=[c.cell_id for c in cells], customer__in=list(customer_ids))
        .values_list("cell_id", "customer_id")
    )


def _stored(actor: Actor, cells: Iterable[_KnownCell]) -> set[_Same]:
    return set(
        Response.objects.visible_to(actor)
        .filter(cell__in=[c.cell_id for c in cells])
        .values_list("cell_id", "customer_id", "responded_on", "revenue")
    )
