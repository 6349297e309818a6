"""Columns of a file of documents as it is imported."""

from django.utils.translation import gettext_lazy as _

from guanxi.platform.exchange.readers import ColumnKind
from guanxi.platform.exchange.targets import Column

DOCUMENT_COLUMNS = (
    Column(
        "customer",
        _("Customer (number or name)"),
        ("customer", "customer number", "company", "客户", "客户编号", "客户名称", "单位名称", "公司名称"),
        required=True,
    ),
    Column(
        "type",
        _("Type of document"),
        ("type", "document type", "证件类型", "证照类型", "类型"),
        required=True,
    ),
    Column(
        "number",
        _("Number"),
        ("document number", "no", "证件号码", "证照编号", "号码", "编号"),
        required=True,
    ),
    Column("issuer", _("Issuer"), ("issued by", "authority", "发证机关", "签发机关", "登记机关")),
    Column(
        "issued_on",
        _("Issued on"),
        ("issue date", "date of issue", "发证日期", "签发日期", "成立日期", "有效期起"),
        required=True,
        kind=ColumnKind.DAY,
    ),
    Column(
        "expires_on",
        _("Last day"),
        ("expiry", "expiry date", "valid to", "到期日", "有效期至", "有效期止", "截止日期"),
        required=True,
        kind=ColumnKind.DAY,
        help=_("A day, or the word “long-term”."),
    ),
    Column("long_term_reason", _("Why long-term"), ("reason", "长期原因", "长期理由")),
    Column("basis", _("Basis of the entry"), ("basis", "维护依据", "依据")),
)
