"""Customers by what somebody types."""

import re
from collections.abc import Sequence

from django.core.exceptions import EmptyResultSet
from django.db.models import BooleanField, Q, Value
from django.db.models.expressions import RawSQL

from guanxi.customers.models import Customer
from guanxi.customers.queries.customers import LEAN
from guanxi.kit.search import misspelt, phone_beginnings, recheck, tsquery
from guanxi.platform.access.types import Actor
from guanxi.platform.records import RecordQuerySet

MOST_COMPARED = 1_000  # records a search as one types looks at before it takes the first by name
_NUMBERED = re.compile(r"#(\d{1,18})$")
MANY = 60_000  # matches from which a search in a list is left to the list's own order
# As models.customers.DIGITS has it: the index serves nothing that is written otherwise.
_DIGITS = "ltrim(regexp_replace(\"gx_customers_customer\".\"phone\", '[^0-9]', '', 'g'), '0') COLLATE \"C\""


def search_customers(actor: Actor, text: str, *, limit: int = 20, kind: str = "") -> list[Customer]:
    """Found by Han characters, pinyin, initials, words, the end or beginning of a phone, number or mail;
    misspelt words last.

    `kind`: only organisations, or only persons.
    """
    base = Customer.objects.visible_to(actor).filter(archived_at=None).defer(*LEAN)
    if kind:
        base = base.filter(kind=kind)
    exact = tsquery(text)
    if exact is None:
        return []
    found = _first(_rechecked(base.filter(_matches(exact, phone_beginnings(text))), text), limit)
    wider = misspelt(text) if not found else None
    return _first(base.filter(_matches(wider)), limit) if wider else found


def named(one: Customer) -> str:
    """How a customer stands among choices: its name, its place, and its key behind a number sign."""
    return f"{' · '.join(part for part in (one.name, one.city) if part)} #{one.pk}"


def named_customer(actor: Actor, text: str, *, kind: str = "") -> tuple[int | None, bool]:
    """The key of the customer that `named` wrote so, or of the only one in reach with exactly this name.

    Beside it: whether there are several of this name.
    """
    reach = Customer.objects.visible_to(actor).filter(archived_at=None)
    if kind:
        reach = reach.filter(kind=kind)
    numbered = _NUMBERED.search(text.strip())
    found = reach.filter(pk=int(numbered[1])) if numbered else reach.filter(name=text.strip())
    keys = list(found.order_by("pk").values_list("pk", flat=True)[:2])
    return (keys[0] if len(keys) == 1 else None), len(keys) > 1


def _first(rows: RecordQuerySet, limit: int) -> list[Customer]:
    """The first by name among the first MOST_COMPARED found: a letter that half the file has stays quick."""
    try:
        text, parameters = rows.order_by().values("pk")[:MOST_COMPARED].query.sql_with_params()
    except EmptyResultSet:  # somebody who may see nothing
        return []
    chosen = RawSQL(  # noqa: S611 - the text is Django's own statement
        f'"gx_customers_customer"."id" = ANY(ARRAY({text}))',
        parameters,
        output_field=BooleanField(),
    )
    return list(rows.filter(chosen).order_by("sort_name", "pk")[:limit])


def matching(rows: RecordQuerySet, text: str) -> RecordQuerySet:
    """Narrow a queryset of customers to those a typed text finds, misspelt words last.

    Few are found first and as a whole: to the planner a search is one more filter, and where it takes few
    rows for many it would walk through the whole list in its order, seconds instead of milliseconds. Where
    there are many indeed, that walk ends soon.
    """
    query = tsquery(text)
    if query is None:
        return rows.none()
    starts = phone_beginnings(text)
    plain = rows.filter(_matches(query, starts))
    count = plain.order_by().values("pk")[: MANY + 1].count()
    wider = misspelt(text) if not count else None
    if wider is not None:
        return rows.filter(_found_first(wider))
    are_many = count > MANY
    return _rechecked(plain if are_many else rows.filter(_found_first(query, starts)), text)


def of_customers(rows: RecordQuerySet, text: str) -> RecordQuerySet:
    """Narrow rows of customers (`customer` their key) to those whose customer a typed text finds."""
    return rows.filter(_of_found_customer(rows, text))


def documents_matching(rows: RecordQuerySet, text: str) -> RecordQuerySet:
    """Documents by their customer or part of their number; not for whoever is to read it from the scan."""
    return rows.filter(Q(number__icontains=text) | Q(_of_found_customer(rows, text)))


def _of_found_customer(rows: RecordQuerySet, text: str) -> RawSQL | Value:
    query = tsquery(text)
    if query is None:
        return Value(value=False)
    found, parameters = _found_by(query, phone_beginnings(text))
    return RawSQL(  # noqa: S611 - our own text, values apart
        f'"{rows.model._meta.db_table}"."customer_id" = ANY(ARRAY('  # noqa: S608, SLF001 - as above; Django offers no other name
        f"SELECT found.id FROM gx_customers_customer found WHERE {found.replace(_TABLE, 'found')}))",
        parameters,
        output_field=BooleanField(),
    )


def _rechecked(rows: RecordQuerySet, text: str) -> RecordQuerySet:
    for pattern in recheck(text):
        rows = rows.filter(search_text__contains=pattern.strip("%"))
    return rows


def _matches(query: str, starts: Sequence[str] = ()) -> RawSQL:
    text, parameters = _found_by(query, starts)
    return RawSQL(text, parameters, output_field=BooleanField())  # noqa: S611 - our own text, values apart


def _found_first(query: str, starts: Sequence[str] = ()) -> RawSQL:
    """As `_matches`, asked once and as a whole."""
    text, parameters = _found_by(query, starts)
    return RawSQL(  # noqa: S611 - as above
        '"gx_customers_customer"."id" = ANY(ARRAY('  # noqa: S608 - as above
        f"SELECT found.id FROM gx_customers_customer found WHERE {text.replace(_TABLE, 'found')}))",
        parameters,
        output_field=BooleanField(),
    )


_TABLE = '"gx_customers_customer"'


def _found_by(query: str, starts: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The colon follows the nine: every text between begins with the digits."""
    text = f'{_TABLE}."search" @@ %s::tsquery'
    for _start in starts:
        text += f" OR ({_DIGITS} >= %s AND {_DIGITS} < %s)"
    bounds = [bound for start in starts for bound in (start, f"{start}:")]
    return f"({text})", (query, *bounds)
