"""Where facts come from, and what to ask next."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.customers.actions import (
    AlreadyPlanned,
    CannotSave,
    NotAField,
    SourceInUse,
    SourceTaken,
    create_customer,
    create_source,
    delete_source,
    edit_source,
    note_answers,
    plan_question,
    state_source,
)
from guanxi.customers.models import Customer, FactSource, Source
from guanxi.customers.queries import fact_sources
from guanxi.customers.rules.sources import BASIC, ask_next, askable, known
from guanxi.customers.types import CustomerDraft, QuestionDraft, SourceDraft
from guanxi.platform.access.actions import create_user
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.journal.actions import undo_change_set
from guanxi.platform.verbs import Forbidden

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
FULL = {"phone": "1", "city": "上海", "address": "x", "industry": "y", "employees": 5, "credit_code": "z"}


@pytest.fixture
def system(db):
    return system_actor("tests", clock=lambda: NOON)


def test_an_empty_record_is_known_to_nothing_a_whole_one_to_a_hundred():
    assert known("organisation", {}, (), {}, TODAY).percent == 0
    state = known("organisation", FULL, (), {}, TODAY)
    assert (state.percent, state.missing) == (100, ())


def test_a_value_older_than_the_plan_allows_is_stale_and_asked_again():
    plan = (QuestionDraft("phone", every_days=30),)
    fresh, old = {"phone": date(2026, 1, 31)}, {"phone": date(2026, 1, 30)}
    assert known("organisation", FULL, plan, fresh, TODAY).stale == ()
    state = known("organisation", FULL, plan, old, TODAY)
    assert state.stale == ("phone",)
    (ask,) = ask_next("organisation", state, FULL | {"email": "e", "website": "w", "country": "c",
        "province": "p", "short_name": "s"}, {}, plan)  # fmt: skip
    assert (ask.field, ask.is_stale) == ("phone", True)


def test_the_fact_most_conditions_read_is_asked_first():
    state = known("organisation", {}, (), {}, TODAY)
    asks = ask_next("organisation", state, {}, {"website": 2, "industry": 7}, ())
    assert [(a.field, a.readers) for a in asks[:2]] == [("industry", 7), ("website", 2)]
    assert len(asks) == 5


def test_a_question_for_another_touchpoint_or_role_is_left_to_it():
    plan = (QuestionDraft("industry", touchpoint="visit"), QuestionDraft("employees", role_id=3))
    state = known("organisation", {}, plan, {}, TODAY)
    at_call = ask_next("organisation", state, {}, {}, plan, touchpoint="call", role_ids=frozenset({1}))
    at_visit = ask_next("organisation", state, {}, {}, plan, touchpoint="visit", role_ids=frozenset({3}))
    assert {"industry", "employees"}.isdisjoint(a.field for a in at_call)
    assert [a.field for a in at_visit[:2]] == ["industry", "employees"]


@given(
    st.sampled_from(sorted(BASIC)).flatmap(
        lambda kind: st.tuples(
            st.just(kind), st.dictionaries(st.sampled_from(askable(kind)), st.sampled_from(["", "x", None]))
        )
    )
)
def test_nothing_known_is_ever_asked(given_):
    kind, values = given_
    state = known(kind, values, (), {}, TODAY)
    asks = ask_next(kind, state, values, dict.fromkeys(askable(kind), 1), ())
    assert all(not values.get(a.field) for a in asks)
    assert state.filled == sum(bool(values.get(f)) for f in state.wanted)


def test_answers_are_saved_with_their_source_and_come_back_by_undo(system):
    customer = create_customer(
        actor=system, draft=CustomerDraft(name="恒达", phone="1", remark="r", tags=("a",))
    )
    visit = create_source(actor=system, draft=SourceDraft("销售拜访", channel="visit"))
    done = note_answers.tracked(
        actor=system, customer=customer.pk, answers={"industry": "制药", "employees": 80}, source=visit.pk,
        incentive="样品",
    )  # fmt: skip
    customer.refresh_from_db()
    assert (customer.industry, customer.employees, customer.phone) == ("制药", 80, "1")
    assert (customer.remark, customer.tags) == ("r", ["a"])
    rows = [(s.field, s.source_id, s.on, s.incentive) for s in fact_sources(system, customer.pk)]
    assert rows == [("employees", visit.pk, TODAY, "样品"), ("industry", visit.pk, TODAY, "样品")]
    undo_change_set(actor=system, change_set=done.change_set_id)
    customer.refresh_from_db()
    assert (customer.industry, FactSource.objects.count()) == ("", 0)


@pytest.mark.parametrize(
    ("answers", "refusal"), [({}, CannotSave), ({"owner": 1}, NotAField), ({"born_on": TODAY}, NotAField)]
)
def test_only_fields_of_the_record_are_answers(system, answers, refusal):
    customer = create_customer(actor=system, draft=CustomerDraft(name="恒达"))
    with pytest.raises(refusal):
        note_answers(actor=system, customer=customer.pk, answers=answers)
    assert Customer.objects.get(pk=customer.pk).version == customer.version


def test_a_source_of_tomorrow_and_an_unknown_field_are_refused(system):
    customer = create_customer(actor=system, draft=CustomerDraft(name="恒达"))
    source = create_source(actor=system, draft=SourceDraft("名录"))
    more = {"actor": system, "customer": customer.pk, "source": source.pk}
    with pytest.raises(CannotSave):
        state_source(**more, stated=("phone",), on=date(2026, 3, 3))
    with pytest.raises(NotAField):
        state_source(**more, stated=("password",), on=TODAY)
    assert FactSource.objects.count() == 0


def test_a_renamed_source_takes_its_customers_along_and_one_in_use_stays(system):
    source = create_source(actor=system, draft=SourceDraft("展会"))
    customer = create_customer(actor=system, draft=CustomerDraft(name="恒达", source="展会"))
    edit_source(actor=system, source=source.pk, draft=SourceDraft("上海展会"))
    assert Customer.objects.get(pk=customer.pk).source == "上海展会"
    with pytest.raises(SourceInUse):
        delete_source(actor=system, source=source.pk)
    with pytest.raises(SourceTaken):
        create_source(actor=system, draft=SourceDraft("上海展会"))
    assert Source.objects.count() == 1


def test_the_plan_asks_a_thing_once_and_only_of_whom_has_it(system):
    plan_question(actor=system, draft=QuestionDraft("industry", kind="organisation"))
    with pytest.raises(AlreadyPlanned):
        plan_question(actor=system, draft=QuestionDraft("industry", kind="organisation"))
    with pytest.raises(NotAField):
        plan_question(actor=system, draft=QuestionDraft("born_on"))


def test_without_the_right_nothing_is_noted(system):
    customer = create_customer(actor=system, draft=CustomerDraft(name="恒达"))
    nobody = create_user(actor=system, email="n@x.cn", name="n", password=None, roles=[])
    with pytest.raises(Forbidden):
        note_answers(actor=actor_of(nobody), customer=customer.pk, answers={"industry": "制药"})
    assert Customer.objects.get(pk=customer.pk).industry == ""
