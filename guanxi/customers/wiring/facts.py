"""What lists, audiences and rules may ask of the customer file."""

from collections.abc import Callable, Iterable
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guanxi.customers import queries
from guanxi.platform.access.queries import colleagues, teams
from guanxi.platform.access.types import Actor
from guanxi.platform.conditions import Fact, Kind, declare

# Reads the choices of facts, which are drawn with every list: it needs no day, and so no question for it.
CHOOSING = Actor(user_id=None, name="choices", is_system=True)
fact_of_file = partial(Fact, group=_("Customer file"), subject="customer", table="gx_customers_customer")


def declare_facts() -> None:
    declare_plain(
        fact_of_file,
        ("name", _("Name"), Kind.TEXT),
        ("code", _("Customer number"), Kind.TEXT),
        ("phone", _("Phone"), Kind.TEXT),
        ("email", _("E-mail"), Kind.TEXT),
        ("country", _("Country"), Kind.TEXT),
        ("province", _("Province"), Kind.TEXT),
        ("city", _("City"), Kind.TEXT),
        ("address", _("Address"), Kind.TEXT),
        ("industry", _("Industry"), Kind.TEXT),
        ("source", _("Source"), Kind.TEXT),
        ("credit_code", _("Unified social credit code"), Kind.TEXT),
        ("website", _("Website"), Kind.TEXT),
        ("short_name", _("Short name"), Kind.TEXT),
        ("is_customer", _("Buys in its own name"), Kind.FLAG),
        ("employees", _("Employees"), Kind.NUMBER),
        ("born_on", _("Birthday"), Kind.DATE),
        ("tags", _("Tags"), Kind.WORDS),
        ("touched_at", _("Last contact"), Kind.MOMENT),
        ("created_at", _("In the file since"), Kind.MOMENT),
    )
    declare_choices(fact_of_file, ("kind", _("Kind")))
    _declare_keepers()
    _declare_knowledge()
    _declare_contacts()
    _declare_kept()


def _declare_keepers() -> None:
    """Whose customer it is."""
    declare(
        fact_of_file(
            name="customers.owner",
            label=_("Owner"),
            kind=Kind.CHOICE,
            column="owner_id",
            whole_choices=True,
            choices=_owners,
        ),
        fact_of_file(
            name="customers.team",
            label=_("Team"),
            kind=Kind.CHOICE,
            column="team_id",
            whole_choices=True,
            choices=_teams,
        ),
    )


def _declare_kept() -> None:
    """What is kept of it beside its record: the archive, reviews, contacts."""
    declare(
        fact_of_file(
            name="customers.archive_form",
            label=_("Archive form"),
            kind=Kind.CHOICE,
            table="gx_customers_archiveplace",
            column="form",
            key="customer_id",
            choices=queries.choices()["archive_form"],
        ),
        fact_of_file(
            name="customers.reviewed_at",
            label=_("Card reviewed"),
            kind=Kind.MOMENT,
            table="gx_customers_review",
            column="reviewed_at",
            key="customer_id",
        ),
        fact_of_file(
            name="customers.filed",
            label=_("Items on file in the archive"),
            kind=Kind.EVENTS,
            table="gx_customers_fileditem",
            column="filed_at",
            key="customer_id",
        ),
        fact_of_file(
            name="customers.touches",
            label=_("Contacts (all touchpoints)"),
            kind=Kind.EVENTS,
            table="gx_customers_touch",
            column="at",
            key="customer_id",
        ),
    )


def declare_plain(fact: Callable[..., Fact], *columns: tuple[str, Promise, Kind]) -> None:
    """Facts named as their columns. `fact` knows the table."""
    for column, label, kind in columns:
        declare(fact(name=f"customers.{column}", label=label, kind=kind, column=column))


def declare_choices(fact: Callable[..., Fact], *columns: tuple[str, Promise]) -> None:
    """As `declare_plain`, of columns with the choices of their model."""
    choices = queries.choices()
    for column, label in columns:
        made = fact(
            name=f"customers.{column}", label=label, kind=Kind.CHOICE, column=column, choices=choices[column]
        )
        declare(made)


def as_choices(rows: Iterable[tuple[int, str]]) -> list[tuple[str, str]]:
    return [(str(key), name) for key, name in rows]


def _declare_knowledge() -> None:
    """How far single facts say where they come from, and how fresh they are."""
    fact = partial(
        Fact,
        group=_("Sources"),
        subject="customer",
        table="gx_customers_knownfacts",
        key="customer_id",
    )
    declare(
        fact(
            name="customers.facts_confirmed_on",
            label=_("A fact was last found true on"),
            kind=Kind.DATE,
            column="confirmed_on",
        ),
        fact(
            name="customers.facts_stated",
            label=_("Facts with a source of their own"),
            kind=Kind.NUMBER,
            column="stated",
        ),
    )


def _declare_contacts() -> None:
    """How many speak for an organisation now, and how many of them decide."""
    fact = partial(fact_of_file, kind=Kind.NUMBER, table="gx_customers_contactcounts", key="customer_id")
    declare(
        fact(name="customers.contacts", label=_("Contact persons now"), column="contacts"),
        fact(name="customers.deciders", label=_("Deciders known now"), column="deciders"),
    )


def _owners() -> list[tuple[str, str]]:
    # Drawn with every list: only two columns, and no more models than people.
    return as_choices(colleagues(CHOOSING).values_list("pk", "name"))


def _teams() -> list[tuple[str, str]]:
    return as_choices(teams(CHOOSING).values_list("pk", "name"))
