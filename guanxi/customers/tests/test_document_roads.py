"""Roads by which the person of a document or risk event would also be the other person, or learn too much."""

from datetime import date

import pytest
from django.test import Client
from document_cast import GOOD, Cast, gathered

from guanxi.customers.actions import (
    CannotClose,
    close_risk_event,
    edit_risk_event,
    open_risk_event,
    reject_document,
)
from guanxi.customers.models import Document
from guanxi.customers.queries import risk_event
from guanxi.customers.types import RiskDraft
from guanxi.platform.access.models import User
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
