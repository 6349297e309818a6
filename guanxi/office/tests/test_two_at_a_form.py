"""Two people at one form: nobody overwrites unseen what the other saved."""

import re

import pytest
from django.urls import reverse

from guanxi.platform.access.actions import create_team
from guanxi.platform.access.models import Company, Role, User
from guanxi.platform.access.queries import system_actor

from .conftest import text

pytestmark = pytest.mark.django_db


def test_whoever_saves_second_is_shown_what_the_first_saved(office):
    """Team, company, account and role alike: nothing is overwritten unseen, and one may then save all the same."""
    north = create_team(actor=system_actor("tests"), name="North")
    role = Role.objects.get(code="analyst")
    first, second = office.browser(office.an), office.browser(office.an)
    first.post(reverse("office:company"), {"name": "A", "zone": "UTC", "currency": "CNY", "version": 1})
    cases = (
        (reverse("office:team", args=[north.pk]), {"name": "Nord"}, {"name": "Norte"}, "name", north),
        (
            reverse("office:person", args=[office.gao.pk]),
            {"name": "Gao Feng", "roles": [office.roles["salesperson"]], "is_active": "true"},
            {"name": "G. Feng", "roles": [office.roles["salesperson"]], "is_active": "true"},
            "name",
            office.gao,
        ),
        (
            reverse("office:company"),
            {"name": "B", "zone": "UTC", "currency": "CNY"},
            {"name": "C", "zone": "UTC", "currency": "CNY"},
            "name",
            Company.objects.get(),
        ),
        (reverse("office:role", args=[role.pk]), {"name": "Reader"}, {"name": "Looker"}, "name", role),
    )
    for address, ours, theirs, field, record in cases:
        record.refresh_from_db()
        opened = record.version
        assert second.post(address, theirs).status_code == 422, f"{address} without a version"
        assert first.post(address, ours | {"version": opened}).status_code == 302
        refused = second.post(address, theirs | {"version": opened})
        assert refused.status_code == 422
        assert ours[field] in text(refused).split("Is there now")[1], address
        assert f'name="version" value="{opened + 1}"' in refused.content.decode(), address
        record.refresh_from_db()
        assert getattr(record, field) == ours[field]
        assert second.post(address, theirs | {"version": opened + 1}).status_code == 302
        record.refresh_from_db()
        assert getattr(record, field) == theirs[field]


def test_a_right_given_meanwhile_is_named(office):
    role = Role.objects.get(code="analyst")
    address = reverse("office:role", args=[role.pk])
    first, second = office.browser(office.an), office.browser(office.an)
    first.post(address, {"name": "Analyst", "right.grading.see": "1", "version": "1"})
    refused = text(second.post(address, {"name": "Analyst", "right.work.see": "5", "version": "1"}))
    assert re.search(r"all records own records an ·", refused)


def test_roles_given_at_the_same_time_are_noticed(office):
    address = reverse("office:person", args=[office.gao.pk])
    first, second = office.browser(office.an), office.browser(office.an)
    given = {"name": "gao", "is_active": "true", "version": 1}
    assert first.post(address, given | {"roles": [office.roles["analyst"]]}).status_code == 302
    assert second.post(address, given | {"roles": [office.roles["marketer"]]}).status_code == 422
    assert [r.code for r in User.objects.get(pk=office.gao.pk).roles.all()] == ["analyst"]


def test_a_right_over_the_companys_own_records_is_asked_for_with_yes_or_no(office):
    page = (
        office.browser(office.an).get(reverse("office:role", args=[office.roles["manager"]])).content.decode()
    )

    def offered(right):
        box = re.search(rf'<select [^>]*id="right-{re.escape(right)}".*?</select>', page, re.DOTALL)[0]
        return [re.sub(r"\s+", " ", words) for words in re.findall(r">([^<]+)</option>", box)]

    assert offered("access.edit_user") == ["no", "yes"]
    assert offered("commerce.see_products") == ["no", "yes"]
    assert len(offered("customers.edit")) == len(offered("journal.see")) == 6
