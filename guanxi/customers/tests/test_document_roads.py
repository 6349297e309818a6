"""Roads by which the person of a document or risk event would also be the other person, or learn too much."""

from datetime import date

import pytest
from django.db import IntegrityError
from django.test import Client
from document_cast import GOOD, Cast, gathered

from guanxi.customers.actions import (
    CannotClose,
    SamePerson,
    close_risk_event,
    edit_risk_event,
    merge_customers,
    open_risk_event,
    reject_document,
    revoke_document,
    unmerge_customers,
)
from guanxi.customers.models import Document, Merge
from guanxi.customers.queries import documents_of, preparers, risk_event, to_confirm
from guanxi.customers.types import RiskDraft
from guanxi.platform.access.actions import create_role, create_user
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import actor_of
from guanxi.platform.exchange.actions import map_import, run_import, start_import
from guanxi.platform.exchange.files import store
from guanxi.platform.journal.actions import CannotUndo, undo_change_set
from guanxi.platform.journal.models import ChangeSet
from guanxi.platform.verbs import Forbidden, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return gathered()


def test_who_hands_a_risk_event_on_does_not_close_it(cast):
    draft = RiskDraft("漏查证件", date(2026, 2, 1), date(2026, 2, 20), rectification="已更正")
    event = open_risk_event(actor=cast.chen, draft=draft)
    edit_risk_event(actor=cast.chen, risk_event=event.pk, draft=draft, responsible=cast.lin.user_id)
    with pytest.raises(CannotClose):
        close_risk_event(actor=cast.chen, risk_event=event.pk, recurrence_check="抽查 20 份，无再发")


def test_who_is_responsible_for_a_risk_event_learns_of_no_strangers_customer(cast):
    document = cast.confirm(cast.propose())
    draft = RiskDraft("漏查证件", date(2026, 2, 1), date(2026, 2, 20))
    made = open_risk_event(actor=cast.system, draft=draft, document=document.pk, responsible=cast.gao.user_id)
    for actor, is_named in ((cast.gao, False), (cast.system, True)):
        event = risk_event(actor, made.pk)
        assert (event.customer is not None, event.document is not None) == (is_named, is_named)
    client = Client()
    client.force_login(User.objects.get(pk=cast.gao.user_id))
    for path in (f"/customers/risks/{made.pk}/", "/customers/risks/", "/"):
        page = client.get(path).content.decode()
        assert "漏查证件" in page, path
        assert "恒力化工" not in page, path
        assert GOOD not in page, path


def test_who_entered_a_document_does_not_undo_its_rejection(cast):
    made = cast.propose()
    reject_document(actor=cast.chen, document=made.pk, reason="扫描件日期不同")
    for actor in (cast.lin, cast.system):
        with pytest.raises((CannotUndo, NotFound, Forbidden)):
            undo_change_set(
                actor=actor, change_set=ChangeSet.objects.get(verb="customers.reject_document").pk
            )
    assert Document.objects.get(pk=made.pk).state == "rejected"


def test_who_prepares_a_file_and_who_starts_its_import_both_made_what_it_brings(cast):
    """林 uploads and maps, 陈 starts: neither confirms what came of it, a third person does."""
    line = f"HC001,营业执照,{GOOD},2020-01-05,2026-12-31"
    file = store([f"customer,type,number,issued_on,expires_on\n{line}\n".encode()])
    run = start_import(actor=cast.lin, file=file, name="a.csv", target="customers.documents")
    map_import(actor=cast.lin, run=run.pk, mapping=run.mapping, options=run.options)
    run_import(actor=cast.chen, run=run.pk)
    made = Document.objects.get()
    assert (made.made_by_id, made.prepared_by) == (cast.chen.user_id, [cast.lin.user_id])
    with_scan = cast.propose(cast.lin, replaces=made.pk)
    assert (with_scan.made_by_id, with_scan.prepared_by) == (cast.lin.user_id, [cast.chen.user_id])
    for who in (cast.lin, cast.chen):
        with pytest.raises(SamePerson):
            cast.confirm(with_scan, who)
        assert not to_confirm(who).exists()
        assert preparers(who, with_scan) == ["chen"]
    assert Document.objects.get(pk=with_scan.pk).state == "proposed"
    chief = create_role(actor=cast.system, name="chief", code="chief", rights={"customers.*": 5})
    third = create_user(actor=cast.system, email="qian@x.cn", name="qian", password=None, roles=[chief.pk])
    qian = actor_of(third, clock=cast.clock)
    assert list(to_confirm(qian)) == [with_scan]
    assert cast.confirm(with_scan, qian).state == "confirmed"


def test_the_database_refuses_a_confirmation_by_whoever_prepared_it(cast, monkeypatch):
    made = cast.propose(cast.lin)
    changed = cast.propose(cast.chen, replaces=made.pk)
    monkeypatch.setattr("guanxi.customers.actions.documents._second_person", lambda *_: None)
    with pytest.raises(IntegrityError, match="gx_document_third_person"):
        cast.confirm(changed, cast.lin)


def test_what_is_revoked_or_corrected_stays_so_on_every_record_of_the_customer(cast):
    """Two records of one customer hold the same confirmed paper, are merged, and taken apart after."""
    for end in ("revoked", "corrected"):
        copies = [cast.confirm(cast.propose(customer=key)) for key in (cast.customer, cast.other)]
        merge_customers(actor=cast.lin, customers=[cast.customer, cast.other], survivor=cast.customer)
        if end == "revoked":
            revoke_document(actor=cast.chen, document=copies[0].pk, reason="forged")
        else:
            cast.confirm(
                cast.propose(replaces=copies[0].pk, change="correction", expires_on=date(2026, 3, 9))
            )
        merge = Merge.objects.order_by("-pk").first()
        unmerge_customers(actor=cast.lin, merge=merge.pk)
        assert [Document.objects.get(pk=one.pk).state for one in copies] == [end, end]
        assert [found.counts for _one, found in documents_of(cast.lin, cast.other)] == []


def test_a_renewal_leaves_the_copy_of_another_record_as_it_is(cast):
    """The old paper was good: taken apart, the other record still holds it until it expires."""
    copies = [cast.confirm(cast.propose(customer=key)) for key in (cast.customer, cast.other)]
    merge_customers(actor=cast.lin, customers=[cast.customer, cast.other], survivor=cast.customer)
    cast.confirm(cast.propose(replaces=copies[0].pk, change="renewal", expires_on=date(2028, 12, 31)))
    unmerge_customers(actor=cast.lin, merge=Merge.objects.get().pk)
    assert [Document.objects.get(pk=one.pk).state for one in copies] == ["renewed", "confirmed"]
