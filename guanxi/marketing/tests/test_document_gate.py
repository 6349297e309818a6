"""Letters go to nobody who lacks a document that letters need."""

from dataclasses import replace
from datetime import date

import pytest

from guanxi.customers.actions import confirm_document, edit_document_type, need_document, propose_document
from guanxi.customers.models import Customer, DocumentType, Touch
from guanxi.customers.types import DocumentDraft, DocumentTypeDraft, Scan
from guanxi.marketing.actions import launch, write_cell_file
from guanxi.marketing.models import Cell, CellMember, Program
from guanxi.marketing.queries import kept_back
from guanxi.work.models import FollowUp

from .conftest import at, people, planned

pytestmark = pytest.mark.django_db


def permitted(cast, customers: list[Customer], last_day: date, when_expired: str = "block") -> None:
    kind = DocumentType.objects.get(code="organisation_permit")
    draft = DocumentTypeDraft("许可证", "Permit", 120, allows_long_term=False, when_expired=when_expired)
    edit_document_type(actor=cast.system, document_type=kind.pk, draft=draft)
    need_document(actor=cast.system, document_type=kind.pk, purpose="letter")
    second = replace(cast.system, user_id=cast.shen.user_id)
    for number, one in enumerate(customers):
        paper = DocumentDraft(f"P-{number}", issued_on=date(2020, 1, 5), expires_on=last_day)
        made = propose_document(
            actor=cast.system,
            customer=one.pk,
            document_type=kind.pk,
            draft=paper,
            scan=Scan("ab" * 32, "p.png", "image/png", 12),
        )
        confirm_document(
            actor=second, document=made.pk, number=paper.number, expires_on=last_day, is_long_term=False
        )


def test_who_lacks_the_document_is_in_no_cell_not_even_the_control(cast):
    made = people(cast.shen, 12)
    permitted(cast, made[:10], date(2027, 1, 1))
    plan = planned(cast.shen)
    assert plan.size == 10
    assert set(CellMember.objects.values_list("customer_id", flat=True)) == {c.pk for c in made[:10]}
    assert kept_back(cast.shen, Program.objects.get()) == 2


def test_what_expires_between_plan_and_launch_is_not_written_to(cast, tmp_path):
    permitted(cast, people(cast.shen, 10)[:5], date(2027, 1, 1))
    plan = planned(cast.shen)
    assert plan.size == 5
    later = at(cast.shen, 306)  # 2027-01-02
    assert launch(actor=later, campaign=plan.campaign_id) == 0
    assert Touch.objects.count() == 0
    cell = Cell.objects.filter(kind="test").order_by("pk").first()
    assert write_cell_file(actor=later, cell=cell.pk, folder=tmp_path).rows == 0


def test_where_the_type_escalates_letters_go_out_and_superiors_hear_of_it(cast):
    people(cast.shen, 10)
    permitted(cast, [], date(2027, 1, 1), "escalate")
    plan = planned(cast.shen)
    assert launch(actor=cast.shen, campaign=plan.campaign_id) == 8
    assert FollowUp.objects.count() == 8
