"""Plugs commerce in."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guanxi.commerce.actions.imports import TRANSACTIONS, plan_transactions, write_transactions
from guanxi.commerce.rules.charges import CHARGE_WORDS
from guanxi.commerce.rules.columns import by_content
from guanxi.platform.conditions import Fact, Kind, declare
from guanxi.platform.exchange.readers import ColumnKind
from guanxi.platform.exchange.targets import Column, Option, Target, target


def wire() -> None:
    target(
        Target(
            name=TRANSACTIONS,
            label=_("Transactions (orders and returns)"),
            help=_("One line for each product sold or returned. Customers and products are made as needed."),
            right="commerce.import_transactions",
            columns=_columns(),
            options=_options(),
            one_of=(("price", "amount"),),
            rules=(
                ("no_customer", _("No customer")),
                ("price", _("Price or amount of zero or less")),
                ("duplicate", _("Exact duplicate of an earlier line")),
                ("unreadable", _("A value is missing or cannot be read")),
                ("not_yours", _("The customer with this number belongs to a colleague")),
                ("on_file", _("This order of the customer is on file already")),
            ),
            made=(
                ("customers", _("customers")),
                ("products", _("products")),
                ("charges", _("kinds of charge")),
                ("orders", _("orders")),
                ("returns", _("returns")),
                ("lines", _("lines")),
            ),
            plan=plan_transactions,
            write=write_transactions,
            parts=("commerce.import_orders", "customers.import_customers", "customers.import_touches"),
            by_content=lambda guesses: by_content([guess.kind for guess in guesses]),
            order=20,
        )
    )
    declare(
        _events("orders", _("Orders placed"), "sale"),
        _events("returns", _("Goods sent back"), "return"),
    )


def _events(name: str, label: str | Promise, kind: str) -> Fact:
    """What a customer did when: "at least 3 orders in the last 90 days"."""
    return Fact(
        name=f"commerce.{name}",
        label=label,
        group=_("Orders"),
        kind=Kind.EVENTS,
        subject="customer",
        table="gx_commerce_order",
        column="ordered_at",
        key="customer_id",
        where={"kind": kind},
    )


def _columns() -> tuple[Column, ...]:
    number, money, moment = ColumnKind.NUMBER, ColumnKind.MONEY, ColumnKind.MOMENT
    return (
        Column(
            "customer",
            _("Customer number"),
            (
                "CustomerID",
                "Customer ID",
                "customer",
                "client id",
                "客户编号",
                "客户编码",
                "客户号",
                "客户代码",
                "会员号",
                "客户ID",
            ),
            required=True,
        ),
        Column(
            "customer_name",
            _("Customer name"),
            ("customer name", "client", "客户名称", "客户", "购货单位", "会员名称"),
        ),
        Column(
            "number",
            _("Order number"),
            (
                "InvoiceNo",
                "Invoice",
                "invoice number",
                "order no",
                "order id",
                "document number",
                "订单号",
                "订单编号",
                "单据编号",
                "发票号",
                "单号",
            ),
            help=_("Without it the lines of a customer's day are one order."),
        ),
        Column(
            "date",
            _("Date"),
            (
                "InvoiceDate",
                "order date",
                "invoice date",
                "transaction date",
                "订单日期",
                "日期",
                "单据日期",
                "下单时间",
                "销售日期",
                "时间",
            ),
            required=True,
            kind=moment,
        ),
        Column(
            "product",
            _("Product number"),
            (
                "StockCode",
                "sku",
                "item code",
                "product code",
                "product id",
                "article",
                "商品编号",
                "商品编码",
                "物料编码",
                "产品编号",
                "货号",
                "存货编码",
            ),
        ),
        Column(
            "description",
            _("Description"),
            (
                "item",
                "product name",
                "item description",
                "商品名称",
                "产品名称",
                "品名",
                "物料名称",
                "存货名称",
            ),
        ),
        Column("quantity", _("Quantity"), ("qty", "units", "number of cds", "数量", "件数"), kind=number),
        Column("price", _("Unit price"), ("UnitPrice", "price", "unit cost", "单价", "含税单价"), kind=money),
        Column(
            "amount",
            _("Amount"),
            (
                "dollar value",
                "line total",
                "value",
                "sales",
                "revenue",
                "金额",
                "价税合计",
                "销售额",
                "小计",
                "总价",
            ),
            kind=money,
            help=_("Used when there is no unit price."),
        ),
        Column("country", _("Country"), ("country or region", "国家", "国家地区")),
        Column("currency", _("Currency"), ("currency code", "币种", "货币")),
        Column(
            "response_code",
            _("Response code"),
            ("campaign code", "promo code", "coupon", "响应代码", "活动代码", "优惠码"),
        ),
    )


def _options() -> tuple[Option, ...]:
    return (
        Option(
            "return_prefix",
            _("Order numbers of returns begin with"),
            "C",
            help=_("Leave it empty when the file has no returns."),
        ),
        Option(
            "customer_kind",
            _("New customers are"),
            "organisation",
            choices=(("organisation", _("organisations")), ("person", _("persons"))),
            shape="choice",
        ),
        Option("currency", _("Currency"), help=_("Three letters; empty for the company's own.")),
        Option(
            "dates",
            _("Dates such as 3/5/2024"),
            "",
            choices=(
                ("", _("refuse: may be two dates")),
                ("day", _("day first")),
                ("month", _("month first")),
            ),
            shape="choice",
        ),
        Option(
            "charges",
            _("Charges, not products"),
            ", ".join(CHARGE_WORDS),
            help=_("Product numbers or names, separated by commas; a star stands for any ending."),
            shape="words",
        ),
    )
