"""Every figure of a finished import opens the rows it counts, whatever was imported."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from guanxi.platform.access.actions import create_role, create_user
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Actor
from guanxi.platform.exchange.actions import import_file
from guanxi.platform.exchange.targets import targets_for

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
# A figure of what did not change has no rows to open.
NOTHING_TO_OPEN = {("customers.list", "unchanged")}
LOG = """InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID
1,S1,Pump,2,2025-01-05,10,K1
1,POST,POSTAGE,1,2025-01-05,5,K1
2,S2,Valve,1,2025-02-05,7,K2
C3,S1,Pump,-1,2025-02-06,10,K1
"""


@pytest.fixture
def lin() -> Actor:
    system = system_actor("tests", clock=lambda: NOON)
    role = create_role(actor=system, name="all", code="all", rights={"*": 5})
    user = create_user(
        actor=system, email="lin@x.cn", name="lin", password=None, roles=[role.pk], language="en"
    )
    return actor_of(user, clock=lambda: NOON)


def test_every_figure_that_a_target_tells_has_rows(lin):
    told = {(t.name, key) for t in targets_for(lin) for key, _label in t.made}
    opened = {(t.name, key) for t in targets_for(lin) for key in t.made_of}
    assert opened <= told
    assert told - opened == NOTHING_TO_OPEN


def test_orders_returns_and_products_of_a_file_open(lin, tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(LOG)
    report = import_file(lin, path, "commerce.transactions")
    client = Client()
    client.force_login(User.objects.get(pk=lin.user_id))
    shown = client.get(f"/office/imports/{report.run_id}/").content.decode()
    pages = {}
    for what, count in report.made.items():
        address = f"/office/imports/{report.run_id}/rows/?what={what}"
        assert address in shown
        pages[what] = client.get(address).content.decode().partition("<tbody>")[2]
        pages[what] = pages[what].partition("</tbody>")[0]  # without the random tokens of forms
        assert pages[what].count("<tr>") == count, what
    assert report.made == {"customers": 2, "products": 2, "charges": 1, "orders": 2, "returns": 1, "lines": 4}
    assert "C3" in pages["returns"]
    assert "K1" in pages["returns"]
    assert "C3" not in pages["orders"]
    assert "POST" in pages["charges"]
    assert "Valve" in pages["lines"]
