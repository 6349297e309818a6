"""What conditions may ask of classes, places, industries and the rarer facts."""

from functools import partial

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from guanxi.customers import queries
from guanxi.customers.wiring.facts import (
    CHOOSING,
    as_choices,
    declare_choices,
    declare_plain,
    fact_of_file,
)
from guanxi.kit.countries import countries
from guanxi.platform.conditions import Fact, Kind, declare


def declare_record_facts() -> None:
    _declare_classes()
    _declare_profile()
    _declare_history()


def _declare_classes() -> None:
    declare_choices(
        fact_of_file,
        ("sector", _("Sector")),
        ("party", _("Party group")),
        ("trade_role", _("Trade role")),
        ("archive_class", _("Archive class")),
        ("site", _("Head office or branch")),
    )
    declare_plain(
        fact_of_file,
        ("district", _("District"), Kind.TEXT),
        ("industry_code", _("GB/T 4754 code"), Kind.TEXT),
        ("isic_code", _("ISIC code"), Kind.TEXT),
    )
    declare(
        fact_of_file(
            name="customers.country_code",
            label=_("Country (from the list)"),
            kind=Kind.CHOICE,
            column="country_code",
            choices=_countries,
        ),
        fact_of_file(
            name="customers.ladder_step",
            label=_("Step on the ladder"),
            kind=Kind.CHOICE,
            column="ladder_step_id",
            whole_choices=True,
            choices=_steps,
        ),
    )


def _declare_profile() -> None:
    fact = partial(
        Fact,
        group=_("Further facts"),
        subject="customer",
        table="gx_customers_profile",
        key="customer_id",
    )
    declare_choices(fact, ("income", _("Income")), ("novelty", _("Inclination to new products")))
    declare_plain(
        fact,
        ("household_size", _("Persons in the household"), Kind.NUMBER),
        ("occupation", _("Occupation"), Kind.TEXT),
        ("lifestyle", _("Lifestyle"), Kind.TEXT),
        ("hobbies", _("Hobbies"), Kind.WORDS),
        ("media", _("Favourite media"), Kind.WORDS),
        ("value_added", _("Value-added services chosen"), Kind.WORDS),
        ("preferences", _("Product preferences"), Kind.TEXT),
        ("delivery_method", _("Delivery method"), Kind.TEXT),
        ("credit_limit", _("Credit limit"), Kind.MONEY),
        ("annual_sales", _("Annual sales"), Kind.MONEY),
        ("lost_on", _("Lost on"), Kind.DATE),
    )
    declare(
        fact(
            name="customers.lost_to",
            label=_("Lost to"),
            kind=Kind.CHOICE,
            column="lost_to_id",
            whole_choices=True,
            choices=_competitors,
            right="customers.see_competitors",
        )
    )


def _declare_history() -> None:
    """What was noted of a customer, by the moment it was noted."""
    fact = partial(fact_of_file, kind=Kind.EVENTS, column="created_at", key="customer_id")
    for kind, label in (
        ("need", _("Needs noted")),
        ("problem", _("Problems noted")),
        ("reaction", _("Reactions after use noted")),
    ):
        declare(
            fact(
                name=f"customers.statements.{kind}",
                label=label,
                table="gx_customers_statement",
                where={"kind": kind},
            )
        )
    declare(
        fact(
            name="customers.rival_purchases",
            label=_("Purchases from competitors noted"),
            table="gx_customers_rivalpurchase",
        ),
        fact(
            name="customers.ladder_moves",
            label=_("Moves on the ladder"),
            table="gx_customers_laddermove",
        ),
    )


def _countries() -> list[tuple[str, str]]:
    return list(countries(get_language() or "en").items())


def _steps() -> list[tuple[str, str]]:
    return as_choices((step.pk, str(step)) for step in queries.ladder(CHOOSING))


def _competitors() -> list[tuple[str, str]]:
    return as_choices(queries.competitors(CHOOSING).values_list("pk", "name"))
