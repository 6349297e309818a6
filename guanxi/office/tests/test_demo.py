"""The end of the demo company: all that was built and hangs on it goes, all else stays, in one transaction."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from guanxi.customers.actions import create_customer, log_touch
from guanxi.customers.models import Customer, Touch
from guanxi.customers.types import CustomerDraft, TouchDraft
from guanxi.office.actions import NoDemo, remove_demo
from guanxi.office.queries import demo
from guanxi.platform.access.actions import LastAdministrator, create_team, create_user, install_roles
from guanxi.platform.access.models import Role, Team, User
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.journal.models import ChangeSet
from guanxi.platform.models import Job
from guanxi.platform.verbs import Forbidden, change_set
from guanxi.work.actions import set_follow_up
from guanxi.work.models import FollowUp

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def customer(actor, name: str) -> Customer:
    return create_customer(actor=actor, draft=CustomerDraft(name=name))


def note(actor, on: Customer, words: str) -> Touch:
    return log_touch(actor=actor, customer=on.pk, draft=TouchDraft("note", "none", NOON, body=words))


class House:
    """A demo of two customers and two accounts; 安's own customer; what people added to both."""

    def __init__(self) -> None:
        self.system = system_actor("tests", clock=lambda: NOON)
        install_roles(actor=self.system)
        self.roles = {r.code: r.pk for r in Role.objects.all()}
        with change_set(self.system, "demo.access"):
            self.team = create_team(actor=self.system, name="华东")
            self.boss = self.user("boss", "administrator")
            self.seller = self.user("seller", "salesperson")
        with change_set(self.system, "demo.customers"):
            self.made = [customer(self.system, f"演示 {n}") for n in (1, 2)]
            note(self.system, self.made[0], "made up")
        self.an = self.user("an", "administrator")
        own = actor_of(self.an, clock=lambda: NOON)
        self.own = customer(own, "自己的客户")
        self.own_note = note(own, self.own, "real")
        note(own, self.made[1], "by a person, on a demo customer")
        for title, on in (("keep", self.own), ("go", self.made[1])):
            set_follow_up(actor=own, title=title, due_on=NOON.date(), subject=("customer", on.pk))

    def user(self, name: str, role: str) -> User:
        return create_user(
            actor=self.system,
            email=f"{name}@x.cn",
            name=name,
            password=None,
            roles=[self.roles[role]],
            team=self.team.pk,
        )


@pytest.fixture
def house() -> House:
    return House()


def test_the_demo_goes_and_ones_own_stays(house):
    plan = demo.plan(actor_of(house.an))
    counted = {part.table: (part.rows, part.added) for part in plan.parts}
    assert counted["gx_customers_customer"] == (2, 0)
    assert counted["gx_customers_touch"] == (2, 1)
    assert counted["gx_work_followup"] == (1, 1)
    assert plan.accounts == 2
    assert Customer.objects.count() == 3
    done = remove_demo(actor=actor_of(house.an))
    assert (done.rows, done.accounts) == (plan.rows, 2)
    assert list(Customer.objects.all()) == [house.own]
    assert list(Touch.objects.all()) == [house.own_note]
    assert [f.title for f in FollowUp.objects.all()] == ["keep"]
    active = User.objects.filter(is_active=True).values_list("name", flat=True)
    assert list(active) == ["an"]
    assert list(Team.objects.all()) == [house.team]
    assert ChangeSet.objects.get(verb="office.remove_demo").undo == "never"


def test_who_removes_it_stays_able_to_sign_in(house):
    remove_demo(actor=actor_of(house.boss))
    assert set(User.objects.filter(is_active=True).values_list("name", flat=True)) == {"boss", "an"}


def test_it_goes_once(house):
    admin = actor_of(house.an)
    assert demo.is_there(admin)
    remove_demo(actor=admin)
    assert not demo.is_there(admin)
    with pytest.raises(NoDemo):
        remove_demo(actor=admin)


def test_without_the_right_nothing_goes(house):
    with pytest.raises(Forbidden):
        remove_demo(actor=actor_of(house.seller))
    with pytest.raises(Forbidden):
        demo.plan(actor_of(house.seller))
    client = Client()
    client.force_login(house.seller)
    assert client.post(reverse("office:demo")).status_code == 403
    assert (Customer.objects.count(), Job.objects.count()) == (3, 0)


def test_somebody_must_stay_who_may_do_everything(house):
    """A person with this right alone would leave the company without an administrator."""
    from guanxi.platform.access.actions import create_role, edit_user

    role = create_role(actor=house.system, name="Cleaner", code="cleaner", rights={"office.*": 5})
    edit_user(actor=house.system, user=house.an.pk, values={}, roles=[role.pk])
    with pytest.raises(LastAdministrator), transaction.atomic():
        remove_demo(actor=actor_of(User.objects.get(pk=house.an.pk)))
    assert Customer.objects.count() == 3
    assert User.objects.filter(is_active=True).count() == 3


def test_the_page_starts_it_in_the_background(house):
    client = Client()
    client.force_login(house.an)
    page = client.get(reverse("office:demo"))
    assert page.status_code == 200
    assert Customer.objects.count() == 3
    answer = client.post(reverse("office:demo"))
    job = Job.objects.get()
    assert (answer["Location"], job.name) == (reverse("office:job", args=[job.pk]), "office.remove_demo")


def test_the_statements_do_not_grow_with_the_rows(house, django_assert_max_num_queries):
    with change_set(house.system, "demo.more"), connection.cursor() as cursor:
        cursor.execute(
            "insert into gx_work_followup (title, note, due_on, owner_id, subject_type, subject_id)"
            " select 'x', '', '2026-03-02', %s, 'customer', %s from generate_series(1, 20000)",
            [house.an.pk, house.own.pk],
        )
    with django_assert_max_num_queries(400):
        done = remove_demo(actor=actor_of(house.an))
    assert done.rows > 20_000
    assert FollowUp.objects.count() == 1
