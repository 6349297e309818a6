"""What belongs to the demo company's customers beside their rows: groups, dealers, households, statements.

Everything follows from the seed; only what owes something by a day (reports, a contact who just left) is
placed around the day of building.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from django.db.models import Count
from django.utils import translation

from guanxi.customers.actions import (
    add_competitor_product,
    classify_customer,
    create_competitor,
    create_household,
    join_household,
    leave_contact,
    link_customers,
    note_competitor,
    owe_report,
    receive_report,
    record_rival_purchase,
    set_parent,
)
from guanxi.customers.demo import record_words as words
from guanxi.customers.models import (
    Competitor,
    Contact,
    Customer,
    Department,
    LadderMove,
    LadderStep,
    Profile,
    Statement,
)
from guanxi.customers.queries import owed_reports
from guanxi.customers.types import LinkDraft, OwedReportDraft, RivalPurchaseDraft
from guanxi.platform.access.demo import demo_actor, speaking_for
from guanxi.platform.access.models import User
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import change_set

TRADE_ROLES = ("dealer", "distributor", "wholesaler", "agent")
_LIKES = 3  # every so many contacts one whose taste is known
_MOST_CONTACTS = 3


@dataclass(frozen=True, slots=True)
class _Book:
    """Organisations and private customers of one salesperson, in the order they came."""

    seller: User
    firms: Sequence[Customer]
    persons: Sequence[Customer]


def contact_facts(title: str, number: int) -> dict[str, object]:
    """Part in decisions, taste and gifts of the contact with this title."""
    likes = number % _LIKES == 0
    return {
        "roles": list(words.ROLES.get(title, ())),
        "taste": words.TASTES[number // _LIKES % len(words.TASTES)] if likes else "",
        "gifts": words.GIFTS[number // _LIKES % len(words.GIFTS)] if likes else "",
    }


def build_records(
    lot: Random,
    sellers: Sequence[User],
    customers: Sequence[Customer],
    at: datetime,
    clock: Callable[[], datetime],
) -> None:
    """`at`: when the books end; `clock`: the moment of building."""
    actor = demo_actor("records", at)
    now = replace(actor, clock=clock)
    books = [_book(seller, customers) for seller in sellers]
    with change_set(actor, "demo.records"):
        competitors = _competitors(lot, actor, customers)
        for book in books:
            _group(actor, book.firms[:5])
            _households(actor, book.persons)
            for partner, role in zip(book.firms[5:7], lot.sample(TRADE_ROLES, 2), strict=False):
                _partner(now, partner, role, book.firms[10:14])
        _rivals(lot, actor, customers, competitors)
        _facts(lot, customers, at.year - 1)
        _said(lot, sellers, customers, at.date())
        _climb(lot, customers, at.date())
    with change_set(now, "demo.moves"), translation.override("zh-hans"):
        _move(now, books[-1])


def _book(seller: User, customers: Sequence[Customer]) -> _Book:
    own = [one for one in customers if one.owner_id == seller.pk]
    firms = [one for one in own if one.kind == "organisation" and one.country == "中国"]
    return _Book(seller, firms, [one for one in own if one.kind == "person"])


def _competitors(lot: Random, actor: Actor, customers: Sequence[Customer]) -> list[Competitor]:
    found = []
    for draft, products, notes in words.COMPETITORS:
        made = create_competitor(actor=actor, draft=draft)
        for name, price, remark in products:
            seen = actor.today() - timedelta(days=lot.randrange(5, 200))
            add_competitor_product(
                actor=actor, competitor=made.pk, name=name, price=Decimal(price), seen_on=seen, remark=remark
            )
        for text in notes:
            source = lot.choice([one for one in customers if one.kind == "organisation"])
            on = actor.today() - timedelta(days=lot.randrange(3, 150))
            teller = speaking_for(actor, source.owner, actor.now()) if source.owner else actor
            note_competitor(
                actor=teller, competitor=made.pk, text=text, on=on, told_by="采购", customer=source.pk
            )
        found.append(made)
    return found


def _group(actor: Actor, firms: Sequence[Customer]) -> None:
    """A head office, three branches, and an office below the first of them."""
    head, *branches = firms
    for at, branch in enumerate(branches):
        parent = branches[0] if at == len(branches) - 1 else head
        set_parent(actor=actor, customer=branch.pk, parent=parent.pk)
    for firm in firms:
        # On the record in hand too: what is built after this reads it from there.
        firm.site = Customer.Site.HEAD_OFFICE if firm is head else Customer.Site.BRANCH
        Customer.objects.filter(pk=firm.pk).update(site=firm.site)


def _households(actor: Actor, persons: Sequence[Customer]) -> None:
    for one, other in zip(persons[::4], persons[1::4], strict=False):
        home = create_household(
            actor=actor, person=one.pk, name=f"{one.name[0]}家", address=f"{one.city}市滨河路8号"
        )
        join_household(
            actor=actor, household=home.pk, person=other.pk, role="partner", since_on=date(2020, 10, 1)
        )


def _partner(actor: Actor, partner: Customer, role: str, ends: Sequence[Customer]) -> None:
    """A dealer with its end customers; reports came in time, late, or not yet."""
    partner.trade_role = role
    Customer.objects.filter(pk=partner.pk).update(trade_role=role)
    classify_customer(actor=actor, customer=partner.pk, archive_class="channel")
    for end in ends:
        draft = LinkDraft("dealer", "区域独家", since_on=date(2024, 1, 1))
        link_customers(actor=actor, customer=partner.pk, other=end.pk, draft=draft)
    began = (actor.today() - timedelta(days=200)).replace(day=1)
    for name, every, due in (("月度销量报表", "month", 10), ("季度库存报表", "quarter", 20)):
        owe_report(actor=actor, partner=partner.pk, draft=OwedReportDraft(name, every, due, began))
    for owed in owed_reports(actor, partner.pk):
        for at, period in enumerate(owed.periods):
            if at == 0:
                continue
            late = timedelta(days=5 if at % 3 == 0 else -3)
            receive_report(
                actor=actor,
                report=owed.report.pk,
                period_on=period.begins_on,
                on=min(period.due_on + late, actor.today()),
            )


def _rivals(
    lot: Random, actor: Actor, customers: Sequence[Customer], competitors: Sequence[Competitor]
) -> None:
    for customer in [one for one in customers if one.kind == "organisation"][::4]:
        rival = lot.randrange(len(competitors))
        product, _price, _remark = lot.choice(words.COMPETITORS[rival][1])
        since = actor.today() - timedelta(days=lot.randrange(60, 900))
        record_rival_purchase(
            actor=actor,
            customer=customer.pk,
            competitor=competitors[rival].pk,
            draft=RivalPurchaseDraft(lot.choice(words.RIVAL_REASONS), product, since),
        )


def _facts(lot: Random, customers: Sequence[Customer], year: int) -> None:
    """Profiles of all persons and a third of the organisations; departments of a quarter."""
    firms = [one for one in customers if one.kind == "organisation"]
    persons = [one for one in customers if one.kind == "person"]
    Profile.objects.bulk_create([*_profiles(lot, firms[::3], persons, year)])
    Department.objects.bulk_create([*_departments(lot, firms[::4])])


def _profiles(
    lot: Random, firms: Sequence[Customer], persons: Sequence[Customer], year: int
) -> Iterator[Profile]:
    for at, person in enumerate(persons):
        values = _columns(asdict(words.PERSON_FACTS[at % len(words.PERSON_FACTS)]))
        values["credit_limit"] = Decimal(lot.randrange(2, 20) * 1_000)
        yield Profile(customer=person, currency="CNY", **values)
    for at, firm in enumerate(firms):
        values = _columns(asdict(words.FIRM_FACTS[at % len(words.FIRM_FACTS)]))
        values["credit_limit"] = Decimal(lot.randrange(5, 100) * 10_000)
        values["annual_sales"] = Decimal(lot.randrange(20, 900) * 1_000_000)
        values["annual_sales_year"] = year
        yield Profile(customer=firm, currency="CNY", **values)


def _columns(draft: dict[str, object]) -> dict[str, object]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in draft.items()}


def _departments(lot: Random, firms: Sequence[Customer]) -> Iterator[Department]:
    for firm in firms:
        for kind, name in sorted(lot.sample(words.DEPARTMENTS, lot.choice((2, 3)))):
            phone = firm.phone[:-2] + f"{lot.randrange(100):02d}"
            yield Department(organisation=firm, kind=kind, name=name, phone=phone)


def _said(lot: Random, sellers: Sequence[User], customers: Sequence[Customer], today: date) -> None:
    by = {seller.pk: seller for seller in sellers}
    Statement.objects.bulk_create(
        Statement(
            customer=customer,
            kind=kind,
            text=text,
            on=today - timedelta(days=lot.randrange(2, 500)),
            source=source,
            by=by.get(customer.owner_id or 0),
        )
        for customer in customers[::3]
        for kind, text, source in lot.sample(words.STATEMENTS, lot.choice((1, 2, 3)))
    )


def _climb(lot: Random, customers: Sequence[Customer], today: date) -> None:
    """Every second customer stands on the ladder, and came there step by step."""
    steps = list(LadderStep.objects.order_by("place")[:4])
    moves: list[LadderMove] = []
    stands: dict[int, list[int]] = {}
    for customer in customers[::2]:
        height = lot.choices(range(1, len(steps) + 1), (3, 3, 2, 4))[0]
        days = sorted(lot.sample(range(20, 700), height), reverse=True)
        for at, (step, ago) in enumerate(zip(steps, days, strict=False)):
            before = steps[at - 1] if at else None
            on = today - timedelta(days=ago)
            moves.append(
                LadderMove(customer=customer, step=step, before=before, on=on, by_id=customer.owner_id)
            )
        stands.setdefault(steps[height - 1].pk, []).append(customer.pk)
    LadderMove.objects.bulk_create(moves)
    for step_id, keys in stands.items():
        Customer.objects.filter(pk__in=keys).update(ladder_step_id=step_id)


def _move(actor: Actor, book: _Book) -> None:
    """Two key persons of the last salesperson change employer: work at four customers."""
    crowded = Customer.objects.annotate(people=Count("contacts")).filter(people__gt=_MOST_CONTACTS)
    full = set(crowded.order_by("pk").values_list("pk", flat=True))
    room = [one for one in book.firms[14:] if one.pk not in full]
    for old, new in zip(room[0:2], room[2:4], strict=False):
        leaving = Contact.objects.filter(organisation=old, until_on=None, is_main=True).order_by("pk").first()
        if leaving is not None:
            speaker = speaking_for(actor, book.seller, actor.now())
            leave_contact(actor=speaker, contact=leaving.pk, joins=new.pk, title="设备总监")
