"""Documents and risk events: pages, cards, facts and the import target."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from guanxi.customers.actions.document_imports import DOCUMENT_LIST, import_documents, plan_documents
from guanxi.customers.forms import DOCUMENT_COLUMNS
from guanxi.customers.queries import gate_purpose
from guanxi.customers.views.documents import documents_card, documents_panel
from guanxi.customers.views.risks import risks_card
from guanxi.platform import slots
from guanxi.platform.conditions import Fact, Kind, declare
from guanxi.platform.exchange.targets import MadeOf, Option, Target, target


def declare_documents() -> None:
    gate_purpose("credit")
    _places()
    _facts()
    _import()


def _places() -> None:
    for key, label, url_name, icon, order, right in (
        ("documents", _("Documents"), "customers:documents", "certificate", 36, "customers.see_documents"),
        (
            "risk_events",
            _("Risk events"),
            "customers:risk_events",
            "shield-lock",
            37,
            "customers.see_risk_events",
        ),
    ):
        slots.navigation(key, label=label, url_name=url_name, icon=icon, order=order, right=right)
    slots.fill(
        "customers.page.panel",
        "customers.documents",
        documents_panel,
        label=_("Documents"),
        order=20,
        right="customers.see_documents",
    )
    slots.fill(
        "home.card",
        "customers.documents",
        documents_card,
        label=_("Documents that expire or wait for confirmation"),
        order=30,
        right="customers.see_documents",
    )
    slots.fill(
        "home.card",
        "customers.risk_events",
        risks_card,
        label=_("Overdue risk events"),
        order=31,
        right="customers.see_risk_events",
    )
    slots.palette_action(
        "customers.new_risk_event",
        label=_("Open a risk event"),
        url_name="customers:new_risk_event",
        icon="shield-lock",
        right="customers.open_risk_event",
        words="风险 事件 risk event fxsj",
    )


def _facts() -> None:
    fact = partial(
        Fact,
        group=_("Documents"),
        subject="customer",
        table="gx_customers_documentdays",
        key="customer_id",
        right="customers.see_documents",
    )
    declare(
        fact(
            name="customers.documents_expire_on",
            label=_("First document expires on"),
            kind=Kind.DATE,
            column="next_expiry_on",
        ),
        fact(
            name="customers.confirmed_documents",
            label=_("Confirmed documents, expired ones too"),
            kind=Kind.NUMBER,
            column="confirmed",
        ),
        fact(
            name="customers.documents_to_confirm",
            label=_("Documents to confirm"),
            kind=Kind.NUMBER,
            column="to_confirm",
        ),
    )


def _import() -> None:
    target(
        Target(
            name=DOCUMENT_LIST,
            label=_("Documents of customers"),
            help=_("One line for each document. Each is a proposal until a second person confirms it."),
            right="customers.import_documents",
            columns=DOCUMENT_COLUMNS,
            options=(
                Option(
                    "long_term_reason",
                    _("Why documents marked long-term are so"),
                    help=_("Where the file has no column for it."),
                ),
            ),
            rules=(
                ("no_customer", _("No such customer among those you see")),
                ("no_type", _("No such type of document")),
                ("implausible", _("Days or number cannot be right")),
                ("on_file", _("On file already")),
                ("unreadable", _("A value cannot be read")),
            ),
            made=(("documents", _("documents to confirm")),),
            made_of={
                "documents": MadeOf(
                    "gx_customers.Document",
                    "I",
                    fetch=("type", "customer"),
                    url_name="customers:document",
                    beside=("customer", _("Customer")),
                )
            },
            plan=plan_documents,
            write=import_documents,
            parts=("customers.write_documents",),
            order=15,
        )
    )
