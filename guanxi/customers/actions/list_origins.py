"""Where the values of an imported list come from: statements over its temporary tables.

Parameters: source, today, me, incentive, now, first and end (the stretch of rows written).
"""

from guanxi.customers.actions.listed import FACTS
from guanxi.customers.rules.sources import statable

_STATABLE = tuple(n for n in dict.fromkeys((*statable("organisation"), *statable("person"))) if n in FACTS)
_OF_PERSON = ("phone", "email", "sex", "title", "department", "roles")


def forget_origins() -> str:
    """Before customers are changed: where a value came from says nothing of the one that takes its place."""
    differs = (f'(\'{name}\', c."{name}" is distinct from ch."{name}")' for name in _STATABLE)
    return _FORGET.format(differs=", ".join(differs))


def note_origins() -> list[str]:
    """What the file says is known from where it comes from, and found true on its day: of customers, and of
    the contact persons it brings.
    """
    known = ", ".join(f"('{name}', r.\"{name}\"::text)" for name in _STATABLE)
    of_person = ", ".join(f"('{name}', r.p_{name})" for name in _OF_PERSON)
    return [
        _NOTE.format(whose=_CUSTOMER, known=known, there=""),
        _NOTE.format(whose="p.id", known=of_person, there="join gx_listed_contact p on p.at = f.at"),
    ]


_CUSTOMER = "case when f.step in ('create', 'update') then coalesce(f.target_id, f.new_id) end"
_FORGET = """
delete from gx_customers_factsource s using gx_listed_change ch, gx_customers_customer c,
  lateral (values {differs}) v (field, differs)
where s.customer_id = ch.id and c.id = ch.id and s.field = v.field and v.differs
  and ch.at >= %(first)s and ch.at < %(end)s
"""
_NOTE = """
insert into gx_customers_factsource (customer_id, field, source_id, "on", by_id, incentive, created_at,
  updated_at)
select distinct on (customer_id, field) customer_id, field, %(source)s, %(today)s, %(me)s, %(incentive)s,
  %(now)s, %(now)s
from (
  select {whose} as customer_id, v.field, f.at
  from gx_listed_fate f join gx_listed r on r.at = f.at {there}
  cross join lateral (values {known}) v (field, value)
  where f.at >= %(first)s and f.at < %(end)s and v.value <> ''
) told where customer_id is not null order by customer_id, field, at
on conflict (customer_id, field) do update set source_id = excluded.source_id, "on" = excluded."on",
  by_id = excluded.by_id, incentive = excluded.incentive, updated_at = excluded.updated_at,
  version = gx_customers_factsource.version + 1
"""
