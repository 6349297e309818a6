"""What is known of a customer, how fresh it is, and what to ask next. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from guanxi.customers.rules.records import is_empty
from guanxi.customers.types import QuestionDraft

# What can be asked of each kind, in the order of its form: of its record, and of the rarer facts.
# BASIC is wanted whatever the company's own plan adds.
ORGANISATION_FIELDS = (
    "phone", "email", "website", "country", "province", "city", "address", "industry", "employees",
    "credit_code", "short_name", "annual_sales", "profit_source", "hardware", "software", "specifications",
    "delivery_method", "delivery_requirements", "preferences", "other_preferences", "novelty", "value_added",
)  # fmt: skip
PERSON_FIELDS = (
    "phone", "email", "country", "province", "city", "address", "sex", "born_on", "income", "household_size",
    "occupation", "lifestyle", "hobbies", "media", "preferences", "other_preferences", "novelty",
    "delivery_method", "delivery_requirements", "value_added",
)  # fmt: skip
# What nobody asks the customer itself, and what still comes from somewhere.
_LEARNED = ("district", "trade_role", "credit_limit")
_LEARNED_OF = {
    "organisation": (*_LEARNED, "industry_code", "isic_code", "site", "annual_sales_year", "evaluation"),
    "person": (*_LEARNED, "short_name", "title", "department", "roles"),
}
BASIC = {
    "organisation": ("phone", "city", "address", "industry", "employees", "credit_code"),
    "person": ("phone", "email", "city", "born_on"),
}
MOST_ASKED = 5  # more is an interrogation


def askable(kind: str) -> tuple[str, ...]:
    return ORGANISATION_FIELDS if kind == "organisation" else PERSON_FIELDS


def statable(kind: str) -> tuple[str, ...]:
    """The facts that may say where they come from: of the record, the rarer ones, and a person's post."""
    return (*askable(kind), *_LEARNED_OF[kind])


@dataclass(frozen=True, slots=True)
class Ask:
    """A fact worth asking now: `readers` conditions, rules and models would read it."""

    field: str
    readers: int
    is_stale: bool
    question: QuestionDraft | None


@dataclass(frozen=True, slots=True)
class Known:
    """`filled` of `wanted` facts are known; `stale` of them are older than the plan allows."""

    wanted: tuple[str, ...]
    missing: tuple[str, ...]
    stale: tuple[str, ...]

    @property
    def filled(self) -> int:
        return len(self.wanted) - len(self.missing)

    @property
    def percent(self) -> int:
        """Whole percent, rounded down: only what is complete is 100. Nothing wanted is complete."""
        return 100 * self.filled // len(self.wanted) if self.wanted else 100


def known(
    kind: str,
    values: Mapping[str, object],
    plan: Iterable[QuestionDraft],
    confirmed: Mapping[str, date],
    today: date,
) -> Known:
    """`values` by field; `confirmed`: field -> the day it was last found true, where that is known."""
    cycles = {q.field: q.every_days for q in plan if q.kind in ("", kind) and q.field in askable(kind)}
    wanted = tuple(dict.fromkeys((*BASIC[kind], *cycles)))
    missing = tuple(field for field in wanted if is_empty(values.get(field)))
    stale = tuple(
        field
        for field in wanted
        if field not in missing and _is_due(cycles.get(field), confirmed.get(field), today)
    )
    return Known(wanted, missing, stale)


def ask_next(
    kind: str,
    state: Known,
    values: Mapping[str, object],
    readers: Mapping[str, int],
    plan: Iterable[QuestionDraft],
    *,
    touchpoint: str = "",
    role_ids: frozenset[int] | None = None,
) -> tuple[Ask, ...]:
    """The missing or stale facts most conditions, rules and models would read, at most five.

    Ranked by readers, then by the plan, then by the order of the form; what the plan gives to this touchpoint
    is among them whatever its rank. A question it gives to another touchpoint or role is left to them;
    `role_ids` None: whoever asks.
    """
    questions = _mine(kind, plan, touchpoint, role_ids)
    elsewhere = {q.field for q in plan if q.kind in ("", kind)} - questions.keys()
    fields = askable(kind)
    absent = [f for f in fields if is_empty(values.get(f)) and f not in elsewhere]
    chosen = [
        Ask(field, readers.get(field, 0), field in state.stale, questions.get(field))
        for field in (*absent, *(f for f in state.stale if f not in elsewhere))
        if readers.get(field, 0) or field in questions or field in state.wanted
    ]
    order = {field: place for place, field in enumerate(fields)}
    chosen.sort(key=lambda ask: (-ask.readers, ask.question is None, order[ask.field]))
    planned = [ask for ask in chosen if ask.question is not None]
    kept = {ask.field for ask in [*planned, *(ask for ask in chosen if ask.question is None)][:MOST_ASKED]}
    return tuple(ask for ask in chosen if ask.field in kept)


def _mine(
    kind: str, plan: Iterable[QuestionDraft], touchpoint: str, role_ids: frozenset[int] | None
) -> dict[str, QuestionDraft]:
    found: dict[str, QuestionDraft] = {}
    for question in plan:
        is_for_kind = question.kind in ("", kind)
        is_here = not touchpoint or question.touchpoint in ("", touchpoint)
        is_by_me = question.role_id is None or role_ids is None or question.role_id in role_ids
        if is_for_kind and is_here and is_by_me:
            found.setdefault(question.field, question)
    return found


def _is_due(every_days: int | None, confirmed: date | None, today: date) -> bool:
    return every_days is not None and confirmed is not None and (today - confirmed).days > every_days
