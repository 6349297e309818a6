"""What the pictures show: who belongs together, where customers are, how complete the file is."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q

from guanxi.customers.models import Contact, Customer, FactSource, HouseholdMember, Link
from guanxi.customers.queries.contacts import contact_rows
from guanxi.customers.queries.customers import LEAN, buyers
from guanxi.customers.types import Completeness, Place, Relation, RelationPicture
from guanxi.kit.regions import province_of
from guanxi.platform.access.types import Actor

MOST_RELATED = 60
FRESH = timedelta(days=365)
# The fields of its own record that every customer's should have, and what only organisations have.
ASKED = ("phone", "email", "address", "province", "industry", "source", "credit_code")
OF_ORGANISATIONS = ("industry", "credit_code", "contacts")
OF_CHINA = ("province", "credit_code")


def relations(actor: Actor, customer: Customer) -> RelationPicture:
    """Everybody tied to a customer by group, contact, household or link, and those tied to them in turn.

    Only records the actor may see, and by name the contact persons of these; at most MOST_RELATED.
    """
    first = _ties(actor, {customer.pk})
    near = {customer.pk} | {key for tie in first for key in (tie.start, tie.end)}
    ties = list(dict.fromkeys([*first, *_ties(actor, set(sorted(near)[:MOST_RELATED]))]))
    keys = list(dict.fromkeys([customer.pk, *(k for t in ties for k in (t.start, t.end))]))[:MOST_RELATED]
    rows = Customer.objects.visible_to(actor).filter(pk__in=keys).defer(*LEAN).order_by("pk")
    reached = {row.pk: (row.name, row.kind) for row in rows}
    named = _named(actor, reached, [key for key in keys if key not in reached])
    ends = {"contact": reached.keys() | named.keys()}
    shown = tuple(t for t in ties if t.start in reached and t.end in ends.get(t.kind, reached))
    return RelationPicture(customer.pk, reached | named, shown, frozenset(named))


def _named(actor: Actor, organisations: Iterable[int], persons: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Of these persons those who speak now for one of these organisations, by name alone."""
    rows = contact_rows(actor).filter(organisation_id__in=organisations, person_id__in=persons, until_on=None)
    return {key: (name, "person") for key, name in rows.values_list("person_id", "person__name")}


def _ties(actor: Actor, keys: set[int]) -> list[Relation]:
    found: list[Relation] = []
    group = Customer.objects.visible_to(actor).filter(Q(pk__in=keys) | Q(parent_id__in=keys))
    found += [
        Relation(parent, key, "parent", "")
        for key, parent in group.exclude(parent=None).order_by("pk").values_list("pk", "parent_id")
    ]
    contacts = Contact.objects.visible_to(actor).filter(until_on=None)
    found += [
        Relation(organisation, person, "contact", title)
        for organisation, person, title in contacts.filter(
            Q(organisation_id__in=keys) | Q(person_id__in=keys)
        )
        .order_by("pk")
        .values_list("organisation_id", "person_id", "title")[: MOST_RELATED * 2]
    ]
    links = Link.objects.visible_to(actor).filter(
        Q(customer_id__in=keys) | Q(other_id__in=keys), until_on=None
    )
    found += [
        Relation(link.customer_id, link.other_id, "link", link.role or str(link.get_kind_display()))
        for link in links.order_by("pk")[: MOST_RELATED * 2]
    ]
    return [*found, *_household_ties(actor, keys)]


def _household_ties(actor: Actor, keys: Iterable[int]) -> list[Relation]:
    """The head of a household with each other member."""
    members = HouseholdMember.objects.visible_to(actor).filter(until_on=None)
    homes = members.filter(person_id__in=list(keys)).order_by().values("household_id")
    by_home: dict[int, list[HouseholdMember]] = {}
    for member in members.filter(household_id__in=homes).order_by("household_id", "pk"):
        by_home.setdefault(member.household_id, []).append(member)
    found: list[Relation] = []
    for home in by_home.values():
        head = next((m for m in home if m.role == "head"), home[0])
        found += [
            Relation(head.person_id, m.person_id, "household", str(m.get_role_display()))
            for m in home
            if m is not head
        ]
    return found


def places(actor: Actor) -> tuple[dict[str, Place], list[Place]]:
    """Customers by province of China (by its short name), and by the other places they name."""
    counted = (
        buyers(actor)
        .order_by()
        .values_list("province", "country")
        .annotate(found=Count("pk"))
        .order_by("province", "country")
    )
    home: Counter[str] = Counter()
    spellings: dict[str, set[str]] = {}
    abroad: Counter[str] = Counter()
    for province, country, count in counted:
        name = province_of(province)
        if name:
            home[name] += count
            spellings.setdefault(name, set()).add(province)
        else:
            abroad[country or province] += count
    inside = {name: Place(name, count, tuple(sorted(spellings[name]))) for name, count in home.items()}
    outside = [Place(name, count, ()) for name, count in abroad.most_common()]
    return inside, outside


def completeness(actor: Actor) -> list[Completeness]:
    """How many of ASKED, and of a person to speak with, are on file, by team; the least complete first.

    Fresh is a customer one of whose facts was found true within FRESH. What only organisations have is not
    asked of persons, and what only China gives not abroad.
    """
    asked = {name: _asked_of(name) for name in (*ASKED, "contacts")}
    filled = {f"has_{name}": Count("pk", filter=~Q(**{name: ""}) & asked[name]) for name in ASKED}
    spoken_for = Exists(Contact.objects.visible_to(actor).filter(organisation=OuterRef("pk"), until_on=None))
    fresh = Exists(
        FactSource.objects.visible_to(actor).filter(customer=OuterRef("pk"), on__gt=actor.today() - FRESH)
    )
    rows = (
        buyers(actor)
        .annotate(spoken_for=spoken_for, is_fresh=fresh)
        .order_by()
        .values("team_id", "team__name")
        .annotate(
            count=Count("pk"),
            has_contacts=Count("pk", filter=Q(spoken_for=True)),
            fresh=Count("pk", filter=Q(is_fresh=True)),
            **filled,
            **{f"asked_{name}": Count("pk", filter=of) for name, of in asked.items()},
        )
        .order_by("team_id")
    )
    found = [
        Completeness(
            team_id=row["team_id"],
            team=row["team__name"] or "",
            count=row["count"],
            fresh=row["fresh"],
            parts={name: row[f"has_{name}"] for name in (*ASKED, "contacts")},
            asked={name: row[f"asked_{name}"] for name in asked},
        )
        for row in rows
    ]
    return sorted(found, key=lambda c: (c.share, c.team))


def _asked_of(name: str) -> Q:
    """Of which customers this is asked; one that names no country is taken for China's."""
    of = Q(kind=Customer.Kind.ORGANISATION) if name in OF_ORGANISATIONS else Q(pk__isnull=False)
    return of & Q(country_code__in=("", "CN")) if name in OF_CHINA else of
