import csv
import dataclasses

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.customers.actions import assign_customers, create_contact, create_customer
from guanxi.customers.types import ContactDraft, CustomerDraft
from guanxi.marketing.actions import launch, write_cell_file
from guanxi.marketing.actions.letters import NoLetter
from guanxi.marketing.models import CellMember
from guanxi.marketing.queries import campaigns, cell_letters, cells, preview_letter
from guanxi.marketing.queries.letters import EXAMPLE
from guanxi.marketing.rules import letter_for, merge, postal_address, salutation, unknown_fields
from guanxi.platform.journal.models import ChangeSet
from guanxi.platform.verbs import NotFound

from .conftest import people, planned

VALUES = {"name": "陈", "salutation": "尊敬的陈先生：", "code": "ABC234", "offer": "九折"}


@given(st.text(max_size=80), st.text(max_size=30), st.text(max_size=30))
def test_values_are_put_in_once_and_never_read_again(between, name, code):
    values = {**VALUES, "name": name, "code": code}
    plain = between.replace("{", "").replace("}", "").replace("｛", "").replace("｝", "")
    assert merge("{name}" + plain + "{code}", values) == name + plain + code


@given(st.text(st.characters(exclude_characters="}｝")))
def test_a_text_without_fields_stays_as_it_is(text):
    assert merge(text, VALUES) == text


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{name}", "陈"),
        ("{ Name }", "陈"),
        ("{姓名}，{响应码}", "陈，ABC234"),
        ("｛称呼｝", "尊敬的陈先生："),
        ("{称呼}：\n您好", "尊敬的陈先生：\n您好"),
        ("{salutation} , hello", "尊敬的陈先生 , hello"),
        ("{称呼}您好", "尊敬的陈先生：您好"),
        ("{name.__class__}", "{name.__class__}"),
        ("{0} {} {{name}} }{", "{0} {} {陈} }{"),
        ("{name!r:>99}", "{name!r:>99}"),
    ],
)
def test_only_the_named_fields_are_merged(template, expected):
    assert merge(template, VALUES) == expected


def test_unknown_fields_are_named_once():
    assert unknown_fields("{name} {nmae} {nmae} {price}") == ["nmae", "price"]


@pytest.mark.parametrize(
    ("changes", "language", "expected"),
    [
        ({"name": "欧阳小明", "sex": "male"}, "zh", "尊敬的欧阳先生："),
        ({"name": "李娜", "sex": "female"}, "zh", "尊敬的李女士："),
        ({"name": "李娜", "sex": ""}, "zh", "尊敬的李娜："),
        ({"name": "Ann Lee", "sex": "female"}, "en", "Dear Ms. Lee,"),
        ({"name": "Ann Lee", "sex": ""}, "en", "Dear Ann Lee,"),
        (
            {"kind": "organisation", "name": "汇通公司", "speaker": "王强", "speaker_sex": "male"},
            "zh",
            "尊敬的王先生：",
        ),
        ({"kind": "organisation", "name": "汇通公司"}, "zh", "尊敬的汇通公司："),
        ({"kind": "organisation", "name": "Acme Ltd"}, "en", "Dear Sir or Madam,"),
        ({"name": "{surname}", "sex": ""}, "en", "Dear {surname},"),
    ],
)
def test_salutations(changes, language, expected):
    assert salutation(dataclasses.replace(EXAMPLE, **changes), language) == expected


@pytest.mark.parametrize(
    ("country", "province", "city", "address", "expected"),
    [
        ("", "上海市", "上海市", "南京东路1号", "上海市南京东路1号"),
        ("中国", "广东省", "深圳市", "深圳市福田区1号", "中国广东省深圳市福田区1号"),
        ("United Kingdom", "", "London", "1 High St", "1 High St, London, United Kingdom"),
        ("France", "", "", "", "France"),
        ("", "", "", "", ""),
    ],
)
def test_addresses(country, province, city, address, expected):
    place = dataclasses.replace(EXAMPLE, country=country, province=province, city=city, address=address)
    assert postal_address(place) == expected


def test_an_offer_may_hold_the_code():
    letter = letter_for(
        EXAMPLE,
        template="{offer}",
        subject="",
        language="zh",
        code="ABC234",
        offer="凭 {code} 享 {offer}九折",
    )
    assert letter.text == "凭 ABC234 享 九折"


def table(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.django_db
def test_one_file_per_cell_with_its_code_and_its_customers(cast, tmp_path):
    people(cast.shen, 12)
    made = planned(cast.shen)
    launch(actor=cast.shen, campaign=made.campaign_id)
    cell = made.cells[0]
    written = write_cell_file(actor=cast.shen, cell=cell.cell_id, folder=tmp_path)
    assert (written.file_name, written.rows, written.without_address) == (f"A-{cell.code}.csv", 5, 0)
    rows = table(tmp_path / written.file_name)
    inside = CellMember.objects.filter(cell=cell.cell_id).values_list("customer__code", flat=True)
    assert sorted(r["customer number"] for r in rows) == sorted(inside)
    first = rows[0]
    assert first["response code"] == cell.code
    assert first["text"] == f"尊敬的{first['name']}：\n凭 {cell.code} 享九折。响应码:{cell.code}"
    assert first["subject"] == f"{first['name']}:好消息"
    assert ChangeSet.objects.filter(verb="marketing.write_cell_file", actor=cast.shen.user_id).count() == 1


@pytest.mark.django_db
def test_the_control_gets_no_file(cast, tmp_path):
    people(cast.shen, 6)
    made = planned(cast.shen)
    with pytest.raises(NoLetter):
        write_cell_file(actor=cast.shen, cell=made.cells[2].cell_id, folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_cell_of_a_file_is_a_formula(cast, tmp_path, form):
    people(cast.shen, 2)
    evil = '=HYPERLINK("http://x","y")'
    for n in range(4):
        create_customer(
            actor=cast.shen, draft=CustomerDraft(name=evil, code=f"=1+{n}", address="@SUM(1)", city="-1+1")
        )
    made = planned(cast.shen, letter="{name}")
    written = [
        write_cell_file(actor=cast.shen, cell=c.cell_id, folder=tmp_path, form=form) for c in made.cells[:2]
    ]
    names = []
    for one in written:
        path = tmp_path / one.file_name
        if form == "csv":
            for row in table(path):
                names.append(row["name"])
                assert not any(v.startswith(("=", "+", "@", "-", "\t", "\r")) for v in row.values())
        else:
            for row in openpyxl.load_workbook(path).active.iter_rows(min_row=2):
                names.append(row[1].value)
                assert {c.data_type for c in row} <= {"s", "inlineStr", "n"}
                assert not any(c.data_type == "f" for c in row)
    assert ("'" + evil if form == "csv" else evil) in names


@pytest.mark.django_db
def test_rows_without_an_address_are_counted(cast, tmp_path):
    people(cast.shen, 3)
    people(cast.shen, 3, "X", address="", city="", email="")
    made = planned(cast.shen)
    counts = [write_cell_file(actor=cast.shen, cell=c.cell_id, folder=tmp_path) for c in made.cells[:2]]
    members = CellMember.objects.filter(
        cell__in=[c.cell_id for c in made.cells[:2]], customer__code__startswith="X"
    )
    assert sum(c.without_address for c in counts) == members.count()


@pytest.mark.django_db
def test_a_stranger_gets_no_file_and_a_colleague_only_his_own_customers(cast, tmp_path):
    mine = people(cast.shen, 12)
    made = planned(cast.shen)
    with pytest.raises(NotFound):
        write_cell_file(actor=cast.gao, cell=made.cells[0].cell_id, folder=tmp_path)
    cell = made.cells[0]
    given_away = CellMember.objects.filter(cell=cell.cell_id).order_by("customer_id")[:2]
    assign_customers(actor=cast.system, customers=[m.customer_id for m in given_away], owner=cast.gao.user_id)
    written = write_cell_file(actor=cast.shen, cell=cell.cell_id, folder=tmp_path)
    assert written.rows == 3
    assert len(mine) == 12


@pytest.mark.django_db
def test_the_letter_opens_with_the_main_contact(cast):
    firm = create_customer(actor=cast.shen, draft=CustomerDraft(name="汇通公司", code="H"))
    create_contact(
        actor=cast.shen,
        organisation=firm.pk,
        draft=ContactDraft(is_main=True),
        person_draft=CustomerDraft(name="王强", sex="male"),
    )
    people(cast.shen, 2)
    planned(cast.shen)
    cell = CellMember.objects.get(customer=firm).cell
    (letter,) = [one for one in cell_letters(cast.shen, cell) if one.number == "H"]
    assert letter.text.startswith("尊敬的王先生：\n")


@pytest.mark.django_db
def test_a_colleagues_contact_is_greeted_by_name_alone(cast):
    from guanxi.customers.actions import assign_customers
    from guanxi.marketing.queries import cell_letters

    firm = create_customer(actor=cast.shen, draft=CustomerDraft(name="汇通公司", code="H"))
    contact = create_contact(
        actor=cast.shen,
        organisation=firm.pk,
        draft=ContactDraft(is_main=True),
        person_draft=CustomerDraft(name="王强", sex="male"),
    )
    assign_customers(actor=cast.system, customers=[contact.person_id], owner=cast.gao.user_id)
    people(cast.shen, 2)
    planned(cast.shen)
    cell = CellMember.objects.get(customer=firm).cell
    (letter,) = [one for one in cell_letters(cast.shen, cell) if one.number == "H"]
    assert letter.text.startswith("尊敬的王强")
    assert "先生" not in letter.text


@pytest.mark.django_db
def test_a_preview_of_the_first_letter(cast):
    people(cast.shen, 6)
    made = planned(cast.shen)
    one = cells(cast.shen, campaign_id=made.campaign_id)[0]
    letter = preview_letter(cast.shen, one)
    assert letter.code == made.cells[0].code
    assert letter.code in letter.text
    assert campaigns(cast.shen).count() == 1
