"""Cards nobody changed or reviewed for long: asked for once, a few a week, and done by a button."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.customers.actions import (
    CannotSave,
    archive_customer,
    ask_for_reviews,
    create_customer,
    edit_customer,
    review_customer,
    set_review_cycle,
)
from guanxi.customers.models import Customer, Review
from guanxi.customers.queries import customer as read_customer
from guanxi.customers.queries import review, review_cycle, state_of
from guanxi.customers.rules.reviews import DEFAULT_MONTHS, review_state, stale_before
from guanxi.customers.types import CustomerDraft
from guanxi.platform.access.actions import create_role, create_user
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Actor, Scope
from guanxi.platform.verbs import NotFound
from guanxi.work.models import FollowUp

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
YEAR_LATER = NOON + timedelta(days=366)


@pytest.fixture
def cast(db) -> tuple[Actor, Actor]:
    system = system_actor("tests", clock=lambda: NOON)
    role = create_role(
        actor=system, name="s", code="s", rights={"customers.*": int(Scope.OWN), "work.*": int(Scope.OWN)}
    )
    lin, gao = (
        actor_of(
            create_user(actor=system, email=f"{n}@x.cn", name=n, password=None, roles=[role.pk]),
            clock=lambda: NOON,
        )
        for n in ("lin", "gao")
    )
    return lin, gao


def house(at: datetime) -> Actor:
    return system_actor("reviews", clock=lambda: at)


def make(actor: Actor, name: str, **facts: str) -> Customer:
    return create_customer(actor=actor, draft=CustomerDraft(name=name, **facts))


def test_a_card_is_asked_for_once_until_it_is_reviewed(cast):
    lin, _gao = cast
    made = make(lin, "苏州泵业")
    assert ask_for_reviews(actor=house(NOON + timedelta(days=364))) == 0
    assert ask_for_reviews(actor=house(YEAR_LATER)) == 1
    assert ask_for_reviews(actor=house(YEAR_LATER)) == 0
    assert ask_for_reviews(actor=house(YEAR_LATER + timedelta(days=800))) == 0, "the first one is still open"
    (task,) = FollowUp.objects.all()
    assert (task.owner_id, task.subject_type, task.subject_id) == (lin.user_id, "customer", made.pk)
    assert "苏州泵业" in task.title
    assert task.due_on == YEAR_LATER.date() + timedelta(days=7)
    later = replace(lin, clock=lambda: YEAR_LATER + timedelta(days=2))
    review_customer(actor=later, customer=made.pk)
    task.refresh_from_db()
    assert task.done_at == later.now()
    assert ask_for_reviews(actor=house(YEAR_LATER + timedelta(days=300))) == 0
    assert ask_for_reviews(actor=house(YEAR_LATER + timedelta(days=400))) == 1
    assert FollowUp.objects.count() == 2


def test_a_changed_card_is_fresh_and_an_archived_one_is_left_alone(cast):
    lin, _gao = cast
    changed, gone = make(lin, "恒达"), make(lin, "海川")
    archive_customer(actor=lin, customer=gone.pk)
    later = replace(lin, clock=lambda: NOON + timedelta(days=300))
    edit_customer(actor=later, customer=changed.pk, draft=CustomerDraft(name="恒达", phone="1"))
    assert ask_for_reviews(actor=house(YEAR_LATER)) == 0
    assert ask_for_reviews(actor=house(YEAR_LATER + timedelta(days=300))) == 1


def test_each_person_is_asked_for_five_a_week_the_oldest_first(cast):
    lin, gao = cast
    names = [f"客户{at}" for at in range(7)]
    for at, name in enumerate(names):
        make(replace(lin, clock=lambda at=at: NOON - timedelta(days=at)), name)
    make(gao, "高的客户")
    assert ask_for_reviews(actor=house(YEAR_LATER)) == 6
    asked = set(Review.objects.values_list("customer__name", flat=True))
    assert asked == {*names[2:], "高的客户"}
    assert ask_for_reviews(actor=house(YEAR_LATER + timedelta(days=6))) == 0
    assert ask_for_reviews(actor=house(YEAR_LATER + timedelta(days=7))) == 2


def test_the_cycle_of_a_class_is_set_and_zero_means_never(cast):
    lin, _gao = cast
    made = make(lin, "苏州泵业", archive_class="channel")
    assert review_cycle(lin) == dict(DEFAULT_MONTHS)
    at = NOON + timedelta(days=190)
    set_review_cycle(actor=lin, months={"channel": 0})
    assert ask_for_reviews(actor=house(at)) == 0
    set_review_cycle(actor=lin, months={"channel": 6})
    assert review_cycle(lin)["channel"] == 6
    assert ask_for_reviews(actor=house(at)) == 1
    for months in ({"channel": -1}, {"channel": 121}, {"friend": 3}):
        with pytest.raises(CannotSave):
            set_review_cycle(actor=lin, months=months)
    state = state_of(lin, read_customer(lin, made.pk), review(lin, made.pk))
    assert (state.due_on, state.is_due) == (date(2026, 9, 2), False)


def test_nobody_reviews_a_strangers_card(cast):
    lin, gao = cast
    made = make(lin, "苏州泵业")
    with pytest.raises(NotFound):
        review_customer(actor=gao, customer=made.pk)
    assert not Review.objects.exists()
    assert review(gao, made.pk) is None


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 120))
def test_stale_days_are_those_whose_review_is_due(today, months):
    last = stale_before(months, today)
    assert last is not None
    assert review_state(last, months, today).is_due
    assert not review_state(last + timedelta(days=1), months, today).is_due
