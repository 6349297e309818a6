"""What is worth a look before a list is imported: likely doubles, and phones nobody can dial.

Found while a list is checked, never while it is imported.

gx_listed_sign  by what a row may be recognised (guanxi.customers.rules.identity), in the order of `rank`
gx_listed_odd   cells that can be kept but hardly be right
gx_listed_twin  customers on file that share a sign with a row that would make a new one
"""

from collections.abc import Mapping
from typing import Final

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanxi.customers.actions.clashes import AskedTooOften, answer_clash
from guanxi.customers.models import Customer
from guanxi.customers.queries.clashes import MOST_ANSWERS
from guanxi.customers.rules.identity import identity_keys
from guanxi.customers.types import MaskedClash
from guanxi.kit.phones import looks_complete
from guanxi.platform.access.types import Actor
from guanxi.platform.bulk import copied, copy_into
from guanxi.platform.exchange.types import EXAMPLES, Pointer, Warned, Warnings

TABLES: Final = ("gx_listed_sign", "gx_listed_odd", "gx_listed_twin")
MOST_SIGNS = 200_000  # looked up in the file on record; within the list all are compared
_PHONES: Final = ("phone", "contact_phone")
_TYPED: Final = ("name", "short_name", "phone", "email", "credit_code")
_SIGN_OF: Final = {"c": "credit_code", "n": "phone", "e": "email", "=": "name"}
_RANKS: Final = "cne="


class Suspicion:
    """Gathers what is odd about the rows of a list as they are read."""

    def __init__(self) -> None:
        self._signs: list[str] = []
        self._odd: list[str] = []
        with connection.cursor() as cursor:
            for name in TABLES:
                cursor.execute(f"drop table if exists pg_temp.{name}")
            cursor.execute(
                "create temp table gx_listed_sign (at bigint, rank int, sign text) on commit drop;"
                "create temp table gx_listed_odd (at bigint, field text, found text) on commit drop"
            )

    def look_at(self, at: int, row: Mapping[str, object], kind: str) -> None:
        """`row`: the cells as read."""
        typed = {name: str(row.get(name) or "") for name in _TYPED}
        for sign in identity_keys(kind, typed).strong:
            self._signs.append(f"{at}\t{_RANKS.index(sign[1])}\t{copied(sign)}")
        for field in _PHONES:
            found = str(row.get(field) or "")
            if found and not looks_complete(found, str(row.get("country_code") or "CN")):
                self._odd.append(f"{at}\t{field}\t{copied(found)}")

    def keep(self) -> None:
        """Write down what was gathered, so that a long list never stands in memory."""
        copy_into("gx_listed_sign", ("at", "rank", "sign"), self._signs)
        copy_into("gx_listed_odd", ("at", "field", "found"), self._odd)
        self._signs.clear()
        self._odd.clear()


def list_warnings(actor: Actor) -> Warnings:
    """Of every kind the first rows; only rows that would make a new customer can be doubles."""
    with connection.cursor() as cursor:
        cursor.execute("create index on gx_listed_sign (at); analyze gx_listed_sign")
    within, of_file = _twins_in_list()
    known, of_known = _twins_on_file(actor)
    masked, notes = _twins_of_others(actor)
    odd, of_odd = _odd_cells()
    counts = {
        "double_in_list": of_file,
        "double_on_file": of_known,
        "colleagues": len(masked),
        "odd_phone": of_odd,
    }
    return Warnings((*within, *known, *masked, *odd), counts, notes)


def _rows(statement: str, *parameters: int) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


_NEW = "join gx_listed_fate f on f.at = s.at and f.step = 'create' join gx_listed r on r.at = s.at"


def _twins_in_list() -> tuple[list[Warned], int]:
    found = _rows(
        "with shared as (select s.at, r.line, s.rank, s.sign, first_value(s.at) over same as head"  # noqa: S608 - our own text
        f" from gx_listed_sign s {_NEW} window same as (partition by s.sign order by s.at)),"
        " twins as (select distinct on (at) at, line, sign, head from shared where head <> at"
        " order by at, rank, sign)"
        " select t.at, t.line, t.sign, h.line, h.name, count(*) over () from twins t"
        " join gx_listed h on h.at = t.head order by t.at limit %s",
        EXAMPLES,
    )
    return [
        Warned(
            int(str(at)),
            int(str(line)),
            "double_in_list",
            _("Line %(line)s, “%(name)s”, has the same %(what)s.")
            % {"line": other, "name": name, "what": _what(sign)},
            _field(sign),
        )
        for at, line, sign, other, name, _count in found
    ], _total(found)


def _find_on_file() -> None:
    """`gx_listed_twin`. Each sign is looked up in the index of the search, whatever the planner expects."""
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute(
            "create temp table gx_listed_twin on commit drop as"  # noqa: S608 - our own text
            f" with asked as materialized (select s.at, r.line, s.rank, s.sign from gx_listed_sign s {_NEW}"
            " order by s.at, s.rank limit %s)"
            " select a.at, a.line, a.rank, a.sign, c.id from asked a cross join lateral ("
            "  select id from gx_customers_customer where search @@ a.sign::tsquery"
            "  and merged_into_id is null order by id limit 3) c",
            [MOST_SIGNS],
        )
        cursor.execute("set local enable_seqscan = on")
        cursor.execute("analyze gx_listed_twin")


def _seen(actor: Actor) -> set[int]:
    """Of the twins on file those this person may see."""
    among = RawSQL(
        '"gx_customers_customer"."id" in (select id from gx_listed_twin)', (), output_field=BooleanField()
    )
    rows = Customer.objects.visible_to(actor).filter(among).order_by("pk")
    return set(rows.values_list("pk", flat=True))


def _twins_on_file(actor: Actor) -> tuple[list[Warned], int]:
    _find_on_file()
    with connection.cursor() as cursor:
        cursor.execute("alter table gx_listed_twin add column is_seen boolean not null default false")
        cursor.execute("update gx_listed_twin set is_seen = true where id = any(%s)", [list(_seen(actor))])
    found = _rows(
        "with twins as (select distinct on (at) * from gx_listed_twin where is_seen order by at, rank, id)"
        " select t.at, t.line, t.sign, t.id, c.name, count(*) over () from twins t"
        " join gx_customers_customer c on c.id = t.id order by t.at limit %s",
        EXAMPLES,
    )
    return [
        Warned(
            int(str(at)),
            int(str(line)),
            "double_on_file",
            _("“%(name)s” on file has the same %(what)s.") % {"name": name, "what": _what(sign)},
            _field(sign),
            (Pointer(str(name), "customers:page", int(str(key))),),
        )
        for at, line, sign, key, name, _count in found
    ], _total(found)


def _twins_of_others(actor: Actor) -> tuple[list[Warned], tuple[str, ...]]:
    """Colleagues' customers, told masked and counted by the verb that tells of them while one types."""
    if actor.user_id is None or not actor.may("customers.answer_clash"):
        return [], ()
    found = _rows(
        "select distinct on (t.at) t.at, t.line, t.sign, coalesce(r.kind, f.kind), "  # noqa: S608 - our own names
        f"{', '.join(f'r.{name}' for name in _TYPED)} from gx_listed_twin t join gx_listed r on r.at = t.at"
        " cross join gx_listed_blank f where not t.is_seen order by t.at, t.rank limit %s",
        MOST_ANSWERS,
    )
    told: list[Warned] = []
    notes: tuple[str, ...] = ()
    answers: set[int] = set()
    for at, line, sign, kind, *cells in found:
        typed = {name: str(cell or "") for name, cell in zip(_TYPED, cells, strict=True)}
        try:
            clashes = answer_clash(actor=actor, kind=str(kind), typed=typed)
        except AskedTooOften as refused:
            notes = (str(refused.sentence),)
            break
        answers.update(one.answer for one in clashes)
        if clashes:
            told.append(_masked(int(str(at)), int(str(line)), str(sign), clashes[0]))
    if len(answers) >= MOST_ANSWERS or len(found) == MOST_ANSWERS:
        notes = (_("Not every line was compared with colleagues' customers: so many are told in an hour."),)
    return told, notes


def _masked(at: int, line: int, sign: str, clash: MaskedClash) -> Warned:
    parts = [_("A colleague has this customer"), _("the same %(what)s") % {"what": _what(sign)}]
    if clash.team:
        parts.append(_("Team %(team)s") % {"team": clash.team})
    if clash.days is None:
        parts.append(_("no touch on file"))
    elif clash.days == 0:
        parts.append(_("last touch today"))
    else:
        days = ngettext("last touch %(num)s day ago", "last touch %(num)s days ago", clash.days)
        parts.append(days % {"num": clash.days})
    pointer = Pointer(_("Claim it"), "customers:claim", clash.answer)
    return Warned(at, line, "colleagues", " · ".join(parts), _field(sign), (pointer,))


def _odd_cells() -> tuple[list[Warned], int]:
    found = _rows(
        "select s.at, r.line, s.field, s.found, count(*) over () from gx_listed_odd s"
        " join gx_listed r on r.at = s.at join gx_listed_fate f on f.at = s.at and f.step is not null"
        " order by s.at, s.field limit %s",
        EXAMPLES,
    )
    words = _("“%(found)s” does not look like a complete phone number.")
    return [
        Warned(int(str(at)), int(str(line)), "odd_phone", words % {"found": odd}, str(field))
        for at, line, field, odd, _count in found
    ], _total(found)


def _total(found: list[tuple[object, ...]]) -> int:
    return int(str(found[0][-1])) if found else 0


def _field(sign: object) -> str:
    return _SIGN_OF[str(sign)[1]]


def _what(sign: object) -> str:
    """What two rows share, inside a sentence."""
    return {
        "c": _("social credit code"),
        "n": _("phone number"),
        "e": _("mail address"),
        "=": _("name, but for place and legal form"),
    }[str(sign)[1]]
