"""Hostile texts stay text: on every page, in file names, in headers and in the files people take away."""

import re
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from builders import NOON
from callers import condition
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from world import World

from guanxi.customers.actions import create_contact, create_customer, edit_customer, log_touch
from guanxi.customers.models import Touch
from guanxi.customers.types import ContactDraft, CustomerDraft, TouchDraft
from guanxi.platform.exchange.actions import map_import, run_import
from guanxi.platform.exchange.models import ImportRun

pytestmark = pytest.mark.django_db
HOSTILE = """<script>alert(1)</script>"><img src=x onerror=alert(1)>'{{7*7}}${7*7}"""


NAMES = [
    "..\\..\\etc\\passwd.csv", "../../etc/passwd.csv", "a\r\nSet-Cookie: x=1.csv", "\u202egpj.csv", 'a"; filename="b.html.csv',
    "<script>alert(1)</script>.csv", "x" * 300 + ".csv", "\x00.csv", "空 格.csv", "-rf.csv", "CON.csv",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_no_file_name_leaves_its_place(world, lin, name):
    content = b"name,phone\n,123\n"
    answer = lin.post(
        reverse("office:new_import"),
        {
            "target": "customers.list",
            "file": SimpleUploadedFile("x.csv", content) if "/" in name else _named(name, content),
        },
    )
    assert answer.status_code in {302, 422}
    run = ImportRun.objects.order_by("-pk").first()
    assert run is not None
    assert not set(run.file_name) & set("\r\n\x00\u202e/"), run.file_name
    for page in (reverse("office:imports"), reverse("office:import_columns", args=[run.pk])):
        shown = lin.get(page).content.decode()
        assert "<script>alert" not in shown
        assert "\u202e" not in shown


def _named(name: str, content: bytes) -> SimpleUploadedFile:
    file = SimpleUploadedFile("x.csv", content)
    file._name = name  # past Django's own cleaning, as another parser might leave it
    return file


def test_a_download_name_carries_no_header(world, lin):
    run = ImportRun.objects.get(pk=world.own["import_run"])
    answer = lin.get(reverse("office:import_failed_rows", args=[run.pk]))
    assert answer.status_code == 200
    assert "\n" not in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    answer.close()


def hostile_company(world: World) -> int:
    """Every text of a customer is an attack."""
    actor = world.owner
    customer = create_customer(
        actor=actor,
        draft=CustomerDraft(
            name=HOSTILE[:200], short_name=HOSTILE[:80], code=HOSTILE[:60], city=HOSTILE[:60],
            address=HOSTILE, industry=HOSTILE, remark=HOSTILE, source=HOSTILE[:60], tags=(HOSTILE[:40],),
        ),
    ).pk  # fmt: skip
    create_contact(
        actor=actor,
        organisation=customer,
        draft=ContactDraft(title=HOSTILE, department=HOSTILE),
        person_draft=CustomerDraft(name=HOSTILE),
    )
    log_touch(
        actor=actor,
        customer=customer,
        draft=TouchDraft("call", "out", NOON, subject=HOSTILE, body=HOSTILE, outcome=HOSTILE),
    )
    edit_customer(actor=actor, customer=customer, draft=CustomerDraft(name=f"{HOSTILE} 2", remark=HOSTILE))
    return customer


RAW = re.compile(r"<script>alert|<img src=x|49\$|\$\{49")


def test_hostile_texts_are_shown_as_text_everywhere(world, lin):
    key = hostile_company(world)
    lin.post(
        reverse("work:new_follow_up") + f"?about=customer:{key}",
        {"title": HOSTILE, "note": HOSTILE, "due_on": "2026-03-02"},
    )
    lin.post(reverse("web:save_view"), {"list": "customers.customers", "title": HOSTILE[:80], "state": "{}"})
    lin.post(
        reverse("marketing:new_list"),
        {"name": HOSTILE[:120], "condition": condition("customers.name", "contains", HOSTILE)},
    )
    lin.post(reverse("decisions:new_offer"), {"name": HOSTILE[:120], "text_en": HOSTILE, "text_zh": HOSTILE})
    addresses = [
        reverse("home"), reverse("customers:list"), reverse("customers:page", args=[key]),
        reverse("customers:edit", args=[key]), reverse("customers:history", args=[key]),
        reverse("customers:talk", args=[key]), reverse("customers:owner", args=[key]),
        reverse("work:follow_ups"), reverse("marketing:lists"), reverse("marketing:new_campaign"),
        reverse("decisions:offers"), reverse("office:journal"), reverse("office:jobs"), reverse("grading:grade", args=[key]),
        reverse("customers:list") + "?" + "filter=" + condition("customers.name", "contains", HOSTILE).replace(" ", "%20"),
    ]  # fmt: skip
    for address in addresses:
        for headers in ({}, {"HX-Request": "true"}):
            answer = lin.get(address, headers=headers)
            assert answer.status_code == 200, address
            assert not RAW.search(answer.content.decode()), address
            assert "script-src 'self'" in answer["Content-Security-Policy"]
    palette = lin.get(reverse("web:palette"), {"q": "script"})
    assert palette["Content-Type"].startswith("application/json")


def test_a_toast_is_no_markup(world, lin):
    answer = lin.post(reverse("customers:new_organisation"), {"name": HOSTILE}, follow=True)
    assert not RAW.search(answer.content.decode())


FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "＝1+1", '=HYPERLINK("http://evil.example")')


def test_refused_rows_open_as_text_in_a_spreadsheet(world, lin):
    lines = "".join(f',"{formula.replace(chr(34), chr(34) * 2)}"\n' for formula in FORMULAS)
    file = SimpleUploadedFile("f.csv", f"name,remark\n{lines}".encode())
    lin.post(reverse("office:new_import"), {"target": "customers.list", "file": file})
    run = ImportRun.objects.order_by("-pk").first()
    assert run is not None
    map_import(actor=world.owner, run=run.pk, mapping=run.mapping | {"name": "name"}, options=run.options)
    run_import(actor=world.owner, run=run.pk)
    answer = lin.get(reverse("office:import_failed_rows", args=[run.pk]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    cells = [line.split(",", 1)[1] for line in text.splitlines()[1:]]
    assert len(cells) == len(FORMULAS)
    assert all(cell.lstrip('"').startswith(("'", "1")) for cell in cells), cells


def test_letters_open_as_text_in_a_spreadsheet(world, lin):
    edit_customer(
        actor=world.owner,
        customer=world.own["customer"],
        draft=CustomerDraft(name="=1+1", address="@SUM(1)", code="+A7"),
    )
    for form in ("csv", "xlsx"):
        answer = lin.post(reverse("marketing:cell_file", args=[world.own["cell"]]), {"form": form})
        assert answer.status_code == 200
        content = b"".join(answer.streaming_content)
        if form == "csv":
            assert not re.search(r'(^|,|")[=+@]', content.decode("utf-8-sig"), re.MULTILINE)
        else:
            with ZipFile(BytesIO(content)) as book:
                sheet = book.read("xl/worksheets/sheet1.xml").decode()
            assert "<f>" not in sheet


def test_the_days_to_come_are_not_overrun(world, lin):
    """Dates beyond the calendar are refused in the form, not by the database."""
    key = world.own["customer"]
    for day in (
        "0001-01-01",
        "9999-12-31",
        "10000-01-01",
        "2026-02-30",
        "²",
        (NOON + timedelta(days=9_999)).isoformat(),
    ):
        answer = lin.post(
            reverse("work:new_follow_up") + f"?about=customer:{key}", {"title": "x", "due_on": day}
        )
        assert answer.status_code in {302, 422}, day
        answer = lin.post(
            reverse("customers:talk", args=[key]),
            {"channel": "call", "direction": "out", "body": "x", "at": day},
        )
        assert answer.status_code in {302, 422}, day
    assert lin.get(reverse("customers:page", args=[key])).status_code == 200
    assert lin.get(reverse("work:follow_ups")).status_code == 200
    assert lin.get(reverse("home")).status_code == 200
    assert Touch.objects.filter(at__year__gt=2026).count() == 0
