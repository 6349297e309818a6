"""An import beside an edit, a deletion or a merge of the same records: one wins, nothing is half done."""

from collections.abc import Callable
from pathlib import Path

import pytest
from races import ROUNDS, at_once, refusals, two_actors

from guanxi.commerce.models import Order
from guanxi.customers.actions import create_customer, delete_customer, edit_customer, fates, merge_customers
from guanxi.customers.models import Contact, Customer, Merge
from guanxi.customers.types import CustomerDraft
from guanxi.platform.access.types import Actor
from guanxi.platform.exchange.actions import import_file
from guanxi.platform.merging import ImportAtWork
from guanxi.platform.verbs import Stale

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def actors() -> list[Actor]:
    return two_actors()


def upsert(actor: Actor, folder: Path, lines: str) -> Callable[[], object]:
    path = folder / "list.csv"
    path.write_text(f"客户编号,客户名称,电话,城市,联系人\n{lines}", "utf-8")
    return lambda: import_file(actor, path, "customers", options={"mode": "upsert", "key": "code"})


def meanwhile(monkeypatch, work: Callable[[], object]) -> list[object]:
    """`work` is done by somebody else after an import has decided its rows and before it locks them."""
    found: list[object] = []
    lock = fates._lock

    def later(cursor: object) -> bool:
        if not found:
            found.extend(at_once(work))
        return lock(cursor)

    monkeypatch.setattr(fates, "_lock", later)
    return found


def numbered(actor: Actor, *codes: str) -> list[int]:
    drafts = [CustomerDraft(name=f"firm {code}", code=code, phone="1", city="苏州") for code in codes]
    return [create_customer(actor=actor, draft=draft).pk for draft in drafts]


def test_an_edit_before_an_import_locks_the_record_stands_beside_what_the_file_says(
    actors, tmp_path, monkeypatch
):
    (key,) = numbered(actors[0], "K1")
    other = CustomerDraft(name="edited", code="K1", phone="2", city="无锡")
    found = meanwhile(
        monkeypatch, lambda: edit_customer(actor=actors[1], customer=key, draft=other, version=1)
    )
    report = upsert(actors[0], tmp_path, "K1,,3,,\n")()
    assert refusals(found) == []
    kept = Customer.objects.get(pk=key)
    assert (kept.name, kept.phone, kept.city, kept.version) == ("edited", "3", "无锡", 3)
    assert [(c.field, c.before, c.after) for c in report.changes] == [("phone", "2", "3")]
    with pytest.raises(Stale):
        edit_customer(actor=actors[1], customer=key, draft=other, version=2)


def test_an_import_does_not_write_to_what_is_no_longer_meant(actors, tmp_path, monkeypatch):
    """The number went to another record meanwhile: the row is decided anew."""
    key, other = numbered(actors[0], "K1", "K2")

    def swap() -> None:
        for customer, code in ((key, "K9"), (other, "K1")):
            draft = CustomerDraft(name="x" + code, code=code)
            edit_customer(actor=actors[1], customer=customer, draft=draft)

    meanwhile(monkeypatch, swap)
    upsert(actors[0], tmp_path, "K1,,3,,\n")()
    assert dict(Customer.objects.values_list("code", "phone")) == {"K9": "", "K1": "3"}


def test_an_import_makes_anew_what_was_deleted_meanwhile(actors, tmp_path, monkeypatch):
    (key,) = numbered(actors[0], "K1")
    found = meanwhile(monkeypatch, lambda: delete_customer(actor=actors[1], customer=key))
    report = upsert(actors[0], tmp_path, "K1,海川,3,,王芳\n")()
    assert refusals(found) == []
    assert (report.made["customers"], report.made["updated"], report.made["contacts"]) == (1, 0, 1)
    made = Customer.objects.get(code="K1")
    assert made.pk != key
    assert Contact.objects.get().organisation_id == made.pk


def test_nothing_is_merged_while_an_import_writes(actors, tmp_path, monkeypatch):
    one, two = numbered(actors[0], "K1", "K2")
    found = meanwhile(
        monkeypatch, lambda: merge_customers(actor=actors[1], customers=[one, two], survivor=two)
    )
    upsert(actors[0], tmp_path, "K1,,3,,王芳\nK2,,,,李强\n")()
    assert refusals(found) == [ImportAtWork]
    assert not Merge.objects.exists()
    assert set(Contact.objects.values_list("organisation_id", flat=True)) == {one, two}
    monkeypatch.undo()
    versions = {one: 1, two: 1}
    with pytest.raises(Stale):
        merge_customers(actor=actors[1], customers=[one, two], survivor=two, versions=versions)
    merge_customers(actor=actors[1], customers=[one, two], survivor=two)
    assert Contact.objects.filter(organisation=two).count() == 2


def test_an_import_and_a_merge_of_the_same_records_leave_nothing_half_done(actors, tmp_path):
    for at in range(ROUNDS):
        one, two = numbered(actors[0], f"A{at}", f"B{at}")
        found = at_once(
            upsert(actors[0], tmp_path, f"A{at},,3,,王芳\nB{at},,,无锡,李强\n"),
            lambda keys=(one, two): merge_customers(actor=actors[1], customers=list(keys), survivor=keys[0]),
        )
        assert refusals(found) in ([], [ImportAtWork])
        merged = Customer.objects.get(pk=two).merged_into_id is not None
        assert merged == (refusals(found) == [])
        assert Contact.objects.filter(organisation_id=two).exists() != merged
        assert Customer.objects.get(pk=one).phone == "3"


def test_an_import_of_orders_and_a_merge_leave_no_order_behind(actors, tmp_path):
    header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID\n"
    for at in range(ROUNDS):
        one, two = numbered(actors[0], f"A{at}", f"B{at}")
        path = tmp_path / f"log{at}.csv"
        path.write_text(
            header + f"{at}1,S1,Pump,1,2025-01-05,10,A{at}\n{at}2,S1,Pump,1,2025-01-05,10,B{at}\n"
        )
        found = at_once(
            lambda path=path: import_file(actors[0], path, "commerce.transactions"),
            lambda keys=(one, two): merge_customers(actor=actors[1], customers=list(keys), survivor=keys[0]),
        )
        assert refusals(found) in ([], [ImportAtWork])
        merged = refusals(found) == []
        assert Order.objects.filter(customer=two).exists() != merged
        assert Order.objects.filter(customer__in=(one, two)).count() == 2
