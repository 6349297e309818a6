"""More credit is business: without the documents it needs there is none, whichever way it is asked for."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from document_cast import Cast, gathered

from guanxi.customers.actions import (
    CannotSave,
    DocumentNotValid,
    create_customer,
    edit_document_type,
    edit_profile,
    need_document,
)
from guanxi.customers.models import Customer, DocumentNeed, Profile
from guanxi.customers.queries import held_documents
from guanxi.customers.types import CustomerDraft, DocumentTypeDraft, ProfileDraft
from guanxi.platform.access.models import User
from guanxi.platform.exchange.actions import check_file, import_file
from guanxi.platform.verbs import change_set
from guanxi.work.models import FollowUp

pytestmark = pytest.mark.django_db
LIMIT = Decimal(500_000)
LICENCE = "business_licence"


@pytest.fixture
def cast() -> Cast:
    cast = gathered()
    need_document(
        actor=cast.chen, document_type=cast.kind(LICENCE), purpose="credit", customer_kind="organisation"
    )
    return cast


def limit_of(cast: Cast) -> Decimal | None:
    found = Profile.objects.filter(customer=cast.customer).first()
    return found.credit_limit if found else None


@pytest.mark.parametrize("who", ["lin", "chen"])
def test_no_credit_without_the_licence_for_the_salesperson_or_the_manager(cast, who):
    with pytest.raises(DocumentNotValid) as refused:
        edit_profile(actor=getattr(cast, who), customer=cast.customer, draft=ProfileDraft(credit_limit=LIMIT))
    assert "Business licence" in str(refused.value.fields["credit_limit"])
    assert limit_of(cast) is None
    edit_profile(actor=cast.lin, customer=cast.customer, draft=ProfileDraft(hardware="泵四台"))


def test_with_the_licence_credit_rises_and_falls_and_after_its_last_day_only_falls(cast):
    cast.confirm(cast.propose())
    edit_profile(actor=cast.lin, customer=cast.customer, draft=ProfileDraft(credit_limit=LIMIT))
    cast.clock.moment = datetime(2027, 1, 1, 4, tzinfo=UTC)
    for more in (LIMIT + 1, Decimal(900_000)):
        with pytest.raises(DocumentNotValid):
            edit_profile(actor=cast.lin, customer=cast.customer, draft=ProfileDraft(credit_limit=more))
    same = ProfileDraft(credit_limit=LIMIT, hardware="泵四台")
    assert edit_profile(actor=cast.lin, customer=cast.customer, draft=same) == ["hardware"]
    edit_profile(actor=cast.lin, customer=cast.customer, draft=ProfileDraft(credit_limit=Decimal(1)))
    assert limit_of(cast) == 1


def test_a_new_customer_gets_no_credit_with_its_first_save(cast):
    with pytest.raises(DocumentNotValid):
        create_customer(
            actor=cast.lin, draft=CustomerDraft(name="新来的厂"), profile=ProfileDraft(credit_limit=LIMIT)
        )
    assert not Customer.objects.filter(name="新来的厂").exists()


def test_where_the_type_escalates_credit_is_given_and_the_superior_hears_of_it(cast):
    draft = DocumentTypeDraft("营业执照", "Business licence", 600, True, when_expired="escalate")
    edit_document_type(actor=cast.chen, document_type=cast.kind(LICENCE), draft=draft)
    edit_profile(actor=cast.lin, customer=cast.customer, draft=ProfileDraft(credit_limit=LIMIT))
    assert [f.owner_id for f in FollowUp.objects.all()] == [cast.chen.user_id]


def test_the_form_says_which_document_is_missing(cast):
    client = Client()
    client.force_login(User.objects.get(pk=cast.lin.user_id))
    at = f"/customers/{cast.customer}/edit/"
    data = {"name": "苏州恒力化工有限公司", "code": "HC001", "version": 1, "credit_limit": "500000"}
    answer = client.post(at, data | {"sector": "enterprise", "party": "outer", "archive_class": "existing"})
    assert answer.status_code == 422
    assert "以下证件对此业务无效：营业执照" in answer.content.decode()
    assert limit_of(cast) is None


def test_a_file_of_facts_is_told_in_the_check(cast, tmp_path: Path):
    path = tmp_path / "facts.csv"
    path.write_text("客户编号,信用额度\nHC001,500000\n", "utf-8")
    report = check_file(cast.lin, path, "customers.facts")
    rule = next(r for r in report.rules if r.rule == "document")
    assert (rule.count, "Business licence" in rule.examples[0].reason) == (1, True)
    assert import_file(cast.lin, path, "customers.facts").made == {"customers": 0}
    assert limit_of(cast) is None
    cast.confirm(cast.propose(expires_on=date(2026, 12, 31)))
    assert import_file(cast.lin, path, "customers.facts").made == {"customers": 1}
    assert limit_of(cast) == LIMIT


def test_only_business_that_exists_can_ask_for_a_document(cast):
    client = Client()
    client.force_login(User.objects.get(pk=cast.chen.user_id))
    shown = client.get("/customers/documents/types/").content.decode()
    assert [name for name in DocumentNeed.Purpose.values if f'value="{name}"' in shown] == [
        "order",
        "credit",
        "letter",
    ]
    for purpose in ("contract", "quote"):
        with pytest.raises(CannotSave):
            need_document(actor=cast.chen, document_type=cast.kind(LICENCE), purpose=purpose)
    with change_set(cast.system, "tests.old_data"):
        DocumentNeed.objects.create(type_id=cast.kind(LICENCE), purpose="contract")
    firm = Customer.objects.get(pk=cast.customer)
    assert [mark.purposes for mark in held_documents(cast.lin, firm).lacks] == [("credit",)]
