"""What lists, audiences and rules may ask of the customer file."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from guanxi.platform.access.queries import colleagues, teams
from guanxi.platform.access.types import Actor
from guanxi.platform.conditions import Fact, Kind, declare

# Reads the choices of facts, which are drawn with every list: it needs no day, and so no question for it.
CHOOSING = Actor(user_id=None, name="choices", is_system=True)


def declare_facts() -> None:
    """What lists, audiences and rules may ask of the customer file."""
    fact = partial(Fact, group=_("Customer file"), subject="customer", table="gx_customers_customer")
    texts = {
        "name": _("Name"),
        "code": _("Customer number"),
        "phone": _("Phone"),
        "email": _("E-mail"),
        "country": _("Country"),
        "province": _("Province"),
        "city": _("City"),
        "address": _("Address"),
        "industry": _("Industry"),
        "source": _("Source"),
    }
    for column, label in texts.items():
        declare(fact(name=f"customers.{column}", label=label, kind=Kind.TEXT, column=column))
    kinds = (("organisation", _("organisation")), ("person", _("person")))
    declare(fact(name="customers.kind", label=_("Kind"), kind=Kind.CHOICE, column="kind", choices=kinds))
    for column, label, kind in (
        ("is_customer", _("Buys in its own name"), Kind.FLAG),
        ("employees", _("Employees"), Kind.NUMBER),
        ("born_on", _("Birthday"), Kind.DATE),
        ("tags", _("Tags"), Kind.WORDS),
        ("touched_at", _("Last contact"), Kind.MOMENT),
        ("created_at", _("In the file since"), Kind.MOMENT),
    ):
        declare(fact(name=f"customers.{column}", label=label, kind=kind, column=column))
    declare(
        fact(
            name="customers.owner",
            label=_("Owner"),
            kind=Kind.CHOICE,
            column="owner_id",
            whole_choices=True,
            choices=_owner_choices,
        ),
        Fact(
            name="customers.team",
            label=_("Team"),
            group=_("Customer file"),
            subject="customer",
            kind=Kind.CHOICE,
            table="gx_customers_customer",
            column="team_id",
            whole_choices=True,
            choices=_team_choices,
        ),
        Fact(
            name="customers.archive_form",
            label=_("Archive form"),
            group=_("Customer file"),
            subject="customer",
            kind=Kind.CHOICE,
            table="gx_customers_archiveplace",
            column="form",
            key="customer_id",
            choices=(
                ("card", _("cards")),
                ("book", _("book")),
                ("bag", _("bag")),
                ("software", _("in this software")),
            ),
        ),
        Fact(
            name="customers.reviewed_at",
            label=_("Card reviewed"),
            group=_("Customer file"),
            subject="customer",
            kind=Kind.MOMENT,
            table="gx_customers_review",
            column="reviewed_at",
            key="customer_id",
        ),
        Fact(
            name="customers.filed",
            label=_("Items on file in the archive"),
            group=_("Customer file"),
            subject="customer",
            kind=Kind.EVENTS,
            table="gx_customers_fileditem",
            column="filed_at",
            key="customer_id",
        ),
        Fact(
            name="customers.touches",
            label=_("Contacts (all touchpoints)"),
            group=_("Customer file"),
            subject="customer",
            kind=Kind.EVENTS,
            table="gx_customers_touch",
            column="at",
            key="customer_id",
        ),
    )


def _owner_choices() -> list[tuple[str, str]]:
    # Drawn with every list: only two columns, and no more models than people.
    return [(str(key), name) for key, name in colleagues(CHOOSING).values_list("pk", "name")]


def _team_choices() -> list[tuple[str, str]]:
    return [(str(key), name) for key, name in teams(CHOOSING).values_list("pk", "name")]
