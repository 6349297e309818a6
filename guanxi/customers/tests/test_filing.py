"""The archive's place and list, and followers who hear of what they chose and of nothing else."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from waiting_news import deliver_all

from guanxi.customers.actions import (
    CannotSave,
    create_contact,
    create_customer,
    edit_customer,
    edit_profile,
    file_item,
    follow_customer,
    leave_contact,
    log_touch,
    place_archive,
    read_changes,
    tell_followers,
    unfollow_customer,
)
from guanxi.customers.events import CustomerChanged
from guanxi.customers.models import ChangeNotice, Customer
from guanxi.customers.queries import archive_place, customer, filing_list, unread_changes
from guanxi.customers.rules.filing import CHECKLISTS, GROUPS, cared_for, checklist
from guanxi.customers.tasks import tell_of_change
from guanxi.customers.types import ContactDraft, CustomerDraft, ProfileDraft, TouchDraft
from guanxi.platform.access.actions import create_role, create_user
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Actor, Scope
from guanxi.platform.verbs import NotFound

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


@pytest.fixture
def cast(db) -> tuple[Actor, Actor, Customer]:
    system = system_actor("tests", clock=lambda: NOON)
    role = create_role(actor=system, name="s", code="s", rights={"customers.*": int(Scope.OWN)})
    lin, gao = (
        actor_of(
            create_user(actor=system, email=f"{n}@x.cn", name=n, password=None, roles=[role.pk]),
            clock=lambda: NOON,
        )
        for n in ("lin", "gao")
    )
    return lin, gao, create_customer(actor=lin, draft=CustomerDraft(name="苏州泵业", phone="1"))


def test_an_archive_has_one_place(cast):
    lin, gao, made = cast
    place_archive(actor=lin, customer=made.pk, form="bag", place="三楼二柜")
    place_archive(actor=lin, customer=made.pk, form="book", place="一楼")
    found = archive_place(lin, made.pk)
    assert found is not None
    assert (found.form, found.place) == ("book", "一楼")
    with pytest.raises(CannotSave):
        place_archive(actor=lin, customer=made.pk, form="box")
    with pytest.raises(NotFound):
        place_archive(actor=gao, customer=made.pk, form="card")
    assert archive_place(gao, made.pk) is None


def test_the_list_says_who_filed_what_and_when(cast):
    lin, _gao, made = cast
    file_item(actor=lin, customer=made.pk, item="licence", is_filed=True)
    file_item(actor=lin, customer=made.pk, item="licence", is_filed=True)
    filed = {one.item: (one.filed_at, one.filed_by) for one in filing_list(lin, customer(lin, made.pk))}
    assert list(filed) == list(CHECKLISTS["enterprise"])
    assert filed["licence"] == (NOON, "lin")
    assert filed["contract"] == (None, "")
    file_item(actor=lin, customer=made.pk, item="licence", is_filed=False)
    assert all(one.filed_at is None for one in filing_list(lin, customer(lin, made.pk)))
    with pytest.raises(CannotSave):
        file_item(actor=lin, customer=made.pk, item="identity", is_filed=True)


def test_each_sector_has_its_list():
    assert checklist("", "person") == CHECKLISTS["individual"]
    assert checklist("", "organisation") == CHECKLISTS["enterprise"]
    assert "procurement" in checklist("government", "organisation")


@given(
    st.sets(st.sampled_from(sorted(GROUPS))), st.sets(st.sampled_from(["phone", "owner", "call", "version"]))
)
def test_one_hears_of_what_one_chose_and_of_nothing_else(groups, changed):
    told = set(cared_for(groups, changed))
    assert told <= changed
    assert all(any(name in GROUPS[group] for group in groups) for name in told)
    assert "version" not in told


@pytest.mark.django_db(transaction=True)
def test_a_follower_hears_of_a_chosen_field_until_it_is_read(cast):
    lin, _gao, made = cast
    follow_customer(actor=lin, customer=made.pk, groups=["reach"])
    deliver_all()
    edit_customer(actor=lin, customer=made.pk, draft=CustomerDraft(name="苏州泵业", phone="2"))
    edit_customer(actor=lin, customer=made.pk, draft=CustomerDraft(name="苏州水泵", phone="2"))
    log_touch(actor=lin, customer=made.pk, draft=TouchDraft("call", "in", NOON, subject="询价"))
    deliver_all()
    assert [notice.fields for notice in unread_changes(lin)] == [["phone"]]
    assert read_changes(actor=lin) == 1
    assert list(unread_changes(lin)) == []


def test_who_no_longer_follows_or_sees_hears_nothing(cast):
    lin, gao, made = cast
    follow_customer(actor=lin, customer=made.pk, groups=["reach", "contacts"])
    system = system_actor("tests", clock=lambda: NOON)
    assert tell_followers(actor=system, customer_id=made.pk, channel="call") == 1
    assert tell_followers(actor=system, customer_id=made.pk, fields=["name"]) == 0
    assert list(unread_changes(gao)) == []
    unfollow_customer(actor=lin, customer=made.pk)
    tell_of_change(CustomerChanged(customer_id=made.pk, fields=("phone",)))
    assert ChangeNotice.objects.count() == 1
    with pytest.raises(NotFound):
        follow_customer(actor=gao, customer=made.pk, groups=["reach"])
    with pytest.raises(CannotSave):
        follow_customer(actor=lin, customer=made.pk, groups=[])


@pytest.mark.django_db(transaction=True)
def test_followers_hear_of_rarer_facts_and_of_who_leaves(cast):
    lin, _gao, made = cast
    follow_customer(actor=lin, customer=made.pk, groups=["facts", "people"])
    edit_profile(actor=lin, customer=made.pk, draft=ProfileDraft(hardware="泵"))
    contact = create_contact(
        actor=lin, organisation=made.pk, draft=ContactDraft(), person_draft=CustomerDraft(name="王芳")
    )
    leave_contact(actor=lin, contact=contact.pk)
    edit_customer(actor=lin, customer=made.pk, draft=CustomerDraft(name="苏州泵业", phone="2"))
    deliver_all()
    told = ChangeNotice.objects.filter(user_id=lin.user_id).order_by("pk")
    assert [notice.fields for notice in told] == [["hardware"], ["contact_left"]]
    client = Client()
    client.force_login(User.objects.get(pk=lin.user_id))
    shown = client.get("/").content.decode()
    assert "联系人离职" in shown
    assert "已有硬件" in shown
