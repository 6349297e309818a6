"""Columns of a file of rarer facts as it is imported."""

from django.utils.translation import gettext_lazy as _

from guanxi.platform.exchange.readers import ColumnKind
from guanxi.platform.exchange.targets import Column

FACT_COLUMNS = (
    Column(
        "customer",
        _("Customer (number or name)"),
        ("code", "customer number", "name", "客户编号", "客户名称", "客户", "单位名称", "姓名"),
        required=True,
    ),
    Column("income", _("Income"), ("income", "收入", "月收入")),
    Column("household_size", _("Persons in the household"), ("家庭人数",), kind=ColumnKind.NUMBER),
    Column("occupation", _("Occupation"), ("work", "工作类型", "职业")),
    Column("lifestyle", _("Lifestyle"), ("生活方式",)),
    Column("hobbies", _("Hobbies"), ("爱好", "特殊爱好")),
    Column("media", _("Favourite media"), ("喜爱的媒介", "媒体")),
    Column(
        "card_token",
        _("Card token"),
        ("token",),
        help=_("From the payment provider; never the number on the card."),
    ),
    Column("card_last_four", _("Last four digits of the card"), ("last four", "卡号后四位", "尾号")),
    Column("card_scheme", _("Card scheme"), ("卡组织",)),
    Column("preferences", _("Product preferences"), ("产品偏好", "偏好")),
    Column("other_preferences", _("Other preferences"), ("其它产品偏好", "其他偏好")),
    Column("novelty", _("Inclination to new products"), ("新产品倾向", "使用新产品的倾向", "对新产品的倾向")),
    Column("delivery_method", _("Delivery method"), ("交货方式", "送货方式")),
    Column("delivery_requirements", _("Delivery requirements"), ("交货要求",)),
    Column("credit_limit", _("Credit limit"), ("信贷限额", "信用额度"), kind=ColumnKind.NUMBER),
    Column("value_added", _("Value-added services chosen"), ("增值业务", "增值服务")),
    Column("specifications", _("Specification requirements"), ("规格要求", "产品规格要求")),
    Column("profit_source", _("Source of profit"), ("获利来源",)),
    Column("annual_sales", _("Annual sales"), ("年销售额", "年度销售额"), kind=ColumnKind.NUMBER),
    Column("annual_sales_year", _("Year of the annual sales"), ("销售额年份",), kind=ColumnKind.NUMBER),
    Column("hardware", _("Installed hardware"), ("已有硬件", "硬件")),
    Column("software", _("Installed software"), ("已有软件", "软件")),
    Column("evaluation", _("Evaluation"), ("公司的评价", "评价")),
)
