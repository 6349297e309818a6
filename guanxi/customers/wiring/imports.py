"""Lists of customers one may bring in."""

from django.utils.translation import gettext_lazy as _

from guanxi.customers.actions.imports import CUSTOMER_LIST, plan_customer_list, write_customer_list
from guanxi.customers.forms import LIST_COLUMNS
from guanxi.platform.exchange.targets import Option, Target, target


def declare_imports() -> None:
    target(
        Target(
            name=CUSTOMER_LIST,
            label=_("List of customers"),
            help=_("One line for each customer, with a contact person where you have one."),
            right="customers.import_list",
            columns=LIST_COLUMNS,
            options=(
                Option(
                    "customer_kind",
                    _("Customers without a word on it are"),
                    "organisation",
                    choices=(("organisation", _("organisations")), ("person", _("persons"))),
                    shape="choice",
                ),
            ),
            rules=(
                ("no_name", _("No name")),
                ("code_taken", _("The customer number is taken already")),
                ("duplicate", _("Same name and phone as a customer on file or earlier in the list")),
                ("unreadable", _("A value cannot be read")),
            ),
            made=(("customers", _("customers")), ("contacts", _("contact persons"))),
            plan=plan_customer_list,
            write=write_customer_list,
            parts=("customers.import_listed",),
            order=10,
        )
    )
