"""Pages of administration: what they show, what they refuse, and that a refusal changes nothing."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from guanxi.platform.access.actions import create_role, create_team
from guanxi.platform.access.models import ApiKey, Company, Invitation, Role, User
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Scope
from guanxi.platform.journal.models import ChangeSet
from guanxi.work.actions import finish_follow_up, move_follow_up, set_follow_up
from guanxi.work.models import FollowUp

from .conftest import text

pytestmark = pytest.mark.django_db
PASSWORD = "three green bicycles"
DAY = datetime(2026, 3, 2, tzinfo=UTC).date()


def test_the_company_gets_its_name(office):
    address = reverse("office:company")
    assert office.browser(office.lin).post(address, {"name": "X"}).status_code == 403
    assert not Company.objects.exists()
    answer = office.browser(office.an).post(
        address, {"name": "华东精密", "zone": "Europe/Berlin", "currency": "EUR", "version": 1}
    )
    assert answer.status_code == 302
    company = Company.objects.get()
    assert (company.name, company.zone, company.currency) == ("华东精密", "Europe/Berlin", "EUR")


def test_a_link_lets_one_person_in_once(office):
    admin, stranger = office.browser(office.an), Client()
    shown = admin.post(
        reverse("office:invite"), {"name": "陈", "email": "chen@x.cn", "role": office.roles["salesperson"]}
    )
    link = re.search(r'value="(http://testserver/office/join/[^"]+)"', shown.content.decode())[1]
    assert shown["Cache-Control"] == "no-store"
    assert link not in admin.get(reverse("office:people")).content.decode()
    page = stranger.get(link)
    assert "chen@x.cn" in text(page)
    weak = stranger.post(link, {"name": "陈", "password": "1234567890"})
    assert (weak.status_code, User.objects.count()) == (422, 3)
    assert stranger.post(link, {"name": "陈静", "password": PASSWORD}).status_code == 302
    assert stranger.get("/").status_code == 200
    again = Client().post(link, {"name": "Eve", "password": PASSWORD})
    assert again.status_code == 404
    assert "has expired or was withdrawn" in text(again) or "已" in text(again)
    assert User.objects.count() == 4


def test_guessing_links_gets_slow(office):
    stranger = Client()
    answers = [stranger.get(reverse("office:join", args=[f"guess-{n}"])).status_code for n in range(5)]
    assert answers == [404, 404, 404, 422, 422]


def test_an_invitation_is_withdrawn(office):
    admin = office.browser(office.an)
    admin.post(
        reverse("office:invite"), {"name": "陈", "email": "c@x.cn", "role": office.roles["salesperson"]}
    )
    address = reverse("office:withdraw", args=[Invitation.objects.get().pk])
    assert office.browser(office.lin).post(address).status_code == 403
    assert Invitation.objects.count() == 1
    assert admin.post(address).status_code == 302
    assert not Invitation.objects.exists()


def test_the_last_administrator_cannot_be_closed(office):
    admin = office.browser(office.an)
    data = {"name": "an", "version": 1, "roles": [office.roles["administrator"]]}
    answer = admin.post(reverse("office:person", args=[office.an.pk]), data)
    assert answer.status_code == 422
    assert "last administrator" in text(answer)
    assert User.objects.get(pk=office.an.pk).is_active


def test_a_role_changes_and_nobody_raises_his_own(office):
    office_role = create_role(
        actor=system_actor("tests"),
        name="Office",
        code="office",
        rights={"access.*": Scope.ALL, "work.see": Scope.OWN},
    )
    admin = office.browser(office.an)
    given = admin.post(
        reverse("office:person", args=[office.gao.pk]),
        {"name": "gao", "version": 1, "roles": [office_role.pk], "is_active": "true"},
    )
    assert given.status_code == 302
    gao = office.browser(office.gao)
    address = reverse("office:role", args=[office_role.pk])
    greedy = gao.post(address, {"name": "Office", "right.work.see": "5", "version": "1"})
    assert greedy.status_code == 422
    assert Role.objects.get(code="office").rights == {"access.*": 5, "work.see": 1}
    assert admin.post(address, {"name": "Desk", "right.work.see": "5", "version": "1"}).status_code == 302
    role = Role.objects.get(code="office")
    assert (role.name, role.rights) == ("Desk", {"access.*": 5, "work.see": 5})


def test_a_translated_role_keeps_its_name(office):
    role = Role.objects.get(code="salesperson")
    admin = User.objects.get(pk=office.an.pk)
    actor = actor_of(admin)
    assert actor.language == "en"
    posted = {"name": "Salesperson", "version": "1"}
    assert office.browser(office.an).post(reverse("office:role", args=[role.pk]), posted).status_code == 302
    assert Role.objects.get(code="salesperson").name == "Salesperson"


def test_the_journal_shows_no_strangers(office):
    mine = set_follow_up(actor=actor_of(office.lin), title="call Li", due_on=DAY)
    set_follow_up(actor=actor_of(office.gao), title="zqxj", due_on=DAY)
    lin = office.browser(office.lin)
    assert lin.get(reverse("office:journal")).content.count(b"data-href") == 1
    hers, his = (ChangeSet.objects.get(actor=u, verb="work.set_follow_up") for u in (office.lin, office.gao))
    assert "call Li" in text(lin.get(reverse("office:change_set", args=[hers.pk])))
    assert lin.get(reverse("office:change_set", args=[his.pk])).status_code == 404
    assert lin.post(reverse("office:undo", args=[his.pk])).status_code == 404
    assert FollowUp.objects.count() == 2
    every = office.browser(office.an).get(reverse("office:journal"), {"person": office.gao.pk})
    assert every.content.count(b"data-href") == 1
    assert mine.pk


def test_rows_of_others_in_an_own_change_set_are_not_shown(office):
    """What one gave away is out of one's sight, in the journal too."""
    made = set_follow_up(actor=actor_of(office.lin), title="call Li", due_on=DAY)
    entry = ChangeSet.objects.get(verb="work.set_follow_up")
    system = system_actor("tests")
    from guanxi.platform.verbs import change_set

    with change_set(system, "tests.give"):
        FollowUp.objects.filter(pk=made.pk).update(owner=office.gao, title="zqxj")
    shown = text(office.browser(office.lin).get(reverse("office:change_set", args=[entry.pk])))
    assert "zqxj" not in shown
    assert "call Li" not in shown


def test_undo_says_first_what_comes_back_and_names_conflicts(office):
    lin = actor_of(office.lin)
    one = set_follow_up(actor=lin, title="call Li", due_on=DAY)
    moved = move_follow_up.tracked(actor=lin, follow_up=one.pk, due_on=DAY.replace(day=5))
    browser = office.browser(office.lin)
    address = reverse("office:undo", args=[moved.change_set_id])
    assert "1 record goes back to what it was" in text(browser.get(address))
    assert FollowUp.objects.get().due_on.day == 5
    move_follow_up(actor=lin, follow_up=one.pk, due_on=DAY.replace(day=9))
    shown = text(browser.get(address))
    assert all(f"Mar {day}, 2026" in shown for day in (2, 5, 9))
    assert browser.post(address).status_code == 302
    assert FollowUp.objects.get().due_on.day == 9
    browser.post(address, {"rest": "1"})
    assert FollowUp.objects.get().due_on.day == 9
    finish = finish_follow_up.tracked(actor=lin, follow_up=one.pk)
    done = browser.post(reverse("office:undo", args=[finish.change_set_id]))
    assert done.status_code == 302
    assert FollowUp.objects.get().done_at is None


def test_the_first_steps_follow_what_was_done(office):
    admin = office.browser(office.an)
    assert "0 of" in text(admin.get("/"))
    admin.post(reverse("office:company"), {"name": "A", "zone": "UTC", "currency": "CNY", "version": 1})
    assert "0 of" in text(admin.get("/")), "the own password is still to be set"
    admin.post(
        reverse("office:invite"), {"name": "陈", "email": "c@x.cn", "role": office.roles["salesperson"]}
    )
    assert "1 of" in text(admin.get("/"))
    assert "Name your company" not in text(office.browser(office.lin).get("/"))
    assert admin.post(reverse("office:tour")).status_code == 302
    assert "First steps" not in text(admin.get("/")).replace("find the first steps", "")
    assert "First steps" in text(office.browser(office.lin).get("/"))
    admin.post(reverse("office:tour"), {"open": "1"})
    assert "1 of" in text(admin.get("/"))


def test_teams_are_made_and_moved(office):
    admin = office.browser(office.an)
    north = create_team(actor=system_actor("tests"), name="North")
    assert admin.post(reverse("office:new_team"), {"name": "South", "parent": north.pk}).status_code == 302
    south = type(north).objects.get(name="South")
    bad = admin.post(
        reverse("office:team", args=[north.pk]), {"name": "North", "parent": south.pk, "version": 1}
    )
    assert bad.status_code == 422
    assert type(north).objects.get(pk=north.pk).parent is None


def test_everybody_sets_the_own_name(office):
    lin = office.browser(office.lin)
    assert lin.post(reverse("office:own_name"), {"name": "林静"}).status_code == 302
    assert lin.post(reverse("office:own_name"), {"name": ""}).status_code == 422
    assert [u.name for u in User.objects.order_by("pk")] == ["an", "林静", "gao"]


def test_a_key_is_shown_once_and_revoked(office):
    lin = office.browser(office.lin)
    fields = {"name": "ERP", "area_customers": "read", "area_work": "write"}
    made = lin.post(reverse("office:new_key"), fields)
    assert made.status_code == 200
    (token,) = re.findall(r'value="(gx_[\w-]{43})"', made.content.decode())
    assert made["Cache-Control"] == "no-store"
    key = ApiKey.objects.get()
    assert "customers.see" in key.rights
    assert "customers.edit" not in key.rights
    assert "work.set_follow_up" in key.rights
    shown = lin.get(reverse("office:keys")).content.decode()
    assert "ERP" in shown
    assert token not in shown
    assert office.browser(office.gao).post(reverse("office:revoke_key", args=[key.pk])).status_code == 404
    assert lin.post(reverse("office:revoke_key", args=[key.pk])).status_code == 302
    assert ApiKey.objects.get().revoked_at is not None
    assert lin.post(reverse("office:new_key"), {"name": "x"}).status_code == 422
    assert reverse("office:keys") in lin.get(reverse("office:own_name")).content.decode()
