"""Shape of a transaction file: columns under the names that files give them, and what one chooses besides."""

from django.utils.translation import gettext_lazy as _

from guanxi.commerce.rules.charges import CHARGE_WORDS
from guanxi.platform.exchange.readers import ColumnKind
from guanxi.platform.exchange.targets import DATES, Column, Option

COLUMNS = (
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
        help=_("Without it customers are told apart by their names."),
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
        kind=ColumnKind.MOMENT,
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
        ("item", "product name", "item description", "商品名称", "产品名称", "品名", "物料名称", "存货名称"),
    ),
    Column(
        "quantity", _("Quantity"), ("qty", "units", "number of cds", "数量", "件数"), kind=ColumnKind.NUMBER
    ),
    Column(
        "price",
        _("Unit price"),
        ("UnitPrice", "price", "unit cost", "单价", "含税单价"),
        kind=ColumnKind.MONEY,
    ),
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
        kind=ColumnKind.MONEY,
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
OPTIONS = (
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
    DATES,
    Option(
        "charges",
        _("Charges, not products"),
        ", ".join(CHARGE_WORDS),
        help=_("Product numbers or names, separated by commas; a star stands for any ending."),
        shape="words",
    ),
)
