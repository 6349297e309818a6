"""A business card becomes a firm, a person, and the one who speaks for it; nothing of its file is lost."""

import re
from dataclasses import asdict
from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from markupsafe import escape

from guanxi.customers.actions import CannotSave, ContactExists, create_customer, enter_card
from guanxi.customers.forms import CardFileForm
from guanxi.customers.models import Contact, Customer
from guanxi.customers.queries import cards
from guanxi.customers.rules.entry import EntryDraft
from guanxi.customers.types import CustomerDraft
from guanxi.kit.tests.test_vcard import ALL
from guanxi.kit.vcard import read_cards
from guanxi.platform.access.actions import create_role, create_user
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Actor

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


@pytest.fixture
def lin() -> Actor:
    system = system_actor("tests", clock=lambda: NOON)
    role = create_role(actor=system, name="s", code="s", rights={"customers.*": 1, "web.*": 1})
    user = create_user(actor=system, email="lin@x.cn", name="lin", password=None, roles=[role.pk])
    return actor_of(user, clock=lambda: NOON)


@pytest.fixture
def client(lin) -> Client:
    made = Client()
    made.force_login(User.objects.get(pk=lin.user_id))
    return made


def test_the_palette_offers_it(client):
    groups = client.get("/web/palette/?q=lrmp").json()["groups"]
    assert [line["url"] for group in groups for line in group["lines"]] == ["/customers/new/card/"]


def test_a_person_of_a_new_firm(lin):
    made = enter_card(
        actor=lin,
        draft=EntryDraft(name="王芳", company="恒达机械", title="经理", phone="138", city="苏州"),
    )
    contact = Contact.objects.get()
    assert (made.name, made.kind, made.city, made.phone) == ("恒达机械", "organisation", "苏州", "")
    assert (contact.organisation_id, contact.person.name, contact.person.phone, contact.title) == (
        made.pk,
        "王芳",
        "138",
        "经理",
    )
    assert contact.is_main


def test_a_firm_on_file_gets_the_contact_and_no_double(lin):
    firm = create_customer(actor=lin, draft=CustomerDraft(name="恒达机械"))
    card = EntryDraft(name="王芳", company="恒达机械")
    assert enter_card(actor=lin, draft=card).pk == firm.pk
    assert not Contact.objects.get().is_main
    with pytest.raises(ContactExists):
        enter_card(actor=lin, draft=card)
    assert Customer.objects.count() == 2
    with pytest.raises(CannotSave):
        enter_card(actor=lin, draft=EntryDraft(phone="1"))


def test_a_person_alone_and_a_firm_alone(lin):
    person = enter_card(actor=lin, draft=EntryDraft(name="赵敏", phone="139"))
    firm = enter_card(actor=lin, draft=EntryDraft(company="海川", phone="021"))
    assert [(one.kind, one.phone) for one in (person, firm)] == [("person", "139"), ("organisation", "021")]


def named(content: bytes) -> BytesIO:
    file = BytesIO(content)
    file.name = "card.vcf"
    return file


@pytest.mark.parametrize("dialect", ALL)
def test_a_file_fills_the_form_and_the_whole_card_is_kept(lin, client, dialect):
    content = ALL[dialect].encode()
    once = re.search(r'name="once" value="([^"]+)"', client.get("/customers/new/card/").content.decode())
    for _sent in range(2):  # twice from the same page: nothing was done yet
        sent = {"file": named(content), "once": once[1]}
        shown = client.post("/customers/new/card/", sent).content.decode()
    assert not Customer.objects.exists()
    read = CardFileForm({}, {"file": SimpleUploadedFile("card.vcf", content)})
    assert read.is_valid()
    given = {name: value for name, value in asdict(read.cleaned_data["file"]).items() if value}
    assert all(escape(value.split("\r")[0]) in shown for value in given.values())
    answer = client.post("/customers/new/card/", given)
    assert answer.status_code == 302, answer.content.decode()
    [(_line, came)] = read_cards(ALL[dialect].splitlines(keepends=True))
    keys = Customer.objects.order_by("pk").values_list("pk", flat=True)
    went = "".join(cards(lin, keys)).splitlines(keepends=True)
    assert came in [card for _line, card in read_cards(went)]


def test_of_many_cards_only_the_second_is_read(client, monkeypatch):
    """A whole address book is the import's: the page does not read it to the end to say so."""
    read: list[int] = []

    def counted(lines):
        for line, card in read_cards(lines):
            read.append(line)
            yield line, card

    monkeypatch.setattr("guanxi.customers.forms.entry.read_cards", counted)
    answer = client.post("/customers/new/card/", {"file": named(ALL["apple"].encode() * 50)})
    assert answer.status_code == 422
    assert len(read) == 2


@pytest.mark.parametrize("content", [b"", b"hello", b"\xff\xfe", ALL["apple"].encode() * 2])
def test_what_is_not_one_card_is_refused_with_a_sentence(client, content):
    answer = client.post("/customers/new/card/", {"file": named(content or b" ")})
    assert answer.status_code == 422
    assert not Customer.objects.exists()
