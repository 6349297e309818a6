"""Lists of customers one may bring in."""

from collections.abc import Mapping

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from guanxi.customers import queries
from guanxi.customers.actions.fact_imports import FACT_LIST, import_facts, plan_facts
from guanxi.customers.actions.list_imports import CUSTOMER_LIST, ListIntake, write_customer_list
from guanxi.customers.actions.listed import FACTS
from guanxi.customers.forms import FACT_COLUMNS, LIST_COLUMNS
from guanxi.customers.rules.lists import persons_alone
from guanxi.platform.exchange.targets import DATES, Column, Export, MadeOf, Option, Target, export, target

_UPDATE_INSTEAD = _(
    "Correct the cell, leave the line out, or go back to the columns and let rows become changes of customers"
    " on file."
)


def declare_imports() -> None:
    target(
        Target(
            name=CUSTOMER_LIST,
            label=_("List of customers"),
            help=_("One line for each customer, with a contact person where you have one."),
            right="customers.import_list",
            columns=_columns(),
            options=_OPTIONS,
            rules=(
                ("left_out", _("Left out by hand")),
                ("no_name", _("No name")),
                ("no_key", _("Nothing to find the customer by")),
                ("not_on_file", _("No customer of yours is found by this")),
                ("ambiguous", _("Several customers are found by this")),
                ("out_of_reach", _("You may see this customer, but not change it")),
                ("code_taken", _("The customer number is taken already")),
                ("duplicate", _("Same name and phone as a customer on file or earlier in the list")),
                ("unreadable", _("A value cannot be read")),
            ),
            made=(
                ("customers", _("customers")),
                ("contacts", _("contact persons")),
                ("updated", _("changed")),
                ("unchanged", _("as on file already")),
            ),
            made_of={
                "customers": MadeOf("gx_customers.Customer", "I", {"is_customer": True}, "customer"),
                "contacts": MadeOf(
                    "gx_customers.Contact", "I", {}, "customer", "person_id", ("person", "organisation")
                ),
                "updated": MadeOf("gx_customers.Customer", "U", {}, "customer"),
            },
            warnings=(
                ("double_on_file", _("Likely on file already"), _UPDATE_INSTEAD),
                ("colleagues", _("A colleague has this customer"), _("Claim it, or leave the line out.")),
                (
                    "double_in_list",
                    _("Likely twice in the list"),
                    _("Correct the cell, or leave one of the lines out."),
                ),
                (
                    "odd_phone",
                    _("Phones that look wrong"),
                    _("They are imported as they stand unless you correct them."),
                ),
            ),
            steps=(
                ("create", _("new customer")),
                ("update", _("changes a customer on file")),
                ("join", _("brings a contact person")),
            ),
            intake=ListIntake,
            write=write_customer_list,
            parts=("customers.import_listed",),
            order=10,
            short="customers",
            needed=_needed,
            settle=persons_alone,
        )
    )


def declare_fact_import() -> None:
    target(
        Target(
            name=FACT_LIST,
            label=_("Further facts of customers"),
            help=_("One line for each customer on file. Facts the file does not give stay as they are."),
            right="customers.import_facts",
            columns=FACT_COLUMNS,
            options=_ORIGIN,
            rules=(
                ("no_customer", _("No such customer among those you may change")),
                ("twice", _("Named in an earlier line with other facts")),
                ("document", _("A document the customer needs for credit is not valid")),
                ("unreadable", _("A value cannot be read")),
            ),
            made=(("customers", _("customers")),),
            made_of={
                "customers": MadeOf("gx_customers.Profile", "", {}, "customer", "customer_id", ("customer",))
            },
            plan=plan_facts,
            write=import_facts,
            parts=("customers.write_facts",),
            order=12,
            short="facts",
        )
    )


def declare_exports() -> None:
    export(
        Export(
            "customers",
            "customer",
            "web.export_lists",
            queries.buyer_keys,
            queries.TABLE,
            queries.table_rows,
            {"vcf": queries.cards, "json": queries.records_as_json},
        )
    )


_ORIGIN = (
    Option(
        "source",
        _("The whole file comes from"),
        "",
        choices=queries.source_choices,
        shape="choice",
        help=_("A purchased list, a dealer, a trade fair: each value of the file is then known from there."),
    ),
    Option("incentive", _("Incentive offered"), help=_("What a person gets for telling.")),
)
_OPTIONS = (
    Option(
        "mode",
        _("Rows become"),
        "create",
        choices=(
            ("create", _("new customers")),
            ("update", _("changes of customers on file")),
            ("upsert", _("changes, and new customers where none is found")),
        ),
        shape="choice",
        help=_("A new contact person of a customer on file is added in every case."),
    ),
    Option(
        "key",
        _("A customer on file is found by"),
        "code",
        choices=(
            ("code", _("Customer number")),
            ("credit_code", _("Unified social credit code")),
            ("phone", _("Phone")),
            ("email", _("E-mail")),
            ("name", _("Name")),
        ),
        shape="choice",
    ),
    Option(
        "empty",
        _("An empty cell"),
        "keep",
        choices=(("keep", _("leaves what is on file")), ("blank", _("empties the field"))),
        shape="choice",
    ),
    Option(
        "customer_kind",
        _("Customers without a word on it are"),
        "organisation",
        choices=(("organisation", _("organisations")), ("person", _("persons"))),
        shape="choice",
    ),
    *_ORIGIN,
    DATES,
)


def _columns() -> tuple[Column, ...]:
    """The columns with names of their own, and every other fact of a customer."""
    named = {column.key for column in LIST_COLUMNS}
    return (*LIST_COLUMNS, *(Column(name, _label_of(name)) for name in FACTS if name not in named))


def _read_label(name: str) -> str:
    return queries.field_labels()[name]


_label_of = lazy(_read_label, str)  # in the reader's language, not in that of the start


def _needed(options: Mapping[str, str]) -> frozenset[str]:
    """The name for new customers; what customers are found by for changes only."""
    return frozenset({options["key"] if options["mode"] == "update" else "name"})
