from datetime import timedelta
from decimal import Decimal

import pytest

from guanxi.customers.actions import assign_customers
from guanxi.decisions.types import Verdict
from guanxi.marketing.actions import record_response
from guanxi.marketing.models import CellMember
from guanxi.marketing.queries import NotLaunched, results
from guanxi.platform.verbs import NotFound

from .conftest import NOON, at, launched, order, people, planned

pytestmark = pytest.mark.django_db


def inside(cell):
    return [m.customer for m in CellMember.objects.filter(cell=cell.cell_id).order_by("customer_id")]


def test_answers_count_once_and_their_revenue_adds_up(cast):
    people(cast.shen, 20)
    made = launched(cast.shen)
    first, second, *_rest = inside(made.cells[0])
    code = made.cells[0].code
    for days, customer, revenue in ((1, first, "10"), (2, first, "5"), (3, second, "7.5")):
        record_response(actor=at(cast.bai, days), code=code, customer=customer.code, revenue=Decimal(revenue))
    a, b, control = results(at(cast.shen, 10), made.campaign_id).cells
    assert (a.totals.size, a.totals.responders, a.totals.revenue) == (8, 2, Decimal("22.5"))
    assert a.response_rate == 0.25
    assert a.revenue_per_head == Decimal("2.8125")
    assert (b.totals.responders, b.response_rate) == (0, 0.0)
    assert (control.kind, control.response, control.purchase) == ("control", None, None)
    assert a.response.difference == 0.25
    assert a.response.verdict is Verdict.TOO_FEW
    assert a.totals.revenue_squares == Decimal("281.25")


def test_an_answer_after_the_window_is_late_and_its_revenue_does_not_count(cast):
    people(cast.shen, 20)
    made = launched(cast.shen)
    first, second, *_rest = inside(made.cells[0])
    code = made.cells[0].code
    record_response(actor=at(cast.bai, 31), code=code, customer=first.code, revenue=Decimal(99))
    record_response(actor=at(cast.bai, 2), code=code, customer=second.code, revenue=Decimal(1))
    record_response(actor=at(cast.bai, 40), code=code, customer=second.code, revenue=Decimal(50))
    measured = results(at(cast.shen, 60), made.campaign_id)
    a = measured.cells[0]
    assert (a.totals.responders, a.totals.late, a.totals.revenue) == (1, 1, Decimal(1))
    assert not measured.is_open
    assert measured.closes_at == NOON + timedelta(days=30)


def test_orders_in_the_window_are_measured_alike_in_every_cell(cast):
    people(cast.shen, 20)
    made = launched(cast.shen)
    a, b, control = (inside(c) for c in made.cells)
    order(a[0], "1", NOON + timedelta(days=1), "100")
    order(a[0], "2", NOON + timedelta(days=2), "-20", kind="return")
    order(a[1], "3", NOON + timedelta(days=29.9), "50")
    order(a[2], "4", NOON - timedelta(days=1), "1000")
    order(a[3], "5", NOON + timedelta(days=30), "1000")
    order(control[0], "6", NOON, "40")
    order(b[0], "7", NOON + timedelta(days=1), "-5", kind="return")
    measured = results(at(cast.shen, 60), made.campaign_id)
    sums = [(c.totals.buyers, c.totals.sales) for c in measured.cells]
    assert sums == [(2, Decimal(130)), (0, Decimal(-5)), (1, Decimal(40))]
    one = measured.cells[0]
    assert one.sales_per_head == Decimal("16.25")
    assert one.totals.sales_squares == Decimal(80 * 80 + 50 * 50)
    assert one.purchase.difference == 2 / 8 - 1 / 4
    assert one.purchase.revenue_difference == pytest.approx(16.25 - 10)
    assert (measured.currency, measured.currencies_left_out) == ("CNY", ())


def test_a_clear_lift_is_told_from_chance(cast):
    people(cast.shen, 200)
    made = launched(cast.shen)
    for n, customer in enumerate(inside(made.cells[0])[:40]):
        order(customer, f"A{n}", NOON + timedelta(days=1), "10")
    for n, customer in enumerate(inside(made.cells[2])[:2]):
        order(customer, f"K{n}", NOON + timedelta(days=1), "10")
    a, b, _control = results(at(cast.shen, 31), made.campaign_id).cells
    assert a.purchase.verdict is Verdict.BETTER
    assert a.purchase.difference == pytest.approx(40 / 80 - 2 / 40)
    assert (
        0 < a.purchase.difference_interval.low < a.purchase.difference < a.purchase.difference_interval.high
    )
    assert a.purchase.sample_ratio_p == pytest.approx(1)
    assert b.purchase.verdict is Verdict.TOO_FEW


def test_two_currencies_are_never_added(cast):
    people(cast.shen, 20)
    made = launched(cast.shen)
    a = inside(made.cells[0])
    order(a[0], "1", NOON, "10", currency="GBP")
    order(a[1], "2", NOON, "20", currency="GBP")
    order(a[2], "3", NOON, "40", currency="USD")
    measured = results(at(cast.shen, 1), made.campaign_id)
    assert (measured.currency, measured.currencies_left_out) == ("GBP", ("USD",))
    assert measured.cells[0].totals.sales == Decimal(30)


def test_nobody_measures_what_he_may_not_see(cast):
    people(cast.shen, 20)
    made = launched(cast.shen)
    a = inside(made.cells[0])
    order(a[0], "1", NOON, "10")
    order(a[1], "2", NOON, "10")
    with pytest.raises(NotFound):
        results(cast.gao, made.campaign_id)
    assign_customers(actor=cast.system, customers=[a[0].pk], owner=cast.gao.user_id)
    one = results(at(cast.shen, 1), made.campaign_id).cells[0]
    assert (one.totals.size, one.totals.buyers, one.totals.sales, one.planned_size) == (7, 1, Decimal(10), 8)


def test_before_the_launch_there_is_nothing_to_measure(cast):
    people(cast.shen, 6)
    with pytest.raises(NotLaunched):
        results(cast.shen, planned(cast.shen).campaign_id)


def test_the_number_of_queries_does_not_grow_with_the_cells(cast, django_assert_max_num_queries):
    people(cast.shen, 20)
    made = launched(cast.shen)
    with django_assert_max_num_queries(9):
        results(at(cast.shen, 1), made.campaign_id)
