from datetime import date, timedelta
from decimal import Decimal

import pytest

from guanxi.customers.models import Touch
from guanxi.decisions.queries import MistypedCode, UnknownCode
from guanxi.decisions.rules import ALPHABET, response_codes
from guanxi.marketing.actions import import_responses, launch, record_response
from guanxi.marketing.actions.campaigns import AlreadyAnswered
from guanxi.marketing.actions.responses import OtherCustomersOrder
from guanxi.marketing.forms.responses import plan, write
from guanxi.marketing.models import CellMember, Response
from guanxi.marketing.queries import find_response, responses
from guanxi.marketing.queries.responses import CannotRecord
from guanxi.marketing.types import ResponseRow
from guanxi.platform.exchange.types import Table
from guanxi.platform.journal.actions import undo_change_set

from .conftest import NOON, at, launched, order, people, planned

pytestmark = pytest.mark.django_db


def tick(share: float, words: str) -> None:
    assert 0 <= share <= 1


def member(made, position: int = 0):
    cell = made.cells[position]
    return cell.code, CellMember.objects.filter(cell=cell.cell_id).order_by("customer_id").first().customer


def test_a_code_and_a_number_make_an_answer(cast):
    people(cast.shen, 6)
    made = launched(cast.shen)
    code, customer = member(made)
    typed = f" {code[:3].lower()}-{code[3:]} "
    later = at(cast.bai, 3)
    response = record_response(actor=later, code=typed, customer=customer.code, revenue=Decimal("99.5"))
    assert (response.customer_id, response.cell_id) == (customer.pk, made.cells[0].cell_id)
    assert (response.responded_on, response.revenue) == (date(2026, 3, 5), Decimal("99.5"))
    touch = Touch.objects.get(channel="response")
    assert (touch.customer_id, touch.direction, touch.outcome) == (customer.pk, "in", code)
    assert [r.pk for r in responses(cast.shen, campaign_id=made.campaign_id)] == [response.pk]
    assert list(responses(cast.gao, campaign_id=made.campaign_id)) == []


def test_a_name_is_enough_when_only_one_fits(cast):
    people(cast.shen, 6)
    made = launched(cast.shen)
    code, customer = member(made)
    assert find_response(cast.bai, code=code, customer=customer.name).customer.pk == customer.pk


def test_the_same_answer_typed_twice_is_taken_once(cast):
    people(cast.shen, 6)
    made = launched(cast.shen)
    code, customer = member(made)
    record_response(actor=cast.bai, code=code, customer=customer.code, revenue=Decimal(10))
    with pytest.raises(CannotRecord) as refusal:
        record_response(actor=cast.bai, code=code, customer=customer.code, revenue=Decimal("10.00001"))
    assert refusal.value.rule == "duplicate"
    assert Response.objects.count() == 1
    record_response(actor=cast.bai, code=code, customer=customer.code, revenue=Decimal(11))
    assert Response.objects.count() == 2


def test_one_wrong_letter_is_said_so(cast):
    people(cast.shen, 6)
    code, customer = member(launched(cast.shen))
    wrong = ALPHABET[(ALPHABET.index(code[0]) + 1) % len(ALPHABET)] + code[1:]
    with pytest.raises(MistypedCode, match="one letter is wrong"):
        record_response(actor=cast.bai, code=wrong, customer=customer.code)
    nobodys = response_codes("nobody", ["x"])["x"]
    with pytest.raises(UnknownCode):
        record_response(actor=cast.bai, code=nobodys, customer=customer.code)
    assert not Response.objects.exists()


def test_rules_of_a_typed_answer(cast):
    people(cast.shen, 6)
    made = launched(cast.shen)
    code, customer = member(made)
    _other_code, other = member(made, 1)

    def rule(**changes: object) -> str:
        given = {"code": code, "customer": customer.code, **changes}
        with pytest.raises(CannotRecord) as refusal:
            record_response(actor=cast.bai, **given)
        return refusal.value.rule

    assert rule(customer=other.code) == "not_in_cell"
    assert rule(customer="nobody-9") == "unknown_customer"
    assert rule(on=date(2026, 3, 1)) == "too_early"
    assert rule(on=date(2026, 3, 3)) == "in_the_future"
    assert rule(revenue=Decimal(-1)) == "bad_amount"
    assert not Response.objects.exists()
    assert not Touch.objects.filter(channel="response").exists()


def test_before_the_launch_no_code_works(cast):
    people(cast.shen, 6)
    code, customer = member(planned(cast.shen))
    with pytest.raises(CannotRecord) as refusal:
        record_response(actor=cast.bai, code=code, customer=customer.code)
    assert refusal.value.rule == "not_launched"


def test_an_answer_can_name_its_order_but_not_anothers(cast):
    people(cast.shen, 6)
    made = launched(cast.shen)
    code, customer = member(made)
    _code, other = member(made, 1)
    mine = order(customer, "O-1", NOON, "120.5")
    with pytest.raises(OtherCustomersOrder):
        record_response(
            actor=cast.shen, code=code, customer=customer.code, order=order(other, "O-2", NOON, "5").pk
        )
    made_one = record_response(actor=cast.shen, code=code, customer=customer.code, order=mine.pk)
    assert (made_one.order_id, made_one.revenue) == (mine.pk, Decimal("120.5"))


def test_an_answer_can_be_undone(cast):
    people(cast.shen, 6)
    code, customer = member(launched(cast.shen))
    done = record_response.tracked(actor=cast.shen, code=code, customer=customer.code)
    undo_change_set(actor=cast.shen, change_set=done.change_set_id)
    assert not Response.objects.exists()
    assert not Touch.objects.filter(channel="response").exists()


def test_a_file_of_answers_line_by_line(cast):
    people(cast.shen, 6)
    people(cast.gao, 1, "G")
    made = launched(cast.shen)
    code, customer = member(made)
    other_code, other = member(made, 1)
    later = at(cast.shen, 5)
    day = date(2026, 3, 4)
    rows = [
        ResponseRow(code, customer.code, day, Decimal(10)),
        ResponseRow(code.lower(), customer.code, day, Decimal("10.00")),
        ResponseRow(code, customer.code, day + timedelta(days=1), Decimal(5)),
        ResponseRow(code, other.code, day),
        ResponseRow(code, "nobody", day),
        ResponseRow(code, "G-1", day),
        ResponseRow(code[:-1], customer.code, day),
        ResponseRow(response_codes("nobody", ["x"])["x"], customer.code, day),
        ResponseRow(other_code, other.code, date(2026, 2, 1)),
        ResponseRow(other_code, other.code, date(2026, 4, 1)),
        ResponseRow(other_code, other.code, day, Decimal(-1)),
        ResponseRow(other_code, other.code, day),
    ]
    done = import_responses.tracked(actor=later, rows=rows)
    assert dict(done.result.refused) == {
        1: "duplicate",
        3: "not_in_cell",
        4: "unknown_customer",
        5: "unknown_customer",
        6: "mistyped_code",
        7: "unknown_code",
        8: "too_early",
        9: "in_the_future",
        10: "bad_amount",
    }
    assert sorted(done.result.ready) == [0, 2, 11]
    assert Response.objects.count() == 3
    assert Touch.objects.filter(channel="response").count() == 3
    again = import_responses(actor=later, rows=rows)
    assert not again.ready
    undo_change_set(actor=cast.shen, change_set=done.change_set_id)
    assert not Response.objects.exists()


def test_the_import_target_reads_cells_as_people_write_them(cast):
    people(cast.shen, 6)
    made = launched(cast.shen)
    code, customer = member(made)
    later = at(cast.shen, 5)
    table = Table(
        lines=[2, 3, 4, 5],
        columns={
            "code": [code, code, code, None],
            "customer": [customer.code, customer.code, customer.code, "x"],
            "on": ["2026-03-04", "no day", date(2026, 3, 5), None],
            "revenue": ["¥1,200.50", 1, 0.1, None],
        },
        flaws={},
    )
    decided = plan(later, table, {}, tick)
    assert [(row.at, row.rule) for row in decided.refused.in_order()] == [
        (1, "bad_date"),
        (3, "mistyped_code"),
    ]
    assert dict(decided.made) == {"responses": 2}
    assert dict(decided.sums) == {"revenue": "1200.60"}
    write(later, decided, tick)
    assert sorted(Response.objects.values_list("revenue", flat=True)) == [Decimal("0.1"), Decimal("1200.5")]


def test_the_launch_of_an_answered_campaign_stays(cast):
    people(cast.shen, 12)
    made = planned(cast.shen)
    done = launch.tracked(actor=cast.shen, campaign=made.campaign_id)
    code, customer = member(made)
    record_response(actor=at(cast.bai, 1), code=code, customer=customer.code, revenue=Decimal(10))
    with pytest.raises(AlreadyAnswered):
        undo_change_set(actor=cast.shen, change_set=done.change_set_id)
    assert Response.objects.get().cell.program.campaign.launched_at is not None


def test_one_date_of_a_file_shows_the_order_of_the_others(cast):
    people(cast.shen, 6)
    code, customer = member(launched(cast.shen))
    columns = {"code": [code] * 2, "customer": [customer.code] * 2, "on": ["05.03.2026", "13.03.2026"]}
    decided = plan(at(cast.shen, 25), Table(lines=[2, 3], columns=columns, flaws={}), {}, tick)
    assert decided.refused.counts() == {}
    assert [row.responded_on for row in decided.payload] == [date(2026, 3, 5), date(2026, 3, 13)]
