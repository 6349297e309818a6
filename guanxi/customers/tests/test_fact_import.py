"""Rarer facts of customers from a file and into one."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.customers.actions import create_customer, edit_profile
from guanxi.customers.models import Profile
from guanxi.customers.queries import TABLE, customer_records, profile_words, table_rows
from guanxi.customers.rules.fact_lists import READ, read_facts
from guanxi.customers.types import CustomerDraft, ProfileDraft
from guanxi.platform.access.queries import system_actor
from guanxi.platform.access.types import Actor
from guanxi.platform.exchange.actions import import_file
from guanxi.platform.exchange.types import Table

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
FILE = """客户编号,收入,特殊爱好,信用额度,家庭人数,卡号后四位
P1,每月 5 千至 1 万,"钓鱼，象棋",8000,3,4417
P2,很多,,,,
P3,,,,,6222020200112233445
P4,,,5000,,
P1,,,1,,
"""


@pytest.fixture
def actor(db) -> Actor:
    return replace(system_actor("tests"), clock=lambda: NOON)


def person(actor: Actor, code: str) -> int:
    return create_customer(actor=actor, draft=CustomerDraft(name=f"客户{code}", kind="person", code=code)).pk


def test_facts_come_from_a_file_and_what_it_does_not_give_stays(actor, tmp_path: Path):
    first = person(actor, "P1")
    person(actor, "P2")
    person(actor, "P3")
    edit_profile(actor=actor, customer=first, draft=ProfileDraft(occupation="水电工", household_size=2))
    path = tmp_path / "facts.csv"
    path.write_text(FILE, "utf-8")
    report = import_file(actor, path, "customers.facts")
    assert report.made == {"customers": 1}
    assert report.refused() == {
        "no_customer": 1,
        "twice": 1,
        "document": 0,
        "unreadable": 2,  # an unknown word, a card
    }
    (profile,) = Profile.objects.all()
    assert (profile.income, profile.hobbies, profile.credit_limit) == (
        "middle",
        ["钓鱼", "象棋"],
        Decimal(8000),
    )
    assert (profile.occupation, profile.household_size, profile.card_last_four) == ("水电工", 3, "4417")


def test_a_word_in_either_language_is_understood():
    table = Table(
        columns={"customer": ["a", "b"], "novelty": ["tries new products first", "早期采用"]}, lines=[2, 3]
    )
    found = read_facts(table, profile_words())
    assert found.rows[0].facts == {"novelty": "innovator"}
    assert found.faults[1][0] == "novelty"


def test_facts_go_out_with_the_customer_but_no_token(actor):
    key = person(actor, "P1")
    draft = ProfileDraft(hobbies=("茶",), card_token="tok_1a2b3c4d", credit_limit=Decimal(5))
    edit_profile(actor=actor, customer=key, draft=draft)
    (record,) = customer_records(actor, [key])
    assert (record["hobbies"], record["credit_limit"]) == (["茶"], Decimal(5))
    assert "card_token" not in record
    (row,) = table_rows(actor, [key])
    assert len(row) == len(TABLE)
    assert row[TABLE.index("hobbies")] == "茶"


def test_what_goes_out_comes_in_again_a_line_for_each_contact_person(actor, tmp_path: Path):
    key = create_customer(actor=actor, draft=CustomerDraft(name="甲厂", code="F1")).pk
    edit_profile(actor=actor, customer=key, draft=ProfileDraft(hardware="泵四台", credit_limit=Decimal(5)))
    path = tmp_path / "facts.csv"
    path.write_text("code,hardware,credit limit\nF1,泵五台,5\nF1,泵五台,5\n", "utf-8")
    report = import_file(actor, path, "customers.facts")
    assert (report.made, sum(report.refused().values())) == ({"customers": 1}, 0)
    assert Profile.objects.get().hardware == "泵五台"


WORDS = profile_words()
cells = st.one_of(st.none(), st.text(max_size=30), st.integers(-(10**6), 10**6), st.floats(allow_nan=False))


@given(st.dictionaries(st.sampled_from(READ), cells, max_size=6))
def test_every_row_is_read_or_said_to_be_faulty(row):
    table = Table(columns={"customer": ["甲"], **{name: [cell] for name, cell in row.items()}}, lines=[2])
    found = read_facts(table, WORDS)
    assert len(found.rows) + len(found.faults) == 1
    for one in found.rows:
        assert set(one.facts) <= set(row)
        assert not {"", None, ()} & {value for value in one.facts.values() if isinstance(value, str | tuple)}
