"""Journaling stays linear after many small statements."""

from time import perf_counter

import pytest

from guanxi.platform.access.models import Team
from guanxi.platform.access.queries import system_actor
from guanxi.platform.journal.models import Change
from guanxi.platform.verbs import change_set

ROWS = 20_000


@pytest.mark.django_db
def test_a_large_update_after_small_ones_is_not_joined_row_by_row():
    """A plan cached for one row took minutes for twenty thousand; a good one takes a fraction of a second."""
    system = system_actor("tests")
    with change_set(system, "tests.fill"):
        Team.objects.bulk_create([Team(name=f"t{n}") for n in range(ROWS)], batch_size=5_000)
        for key in Team.objects.values_list("pk", flat=True).order_by("pk")[:10]:
            Team.objects.filter(pk=key).update(name="small")
    begun = perf_counter()
    with change_set(system, "tests.large") as entry:
        Team.objects.update(name="large")
    assert perf_counter() - begun < 10
    assert Change.objects.filter(change_set=entry).count() == ROWS
