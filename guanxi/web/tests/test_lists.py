"""A list's state stands in its address; unknown parts of it do no harm."""

import json
from dataclasses import replace
from decimal import Decimal
from unittest.mock import patch

import pytest
from django.http import QueryDict

from guanxi.platform.access.actions import create_team
from guanxi.platform.access.models import Team
from guanxi.platform.verbs import NotFound
from guanxi.web.actions import TitleTaken, delete_view, save_view
from guanxi.web.lists import Column, ListState, Table
from guanxi.web.lists.export import export
from guanxi.web.lists.listing import Listing
from guanxi.web.models import SavedView

TEAMS = Table(
    name="tests.teams",
    title="Teams",
    rows=Team.objects.visible_to,
    columns=(
        Column("name", "Name", sort="name", lead=True),
        Column("parent", "Above", sort="parent__name", shown=False),
        Column("secret", "Secret", right="nobody.has_this", value=lambda t: t.pk),
    ),
    sort="name",
    href=lambda t: f"/teams/{t.pk}/",
    search=lambda rows, text: rows.filter(name__icontains=text),
)


def state(query):
    return ListState.read(TEAMS, QueryDict(query))


def test_the_address_says_everything_and_reads_back_equal():
    chosen = state("q=berg&sort=-parent&column=name&column=parent&filter=%7B%7D&view=7&after=abc")
    assert chosen == ListState("berg", "-parent", ("name", "parent"), "{}", "abc", "", "7")
    assert ListState.read(TEAMS, QueryDict(chosen.query()[1:])) == chosen


def test_unknown_columns_and_sorts_are_left_out():
    assert state("sort=password&column=nothing&view=x") == ListState()
    assert state("sort=-secret").sort == ""


def test_another_choice_begins_at_the_first_page():
    assert state("after=abc&q=x").with_(sort="-name").pairs() == [("q", "x"), ("sort", "-name")]


def test_a_table_that_sorts_by_nothing_known_does_not_start():
    with pytest.raises(ValueError, match="sorts by 'age'"):
        Table(name="t", title="T", rows=TEAMS.rows, columns=TEAMS.columns, sort="age")


def test_rows_cells_and_headings(chen):
    create_team(actor=chen, name="<b>North</b>")
    listing = Listing(chen, TEAMS, state("sort=-name"))
    assert [h.column.key for h in listing.headings] == ["name"]
    assert listing.headings[0].direction == "descending"
    assert listing.headings[0].href == "?sort=name"
    row = listing.rows[0]
    assert row.cells == [(TEAMS.columns[0], "&lt;b&gt;North&lt;/b&gt;")]
    assert row.href == f"/teams/{row.key}/"
    assert listing.counted() == "1"


def test_a_column_kept_from_somebody_does_not_sort_for_him_either(chen):
    for name in ("North", "East"):
        create_team(actor=chen, name=name)
    kept = Column("born", "Born", sort="pk", right="nobody.has_this", value=lambda t: t.pk)
    table = replace(TEAMS, columns=(*TEAMS.columns, kept))
    listing = Listing(chen, table, ListState.read(table, QueryDict("sort=-born")))
    assert [row.name for row in listing.rows] == ["East", "North"]
    assert listing.sorted_by == "name"
    with patch.object(chen.__class__, "may", return_value=True):
        listing = Listing(chen, table, ListState.read(table, QueryDict("sort=-born")))
        assert [row.name for row in listing.rows] == ["East", "North"]
        assert listing.sorted_by == "-born"


def test_a_stranger_finds_nothing(chen, wang):
    create_team(actor=chen, name="North")
    assert Listing(wang, TEAMS, state("")).rows == []
    assert Listing(wang, TEAMS, state("")).counted() == "0"


def test_a_filter_that_cannot_be_read_says_so_and_finds_nothing(chen):
    create_team(actor=chen, name="North")
    table = Table(name="t", title="T", rows=TEAMS.rows, columns=TEAMS.columns, sort="name", subject="team")
    listing = Listing(chen, table, ListState.read(table, QueryDict("filter=nonsense")))
    assert listing.filter_problem == "This condition cannot be read."
    assert listing.rows == []


def test_a_list_page_keeps_its_budget(chen, django_assert_max_num_queries):
    for number in range(5):
        create_team(actor=chen, name=f"Team {number}")
    with django_assert_max_num_queries(3):
        listing = Listing(chen, TEAMS, state("sort=parent"))
        assert len(listing.rows) == 5
        assert listing.views == []


def test_views_are_ones_own(chen, wang):
    kept = save_view(actor=chen, list_name="tests.teams", title="North", state={"q": "north"})
    assert [(v.title, v.href) for v in Listing(chen, TEAMS, state("")).views] == [
        ("North", f"?q=north&view={kept.pk}")
    ]
    assert Listing(wang, TEAMS, state("")).views == []
    with pytest.raises(TitleTaken):
        save_view(actor=chen, list_name="tests.teams", title="North", state={})
    with pytest.raises(NotFound):
        delete_view(actor=wang, saved_view_id=kept.pk)
    assert SavedView.objects.count() == 1
    delete_view(actor=chen, saved_view_id=kept.pk)
    assert SavedView.objects.count() == 0


def test_saving_a_view_in_the_browser(client, people):
    client.force_login(people.chen)
    answer = client.post(
        "/web/views/save/",
        {"list": "tests.teams", "title": "Mine", "state": "{}", "next": "/web/components/"},
    )
    kept = SavedView.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/web/components/?view={kept.pk}")
    assert (kept.owner_id, kept.state) == (people.chen.pk, {})
    refused = client.post(
        "/web/views/save/", {"list": "t", "title": "Bad", "state": json.dumps({"evil": 1}), "next": "/"}
    )
    assert refused.status_code == 422
    assert SavedView.objects.count() == 1


def test_the_file_is_the_list_in_its_order_with_drawn_cells_in_plain(chen, wang):
    for name in ("East", "West", "North"):
        create_team(actor=chen, name=name)
    drawn = Column(
        "size", "Size", render=lambda t: f"<{t.name}>", plain=lambda t: Decimal(len(t.name)) + Decimal("0.5")
    )
    table = replace(TEAMS, columns=(*TEAMS.columns, drawn))
    listing = Listing(chen, table, ListState.read(table, QueryDict("sort=-name")))
    with patch.object(listing.actor.__class__, "may", return_value=True):
        answer = export(listing, "csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    answer.close()
    assert [line.split(",")[0] for line in lines] == ["Name", "West", "North", "East"]
    assert [line.rsplit(",", 1)[1] for line in lines] == ["Size", "4.5", "5.5", "4.5"]


def test_a_drawn_column_says_what_a_file_says_of_it():
    with pytest.raises(ValueError, match="'size'"):
        replace(TEAMS, columns=(*TEAMS.columns, Column("size", "Size", render=str)))
