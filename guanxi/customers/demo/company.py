"""About 240 organisations and some private customers, who speaks for them, and what was talked about."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from guanxi.customers.demo import words
from guanxi.customers.demo.archive import set_archives
from guanxi.customers.demo.documents import set_documents
from guanxi.customers.demo.doubles import set_doubles
from guanxi.customers.demo.follow_ups import set_follow_ups
from guanxi.customers.demo.records import build_records, contact_facts
from guanxi.customers.demo.sources import build_sources
from guanxi.customers.demo.talks import Talk, last_contact, talks_of
from guanxi.customers.events import CustomersImported
from guanxi.customers.models import Contact, Customer, Touch
from guanxi.customers.rules import cleaned, search_columns
from guanxi.customers.types import CustomerDraft
from guanxi.kit.pinyin import name_syllables, syllables
from guanxi.platform.access.demo import Span, demo_actor
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import colleagues
from guanxi.platform.access.types import system_clock
from guanxi.platform.bus import tell
from guanxi.platform.verbs import change_set

ORGANISATIONS = 232
PERSONS = 36
_USCC_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(slots=True)
class _Firm:
    draft: CustomerDraft
    owner: User
    since: datetime
    people: list[tuple[CustomerDraft, str, str]] = field(default_factory=list)
    talks: list[Talk] = field(default_factory=list)


def build(seed: int, span: Span, clock: Callable[[], datetime] = system_clock) -> None:
    """`clock`: the moment of building, around which follow-ups are placed."""
    lot = Random(f"{seed}/customers")  # noqa: S311 - a repeatable drawing, no secret
    actor = demo_actor("customers", span.as_of)
    sellers = [
        u
        for u in colleagues(actor).select_related("team").order_by("pk")
        if u.roles.filter(code="salesperson").exists()
    ]
    firms = [*_firms(lot, span, sellers), *_foreign(lot, span, sellers), *_persons(lot, span, sellers)]
    with change_set(actor, "demo.customers"):
        customers = Customer.objects.bulk_create(
            _row(firm.draft, firm.owner, firm.since, last_contact(firm.talks)) for firm in firms
        )
        people = Customer.objects.bulk_create(
            _row(draft, firm.owner, firm.since, None)
            for firm in firms
            for draft, _title, _part in firm.people
        )
        _link(firms, customers, people)
        tell(CustomersImported(count=len(customers) + len(people)))
    set_follow_ups(lot, sellers, customers, clock)
    build_sources(Random(f"{seed}/sources"), sellers, customers, clock)  # noqa: S311 - as above
    set_archives(Random(f"{seed}/archives"), sellers, customers, span.as_of, clock)  # noqa: S311 - as above
    build_records(Random(f"{seed}/records"), sellers, customers, span.as_of, clock)  # noqa: S311 - as above
    set_documents(Random(f"{seed}/documents"), sellers, customers, span.as_of, clock)  # noqa: S311 - as above
    set_doubles(sellers, customers, span.as_of, clock)


def _row(draft: CustomerDraft, owner: User, since: datetime, touched: datetime | None) -> Customer:
    values = cleaned(draft)
    return Customer(
        **values,
        **search_columns(values),
        owner=owner,
        team_id=owner.team_id,
        created_at=since,
        updated_at=touched or since,
        touched_at=touched,
    )


def _link(firms: Sequence[_Firm], customers: Sequence[Customer], people: Sequence[Customer]) -> None:
    waiting = iter(people)
    contacts: list[Contact] = []
    touches: list[Touch] = []
    for firm, customer in zip(firms, customers, strict=True):
        own = [next(waiting) for _person in firm.people]
        contacts += _contacts(firm, customer, own)
        touches += _touches(firm, customer, own)
    Contact.objects.bulk_create(contacts)
    Touch.objects.bulk_create(touches, batch_size=2_000)


def _contacts(firm: _Firm, customer: Customer, people: Sequence[Customer]) -> Iterator[Contact]:
    for at, (person, (_draft, title, department)) in enumerate(zip(people, firm.people, strict=True)):
        yield Contact(
            organisation=customer,
            person=person,
            title=title,
            department=department,
            is_main=at == 0,
            since_on=firm.since.date(),
            created_at=firm.since,
            updated_at=firm.since,
            **contact_facts(title, customer.pk + at),
        )


def _touches(firm: _Firm, customer: Customer, people: Sequence[Customer]) -> Iterator[Touch]:
    for talk in firm.talks:
        said = talk.draft
        yield Touch(
            customer=customer,
            person=None if talk.contact is None or not people else people[talk.contact],
            channel=said.channel,
            direction=said.direction,
            at=said.at,
            by=firm.owner,
            subject=said.subject,
            body=said.body,
            outcome=said.outcome,
            seconds=said.seconds,
            created_at=said.at,
            updated_at=said.at,
        )


def _firms(lot: Random, span: Span, sellers: Sequence[User]) -> Iterator[_Firm]:
    names: set[str] = set()
    for number in range(1, ORGANISATIONS + 1):
        city, industry = lot.choice(words.CITIES), lot.choice(list(words.INDUSTRIES))
        brand = _unused_brand(lot, names)
        trade = lot.choice(words.INDUSTRIES[industry])
        name = f"{city.name}{brand}{trade}{lot.choice(words.LEGAL_FORMS)}"
        latin = "".join(syllables(brand))
        draft = CustomerDraft(
            name=name,
            short_name=f"{brand}{trade}"[:8],
            code=f"HC{number:05d}",
            credit_code=credit_code(lot, city.region),
            phone=f"{city.dial}-{lot.randrange(2000_0000, 8999_9999):08d}"[: len(city.dial) + 9],
            email=f"cg{number:03d}@{latin}.example",
            website=f"https://www.{latin}.example" if number % 5 else "",
            country="中国",
            province=city.province,
            city=city.name,
            address=street_address(lot, city),
            industry=industry,
            employees=_headcount(lot, number),
            tags=tuple(lot.sample(words.TAGS, lot.choice((0, 0, 1, 1, 2, 3)))),
            source=lot.choice(words.SOURCES),
        )
        yield _with_people(lot, span, draft, _owner(lot, sellers, city.team), lot.choice((1, 2, 2, 3, 4)))


def _headcount(lot: Random, number: int) -> int | None:
    """Not known of every fourth firm: there is something left to ask."""
    drawn = int(lot.lognormvariate(5.2, 1.0)) + 8
    return drawn if number % 4 else None


def _with_people(lot: Random, span: Span, draft: CustomerDraft, owner: User, count: int) -> _Firm:
    firm = _Firm(draft, owner, _since(lot, span))
    posts = lot.sample(words.TITLES, count)
    for at in range(count):
        firm.people.append((_person(lot, draft, at), *posts[at]))
    _talk(lot, span, firm)
    return firm


def _person(lot: Random, employer: CustomerDraft, at: int) -> CustomerDraft:
    name, sex = person_name(lot)
    spoken = "".join(name_syllables(name))
    return CustomerDraft(
        name=name,
        kind="person",
        is_customer=False,
        phone=mobile(lot),
        email=f"{spoken}{at + 1}@{employer.email.partition('@')[2]}",
        country=employer.country,
        province=employer.province,
        city=employer.city,
        sex=sex,
    )


def _foreign(lot: Random, span: Span, sellers: Sequence[User]) -> Iterator[_Firm]:
    for at, (name, country, city, industry, phone) in enumerate(words.FOREIGN):
        person, sex = words.FOREIGN_PEOPLE[at]
        domain = f"{name.split()[0].lower()}-demo.example"
        draft = CustomerDraft(
            name=name, code=f"HCX{at + 1:03d}", phone=phone, email=f"purchasing@{domain}", country=country,
            city=city, industry=industry, employees=lot.randrange(40, 900), tags=("出口型",), source="展会",
        )  # fmt: skip
        contact = CustomerDraft(
            name=person,
            kind="person",
            is_customer=False,
            email=f"contact@{domain}",
            country=country,
            city=city,
            sex=sex,
        )
        firm = _Firm(
            draft,
            _owner(lot, sellers, "华东"),
            _since(lot, span),
            [(contact, "Purchasing manager", "Purchasing")],
        )
        _talk(lot, span, firm)
        yield firm


def _persons(lot: Random, span: Span, sellers: Sequence[User]) -> Iterator[_Firm]:
    """Repair shops and farmers who buy in their own name."""
    for number in range(1, PERSONS + 1):
        city = lot.choice(words.CITIES)
        name, sex = person_name(lot)
        draft = CustomerDraft(
            name=name, kind="person", code=f"HCP{number:03d}", phone=mobile(lot), country="中国",
            province=city.province, city=city.name, sex=sex, tags=("现款现货",) if number % 3 else (),
            born_on=date(1960, 1, 1) + timedelta(days=lot.randrange(14_000)),
            source=lot.choice(words.SOURCES),
        )  # fmt: skip
        firm = _Firm(draft, _owner(lot, sellers, city.team), _since(lot, span))
        _talk(lot, span, firm)
        yield firm


def _talk(lot: Random, span: Span, firm: _Firm) -> None:
    is_foreign = firm.draft.country not in {"", "中国"}
    firm.talks = talks_of(
        lot,
        [person.name for person, _t, _d in firm.people],
        Span(firm.since, span.as_of),
        is_foreign=is_foreign,
    )


def _since(lot: Random, span: Span) -> datetime:
    """Most were on file when the books begin; the others came since then."""
    if lot.random() < 0.6:  # noqa: PLR2004 - six of ten
        return span.began - timedelta(days=lot.randrange(1, 700), minutes=lot.randrange(600))
    return span.part(lot.random() * 0.97)


def _owner(lot: Random, sellers: Sequence[User], team: str) -> User:
    return lot.choice([seller for seller in sellers if seller.team and seller.team.name == team])


def _unused_brand(lot: Random, taken: set[str]) -> str:
    while True:
        brand = lot.choice(words.BRAND_FIRST) + lot.choice(words.BRAND_SECOND)
        if brand not in taken:
            taken.add(brand)
            return brand


def person_name(lot: Random) -> tuple[str, str]:
    """A name and the sex it is given with."""
    sex = lot.choice(("male", "female"))
    given = lot.choice(words.GIVEN_MALE if sex == "male" else words.GIVEN_FEMALE)
    return lot.choice(words.SURNAMES) + given, sex


def street_address(lot: Random, city: words.City) -> str:
    district, street = lot.choice(words.DISTRICTS), lot.choice(words.STREETS)
    return f"{city.name}市{district}{street}{lot.randrange(1, 999)}号"


def mobile(lot: Random) -> str:
    return f"{lot.choice((130, 135, 138, 139, 150, 158, 159, 177, 186, 189))}{lot.randrange(10**8):08d}"


def credit_code(lot: Random, region: str) -> str:
    """A unified social credit code with right check characters (GB 32100-2015, GB 11714-1997)."""
    body = "MA" + "".join(lot.choice(_USCC_LETTERS[:23]) for _ in range(6))
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    rest = 11 - sum(alphabet.index(c) * w for c, w in zip(body, _BODY_WEIGHTS, strict=True)) % 11
    first = f"91{region}{body}{'0' if rest == 11 else 'X' if rest == 10 else rest}"  # noqa: PLR2004 - the standard's own
    whole = sum(_USCC_LETTERS.index(c) * w for c, w in zip(first, _USCC_WEIGHTS, strict=True))
    return first + _USCC_LETTERS[(31 - whole % 31) % 31]
