"""The sweep asks the database and finds exactly what the rule finds."""

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import Client
from django.utils import translation
from document_cast import NOON, Cast, gathered
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from guanxi.customers.actions import edit_document_type, log_touch, open_risk_event
from guanxi.customers.models import Document, Touch
from guanxi.customers.queries import (
    business_on_invalid_documents,
    expiring,
    recurrence,
    suspicious_days,
)
from guanxi.customers.queries.documents import facts_of, rules_of
from guanxi.customers.queries.invalid_dealings import all_business_on_invalid_documents
from guanxi.customers.queries.sweep import all_suspicious_days
from guanxi.customers.rules.documents import DateFault, date_faults, months_after
from guanxi.customers.tasks import sweep_days
from guanxi.customers.types import DocumentTypeDraft, RiskDraft, TouchDraft
from guanxi.platform.access.models import User
from guanxi.platform.exchange.files import path_of
from guanxi.platform.verbs import change_set

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
BORDERS = [
    date(1900, 1, 1), date(1900, 1, 2), date(1996, 2, 29), date(2016, 1, 31), date(2020, 8, 31), TODAY,
    TODAY + timedelta(days=1), date(2089, 12, 31), date(2090, 1, 1), date(2038, 1, 19), date(9999, 12, 31),
]  # fmt: skip
days = st.sampled_from(BORDERS) | st.dates(date(1890, 1, 1), date(2110, 1, 1))
KINDS = ("business_licence", "contract_seal", "identity_card")


@pytest.fixture
def cast() -> Cast:
    return gathered()


@st.composite
def papers(draw):
    """(kind, issue, last day, why long-term): often a day around the longest term."""
    issued = draw(st.none() | days)
    reason = draw(st.sampled_from(["", "", "执照载明长期", " "]))
    expires = None if reason else draw(st.none() | days)
    if issued and issued.year < 9999 and not reason and draw(st.booleans()):
        term = draw(st.sampled_from([1, 13, 120, 240, 840]))
        expires = months_after(issued, term) + timedelta(days=draw(st.integers(-3, 3)))
    return draw(st.sampled_from(KINDS)), issued, expires, reason


ONE_OF_EACH = [
    ("business_licence", date(1900, 1, 1), date(1905, 1, 1), ""),
    ("business_licence", TODAY + timedelta(days=1), TODAY + timedelta(days=99), ""),
    ("business_licence", None, date(2030, 1, 1), ""),
    ("business_licence", date(2020, 1, 1), None, ""),
    ("business_licence", date(2020, 1, 1), date(2020, 1, 1), ""),
    ("business_licence", date(2020, 1, 1), date(2079, 6, 6), ""),
    ("business_licence", date(2020, 1, 31), date(2030, 2, 1), ""),
    ("business_licence", date(2020, 1, 1), None, "执照载明长期"),
    ("business_licence", date(2020, 1, 31), date(2030, 1, 31), ""),
]


@example(found=ONE_OF_EACH, longest=120, long_term=False)
@settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
@given(
    found=st.lists(papers(), min_size=1, max_size=40),
    longest=st.sampled_from([1, 13, 120, 240, None]),
    long_term=st.booleans(),
)
def test_the_database_finds_what_the_rule_finds(cast, found, longest, long_term):
    with transaction.atomic():
        draft = DocumentTypeDraft("营业执照", "Business licence", longest, long_term)
        edit_document_type(actor=cast.chen, document_type=cast.kind("business_licence"), draft=draft)
        stored = [
            Document(
                customer_id=cast.customer, type_id=cast.kind(kind), number=str(at), plain_number=str(at),
                issued_on=issued, expires_on=expires, is_long_term=bool(reason), long_term_reason=reason,
                made_at=NOON,
            )
            for at, (kind, issued, expires, reason) in enumerate(found)
        ]  # fmt: skip
        with change_set(cast.system, "tests.old_data"):
            Document.objects.bulk_create(stored)
        rows = Document.objects.select_related("type").order_by("pk")
        expected = [(d.pk, f) for d in rows for f in date_faults(facts_of(d), rules_of(d.type), TODAY)]
        told = [(one.key, one.fault) for one in suspicious_days(cast.lin) if one.kind == "document"]
        assert told == expected
        whole = [(one.key, one.fault) for one in all_suspicious_days(cast.lin) if one.kind == "document"]
        assert whole == expected
        transaction.set_rollback(True)


def test_what_was_corrected_leaves_the_list(cast):
    made = cast.confirm(cast.propose())
    with change_set(cast.system, "tests.old_data"):
        Document.objects.filter(pk=made.pk).update(expires_on=date(9999, 12, 31))
    assert [one.fault for one in suspicious_days(cast.lin)] == [DateFault.SENTINEL]
    cast.confirm(cast.propose(replaces=made.pk, change="correction"))
    assert suspicious_days(cast.lin) == []


def test_a_long_term_paper_whose_type_became_limited_is_found(cast):
    made = cast.confirm(cast.propose(expires_on=None, is_long_term=True, long_term_reason="执照载明长期"))
    assert suspicious_days(cast.lin) == []
    draft = DocumentTypeDraft("营业执照", "Business licence", 120, allows_long_term=False)
    edit_document_type(actor=cast.chen, document_type=made.type_id, draft=draft)
    assert [(s.key, s.field, s.day, s.fault) for s in suspicious_days(cast.lin)] == [
        (made.pk, "is_long_term", None, DateFault.LONG_TERM_NOT_ALLOWED)
    ]


@pytest.mark.parametrize(
    ("at", "fault"),
    [
        (datetime(2026, 3, 2, 15, 59, tzinfo=UTC), None),  # a minute before the company's midnight
        (datetime(2026, 3, 2, 16, 0, tzinfo=UTC), DateFault.ISSUE_AHEAD),
        (datetime(1900, 1, 1, 3, tzinfo=UTC), DateFault.ISSUE_ANCIENT),
        (datetime(2038, 1, 18, 16, 0, tzinfo=UTC), DateFault.SENTINEL),
    ],
)
def test_the_timeline_is_judged_by_the_companys_days(cast, at, fault):
    with change_set(cast.system, "tests.old_data"):
        Touch.objects.create(customer_id=cast.customer, channel="note", direction="none", at=at)
    assert [one.fault for one in suspicious_days(cast.lin)] == ([fault] if fault else [])


def order(cast: Cast, on_day: date, customer: int | None = None) -> None:
    at = datetime.combine(on_day, time(4), UTC)
    draft = TouchDraft("order", "in", at, subject=str(on_day), body="x")
    log_touch(actor=cast.lin, customer=customer or cast.customer, draft=draft)


def test_business_of_many_is_asked_at_once(cast, django_assert_max_num_queries):
    for customer in (cast.customer, cast.other):
        cast.confirm(cast.propose(customer=customer, expires_on=date(2025, 12, 31)))
        for day in (5, 6, 7):
            order(cast, date(2026, 1, day), customer)
    with django_assert_max_num_queries(3):
        found = business_on_invalid_documents(cast.lin)
    assert [(one.day.day, one.document.customer_id == one.touch.customer_id) for one in found] == [
        (7, True), (7, True), (6, True), (6, True), (5, True), (5, True),
    ]  # fmt: skip
    assert list(all_business_on_invalid_documents(cast.lin)) == found
    assert [one.day.day for one in business_on_invalid_documents(cast.lin, since=date(2026, 1, 6))] == [7, 7]
    assert business_on_invalid_documents(cast.gao) == []


def test_business_offends_the_paper_that_expired_last(cast):
    first = cast.confirm(cast.propose(expires_on=date(2025, 6, 30)))
    last = cast.confirm(
        cast.propose(
            replaces=first.pk, change="renewal", issued_on=date(2025, 9, 1), expires_on=date(2025, 12, 31)
        )
    )
    for day in (date(2025, 7, 5), date(2025, 10, 5), date(2026, 1, 5)):
        order(cast, day)
    found = business_on_invalid_documents(cast.lin)
    assert [(one.day, one.document.pk) for one in found] == [
        (date(2026, 1, 5), last.pk),
        (date(2025, 7, 5), first.pk),
    ]


def test_a_recurrence_is_found_behind_any_number_of_other_findings(cast):
    seal = cast.confirm(cast.propose(code="contract_seal", number="S-1", expires_on=date(2025, 12, 31)))
    order(cast, date(2026, 1, 9))
    licence = cast.confirm(cast.propose(customer=cast.other, expires_on=date(2025, 12, 31)))
    for day in range(10, 28):
        order(cast, date(2026, 1, day), cast.other)
    assert len(business_on_invalid_documents(cast.lin, most=3)) == 3
    event = open_risk_event(
        actor=cast.lin, draft=RiskDraft("印鉴过期", date(2026, 1, 1), date(2026, 2, 20)), document=seal.pk
    )
    assert [one.document.pk for one in recurrence(cast.lin, event).dealings] == [seal.pk]
    assert licence.pk != seal.pk


def test_the_page_tells_every_fault_in_words_and_the_file_has_all_of_it(cast):
    made = cast.confirm(cast.propose(expires_on=None, is_long_term=True, long_term_reason="执照载明长期"))
    draft = DocumentTypeDraft("营业执照", "Business licence", 120, allows_long_term=False)
    edit_document_type(actor=cast.chen, document_type=made.type_id, draft=draft)
    cast.confirm(cast.propose(code="contract_seal", number="S-1", expires_on=date(2025, 12, 31)))
    order(cast, date(2026, 1, 9))
    client = Client()
    client.force_login(User.objects.get(pk=cast.lin.user_id))
    page = client.get("/customers/documents/sweep/").content.decode()
    assert "该类型不允许" in page
    assert "not_allowed" not in page
    told = []
    with translation.override("zh-hans"):
        found = sweep_days(SimpleNamespace(actor=cast.lin, progress=lambda *given: told.append(given)))
    assert len(told) == 1
    lines = path_of(found["digest"]).read_text("utf-8-sig").splitlines()
    assert found["rows"] == 2
    assert [line.split(",")[:4] for line in lines[1:]] == [
        ["证件", "苏州恒力化工有限公司", "长期", ""],
        ["凭失效证件办理的业务", "苏州恒力化工有限公司", "订单 2026-01-09", "2026-01-09"],
    ]


def test_what_expires_is_asked_of_the_database(cast, django_assert_max_num_queries):
    for at in range(4):
        cast.confirm(
            cast.propose(code="contract_seal", number=f"S-{at}", expires_on=TODAY + timedelta(days=29 + at))
        )
    with django_assert_max_num_queries(2):
        assert [(d.expires_on - TODAY).days for d in expiring(cast.lin)] == [29, 30]
