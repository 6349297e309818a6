"""The first rows of a checked list as they will stand on file."""

from collections.abc import Sequence

from django.db import connection

from guanxi.customers.actions.listed import FACTS
from guanxi.customers.models import Customer
from guanxi.customers.rules.lists import CONTACT_TEXTS
from guanxi.platform.exchange.types import Becoming, Glance

_ROWS = 8
_LONGEST = 60
_MOST_COLUMNS = 10


def list_glance(mapped: Sequence[str]) -> Glance:
    """`mapped`: the columns that the file fills; the places that other cells tell come too."""
    facts = [*(name for name in mapped if name in FACTS), *(name for name in _TOLD if name not in mapped)]
    people = [name for name in mapped if name in CONTACT_TEXTS]
    wanted = ", ".join(
        [f'coalesce(ch."{name}"::text, r."{name}"::text, \'\')' for name in facts]
        + [f"coalesce(r.p_{name.removeprefix('contact_')}, '')" for name in people]
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"select r.line, f.step, {wanted} from gx_listed_fate f join gx_listed r on r.at = f.at"  # noqa: S608 - our own names
            " left join gx_listed_change ch on ch.at = f.at where f.step is not null order by f.at limit %s",
            [_ROWS],
        )
        rows = cursor.fetchall()
    names = [*facts, *people]
    filled = [at for at in range(len(names)) if any(row[at + 2] for row in rows)][:_MOST_COLUMNS]
    words = _choices()
    return Glance(
        tuple(names[at] for at in filled),
        tuple(
            Becoming(line, step, tuple(_said(names[at], cells[at], words) for at in filled))
            for line, step, *cells in rows
        ),
    )


_TOLD = ("name", "province", "city", "district")


def _choices() -> dict[str, dict[str, str]]:
    fields = Customer._meta.concrete_fields  # noqa: SLF001 - the documented model API
    return {f.name: {str(k): str(v) for k, v in f.flatchoices} for f in fields if f.choices}


def _said(name: str, cell: str, words: dict[str, dict[str, str]]) -> str:
    text = words.get(name, {}).get(cell, cell) if cell else ""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
