"""Records of the customer file."""

from datetime import timedelta

from builders import NOON, SECRET, builds

from guanxi.customers.actions import (
    add_competitor_product,
    answer_clash,
    claim_customer,
    create_competitor,
    create_contact,
    create_customer,
    create_department,
    create_document_type,
    create_household,
    create_source,
    draw_change_sheet,
    link_customers,
    log_touch,
    merge_customers,
    need_document,
    note_competitor,
    open_risk_event,
    owe_report,
    plan_question,
    propose_document,
    record_rival_purchase,
    record_statement,
)
from guanxi.customers.models import HouseholdMember, Merge, Question
from guanxi.customers.rules.changes import ChangeSheetDraft, Judged
from guanxi.customers.types import (
    CompetitorDraft,
    ContactDraft,
    CustomerDraft,
    DepartmentDraft,
    DocumentDraft,
    DocumentTypeDraft,
    LinkDraft,
    OwedReportDraft,
    QuestionDraft,
    RiskDraft,
    RivalPurchaseDraft,
    Scan,
    SourceDraft,
    StatementDraft,
    TouchDraft,
)
from guanxi.platform.access.queries import system_actor
from guanxi.platform.access.types import Actor
from guanxi.platform.exchange.files import store


@builds("customer")
def _customer(actor: Actor, made: dict[str, int], mark: str) -> int:
    draft = CustomerDraft(name=f"客户 {mark}", phone="13800001111", city="上海", remark=mark)
    return create_customer(actor=actor, draft=draft).pk


@builds("contact")
def _contact(actor: Actor, made: dict[str, int], mark: str) -> int:
    return create_contact(
        actor=actor,
        organisation=made["customer"],
        draft=ContactDraft(title=mark),
        person_draft=CustomerDraft(name=f"联系人 {mark}"),
    ).pk


@builds("source")
def _source(actor: Actor, made: dict[str, int], mark: str) -> int:
    """Sources and the collection plan are the company's."""
    return create_source(actor=actor, draft=SourceDraft(name=f"source {actor.user_id}")).pk


@builds("question")
def _question(actor: Actor, made: dict[str, int], mark: str) -> int:
    draft = QuestionDraft("phone", kind="person" if Question.objects.exists() else "organisation")
    return plan_question(actor=actor, draft=draft).pk


@builds("competitor")
def _competitor(actor: Actor, made: dict[str, int], mark: str) -> int:
    """Competitors are the company's; a note keeps back from whose customer it came."""
    draft = CompetitorDraft(name=f"competitor {actor.user_id}", strategy="low prices")
    competitor = create_competitor(actor=actor, draft=draft)
    note_competitor(actor=actor, competitor=competitor.pk, text="cheaper", customer=made["customer"])
    return competitor.pk


@builds("competitor_product")
def _competitor_product(actor: Actor, made: dict[str, int], mark: str) -> int:
    return add_competitor_product(actor=actor, competitor=made["competitor"], name="pump").pk


@builds("competitor_note")
def _competitor_note(actor: Actor, made: dict[str, int], mark: str) -> int:
    return note_competitor(actor=actor, competitor=made["competitor"], text="slow").pk


@builds("rival_purchase")
def _rival_purchase(actor: Actor, made: dict[str, int], mark: str) -> int:
    return record_rival_purchase(
        actor=actor,
        customer=made["customer"],
        competitor=made["competitor"],
        draft=RivalPurchaseDraft(mark, mark),
    ).pk


@builds("owed_report")
def _owed_report(actor: Actor, made: dict[str, int], mark: str) -> int:
    draft = OwedReportDraft(mark, "month", 10, (NOON - timedelta(days=100)).date())
    return owe_report(actor=actor, partner=made["customer"], draft=draft).pk


@builds("statement")
def _statement(actor: Actor, made: dict[str, int], mark: str) -> int:
    draft = StatementDraft("need", mark, NOON.date())
    return record_statement(actor=actor, customer=made["customer"], draft=draft).pk


@builds("department")
def _department(actor: Actor, made: dict[str, int], mark: str) -> int:
    return create_department(actor=actor, organisation=made["customer"], draft=DepartmentDraft(mark)).pk


@builds("link")
def _link(actor: Actor, made: dict[str, int], mark: str) -> int:
    other = create_customer(actor=actor, draft=CustomerDraft(name=f"供应商 {mark}"))
    draft = LinkDraft("supplier", mark)
    return link_customers(actor=actor, customer=other.pk, other=made["customer"], draft=draft).pk


@builds("household_member")
def _household_member(actor: Actor, made: dict[str, int], mark: str) -> int:
    person = create_customer(actor=actor, draft=CustomerDraft(name=f"住户 {mark}", kind="person"))
    home = create_household(actor=actor, person=person.pk, name=mark)
    return HouseholdMember.objects.get(household=home).pk


@builds("touch")
def _touch(actor: Actor, made: dict[str, int], mark: str) -> int:
    draft = TouchDraft("call", "out", NOON, subject=mark, body=mark)
    return log_touch(actor=actor, customer=made["customer"], draft=draft).pk


@builds("document_type")
def _document_type(actor: Actor, made: dict[str, int], mark: str) -> int:
    """Types are the company's: who may edit one may edit all."""
    draft = DocumentTypeDraft("证", f"type {len(made)}", 120)
    return create_document_type(actor=actor, draft=draft).pk


@builds("document_need")
def _document_need(actor: Actor, made: dict[str, int], mark: str) -> int:
    kind = "person" if mark == SECRET else ""
    return need_document(
        actor=actor, document_type=made["document_type"], purpose="credit", customer_kind=kind
    ).pk


@builds("document")
def _document(actor: Actor, made: dict[str, int], mark: str) -> int:
    scan = store([b"%PDF-1.4 ", mark.encode()])
    return propose_document(
        actor=actor,
        customer=made["customer"],
        document_type=made["document_type"],
        draft=DocumentDraft(
            mark, NOON.date() - timedelta(days=90), NOON.date() + timedelta(days=90), basis=mark
        ),
        scan=Scan(scan.digest, f"{mark}.pdf", "application/pdf", scan.size),
    ).pk


@builds("risk_event")
def _risk_event(actor: Actor, made: dict[str, int], mark: str) -> int:
    draft = RiskDraft(mark, NOON.date(), NOON.date(), cause=mark)
    return open_risk_event(actor=actor, draft=draft, document=made["document"]).pk


@builds("change_sheet")
def _change_sheet(actor: Actor, made: dict[str, int], mark: str) -> int:
    draft = ChangeSheetDraft(NOON.date(), (Judged(what=mark, cause=mark, measure=mark),))
    return draw_change_sheet(actor=actor, customer=made["customer"], draft=draft).pk


@builds("clash_answer")
def _clash_answer(actor: Actor, made: dict[str, int], mark: str) -> int:
    """A third person's customer, which this one was told of."""
    phone = f"1370000{actor.user_id:04d}"
    create_customer(
        actor=system_actor("world", clock=lambda: NOON),
        draft=CustomerDraft(name=f"撞单 {mark}", phone=phone),
    )
    (told,) = answer_clash(actor=actor, kind="organisation", typed={"name": f"输入 {mark}", "phone": phone})
    return told.answer


@builds("dispute")
def _dispute(actor: Actor, made: dict[str, int], mark: str) -> int:
    return claim_customer(actor=actor, answer=made["clash_answer"], evidence=mark).pk


@builds("merge")
def _merge(actor: Actor, made: dict[str, int], mark: str) -> int:
    twin = create_customer(actor=actor, draft=CustomerDraft(name=f"重复 {mark}"))
    merge_customers(actor=actor, customers=[made["customer"], twin.pk], survivor=made["customer"])
    return Merge.objects.get(merged=twin.pk).pk
