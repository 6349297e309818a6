"""`guanxi export customers` and `guanxi import customers`: rights, rows, safe cells, sentences."""

import argparse
import csv
import io
import json

import openpyxl
import pytest

from guanxi.customers.actions import create_contact, create_customer
from guanxi.customers.models import Customer
from guanxi.customers.types import ContactDraft, CustomerDraft
from guanxi.kit.tests.test_vcard import ALL
from guanxi.platform.access.actions import create_role, create_user
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Actor
from guanxi.platform.exchange.commands import commands
from guanxi.platform.verbs import Forbidden, Refused

pytestmark = pytest.mark.django_db
FORMULA = '=HYPERLINK("http://x","y")'


def person(name: str, **rights: int) -> Actor:
    system = system_actor("tests")
    role = create_role(actor=system, name=name, code=name, rights={"customers.*": 1, **rights})
    user = create_user(actor=system, email=f"{name}@x.cn", name=name, password=None, roles=[role.pk])
    return actor_of(user)


@pytest.fixture
def lin() -> Actor:
    made = person("lin", **{"web.export_lists": 1, "exchange.*": 1})
    firm = create_customer(
        actor=made, draft=CustomerDraft(name=FORMULA, phone="+86 10 1234", city="苏州", employees=12)
    )
    create_contact(
        actor=made,
        organisation=firm.pk,
        draft=ContactDraft(title="经理"),
        person_draft=CustomerDraft(name="王芳", phone="-1"),
    )
    create_customer(actor=person("gao"), draft=CustomerDraft(name="高的客户", city="无锡"))
    return made


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    commands(parser.add_subparsers())
    arguments = parser.parse_args(words)
    code: int = arguments.handle(arguments)
    return code


def test_a_colleague_exports_own_rows_and_no_formula(lin, capsys):
    assert run("export", "customers", "--as", "lin@x.cn") == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out.removeprefix("\ufeff")))
    assert (row["name"], row["phone"], row["contact_name"], row["contact_phone"]) == (
        f"'{FORMULA}",
        "'+86 10 1234",
        "王芳",
        "-1",
    )
    assert (
        run("export", "customers", "--where", '{"fact": "customers.city", "is": "=", "value": "无锡"}') == 0
    )
    assert "高的客户" in capsys.readouterr().out


def test_without_the_right_nothing_goes_out(lin, capsys, tmp_path):
    for email, refused in (("gao@x.cn", Forbidden), ("nobody@x.cn", Refused)):
        with pytest.raises(refused):
            run("export", "customers", "--as", email, "--out", str(tmp_path / "x.csv"))
    assert not (tmp_path / "x.csv").exists()
    assert run("export", "everything") == 2
    assert run("export", "customers", "--format", "xlsx") == 2
    assert run("export", "customers", "--where", '{"fact": "no.such", "is": "=", "value": 1}') == 1


def test_a_condition_that_cannot_be_read_is_answered_with_one_that_can(lin, capsys):
    assert run("export", "customers", "--where", "城市=苏州") == 1
    answer = capsys.readouterr().err
    assert "This condition cannot be read. A condition is written like this:" in answer
    example = answer.partition("--where '")[2].partition("'")[0]
    assert run("export", "customers", "--where", example) == 0


@pytest.mark.parametrize("form", ["csv", "xlsx", "json", "vcf"])
def test_what_went_out_comes_in_again(lin, tmp_path, form):
    path = tmp_path / f"out.{form}"
    assert run("export", "customers", "--as", "lin@x.cn", "--format", form, "--out", str(path)) == 0
    if form == "xlsx":
        assert openpyxl.load_workbook(path).active["A2"].data_type == "s"
    gao = person("wu", **{"exchange.*": 1})
    assert run("import", "customers", str(path), "--as", "wu@x.cn") == 0
    firm = Customer.objects.get(owner_id=gao.user_id, is_customer=True)
    assert (firm.name, firm.phone) == (FORMULA, "+86 10 1234")
    people = Customer.objects.filter(owner_id=gao.user_id, is_customer=False)
    assert list(people.values_list("name", "phone")) == [("王芳", "-1")]


def test_rows_left_out_are_told_and_written(lin, tmp_path, capsys):
    path, refused = tmp_path / "list.csv", tmp_path / "left-out.csv"
    path.write_text("名称,邮箱\n甲,a@x.cn\n乙,not an address\n", "utf-8")
    assert run("import", "customers", str(path), "--as", "lin@x.cn", "--refused", str(refused)) == 0
    out = capsys.readouterr().out
    assert "“not an address”" in out
    assert "Line 3: “not an address” in “E-mail” is no e-mail address." in out
    assert "1    A value cannot be read" in out
    assert "unreadable" not in out
    with refused.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["名称"] == "乙"


@pytest.mark.parametrize("dialect", ALL)
def test_address_books_of_every_kind_come_in_from_the_command(lin, tmp_path, capsys, dialect):
    path = tmp_path / "contacts.vcf"
    path.write_text(ALL[dialect].replace("\n", "\r\n"), "utf-8")
    assert run("import", "customers", str(path), "--as", "lin@x.cn", "--json") == 0
    assert json.loads(capsys.readouterr().out)["rows_imported"] == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02",
        b"PK\x03\x04broken",
        b"BEGIN:VCARD\nFN:x\n",
        b"\xff\xfe\x00",
    ],
)
def test_an_odd_file_is_refused_in_words_and_writes_nothing(lin, tmp_path, content):
    path = tmp_path / "odd.bin"
    path.write_bytes(content)
    before = Customer.objects.count()
    with pytest.raises(Refused) as refused:
        run("import", "customers", str(path), "--as", "lin@x.cn")
    assert str(refused.value)
    assert Customer.objects.count() == before


def test_a_place_that_cannot_be_written_is_named(lin, capsys, tmp_path):
    assert run("export", "customers", "--out", str(tmp_path / "missing" / "x.csv")) == 1
    assert "missing/x.csv cannot be written: No such file or directory." in capsys.readouterr().err
