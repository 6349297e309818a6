"""Pages put one after the other are the whole sorted list: ties, absent values, both directions."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.platform.access.models import Team
from guanxi.platform.access.queries import system_actor
from guanxi.platform.paging import BadCursor, Cursor, Order, page_of
from guanxi.platform.verbs import change_set

pytestmark = pytest.mark.django_db
NAMES = ("", "Anna", "Berg", "华东", "苏州")


def plant(rows):
    """Teams from (name, index of an earlier team as parent or None)."""
    made = []
    with change_set(system_actor("tests"), "tests.plant"):
        for name, parent in rows:
            above = made[parent % len(made)] if made and parent is not None else None
            made.append(Team.objects.create(name=name, parent=above))
    return Team.objects.filter(pk__in=[t.pk for t in made]).select_related("parent")


def expected(teams, path, *, descending):
    """Sorted in memory: absent last in both directions, the key in the direction of the sort."""

    def value(team):
        return team.parent and team.parent.name if path == "parent__name" else getattr(team, path)

    present = [t for t in teams if value(t) is not None]
    absent = [t for t in teams if value(t) is None]
    present.sort(key=lambda t: (value(t), t.pk), reverse=descending)
    absent.sort(key=lambda t: t.pk, reverse=descending)
    return [t.pk for t in present + absent]


def walk(teams, order, size):
    pages = [page_of(teams, order, size)]
    while pages[-1].next:
        pages.append(page_of(teams, order, size, after=pages[-1].next))
        assert len(pages) < 50
    return pages


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(st.sampled_from(NAMES), st.none() | st.integers(0, 20)), max_size=14),
    path=st.sampled_from(("name", "parent__name", "version")),
    descending=st.booleans(),
    size=st.integers(1, 5),
)
def test_pages_are_the_whole_list(rows, path, descending, size):
    teams = plant(rows)
    order = Order(path, descending=descending)
    pages = walk(teams, order, size)
    found = [t.pk for p in pages for t in p.rows]
    assert found == expected(list(teams), path, descending=descending)
    assert all(len(p.rows) == size for p in pages[:-1])

    back = [pages[-1]]
    while back[0].previous:
        back.insert(0, page_of(teams, order, size, before=back[0].previous))
    assert [t.pk for p in back for t in p.rows] == found
    assert back[0].previous is None


def test_a_page_asks_once_and_at_the_border_twice(django_assert_num_queries):
    teams = plant([("a", None), ("b", 0), ("c", 0), ("d", None)])
    with django_assert_num_queries(1):
        page_of(teams, Order("name"), 2)
    with django_assert_num_queries(1):
        page_of(teams, Order("parent__name"), 1)
    with django_assert_num_queries(2):
        page_of(teams, Order("parent__name"), 3)


@pytest.mark.parametrize("written", ["x", "%%%", "WzEsMl0", "W251bGwsdHJ1ZV0", "bnVsbA", "e30"])
def test_a_forged_cursor_is_refused_in_words(written):
    with pytest.raises(BadCursor):
        page_of(plant([("a", None)]), Order("name"), 2, after=written)


def test_a_cursor_of_another_sort_is_refused():
    with pytest.raises(BadCursor):
        page_of(plant([("a", None)]), Order("version"), 2, after=Cursor("not a number", 1).write())
