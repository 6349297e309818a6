"""Hand-made requests: other people's keys in bodies."""

import json

import pytest
from builders import NOON, SECRET
from callers import condition, signed_in, written
from django.urls import reverse

from guanxi.customers.actions import (
    assign_customers,
    create_contact,
    edit_customer,
    log_touch,
)
from guanxi.customers.models import Customer
from guanxi.customers.types import ContactDraft, CustomerDraft, TouchDraft
from guanxi.platform.access.actions import create_role, create_user, edit_role, edit_user
from guanxi.platform.access.models import Role, User
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.journal.actions import undo_change_set
from guanxi.platform.verbs import Refused
from guanxi.web.models import SavedView
from guanxi.work.models import FollowUp

pytestmark = pytest.mark.django_db
HOSTILE = """<script>alert(1)</script>"><img src=x onerror=alert(1)>'{{7*7}}${7*7}"""
SQL = "'; drop table gx_customers_customer; --"
ODD_NUMBERS = ("²", "9" * 30, "9" * 5_000, "-1", "0x1", "1e3", "", " 1", "１")


# Other people's keys


def test_a_strangers_person_cannot_be_named_in_a_talk(world, lin):
    before = written()
    person = Customer.objects.get(name=f"联系人 {SECRET}")
    answer = lin.post(
        reverse("customers:talk", args=[world.own["customer"]]),
        {"channel": "call", "direction": "out", "body": "x", "person": person.pk},
    )
    assert answer.status_code == 422
    assert SECRET not in answer.content.decode()
    assert written() == before
    with pytest.raises(Refused):
        log_touch(
            actor=world.owner,
            customer=world.own["customer"],
            draft=TouchDraft("call", "out", NOON, body="x"),
            person=person.pk,
        )
    with pytest.raises(Refused):
        create_contact(
            actor=world.owner, organisation=world.own["customer"], draft=ContactDraft(), person=person.pk
        )
    assert written() == before


def test_one_strangers_key_among_many_refuses_all(world):
    before = written()
    keys = [world.own["customer"], world.foreign["customer"]]
    with pytest.raises(Refused):
        assign_customers(actor=world.owner, customers=keys, owner=world.owner.user_id)
    assert written() == before


def test_a_follow_up_cannot_be_set_on_a_strangers_record(world, lin):
    about = f"customer:{world.foreign['customer']}"
    address = f"{reverse('work:new_follow_up')}?about={about}"
    assert SECRET not in lin.get(address).content.decode()
    lin.post(address, {"title": "look", "due_on": "2026-03-05"})
    assert not FollowUp.objects.filter(title="look", subject_id=world.foreign["customer"]).exists()


def test_nobody_undoes_a_strangers_work(world, lin):
    before = written()
    answer = lin.post(reverse("web:undo"), {"change_set": world.foreign["change_set"]})
    assert answer.status_code == 404
    assert written() == before


def test_undo_keeps_to_the_rows_of_the_verb_not_of_seeing(world):
    """Who sees all customers but edits only own ones takes no colleague's edit back."""
    system = system_actor("tests", clock=lambda: NOON)
    role = create_role(
        actor=system,
        name="looks",
        code="looks",
        rights={"customers.see": 5, "customers.edit": 1, "customers.delete": 1, "journal.*": 5},
    )
    user = create_user(actor=system, email="wu@x.cn", name="wu", password=None, roles=[role.pk])
    wu = actor_of(user, clock=lambda: NOON)
    edited = edit_customer.tracked(
        actor=world.stranger, customer=world.foreign["customer"], draft=CustomerDraft(name=f"{SECRET} neu")
    )
    before = written()
    with pytest.raises(Refused):
        undo_change_set(actor=wu, change_set=edited.change_set_id)
    assert written() == before


def test_who_lost_a_right_does_not_regain_it_by_undo(world):
    """A right that one took from one's own role while one might does not come back by undoing that."""
    system = system_actor("tests", clock=lambda: NOON)
    everything = {"*": 5}
    boss_role = create_role(actor=system, name="boss", code="boss", rights=everything)
    user = create_user(actor=system, email="zhao@x.cn", name="zhao", password=None, roles=[boss_role.pk])
    staff = Role.objects.get(code="salesperson")
    taken = edit_role.tracked(
        actor=actor_of(user), role=staff.pk, name="Salesperson", scopes={"customers.delete": 0}
    )
    edit_user(actor=system, user=user.pk, values={}, roles=[staff.pk])
    before = written()
    with pytest.raises(Refused):
        undo_change_set(actor=actor_of(User.objects.get(pk=user.pk)), change_set=taken.change_set_id)
    assert written() == before


def test_saved_views_are_ones_own(world, lin):
    stranger = signed_in(User.objects.get(pk=world.stranger.user_id))
    state = json.dumps({"q": "x", "filter": "", "columns": []})
    answer = stranger.post(
        reverse("web:save_view"), {"list": "customers.customers", "title": SECRET, "state": state}
    )
    assert answer.status_code == 302
    view = SavedView.objects.get()
    assert lin.post(reverse("web:delete_view"), {"view": view.pk}).status_code == 404
    assert SavedView.objects.count() == 1
    assert SECRET not in lin.get(reverse("customers:list"), {"view": view.pk}).content.decode()


@pytest.mark.parametrize("part", ["start", "check", "cancel", "reading", "columns"])
def test_a_strangers_import_takes_no_orders(world, lin, part):
    before = written()
    answer = lin.post(reverse(f"office:import_{part}", args=[world.foreign["import_run"]]), {"sheet": "x"})
    assert answer.status_code == 404
    assert written() == before


def test_a_strangers_list_gives_no_campaign(world, lin):
    answer = lin.post(
        reverse("marketing:new_campaign"),
        {
            "name": "x", "customer_list": world.foreign["list"], "response_days": 30,
            "offer_a": world.own["offer"], "share_a": 50, "share_b": 0, "share_control": 50,
            "channel": "letter", "language": "zh", "letter": "{name}", "seed": 1,
        },
    )  # fmt: skip
    assert answer.status_code == 422
    assert SECRET not in answer.content.decode()


def test_an_answer_for_a_strangers_customer_is_refused(world, lin):
    customer = Customer.objects.get(pk=world.foreign["customer"])
    before = written()
    for typed in (customer.name, SECRET, "13800001111"):
        answer = lin.post(reverse("marketing:enter"), {"code": "CRHP7Z", "customer": typed, "step": "record"})
        assert answer.status_code == 422
        assert SECRET not in answer.content.decode().replace(f'value="{typed}"', "")
    assert written() == before


# Lists and conditions


def test_filters_and_sorts_show_only_rows_one_may_see(world, lin):
    page = reverse("customers:list")
    found = lin.get(page, {"filter": condition("customers.name", "contains", SECRET)})
    assert f"客户 {SECRET}" not in found.content.decode()
    counted = lin.get(
        reverse("customers:count"), {"conditions": condition("customers.name", "contains", SECRET)}
    )
    assert counted.json()["count"] == 0
    for sort in (
        "name",
        "-name",
        "code",
        "place",
        "owner",
        "-touched_at",
        "password",
        "owner__password",
        "search",
    ):
        answer = lin.get(page, {"sort": sort})
        assert answer.status_code == 200
        assert f"客户 {SECRET}" not in answer.content.decode()
