"""Customers as address cards, JSON and tables, out and in again."""

import json
from datetime import UTC, date, datetime

import pytest
from vcard_dialects import ALL

from guanxi.customers.actions import create_contact, create_customer
from guanxi.customers.models import Contact, Customer
from guanxi.customers.queries import cards, customer_records, records_as_json
from guanxi.customers.types import ContactDraft, CustomerDraft
from guanxi.kit.vcard import read_cards
from guanxi.platform.access.actions import create_role, create_user
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.exchange.actions import import_file

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.fixture
def cast():
    system = system_actor("tests", clock=lambda: NOON)
    role = create_role(
        actor=system, name="r", code="r", rights={"customers.*": 1, "exchange.*": 1, "web.*": 1}
    )
    return {
        name: actor_of(
            create_user(actor=system, email=f"{name}@x.cn", name=name, password=None, roles=[role.pk]),
            clock=lambda: NOON,
        )
        for name in ("lin", "chen")
    }


def out(actor):
    return "".join(cards(actor, Customer.objects.order_by("pk").values_list("pk", flat=True)))


@pytest.mark.parametrize("dialect", ALL)
def test_a_card_goes_through_the_file_without_loss(cast, tmp_path, dialect):
    path = tmp_path / "contacts.vcf"
    path.write_text(ALL[dialect], "utf-8")
    report = import_file(cast["lin"], path, "customers")
    assert (report.rows_imported, report.rows_refused) == (1, 0)
    [(_line, came)] = read_cards(ALL[dialect].splitlines(keepends=True))
    went = [card for _line, card in read_cards(out(cast["lin"]).splitlines(keepends=True))]
    assert came in went


def test_a_card_with_an_organisation_makes_a_contact_there(cast, tmp_path):
    path = tmp_path / "contacts.vcf"
    path.write_text(ALL["apple"] + ALL["company"], "utf-8")
    report = import_file(cast["lin"], path, "customers")
    assert report.made == {"customers": 2, "contacts": 1}
    contact = Contact.objects.get()
    assert (contact.organisation.name, contact.person.name, contact.title, contact.department) == (
        "海川机械有限公司",
        "张伟",
        "采购经理",
        "采购部 二科",
    )
    assert contact.person.phone == "+86 138 0013 8000"


def test_what_changed_on_file_stands_on_the_card(cast, tmp_path):
    path = tmp_path / "contacts.vcf"
    path.write_text(ALL["four"], "utf-8")
    import_file(cast["lin"], path, "customers")
    change = tmp_path / "change.csv"
    change.write_text("name,phone,born_on\n欧阳娜娜,13900139000,1990-02-03\n", "utf-8")
    import_file(cast["lin"], change, "customers", options={"mode": "update", "key": "name"})
    text = out(cast["lin"])
    assert 'TEL;PREF=1;TYPE="voice,cell":13900139000' in text
    assert "BDAY:19900203" in text
    assert "MEMBER:urn:uuid:03a0e51f" in text


def test_only_what_the_person_may_see_goes_out(cast):
    create_customer(actor=cast["chen"], draft=CustomerDraft(name="陈的客户"))
    own = create_customer(actor=cast["lin"], draft=CustomerDraft(name="林的客户"))
    assert [record["name"] for record in customer_records(cast["lin"], [own.pk - 1, own.pk])] == ["林的客户"]
    assert "陈的客户" not in out(cast["lin"])


def test_json_goes_out_and_in_again(cast, tmp_path):
    lin, chen = cast["lin"], cast["chen"]
    firm = create_customer(
        actor=lin,
        draft=CustomerDraft(name="海川机械", code="K1", city="苏州", tags=("重点", "电子"), employees=12),
    )
    create_customer(
        actor=lin, draft=CustomerDraft(name="赵敏", kind="person", born_on=date(1980, 1, 2), sex="female")
    )
    for name in ("王芳", "李强"):
        create_contact(
            actor=lin,
            organisation=firm.pk,
            draft=ContactDraft(title="经理"),
            person_draft=CustomerDraft(name=name, phone="138"),
        )
    keys = list(Customer.objects.filter(is_customer=True).order_by("pk").values_list("pk", flat=True))
    first = json.loads("".join(records_as_json(lin, keys)))
    assert [len(record.get("contacts", [])) for record in first] == [2, 0]
    path = tmp_path / "out.json"
    for record in first:
        record.pop("code", None)
    path.write_text(json.dumps(first), "utf-8")
    report = import_file(chen, path, "customers")
    assert report.made == {"customers": 2, "contacts": 2}
    theirs = Customer.objects.filter(owner_id=chen.user_id, is_customer=True).order_by("pk")
    assert list(customer_records(chen, theirs.values_list("pk", flat=True))) == [
        {**record, "born_on": date.fromisoformat(record["born_on"])} if "born_on" in record else record
        for record in first
    ]
