"""The journal in words, and undo from wherever one stands."""

import json
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from guanxi.office.queries.journal import undo_preview
from guanxi.platform.access.actions import create_team
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.journal.models import ChangeSet
from guanxi.platform.models import Job
from guanxi.platform.verbs import change_set
from guanxi.work.actions import move_follow_up, set_follow_up
from guanxi.work.models import FollowUp

from .conftest import text

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 3, 2, tzinfo=UTC).date()


def test_the_last_own_change_can_be_undone_from_anywhere(office):
    lin = office.browser(office.lin)
    nothing = lin.get(reverse("web:last_change")).json()
    assert "undo" not in nothing
    assert lin.get(reverse("office:undo_last")).headers["Location"].startswith(reverse("office:journal"))
    mine = set_follow_up.tracked(actor=actor_of(office.lin), title="call Li", due_on=DAY)
    set_follow_up(actor=actor_of(office.gao), title="zqxj", due_on=DAY)
    lin.post("/web/preferences/", {"theme": "dark"})
    asked = lin.get(reverse("web:last_change")).json()
    assert asked["undo"] == mine.change_set_id, "neither a colleague's change nor one's own settings"
    assert "Set a follow-up" in asked["text"]
    assert lin.get(asked["href"]).status_code == 200
    assert lin.get(reverse("office:undo_last")).headers["Location"] == asked["href"]
    assert lin.post("/web/undo/", {"change_set": mine.change_set_id}).status_code == 302
    assert list(FollowUp.objects.values_list("title", flat=True)) == ["zqxj"]
    assert "undo" not in lin.get(reverse("web:last_change")).json(), "an undo is not undone by asking again"


def test_an_undo_that_cannot_be_leads_on(office):
    lin = actor_of(office.lin)
    made = set_follow_up.tracked(actor=lin, title="call Li", due_on=DAY)
    moved = move_follow_up.tracked(actor=lin, follow_up=made.result.pk, due_on=DAY.replace(day=5))
    move_follow_up(actor=lin, follow_up=made.result.pk, due_on=DAY.replace(day=9))
    browser = office.browser(office.lin)
    refused = browser.post("/web/undo/", {"change_set": moved.change_set_id})
    assert refused.status_code == 422
    way = reverse("office:undo", args=[moved.change_set_id])
    assert f'href="{way}"' in refused.content.decode()
    told = browser.post("/web/undo/", {"change_set": moved.change_set_id}, headers={"HX-Request": "true"})
    [said] = json.loads(told.headers["HX-Trigger"])["gx:toast"]["items"]
    assert (said["href"], said["tone"]) == (way, "danger")
    assert "Mar 9, 2026" in text(browser.get(way)), "where one can see what stands in the way"
    assert FollowUp.objects.get().due_on.day == 9


def test_the_journal_names_what_was_done_to_which_record(office):
    lin = actor_of(office.lin)
    made = set_follow_up(actor=lin, title="call Li", due_on=DAY)
    move_follow_up(actor=lin, follow_up=made.pk, due_on=DAY.replace(day=5))
    shown = text(office.browser(office.lin).get(reverse("office:journal")))
    assert "Set a follow-up: call Li" in shown
    assert "Move a follow-up to another day: call Li" in shown
    assert "work." not in shown.replace("work.see", "")
    entry = ChangeSet.objects.get(verb="work.move_follow_up")
    change = text(office.browser(office.lin).get(reverse("office:change_set", args=[entry.pk])))
    assert "Mar 2, 2026" in change
    assert "Mar 5, 2026" in change


def test_a_record_in_the_way_twice_is_shown_once(office):
    system = system_actor("tests")
    with change_set(system, "tests.make") as entry:
        top = create_team(actor=system, name="North")
    with change_set(system, "tests.use"):
        create_team(actor=system, name="Below", parent=top.pk)
        type(top).objects.get(pk=top.pk).change({"name": "Nord"}, actor=system)
    admin = actor_of(office.an)
    preview = undo_preview(admin, entry)
    [conflict] = preview.conflicts
    assert (conflict.name, len(conflict.reasons), preview.removed) == ("Nord", 2, 0)
    assert [field[0] for field in conflict.fields] == ["Team"]


def test_the_demo_is_removed_once_however_often_it_is_asked_for(office, monkeypatch):
    monkeypatch.setattr("guanxi.office.queries.demo.is_there", lambda _actor: True)
    admin = office.browser(office.an)
    address = reverse("office:demo")
    first, second = admin.post(address), admin.post(address)
    assert Job.objects.filter(name="office.remove_demo").count() == 1
    assert first.headers["Location"] == reverse("office:job", args=[Job.objects.get().pk])
    assert second.headers["Location"] == reverse("office:jobs")
