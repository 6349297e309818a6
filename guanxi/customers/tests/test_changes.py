"""Change sheets: then and now from the journal, cause and counter-measure from a person."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from guanxi.customers.actions import (
    CannotSave,
    create_customer,
    draw_change_sheet,
    edit_customer,
    edit_profile,
)
from guanxi.customers.models import ChangeLine, ChangeSheet, Customer
from guanxi.customers.queries import change_lines, change_sheets, changes_since, review
from guanxi.customers.rules.changes import ChangeSheetDraft, Judged, net_changes
from guanxi.customers.types import CustomerDraft, ProfileDraft
from guanxi.platform.access.actions import create_role, create_user
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Actor, Scope
from guanxi.platform.journal.actions import undo_change_set
from guanxi.platform.journal.types import FieldChange
from guanxi.platform.verbs import NotFound
from guanxi.work.models import FollowUp

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
RIGHTS = {f"{area}.*": int(Scope.OWN) for area in ("customers", "work", "journal", "web", "platform")}


@pytest.fixture
def cast(db) -> tuple[Actor, Actor, Customer]:
    """林's customer: in the file on the 2nd, moved on the 12th, its phone changed there and back."""
    system = system_actor("tests", clock=lambda: NOON)
    role = create_role(actor=system, name="s", code="s", rights=RIGHTS)
    lin, gao = (
        actor_of(
            create_user(actor=system, email=f"{n}@x.cn", name=n, password=None, roles=[role.pk]),
            clock=lambda: NOON,
        )
        for n in ("lin", "gao")
    )
    draft = CustomerDraft(name="苏州泵业", phone="1", city="苏州")
    made = create_customer(actor=lin, draft=draft)
    for days, phone, city in ((5, "2", "苏州"), (10, "2", "无锡"), (11, "1", "常州")):
        later = replace(lin, clock=lambda days=days: NOON + timedelta(days=days))
        edit_customer(actor=later, customer=made.pk, draft=replace(draft, phone=phone, city=city))
    return replace(lin, clock=lambda: NOON + timedelta(days=20)), gao, made


def test_the_sheet_tells_the_net_change_since_a_day(cast):
    lin, _gao, made = cast
    assert [(c.field, c.before, c.after) for c in changes_since(lin, made.pk, NOON.date())] == [
        ("city", "苏州", "常州")
    ]
    since = NOON.date() + timedelta(days=11)
    found = {c.field: (c.before, c.after) for c in changes_since(lin, made.pk, since)}
    assert found == {"city": ("无锡", "常州"), "phone": ("2", "1")}
    assert changes_since(replace(lin, rights={"customers.see": Scope.ALL}), made.pk, since) == []


def test_a_sheet_is_kept_with_its_causes_and_sets_the_follow_up(cast):
    lin, _gao, made = cast
    draft = ChangeSheetDraft(
        NOON.date(),
        (
            Judged(field="city", before="forged", after="forged", cause="新厂投产", measure="上门拜访"),
            Judged(field="phone", cause="not changed"),
            Judged(what="采购方式", before="车间", after="集团", cause="采购中心", measure="入围"),
        ),
        NOON.date() + timedelta(days=30),
    )
    done = draw_change_sheet.tracked(actor=lin, customer=made.pk, draft=draft)
    lines = [
        (label, row.before, row.after, row.cause, row.measure)
        for label, row in change_lines(lin, done.result)
    ]
    assert [line[1:] for line in lines] == [
        ("苏州", "常州", "新厂投产", "上门拜访"),
        ("车间", "集团", "采购中心", "入围"),
    ]
    assert lines[1][0] == "采购方式"
    (task,) = FollowUp.objects.all()
    assert (task.note, task.owner_id) == ("上门拜访\n入围", lin.user_id)
    reviewed = review(lin, made.pk)
    assert reviewed is not None
    assert reviewed.reviewed_at == lin.now()
    undo_change_set(actor=lin, change_set=done.change_set_id)
    assert not ChangeSheet.objects.exists()
    assert not ChangeLine.objects.exists()
    assert not FollowUp.objects.exists()


@pytest.mark.parametrize(
    "draft",
    [
        ChangeSheetDraft(date(2026, 3, 22)),
        ChangeSheetDraft(date(2026, 3, 23), (Judged(what="x"),)),
        ChangeSheetDraft(date(2026, 3, 22), (Judged(cause="of what?"),)),
        ChangeSheetDraft(date(2026, 3, 22), (Judged(what="x"),), date(2026, 4, 1)),
        ChangeSheetDraft(date(2026, 3, 22), (Judged(what="x", measure="y"),), date(2026, 3, 21)),
        ChangeSheetDraft(date(2026, 3, 22), (Judged(what="x" * 101),)),
    ],
    ids=["nothing", "future", "nameless", "no measure", "past", "long"],
)
def test_a_sheet_that_says_nothing_is_refused(cast, draft):
    lin, _gao, made = cast
    with pytest.raises(CannotSave):
        draw_change_sheet(actor=lin, customer=made.pk, draft=draft)
    assert not ChangeSheet.objects.exists()


def test_a_stranger_neither_draws_nor_reads_one(cast):
    lin, gao, made = cast
    draft = ChangeSheetDraft(NOON.date())
    with pytest.raises(NotFound):
        draw_change_sheet(actor=gao, customer=made.pk, draft=draft)
    draw_change_sheet(actor=lin, customer=made.pk, draft=draft)
    assert list(change_sheets(gao, made.pk)) == []


def test_it_is_written_and_printed_on_the_page(cast):
    lin, _gao, made = cast
    client = Client()
    client.force_login(User.objects.get(pk=lin.user_id))
    address = f"/customers/{made.pk}/changes/new/"
    shown = client.get(address, {"since": "2026-03-02"}).content.decode()
    assert "苏州" in shown
    assert 'name="cause.city"' in shown
    assert 'name="cause.phone"' not in shown
    answer = client.post(address, {"since_on": "2026-03-02", "cause.city": "迁厂 #1", "measure.city": "拜访"})
    sheet = ChangeSheet.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/customers/changes/{sheet.pk}/")
    assert "迁厂 #1" in client.get(answer["Location"]).content.decode()
    pdf = client.get(f"/customers/changes/{sheet.pk}/pdf/").content
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).replace("\n", "")
    assert "迁厂 #1" in text
    assert "常州" in text


moments = st.integers(0, 30).map(lambda days: NOON + timedelta(days=days))
values = st.sampled_from(["", "a", "b"])


@given(st.lists(st.tuples(moments, values), max_size=8), moments)
def test_net_changes_lead_from_then_to_now(steps, since):
    steps = sorted(steps, key=lambda step: step[0])
    history, value = [], ""
    for at, after in steps:
        history.append(FieldChange(1, at, "lin", "v", "phone", value, after))
        value = after
    then = next((one.before for one in history if one.at >= since), value)
    found = net_changes(reversed(history), since)
    assert [(one.before, one.after) for one in found] == ([(then, value)] if then != value else [])


def test_rarer_facts_change_too_and_say_from_what(cast):
    lin, _gao, made = cast
    first = replace(lin, clock=lambda: NOON + timedelta(days=12))
    edit_profile(
        actor=first, customer=made.pk, draft=ProfileDraft(credit_limit=Decimal(5000), novelty="early")
    )
    later = replace(lin, clock=lambda: NOON + timedelta(days=15))
    edit_profile(
        actor=later, customer=made.pk, draft=ProfileDraft(credit_limit=Decimal(8000), novelty="late")
    )
    with translation.override("zh-hans"):
        found = {c.field: (c.before, c.after) for c in changes_since(lin, made.pk, NOON.date())}
        assert found["credit_limit"] == ("", "8000")
        assert found["novelty"] == ("", "只用熟悉的产品")
        since = NOON.date() + timedelta(days=14)
        found = {c.field: (c.before, c.after) for c in changes_since(lin, made.pk, since)}
    assert found == {"credit_limit": ("5000", "8000"), "novelty": ("较早采用新产品", "只用熟悉的产品")}
    client = Client()
    client.force_login(User.objects.get(pk=lin.user_id))
    assert "5000" in client.get(f"/customers/{made.pk}/history/").content.decode()
    assert "5000" in client.get(f"/customers/{made.pk}/about/").content.decode()


def test_what_is_filled_in_with_the_record_is_no_change(cast):
    lin, _gao, _made = cast
    draft = CustomerDraft(name="新厂")
    made = create_customer(actor=lin, draft=draft, profile=ProfileDraft(hardware="泵"))
    assert changes_since(lin, made.pk, NOON.date()) == []
