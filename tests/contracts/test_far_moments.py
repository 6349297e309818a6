"""What is stored may be dated at either edge of the calendar: every page shows it, in every zone."""

from datetime import UTC, date, datetime

import pytest
from callers import signed_in
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.test import Client
from test_addresses import addresses, ask, path_of

from guanxi.platform.access.actions import edit_company
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.verbs import change_set

pytestmark = pytest.mark.django_db
# Whose moments no person enters: when somebody signed in, was invited, was last at work.
OURS = {"gx_access", "gx_journal", "gx_platform", "gx_web", "gx_exchange", "gx_analytics"}
EDGES = {
    "first": (datetime(1, 1, 1, tzinfo=UTC), date(1, 1, 1), "America/Los_Angeles"),
    "last": (datetime(9999, 12, 31, 23, 59, tzinfo=UTC), date(9999, 12, 31), "Asia/Shanghai"),
}


def date_all(moment: datetime, day: date) -> int:
    """Every moment and day on file; what the database refuses stays. Returns how many columns went there."""
    done = 0
    with change_set(system_actor("tests"), "tests.date"):
        for model in apps.get_models():
            if not model._meta.app_label.startswith("gx_") or model._meta.app_label in OURS:
                continue
            for field in model._meta.concrete_fields:
                if not isinstance(field, models.DateField) or not model._meta.managed:
                    continue
                value = moment if isinstance(field, models.DateTimeField) else day
                try:
                    with transaction.atomic(), connection.cursor() as cursor:
                        table = f'update "{model._meta.db_table}" set "{field.column}" = %s'
                        cursor.execute(f'{table} where "{field.column}" is not null', [value])
                        done += cursor.rowcount > 0
                except IntegrityError:
                    continue
    return done


@pytest.mark.parametrize("edge", EDGES)
def test_every_page_shows_what_is_dated_at_the_edge_of_the_calendar(world, edge, subtests):
    moment, day, zone = EDGES[edge]
    assert date_all(moment, day) > 25
    edit_company(actor=system_actor("tests"), values={"zone": zone})
    assert actor_of(world.people["own_all"]).zone == zone
    client: Client = signed_in(world.people["own_all"])
    for name, pattern in addresses():
        if name.startswith(("office:", "web:", "decisions:", "customers:choices")):
            continue
        path = path_of(name, pattern, world.own)
        with subtests.test(address=name), transaction.atomic():
            answer = ask(client, "get", path)
            assert answer.status_code < 500
            if "export=csv" in answer.text:
                assert ask(client, "get", f"{path}?export=csv").status_code == 200
            transaction.set_rollback(True)
