"""Who takes part in the stories of documents: 林 enters, 陈 (the superior) confirms, 高 sells elsewhere."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from guanxi.customers.actions import confirm_document, create_customer, propose_document
from guanxi.customers.models import Document, DocumentType
from guanxi.customers.types import CustomerDraft, DocumentDraft, Scan
from guanxi.platform.access.actions import create_role, create_team, create_user, edit_company
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Actor, Scope

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
SCAN = Scan("ab" * 32, "营业执照.png", "image/png", 1200)
ZONE = "Asia/Shanghai"
GOOD = "91110000600037341L"


@dataclass
class Clock:
    moment: datetime = NOON

    def __call__(self) -> datetime:
        return self.moment


@dataclass
class Cast:
    system: Actor
    chen: Actor
    lin: Actor
    gao: Actor
    customer: int
    other: int
    clock: Clock = field(default_factory=Clock)

    def move_to(self, zone: str) -> None:
        """The company moves to another time zone; everybody works by it from now on."""
        edit_company(actor=self.system, values={"zone": zone})
        self.system = system_actor("tests", clock=self.clock)
        for name in ("chen", "lin", "gao"):
            user = User.objects.get(pk=getattr(self, name).user_id)
            setattr(self, name, actor_of(user, clock=self.clock))

    def kind(self, code: str) -> int:
        return DocumentType.objects.get(code=code).pk

    def propose(
        self, who: Actor | None = None, code: str = "business_licence", **changes: object
    ) -> Document:
        scan = changes.pop("scan", SCAN)
        customer = changes.pop("customer", self.customer)
        replaces = changes.pop("replaces", None)
        draft = replace(
            DocumentDraft(number=GOOD, issued_on=date(2020, 1, 5), expires_on=date(2026, 12, 31)), **changes
        )
        return propose_document(
            actor=who or self.lin, customer=customer, document_type=self.kind(code), draft=draft,
            scan=scan, replaces=replaces,
        )  # fmt: skip

    def confirm(self, document: Document, who: Actor | None = None, **changes: object) -> Document:
        typed = {
            "number": document.number,
            "expires_on": document.expires_on,
            "is_long_term": document.is_long_term,
        }
        return confirm_document(actor=who or self.chen, document=document.pk, **{**typed, **changes})


def gathered() -> Cast:
    clock = Clock()
    edit_company(actor=system_actor("tests", clock=clock), values={"zone": ZONE})
    system = system_actor("tests", clock=clock)
    head = create_team(actor=system, name="总部")
    south = create_team(actor=system, name="华南", parent=head.pk)
    rights = {
        f"{area}.*": int(Scope.OWN) for area in ("customers", "journal", "work", "exchange", "commerce")
    }
    seller = create_role(actor=system, name="seller", code="seller", rights=rights)
    boss = create_role(
        actor=system, name="boss", code="boss", rights={k: int(Scope.SUBORDINATES) for k in rights}
    )

    def person(name: str, team: int, role: int, manager: int | None = None) -> User:
        return create_user(
            actor=system, email=f"{name}@x.cn", name=name, password=None, roles=[role], team=team,
            manager=manager,
        )  # fmt: skip

    chen = person("chen", head.pk, boss.pk)
    lin = person("lin", head.pk, seller.pk, chen.pk)
    gao = person("gao", south.pk, seller.pk)
    actors: list[Actor] = [actor_of(one, clock=clock) for one in (chen, lin, gao)]
    customer = create_customer(
        actor=actors[1], draft=CustomerDraft(name="苏州恒力化工有限公司", code="HC001")
    )
    other = create_customer(actor=actors[1], draft=CustomerDraft(name="苏州恒力化工公司", code="HC002"))
    return Cast(system, *actors, customer.pk, other.pk, clock)
