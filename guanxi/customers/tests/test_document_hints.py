"""What is said at once: that a document is over already, how many wait, which scan is kept, what is lacking."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from document_cast import GOOD, Cast, gathered

from guanxi.customers.actions import need_document, owe_report, warn_of_expiry
from guanxi.customers.models import Customer, Document, ReceivedReport, RiskEvent
from guanxi.customers.queries import wanted_type
from guanxi.customers.types import OwedReportDraft
from guanxi.platform.access.actions import create_role, create_user
from guanxi.platform.access.models import User
from guanxi.platform.access.types import Actor
from guanxi.work.models import FollowUp

pytestmark = pytest.mark.django_db
OVER = date(2021, 12, 31)
OVER_WORDS = "该证件已于 2021-12-31 到期".encode("unicode_escape")  # as a toast carries it
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def cast() -> Cast:
    return gathered()


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def test_a_document_that_is_over_is_said_and_told_when_it_is_confirmed(cast):
    made = cast.propose(expires_on=OVER)
    assert FollowUp.objects.count() == 0
    cast.confirm(made)
    told = FollowUp.objects.order_by("owner_id")
    assert [f.owner_id for f in told] == [cast.chen.user_id, cast.lin.user_id]
    assert warn_of_expiry(actor=cast.system) == 0, "the night says it no second time"
    page = client_of(cast.chen).get(f"/customers/documents/{made.pk}/confirm/")
    assert page.status_code == 200


def test_both_forms_answer_that_it_is_over(cast):
    sent = {
        "document_type": cast.kind("business_licence"),
        "number": GOOD,
        "issued_on": "2020-01-05",
        "expires_on": "2021-12-31",
        "scan": SimpleUploadedFile("a.png", PNG),
    }
    answer = client_of(cast.lin).post(f"/customers/{cast.customer}/documents/new/", sent, follow=True)
    assert OVER_WORDS in answer.content
    made = Document.objects.get()
    typed = {"number": GOOD, "expires_on": "2021-12-31", "version": made.version}
    answer = client_of(cast.chen).post(f"/customers/documents/{made.pk}/confirm/", typed, follow=True)
    assert OVER_WORDS in answer.content


def test_a_form_that_comes_back_keeps_the_scan(cast):
    lin = client_of(cast.lin)
    address = f"/customers/{cast.customer}/documents/new/"
    sent = {"document_type": cast.kind("business_licence"), "number": GOOD, "issued_on": "2020-01-05"}
    answer = lin.post(address, sent | {"scan": SimpleUploadedFile("执照.png", PNG)})
    shown = answer.content.decode()
    assert (answer.status_code, "执照.png" in shown) == (422, True)
    (token,) = re.findall(r'name="kept_scan" value="([^"]+)"', shown)
    again = sent | {"expires_on": "2030-01-04", "kept_scan": token}
    assert client_of(cast.gao).post(address, again).status_code == 404
    assert lin.post(address, again).status_code == 302
    assert (Document.objects.get().scan_name, Document.objects.get().scan_kind) == ("执照.png", "image/png")


def test_a_kept_scan_is_only_its_senders(cast):
    role = create_role(actor=cast.system, name="all", code="all", rights={"*": 5})
    other = create_user(actor=cast.system, email="x@x.cn", name="x", password=None, roles=[role.pk])
    client = Client()
    client.force_login(other)
    address = f"/customers/{cast.customer}/documents/new/"
    sent = {"document_type": cast.kind("contract_seal"), "number": "S-1", "issued_on": "2020-01-05"}
    answer = client_of(cast.lin).post(address, sent | {"scan": SimpleUploadedFile("a.png", PNG)})
    (token,) = re.findall(r'name="kept_scan" value="([^"]+)"', answer.content.decode())
    for kept in (token, "x", ""):
        done = client.post(
            address, sent | {"number": f"S-{len(kept)}", "expires_on": "2027-01-01", "kept_scan": kept}
        )
        assert done.status_code == 302
    assert set(Document.objects.values_list("scan_digest", flat=True)) == {""}


def test_a_new_document_begins_with_what_is_lacking(cast):
    firm = Customer.objects.get(pk=cast.customer)
    assert wanted_type(cast.lin, firm) == cast.kind("business_licence")
    need_document(actor=cast.chen, document_type=cast.kind("contract_seal"), purpose="order")
    assert wanted_type(cast.lin, firm) == cast.kind("contract_seal")
    shown = client_of(cast.lin).get(f"/customers/{cast.customer}/documents/new/").content.decode()
    assert re.search(rf'value="{cast.kind("contract_seal")}"[^>]*selected', shown)


def test_home_says_how_many_wait(cast):
    for number in range(6):
        cast.propose(code="contract_seal", number=f"S-{number}")
    shown = client_of(cast.chen).get("/").content.decode()
    assert re.search(r'href="/customers/documents/to-confirm/">[^<]* · 6</a>', shown)


def test_a_risk_event_by_hand_names_its_customer(cast):
    lin = client_of(cast.lin)
    assert 'name="customer"' in lin.get("/customers/risks/new/").content.decode()
    sent = {
        "title": "泄漏",
        "happened_on": "2026-03-01",
        "due_on": "2026-03-20",
        "responsible": cast.lin.user_id,
        "customer": "苏州恒力化工有限公司",
    }
    assert lin.post("/customers/risks/new/", sent).status_code == 302
    assert RiskEvent.objects.get().customer_id == cast.customer


def test_a_report_is_ticked_with_the_day_it_came(cast):
    draft = OwedReportDraft("月报", "month", 10, date(2026, 1, 1))
    report = owe_report(actor=cast.lin, partner=cast.customer, draft=draft)
    address = f"/customers/reports/{report.pk}/received/"
    sent = {"period_on": "2026-01-01", "on": "2026-02-09", "remark": "邮件附件"}
    client_of(cast.lin).post(address, sent)
    kept = ReceivedReport.objects.get()
    assert (kept.received_on, kept.remark) == (date(2026, 2, 9), "邮件附件")
    client_of(cast.lin).post(address, {"period_on": "2026-02-01", "on": "2031-03-03"})
    assert ReceivedReport.objects.count() == 1, "a day that lies ahead is none"
