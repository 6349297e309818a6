"""The five forms: read back from the PDF with a PDF reader, and only of customers one may see."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from django.utils import translation
from pypdf import PdfReader

from guanxi.customers.actions import create_contact, create_customer, edit_profile, log_touch
from guanxi.customers.models import Customer
from guanxi.customers.queries import FORMS, paper, paper_words
from guanxi.customers.types import ContactDraft, CustomerDraft, ProfileDraft, TouchDraft
from guanxi.platform.access.actions import create_role, create_user
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Actor, Scope
from guanxi.platform.jobs import run_now
from guanxi.platform.models import Job
from guanxi.platform.verbs import NotFound
from guanxi.web.papers import pdf

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
# What a typesetter might take for a command, and punctuation that sits badly in a wrong font.
HOSTILE = '#苏州*泵业*_有限_公司 $x$ <a> \\ "引号"，（括号）《书名》……'


@dataclass
class Cast:
    lin: User
    actor: Actor
    own: int
    foreign: int


@pytest.fixture
def cast() -> Cast:
    system = system_actor("tests", clock=lambda: NOON)
    rights = {"customers.*": int(Scope.OWN), "platform.*": int(Scope.OWN)}
    role = create_role(actor=system, name="seller", code="seller", rights={**rights, "web.export_lists": 1})
    lin, gao = (
        create_user(actor=system, email=f"{n}@x.cn", name=n, password=None, roles=[role.pk])
        for n in ("林悦", "高强")
    )
    actor = actor_of(lin, clock=lambda: NOON)
    draft = CustomerDraft(name=HOSTILE, province="江苏", city="苏州", phone="0512-65001234", remark="甲\n乙")
    own = create_customer(actor=actor, draft=draft).pk
    create_contact(
        actor=actor,
        organisation=own,
        draft=ContactDraft(title="采购经理"),
        person_draft=CustomerDraft(name="王芳"),
    )
    foreign = create_customer(actor=actor_of(gao), draft=CustomerDraft(name="别人的客户")).pk
    return Cast(lin, actor, own, foreign)


def read(content: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).replace("\n", "")


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("layout", ["card", "book"])
def test_every_form_is_typeset_with_every_character(cast, form, layout):
    with translation.override("zh-hans"):
        made = paper(cast.actor, [cast.own], form, layout)
        content = pdf(made, at=NOON, words=paper_words())
    text = read(content)
    assert made.title in text
    assert "苏州*泵业*_有限_公司" in text.replace(" ", "")
    assert "（括号）《书名》……" in text.replace(" ", "")
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in PdfReader(BytesIO(content)).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert all("NotoSansSC" in name for name in fonts), fonts


def test_the_complaint_form_holds_each_complaint_or_is_blank(cast):
    assert [e.value for e in paper(cast.actor, [cast.own], "complaints").sheets[0].entries][4:8] == [""] * 4
    for subject in ("漏水", "迟交"):
        draft = TouchDraft("complaint", "in", NOON, subject=subject, outcome="已更换")
        log_touch(actor=cast.actor, customer=cast.own, draft=draft)
    sheets = paper(cast.actor, [cast.own], "complaints").sheets
    assert [sheet.entries[6].value for sheet in sheets] == ["迟交", "漏水"]
    assert sheets[0].entries[10].value == "已更换"


def test_the_regions_are_counted_as_they_are_listed_and_those_abroad_come_last(cast):
    for name, country, province in (
        ("甲", "德国", ""),
        ("乙", "德国", "Bayern"),
        ("丙", "中国", "上海"),
        ("丁", "", ""),
    ):
        draft = CustomerDraft(name=name, country=country, province=province)
        create_customer(actor=cast.actor, draft=draft)
    keys = (
        Customer.objects.filter(owner=cast.lin, is_customer=True).order_by("pk").values_list("pk", flat=True)
    )
    with translation.override("zh-hans"):
        (sheet,) = paper(cast.actor, list(keys), "management_card").sheets
    places = [grid.title.rpartition("· ")[2] for grid in sheet.grids if "地址" in grid.title]
    assert places == ["上海 (1)", "江苏 (1)", "境外：德国 (2)", "地区未知 (1)"]
    assert "4" in [e.value for e in sheet.entries]


def test_a_strangers_customer_is_on_no_paper(cast):
    assert [s.note for s in paper(cast.actor, [cast.own, cast.foreign], "data_card").sheets] == [HOSTILE]
    with pytest.raises(NotFound):
        paper(cast.actor, [cast.foreign], "data_card")
    client = client_of(cast.lin)
    for address in (f"{cast.foreign}/forms/", f"{cast.foreign}/forms/pdf/", f"forms/?keys={cast.foreign}"):
        assert client.get(f"/customers/{address}").status_code == 404
    both = client.get(f"/customers/forms/?keys={cast.own}&keys={cast.foreign}").content.decode()
    assert "王芳" in both
    assert "别人的客户" not in both


def test_the_pdf_comes_from_the_page(cast):
    answer = client_of(cast.lin).get(f"/customers/{cast.own}/forms/pdf/?form=management_card&layout=book")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    text = read(answer.content)
    assert "客户地址分类表" in text
    assert "客户等级分类表" in text


@pytest.mark.django_db(transaction=True)
def test_many_are_printed_in_the_background_into_one_pdf(cast, monkeypatch):
    monkeypatch.setattr("guanxi.platform.jobs._defer", lambda _key: None)
    for n in range(60):
        create_customer(actor=cast.actor, draft=CustomerDraft(name=f"客户{n:02d}"))
    client = client_of(cast.lin)
    answer = client.post("/customers/forms/?", {"print": "1", "form": "data_card", "layout": "book"})
    job = Job.objects.get(name="customers.print_papers")
    assert answer.headers["Location"] == f"/customers/forms/{job.pk}/"
    early = client.get(f"/customers/forms/{job.pk}/file/")
    assert early.headers["Location"] == f"/customers/forms/{job.pk}/"
    assert run_now(job.pk) == "done"
    file = client.get(f"/customers/forms/{job.pk}/file/")
    reader = PdfReader(BytesIO(b"".join(file.streaming_content)))
    assert len(reader.pages) >= 61
    assert "客户59" in reader.pages[-1].extract_text().replace(" ", "")
    other = User.objects.get(email="高强@x.cn")
    assert client_of(other).get(f"/customers/forms/{job.pk}/file/").status_code == 404


def test_the_data_card_says_what_is_known_and_only_what_such_a_customer_has(cast):
    draft = CustomerDraft(name="欧阳娜娜", kind="person", sex="female", born_on=date(1990, 2, 3))
    person = create_customer(actor=cast.actor, draft=draft).pk
    facts = ProfileDraft(occupation="工程师", hobbies=("钓鱼", "书法"), credit_limit=Decimal(5000))
    edit_profile(actor=cast.actor, customer=person, draft=facts)
    with translation.override("zh-hans"):
        told = {
            key: {one.label: one.value for one in paper(cast.actor, [key], "data_card").sheets[0].entries}
            for key in (person, cast.own)
        }
    mine = told[person]
    assert (mine["性别"], mine["生日"], mine["职业"]) == ("女", "1990年2月3日", "工程师")
    assert (mine["爱好"], mine["信贷限额"]) == ("钓鱼, 书法", "¥5,000.00")
    assert "统一社会信用代码" not in mine
    assert "统一社会信用代码" in told[cast.own]
    assert not {"性别", "生日", "职业", "爱好"} & set(told[cast.own])
