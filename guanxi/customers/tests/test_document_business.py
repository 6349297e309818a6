"""What an expired document does to business, and what is found afterwards."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from document_cast import NOON, Cast, gathered

from guanxi.customers.actions import (
    CannotClose,
    CannotSave,
    DocumentNotValid,
    close_risk_event,
    edit_risk_event,
    log_touch,
    need_document,
    open_risk_event,
    require_valid_documents,
    warn_of_expiry,
)
from guanxi.customers.models import Customer, Document, DocumentAlert, RiskEvent
from guanxi.customers.queries import (
    business_on_invalid_documents,
    expiring,
    invalid_documents_for,
    overdue_risk_events,
    suspicious_days,
)
from guanxi.customers.rules.documents import DateFault, Reason
from guanxi.customers.types import RiskDraft, TouchDraft
from guanxi.platform.verbs import change_set
from guanxi.work.models import FollowUp

pytestmark = pytest.mark.django_db


TODAY = date(2026, 3, 2)


@pytest.fixture
def cast() -> Cast:
    return gathered()


def test_business_is_refused_escalated_or_let_through_by_the_type(cast):
    assert invalid_documents_for(cast.lin, cast.customer, "order") == []
    need_document(actor=cast.chen, document_type=cast.kind("business_licence"), purpose="order")
    need_document(
        actor=cast.chen,
        document_type=cast.kind("contract_seal"),
        purpose="order",
        customer_kind="organisation",
    )
    need_document(
        actor=cast.chen, document_type=cast.kind("identity_card"), purpose="order", customer_kind="person"
    )
    found = invalid_documents_for(cast.lin, cast.customer, "order")
    assert [(lack.type.code, lack.validity.reason) for lack in found] == [
        ("business_licence", Reason.MISSING),
        ("contract_seal", Reason.MISSING),
    ]
    with pytest.raises(DocumentNotValid):
        require_valid_documents(actor=cast.lin, customer=cast.customer, purpose="order")
    assert FollowUp.objects.count() == 0
    cast.confirm(cast.propose())
    for _again in range(2):
        lacks = require_valid_documents(actor=cast.lin, customer=cast.customer, purpose="order")
        assert [lack.type.code for lack in lacks] == ["contract_seal"]
    assert [f.owner_id for f in FollowUp.objects.all()] == [cast.chen.user_id]
    cast.clock.moment = datetime(2027, 1, 1, 4, tzinfo=UTC)
    with pytest.raises(DocumentNotValid) as refused:
        require_valid_documents(actor=cast.lin, customer=cast.customer, purpose="order")
    assert refused.value.lacks[0].validity.reason is Reason.EXPIRED


def test_warnings_come_before_on_and_after_the_last_day_and_once(cast):
    cast.confirm(cast.propose())
    steps = [
        (datetime(2026, 10, 31, 4, tzinfo=UTC), 0, []),
        (datetime(2026, 11, 1, 4, tzinfo=UTC), 1, ["lin"]),
        (datetime(2026, 11, 20, 4, tzinfo=UTC), 0, ["lin"]),
        (datetime(2026, 12, 31, 4, tzinfo=UTC), 1, ["lin", "lin"]),
        (datetime(2027, 1, 1, 4, tzinfo=UTC), 1, ["lin", "lin", "lin", "chen"]),
        (datetime(2027, 6, 1, 4, tzinfo=UTC), 0, ["lin", "lin", "lin", "chen"]),
        (datetime(2026, 11, 2, 4, tzinfo=UTC), 0, ["lin", "lin", "lin", "chen"]),
    ]
    for moment, warned, people in steps:
        cast.clock.moment = moment
        assert warn_of_expiry(actor=cast.system) == warned, moment
        assert [f.owner.name for f in FollowUp.objects.order_by("pk")] == people, moment
    assert set(DocumentAlert.objects.values_list("stage", flat=True)) == {"before", "last_day", "after"}


def test_what_expires_is_listed_by_each_types_days_of_warning(cast):
    cast.confirm(cast.propose(expires_on=date(2026, 5, 1)))  # 60 days of warning
    cast.confirm(cast.propose(code="contract_seal", number="S-1", expires_on=date(2026, 5, 1)))  # 30 days
    assert [d.type.code for d in expiring(cast.lin)] == ["business_licence"]
    assert [d.type.code for d in expiring(cast.lin, on_day=date(2026, 4, 1))] == [
        "business_licence",
        "contract_seal",
    ]


def test_the_sweep_finds_what_was_stored_before(cast):
    made = cast.propose()
    with change_set(cast.system, "tests.old_data"):
        Document.objects.filter(pk=made.pk).update(expires_on=date(9999, 12, 31))
        Customer.objects.filter(pk=cast.customer).update(born_on=date(1900, 1, 1))
    found = suspicious_days(cast.lin)
    assert [(s.kind, s.field, s.day, s.fault) for s in found] == [
        ("document", "expires_on", date(9999, 12, 31), DateFault.SENTINEL),
        ("customer", "born_on", date(1900, 1, 1), DateFault.ISSUE_ANCIENT),
    ]
    assert suspicious_days(cast.gao) == []


def talk(cast: Cast, on_day: date, channel: str = "order") -> None:
    at = datetime(on_day.year, on_day.month, on_day.day, 4, tzinfo=UTC)
    log_touch(
        actor=cast.lin,
        customer=cast.customer,
        draft=TouchDraft(channel, "in", at, subject=str(on_day), body="x"),
    )


def test_business_done_on_an_invalid_document_is_listed(cast):
    wrong = cast.confirm(cast.propose(expires_on=None, is_long_term=True, long_term_reason="x"))
    for on_day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 2, 10)):
        talk(cast, on_day)
    talk(cast, date(2026, 1, 5), "note")
    assert business_on_invalid_documents(cast.lin) == []
    right = cast.confirm(cast.propose(replaces=wrong.pk, change="correction", expires_on=date(2025, 12, 31)))
    assert [str(d.day) for d in business_on_invalid_documents(cast.lin)] == ["2026-02-10", "2026-01-01"]
    cast.confirm(
        cast.propose(
            replaces=right.pk, change="renewal", issued_on=date(2026, 2, 1), expires_on=date(2036, 1, 31)
        )
    )
    assert [str(d.day) for d in business_on_invalid_documents(cast.lin)] == ["2026-01-01"]
    assert business_on_invalid_documents(cast.gao) == []


def test_a_risk_event_is_closed_by_another_after_the_check(cast):
    document = cast.confirm(cast.propose())
    draft = RiskDraft("到期日录成 9999-12-31", date(2026, 2, 1), date(2026, 2, 20), cause="未按维护依据录入")
    event = open_risk_event(actor=cast.lin, draft=draft, document=document.pk)
    assert (event.customer_id, event.responsible_id) == (cast.customer, cast.lin.user_id)
    assert list(overdue_risk_events(cast.lin)) == [event]
    with pytest.raises(CannotClose):
        close_risk_event(actor=cast.chen, risk_event=event.pk, recurrence_check="抽查 20 份，无再发")
    edit_risk_event(actor=cast.lin, risk_event=event.pk, draft=replace(draft, rectification="已更正"))
    with pytest.raises(CannotClose):
        close_risk_event(actor=cast.lin, risk_event=event.pk, recurrence_check="x")
    with pytest.raises(CannotSave):
        close_risk_event(actor=cast.chen, risk_event=event.pk, recurrence_check=" ")
    close_risk_event(actor=cast.chen, risk_event=event.pk, recurrence_check="抽查 20 份，无再发")
    kept = RiskEvent.objects.get(pk=event.pk)
    assert (kept.closed_by_id, kept.closed_at) == (cast.chen.user_id, NOON)
    assert list(overdue_risk_events(cast.lin)) == []
