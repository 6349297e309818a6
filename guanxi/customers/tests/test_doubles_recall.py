"""What a look at each changed record finds of what a look at the whole file finds, on noisy records."""

import runpy
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from guanxi.customers.models import Comparing, Customer
from guanxi.customers.queries.doubles import ROLES, near_pairs, records_to_compare
from guanxi.customers.rules import cleaned, search_columns
from guanxi.customers.rules.duplicates import find_doubles
from guanxi.customers.rules.identity import near_queries
from guanxi.customers.types import CustomerDraft
from guanxi.platform.access.queries import system_actor
from guanxi.platform.verbs import change_set

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
BENCH = Path(__file__).parents[3] / "bench"
COUNT, KNOWN = 1_500, 900  # records, and those on file at the last look at the whole


def firms():
    """(who it is, its facts): Chinese firms with sisters, branches, namesakes and noise."""
    drawn = runpy.run_path(str(BENCH / "firms.py"))
    for row in drawn["firms"](COUNT, 4242):
        found = dict(zip(drawn["COLUMNS"], row, strict=True))
        facts = {name: found[name] for name in ("name", "phone", "address")}
        yield found["entity"], facts | {"credit_code": found["credit_code"]}


def persons():
    columns = runpy.run_path(str(BENCH / "persons.py"))["persons"](COUNT, seed=4242)
    for row in zip(*columns.values(), strict=True):
        found = {name: "" if cell is None else str(cell) for name, cell in zip(columns, row, strict=True)}
        yield (
            found["entity"],
            {
                "name": f"{found['given_name']} {found['surname']}".strip() or "?",
                "phone": found["phone"],
                "email": found["email"] if "@" in found["email"] else "",
                "born_on": day(found["birth_date"]),
                "city": found["city"],
                "address": found["street"],
            },
        )


def day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def stored(actor, kind, drawn):
    """Keys in order -> who they are."""
    rows, people = [], []
    for entity, facts in drawn:
        code = facts.pop("credit_code", "")
        values = cleaned(CustomerDraft(kind=kind, **facts)) | {"credit_code": code}
        rows.append(Customer(**values, **search_columns(values)))
        people.append(entity)
    with change_set(actor, "tests.build"):
        Customer.objects.bulk_create(rows)
    return dict(zip((row.pk for row in rows), people, strict=True))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "drawn", "least"), [("organisation", firms, 0.985), ("person", persons, 0.97)]
)
def test_a_look_at_what_is_new_finds_what_a_look_at_everything_finds(kind, drawn, least):
    system = system_actor("tests", clock=lambda: NOON)
    who = stored(system, kind, drawn())
    keys, table = records_to_compare(system, kind)
    learned = find_doubles(table.slice(0, KNOWN), ROLES[kind]).weights
    Comparing.objects.create(kind=kind, weights=learned.to_json(), rows=KNOWN, scanned_at=NOON)
    new = set(keys[KNOWN:])

    def right(pairs):
        return {p for p in pairs if who[p[0]] == who[p[1]] and (p[0] in new or p[1] in new)}

    whole = find_doubles(table, ROLES[kind])
    by_all = {(keys[one], keys[other]) for one, other in zip(whole.left, whole.right, strict=True)}
    by_new = {(one, other) for one, other, _chance in near_pairs(system, kind, sorted(new))}
    assert len(right(by_all)) > 200
    assert len(right(by_all) & by_new) >= least * len(right(by_all))
    every = [(one, other) for one in keys for other in keys if one < other]
    assert len(right(by_new)) >= 0.94 * len(right(every)), "of those that are one by the truth"
    assert len(right(by_new)) >= 0.8 * len({p for p in by_new if p[0] in new or p[1] in new})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("苏州慧鑫投资管理有限公司", "苏州慧鑫投瑞管理有限公司"),
        ("长沙丰天电器有限公司", "长沙市美天电器有限责任公司"),
        ("无锡宏众汽车配件", "无锡宏众汽配件"),
    ],
)
@pytest.mark.django_db
def test_a_name_with_one_other_character_is_looked_at(one, other):
    system = system_actor("tests", clock=lambda: NOON)
    (key,) = stored(system, "organisation", [("1", {"name": other})])
    queries = near_queries("organisation", {"name": one})
    found = Customer.objects.extra(where=["search @@ %s::tsquery"], params=[" | ".join(queries)])
    assert [row.pk for row in found] == [key]


def test_short_names_and_latin_ones_ask_for_no_wider_names():
    assert [q for q in near_queries("organisation", {"name": "华强有限公司"}) if " & " in q] == []
    assert [q for q in near_queries("person", {"name": "张伟"}) if " & " in q] == []
