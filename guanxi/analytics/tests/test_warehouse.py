"""The warehouse equals the database at one snapshot; refreshing costs as much as what changed."""

from __future__ import annotations

import os
import random
import threading
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection

from guanxi.analytics.warehouse import manifest as manifests
from guanxi.analytics.warehouse.reader import NoWarehouse, opened
from guanxi.analytics.warehouse.refresh import refresh_warehouse
from guanxi.commerce.models import Order, OrderLine
from guanxi.customers.models import Customer
from guanxi.platform.access.types import Actor
from guanxi.platform.journal.actions import undo_change_set
from guanxi.platform.journal.models import ChangeSet
from guanxi.platform.verbs import Forbidden, change_set

from .warehouse_contents import contents


def fresh(folder) -> dict[str, list[dict[str, object]]]:
    """What a first load would give now."""
    kept = contents()
    (folder / "warehouse" / manifests.NAME).rename(folder / "manifest-kept")
    return kept


def test_nothing_can_be_read_before_the_first_refresh(system):
    with pytest.raises(NoWarehouse), opened():
        pass


def test_who_may_not_evaluate_may_not_refresh(system, own_folder):
    with pytest.raises(Forbidden):
        refresh_warehouse(Actor(user_id=None, name="stranger"))
    assert not (own_folder / "warehouse").exists()


def test_nobody_else_enters_the_copy_of_everything(shop, system, own_folder):
    place = own_folder / "warehouse"
    place.mkdir(mode=0o755, exist_ok=True)
    old = os.umask(0)
    try:
        refresh_warehouse(system)
    finally:
        os.umask(old)
    assert place.stat().st_mode & 0o777 == 0o700
    assert {f.stat().st_mode & 0o777 for f in place.iterdir() if f.name != "lock"} == {0o600}


def test_amounts_and_days_arrive_exactly(shop, system):
    [ann] = shop.customers("安")
    shop.order(ann, "2026-01-31T16:30:00", "999999999999999.9999")  # 00:30 of the next day in Shanghai
    at_shanghai = replace(system, zone="Asia/Shanghai")
    report = refresh_warehouse(at_shanghai)
    assert (report.mode, report.rows["orders"], report.rows["customers"]) == ("full", 1, 1)
    [order] = contents()["orders"]
    assert order["total"] == Decimal("999999999999999.9999")
    assert order["charges"] == Decimal(0)
    assert order["ordered_on"].isoformat() == "2026-02-01"
    assert order["ordered_at"].isoformat() == "2026-01-31T16:30:00+00:00"


def test_a_changed_time_zone_cuts_the_days_anew(shop, system):
    [ann] = shop.customers("安")
    shop.order(ann, "2026-01-31T16:30:00", "1")
    refresh_warehouse(replace(system, zone="UTC"))
    assert contents()["orders"][0]["ordered_on"].isoformat() == "2026-01-31"
    assert refresh_warehouse(replace(system, zone="Asia/Shanghai")).mode == "full"
    assert contents()["orders"][0]["ordered_on"].isoformat() == "2026-02-01"


def test_only_what_changed_is_read(shop, system):
    keys = shop.customers(*(f"c{n}" for n in range(40)))
    shop.orders([(k, "2026-01-01", "10") for k in keys])
    refresh_warehouse(system)
    assert refresh_warehouse(system).rows == dict.fromkeys(
        ("customers", "products", "orders", "lines", "touches"), 0
    )
    shop.order(keys[0], "2026-01-02", "5")
    with change_set(system, "tests.edit"):
        Customer.objects.filter(pk=keys[1]).update(city="苏州")
    report = refresh_warehouse(system)
    assert report.mode == "changes"
    assert (report.rows["customers"], report.rows["orders"], report.rows["lines"]) == (1, 1, 0)
    now = contents()
    assert [c["city"] for c in now["customers"]][:3] == ["", "苏州", ""]
    assert len(now["orders"]) == 41


def test_deleted_and_undone_rows_leave(shop, system):
    keys = shop.customers(*(f"c{n}" for n in range(20)))
    orders = shop.orders([(k, "2026-01-01", "10") for k in keys])
    refresh_warehouse(system)
    late = shop.order(keys[0], "2026-01-05", "7")
    added = ChangeSet.objects.order_by("-id").values_list("pk", flat=True)[0]
    with change_set(system, "tests.delete"):
        Order.objects.filter(pk=orders[3])._raw_delete("default")
    refresh_warehouse(system)
    found = {o["id"] for o in contents()["orders"]}
    assert late in found
    assert orders[3] not in found
    undo_change_set(actor=system, change_set=added)
    refresh_warehouse(system)
    assert {o["id"] for o in contents()["orders"]} == set(orders) - {orders[3]}


def test_a_row_made_and_deleted_between_two_refreshes_was_never_there(shop, system):
    keys = shop.customers(*(f"c{n}" for n in range(20)))
    shop.orders([(k, "2026-01-01", "10") for k in keys])
    refresh_warehouse(system)
    gone = shop.order(keys[0], "2026-01-05", "7")
    with change_set(system, "tests.delete"):
        Order.objects.filter(pk=gone)._raw_delete("default")
    refresh_warehouse(system)
    assert len(contents()["orders"]) == 20


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_many_small_refreshes_equal_one_full_load(shop, system, own_folder, seed):
    chance = random.Random(seed)
    shop.product()
    keys = shop.customers(*(f"c{n}" for n in range(30)))
    orders = shop.orders([(chance.choice(keys), "2026-01-01", "10") for _ in range(120)], lines=2)
    refresh_warehouse(system)
    for _ in range(15):
        for _ in range(chance.randrange(1, 4)):
            match chance.randrange(3):
                case 0:
                    orders.append(shop.order(chance.choice(keys), "2026-02-01", "3", lines=1))
                case 1:
                    with change_set(system, "tests.edit"):
                        Order.objects.filter(pk=chance.choice(orders)).update(total=chance.randrange(100))
                case _:
                    gone = orders.pop(chance.randrange(len(orders)))
                    with change_set(system, "tests.delete"):
                        OrderLine.objects.filter(order_id=gone)._raw_delete("default")
                        Order.objects.filter(pk=gone)._raw_delete("default")
        assert refresh_warehouse(system).mode == "changes"
    small = fresh(own_folder)
    assert refresh_warehouse(system).mode == "full"
    assert contents() == small
    assert {o["id"] for o in small["orders"]} == set(orders)


def test_files_stay_few_and_none_is_left_over(shop, system, own_folder):
    keys = shop.customers(*(f"c{n}" for n in range(300)))
    shop.orders([(k, "2026-01-01", "10") for k in keys])
    refresh_warehouse(system)
    most = 0
    for n in range(20):
        shop.order(keys[n], "2026-02-01", "1")
        refresh_warehouse(system)
        manifest = manifests.read(own_folder / "warehouse")
        most = max(most, len(manifest.tables["orders"].deltas))
        assert {p.name for p in (own_folder / "warehouse").glob("*.parquet")} == manifest.files()
    assert most <= 5
    assert len(contents()["orders"]) == 320


def test_a_slow_transaction_is_not_skipped(shop, system):
    """It began before the refresh, has lower numbers than what was copied, and ends afterwards."""
    keys = shop.customers(*(f"c{n}" for n in range(20)))
    shop.orders([(k, "2026-01-01", "10") for k in keys])
    wrote, may_end = threading.Event(), threading.Event()
    slow: list[int] = []

    def write_slowly() -> None:
        try:
            with change_set(system, "tests.slow"):
                slow.append(
                    Order.objects.create(
                        customer_id=keys[0],
                        kind="sale",
                        number="slow",
                        ordered_at="2026-01-03T00:00Z",
                        currency="GBP",
                        total=1,
                    ).pk
                )
                wrote.set()
                assert may_end.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=write_slowly)
    thread.start()
    assert wrote.wait(20)
    quick = shop.order(keys[1], "2026-01-04", "2")
    refresh_warehouse(system)
    first = {o["id"] for o in contents()["orders"]}
    late = shop.order(keys[2], "2026-01-05", "2")
    refresh_warehouse(system)
    second = {o["id"] for o in contents()["orders"]}
    may_end.set()
    thread.join()
    report = refresh_warehouse(system)
    assert slow[0] < quick
    assert quick in first
    assert slow[0] not in first | second
    assert second - first == {late}
    assert (report.mode, report.rows["orders"]) == ("changes", 1)
    assert slow[0] in {o["id"] for o in contents()["orders"]}


def test_another_database_is_read_whole(shop, system, own_folder):
    shop.order(shop.customers("安")[0], "2026-01-01", "1")
    refresh_warehouse(system)
    folder = own_folder / "warehouse"
    manifest = manifests.read(folder)
    manifests.publish(folder, replace(manifest, database="another"))
    assert refresh_warehouse(system).mode == "full"
    restored = replace(manifests.read(folder), snapshot="1:999999999:")  # a backup older than the copy
    manifests.publish(folder, restored)
    assert refresh_warehouse(system).mode == "full"
