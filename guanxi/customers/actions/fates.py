"""What becomes of each row of a list: decided in the database over all rows at once.

`gx_listed_fate`: at, rule (why it is refused), step ("create", "update", "join": brings only a contact
person), target_id (the customer on file), head_at (the row of this list that makes the customer),
has_contact, new_id.
"""

from collections.abc import Mapping
from typing import Any, Final, cast

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from guanxi.customers.actions.listed import BLANKS, FACTS
from guanxi.customers.models import Customer
from guanxi.customers.types import ListChoices
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import Crossed

CHANGE_RIGHT: Final = "customers.edit"
_MOST_TURNS: Final = 4
_FOLDED = r"split_part(c.search_text, E'\n', 1)"
_DIGITS = "regexp_replace(c.phone, '[^0-9]+', '', 'g')"
_KEYS: Final[Mapping[str, str]] = {
    "code": "c.code",
    "credit_code": "nullif(upper(c.credit_code), '')",
    "email": "nullif(lower(c.email), '')",
    "phone": f"nullif(regexp_replace(ltrim({_DIGITS}, '0'), '^86(?=[0-9]{{10,}})', ''), '')",
    "name": f"nullif({_FOLDED}, '')",
}

_FATES = """
create temp table gx_listed_fate on commit drop as
with by_key as (
  select key, count(*) as n, min(id) as id, bool_and(may_change) as may_change
  from gx_listed_seen where key is not null group by key
), by_who as (
  select distinct on (folded, digits) folded, digits, id, kind, code, may_change
  from gx_listed_seen order by folded, digits, id
), asked as (
  select r.at, r.fault, r.name, r.code, r.folded, r.digits, r.p_folded, r.p_digits, r.key,
    coalesce(r.kind, %(kind)s) as kind, k.n as key_count, k.id as key_id, k.may_change as key_may,
    o.id as code_id, w.id as who_id,
    r.p_name is not null and w.kind = 'organisation' and w.may_change
      and (r.code is null or o.id = w.id or (o.id is null and w.code is null)) as joins_who
  from gx_listed r
  left join by_key k on k.key = r.key and %(updates)s
  left join gx_customers_customer o on o.code = r.code
  left join by_who w on w.folded = r.folded and w.digits = r.digits and r.folded <> ''
), stepped as (
  select *, case
    when fault = 'left_out' then 'left_out'
    when fault = 'nameless' then 'no_name'
    when fault is not null then 'unreadable'
    when %(creates)s = false and key is null then 'no_key'
    when %(creates)s = false and key_count is null then 'not_on_file'
    when key_count > 1 then 'ambiguous'
    when key_count = 1 and not key_may then 'out_of_reach'
    when key_count = 1 and code_id <> key_id then 'code_taken'
    when key_count = 1 then 'update'
    when name is null then 'no_name'
    when joins_who then 'join'
    when code_id is not null then 'code_taken'
    when who_id is not null then 'duplicate'
    else 'create' end as step
  from asked
), numbered as (
  select *, first_value(at) over once as code_at, first_value(folded) over once as code_folded,
    first_value(digits) over once as code_digits
  from stepped window once as (partition by step = 'create' and code is not null, code order by at)
), single as (
  select *, case
    when step = 'create' and code is not null and code_at <> at
      and (code_folded, code_digits) <> (folded, digits) then 'code_taken' else step end as step2
  from numbered
), headed as (
  select *, first_value(at) over same as head_at, first_value(kind) over same as head_kind,
    first_value(code) over same as head_code,
    row_number() over (partition by step2 = 'update', key_id order by at) as turn
  from single window same as (partition by step2 = 'create', folded, digits order by at)
), settled as (
  select at, code, p_folded, p_digits, p_folded is not null as has_contact,
    case when step2 = 'update' then key_id when step2 = 'join' then who_id end as target_id,
    case when step2 = 'create' then head_at end as head_at,
    case
      when step2 = 'create' and head_at <> at then case
        when p_folded is not null and head_kind = 'organisation' and (code is null or code = head_code)
        then 'join'
        when code is not null and code = head_code then 'code_taken' else 'duplicate' end
      when step2 = 'update' and turn > 1 then case when p_folded is not null then 'join' else 'duplicate' end
      else step2 end as step
  from headed
), peopled as (
  select s.*,
    case when s.has_contact and s.step in ('create', 'update', 'join') then
      row_number() over (partition by s.step in ('create', 'update', 'join'), s.target_id, s.head_at,
        s.p_folded, s.p_digits order by s.at) = 1
      and not exists (
        select from gx_customers_contact ct join gx_customers_customer c on c.id = ct.person_id
        where ct.organisation_id = s.target_id and ct.until_on is null and {folded} = s.p_folded
          and (s.p_digits = '' or c.phone = '' or {digits} = s.p_digits))
      and not exists (
        select from gx_customers_customer t where t.id = s.target_id and t.kind <> 'organisation')
    else false end as is_new_contact
  from settled s
), final as (
  select at, target_id, head_at, is_new_contact as has_contact,
    case when step = 'join' and not is_new_contact then 'duplicate' else step end as step
  from peopled order by at
)
select at, target_id, head_at, has_contact,
  case when step in ('create', 'update', 'join') then step end as step,
  case when step not in ('create', 'update', 'join') then step end as rule,
  case when step = 'create' and %(writes)s
    then nextval(pg_get_serial_sequence('gx_customers_customer', 'id')) end as new_id
from final
"""


def decide_fates(actor: Actor, choices: ListChoices, *, is_rehearsal: bool) -> None:
    """Fill the tables of decisions. Customers that will change are locked, in the order of their keys."""
    with connection.cursor() as cursor:
        cursor.execute("analyze gx_listed")
        parameters: dict[str, str | bool] = {
            "kind": choices.kind,
            "updates": choices.updates,
            "creates": choices.creates,
            "writes": not is_rehearsal,
        }
        cursor.execute("create unique index on gx_listed (at)")
        for _turn in range(_MOST_TURNS):
            _decide(cursor, actor, choices, parameters)
            if _lock(cursor):
                break
        else:
            raise Crossed
        _note_changes(cursor, choices)


def _decide(
    cursor: CursorWrapper, actor: Actor, choices: ListChoices, parameters: Mapping[str, str | bool]
) -> None:
    for name in ("gx_listed_found", "gx_listed_seen", "gx_listed_fate"):
        cursor.execute(f"drop table if exists pg_temp.{name}")
    _find(cursor, choices)
    _see(cursor, actor, choices)
    cursor.execute(_FATES.format(folded=_FOLDED, digits=_DIGITS), parameters)
    cursor.execute("create unique index on gx_listed_fate (at)")
    cursor.execute("analyze gx_listed_fate")


def _find(cursor: CursorWrapper, choices: ListChoices) -> None:
    """Customers on file that any row may mean, seen or not."""
    alike = ["r.code = c.code", f"r.folded = {_FOLDED} and r.digits = {_DIGITS} and r.folded <> ''"]
    if choices.updates:
        alike.append(f"r.key = {_KEYS[choices.key]}")
    found = (
        "select c.id from gx_customers_customer c where c.merged_into_id is null"
        " and exists (select from gx_listed r where {})"
    )
    parts = " union ".join(found.format(one) for one in alike)  # one semi-join each: none is a loop over all
    cursor.execute(f"create temp table gx_listed_found on commit drop as {parts}")
    cursor.execute("create unique index on gx_listed_found (id)")
    cursor.execute("analyze gx_listed_found")


def _see(cursor: CursorWrapper, actor: Actor, choices: ListChoices) -> None:
    """Of those, what this person may know of, and may change."""
    seen, first = _reached(actor, None)
    changeable, second = _reached(actor, CHANGE_RIGHT)
    key = _KEYS[choices.key] if choices.updates else "null::text"
    cursor.execute(
        f"create temp table gx_listed_seen on commit drop as select c.id, c.kind, c.code, c.version,"  # noqa: S608 - our own names
        f" {_FOLDED} as folded, {_DIGITS} as digits, {key} as key, e.id is not null as may_change"
        f" from gx_customers_customer c join ({seen}) s(id) on s.id = c.id"
        f" left join ({changeable}) e(id) on e.id = c.id",
        [*first, *second],
    )
    cursor.execute("analyze gx_listed_seen")


def _reached(actor: Actor, right: str | None) -> tuple[str, tuple[Any, ...]]:  # Any: as Django has them
    found = RawSQL(
        '"gx_customers_customer"."id" in (select id from gx_listed_found)', (), output_field=BooleanField()
    )
    rows = Customer.objects.visible_to(actor, right).filter(found).order_by().values("pk")
    try:
        text, parameters = rows.query.sql_with_params()
    except EmptyResultSet:
        return "select null::bigint as id where false", ()
    return text, tuple(parameters)


def _lock(cursor: CursorWrapper) -> bool:
    """Whether they are still what was decided upon: somebody who was at one of them may have changed its
    key or its owner, or deleted it, and then all is decided anew.
    """
    cursor.execute(
        "with targets as (select distinct target_id as id from gx_listed_fate where step is not null),"
        " locked as (select c.id, c.version from gx_customers_customer c"
        " where c.id in (select id from targets) order by c.id for update)"
        " select count(*) = (select count(id) from targets)"
        " from locked l join gx_listed_seen s on s.id = l.id and s.version = l.version"
    )
    found: bool = cursor.fetchone()[0]
    return found


def _note_changes(cursor: CursorWrapper, choices: ListChoices) -> None:
    """`gx_listed_change`: the facts after the import of customers whose facts differ from now.

    An empty cell leaves what is on file, or empties it where the person chose so; name and kind always stay.
    """
    merged, given = [], []
    for name in FACTS:
        kept = f'c."{name}"'
        if name in choices.emptied and name not in ("name", "kind"):
            kept = f'(select "{name}" from gx_listed_blank)'  # noqa: S608 - our own names
        merged.append(kept if name == "kind" else f'coalesce(r."{name}", {kept})')
        given.append(f'c."{name}"')
    merged.append("c.custom || coalesce(r.custom, '{}')")
    given.append("c.custom")
    names = [*FACTS, "custom"]
    after = ", ".join(f'{what} as "{name}"' for what, name in zip(merged, names, strict=True))
    make_blank(cursor, choices)
    cursor.execute(
        "create temp table gx_listed_change on commit drop as"  # noqa: S608 - our own names
        f" select f.at, r.line, c.id, {after} from gx_listed_fate f join gx_listed r on r.at = f.at"
        f" join gx_customers_customer c on c.id = f.target_id where f.step = 'update'"
        f" and ({', '.join(merged)}) is distinct from ({', '.join(given)})"
    )
    cursor.execute("create unique index on gx_listed_change (at)")
    cursor.execute("analyze gx_listed_change")


def make_blank(cursor: CursorWrapper, choices: ListChoices) -> None:
    """One row with what stands in each column of which nothing is known."""
    facts = ", ".join(f'"{name}"' for name in FACTS)
    cursor.execute("drop table if exists pg_temp.gx_listed_blank")
    cursor.execute(
        f"create temp table gx_listed_blank on commit drop as"  # noqa: S608 - our own names
        f" select {facts} from gx_customers_customer with no data"
    )
    marks = ", ".join(["%s"] * len(FACTS))
    cursor.execute(
        f"insert into gx_listed_blank ({facts}) values ({marks})",  # noqa: S608 - our own names
        [cast("str | None", choices.kind if name == "kind" else BLANKS[name]) for name in FACTS],
    )
