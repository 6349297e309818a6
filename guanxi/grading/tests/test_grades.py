"""A stored grade: placed by the rule, seen by who sees the customer, taken back whole."""

from datetime import UTC, datetime

import pytest

from guanxi.customers.actions import create_customer
from guanxi.customers.types import CustomerDraft
from guanxi.grading.actions import NotJudged, grade_customer
from guanxi.grading.models import CustomerGrade
from guanxi.grading.queries import cell_marks, grade_of, matrix_rows
from guanxi.platform.access.actions import create_role, create_user
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Actor
from guanxi.platform.journal.actions import undo_change_set
from guanxi.platform.verbs import NotFound

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
BEST = {
    "difference": "very",
    "value": "value",
    "preference": "us",
    "access": "easy",
    "rules": "few",
    "volume": "large",
    "margin": "high",
    "relationship": "firm",
}


@pytest.fixture
def sellers() -> tuple[Actor, Actor]:
    system = system_actor("tests", clock=lambda: NOON)
    role = create_role(
        actor=system, name="s", code="s", rights={"customers.*": 1, "grading.*": 1, "journal.*": 1}
    )
    lin, gao = (
        create_user(actor=system, email=f"{n}@x.cn", name=n, password=None, roles=[role.pk])
        for n in ("lin", "gao")
    )
    return actor_of(lin, clock=lambda: NOON), actor_of(gao, clock=lambda: NOON)


def test_graded_by_the_rule_and_undone(sellers):
    lin, _gao = sellers
    customer = create_customer(actor=lin, draft=CustomerDraft(name="A"))
    grade_customer(actor=lin, customer=customer.pk, words=BEST)
    worse = grade_customer.tracked(
        actor=lin, customer=customer.pk, words={**BEST, "relationship": "retreating"}
    )
    assert (worse.result.cell, worse.result.customer_class, worse.result.is_off_matrix) == ("A2", "key", True)
    undo_change_set(actor=lin, change_set=worse.change_set_id)
    stored = grade_of(lin, customer.pk)
    assert stored is not None
    assert (stored.cell, stored.is_off_matrix) == ("A1", False)
    assert cell_marks(lin, [customer.pk])[customer.pk].code == "A1"


def test_a_stranger_neither_sees_nor_grades(sellers):
    lin, gao = sellers
    customer = create_customer(actor=lin, draft=CustomerDraft(name="A"))
    grade_customer(actor=lin, customer=customer.pk, words=BEST)
    assert grade_of(gao, customer.pk) is None
    assert cell_marks(gao, [customer.pk]) == {}
    assert sum(count for _row, cells in matrix_rows(gao) for _cell, count in cells) == 0
    with pytest.raises(NotFound):
        grade_customer(actor=gao, customer=customer.pk, words={**BEST, "value": "price"})
    assert CustomerGrade.objects.get().value == "value"


@pytest.mark.parametrize("words", [{}, {**BEST, "value": "love"}, {**BEST, "more": "x"}])
def test_incomplete_or_wrong_words_change_nothing(sellers, words):
    lin, _gao = sellers
    customer = create_customer(actor=lin, draft=CustomerDraft(name="A"))
    with pytest.raises(NotJudged):
        grade_customer(actor=lin, customer=customer.pk, words=words)
    assert not CustomerGrade.objects.exists()
