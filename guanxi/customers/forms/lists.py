"""Columns of a customer list as it is imported."""

from django.utils.translation import gettext_lazy as _

from guanxi.platform.exchange.readers import ColumnKind
from guanxi.platform.exchange.targets import Column

LIST_COLUMNS = (
    Column(
        "name",
        _("Name"),
        (
            "customer",
            "company",
            "company name",
            "客户名称",
            "客户",
            "公司名称",
            "单位名称",
            "企业名称",
            "公司",
        ),
        required=True,
    ),
    Column(
        "code",
        _("Customer number"),
        ("customer no", "customer id", "code", "客户编号", "客户编码", "编号"),
    ),
    Column("kind", _("Kind"), ("type", "customer type", "客户类型", "类型", "性质")),
    Column("short_name", _("Short name"), ("abbreviation", "简称", "客户简称")),
    Column(
        "credit_code",
        _("Unified social credit code"),
        ("统一社会信用代码", "税号", "纳税人识别号", "tax id"),
    ),
    Column(
        "phone",
        _("Phone"),
        ("telephone", "tel", "电话", "公司电话", "座机", "固定电话"),
        kind=ColumnKind.PHONE,
    ),
    Column(
        "email",
        _("E-mail"),
        ("mail", "email address", "邮箱", "电子邮箱", "电子邮件"),
        kind=ColumnKind.EMAIL,
    ),
    Column("website", _("Website"), ("web", "url", "网站", "网址")),
    Column("country", _("Country"), ("国家", "国家地区")),
    Column("province", _("Province"), ("state", "region", "省", "省份")),
    Column("city", _("City"), ("town", "城市", "市", "所在城市")),
    Column("address", _("Address"), ("street", "地址", "公司地址", "详细地址", "联系地址")),
    Column("industry", _("Industry"), ("sector", "行业", "所属行业")),
    Column(
        "employees",
        _("Employees"),
        ("headcount", "number of employees", "人数", "员工人数", "员工数"),
        kind=ColumnKind.NUMBER,
    ),
    Column("born_on", _("Birthday"), ("date of birth", "生日", "出生日期"), kind=ColumnKind.DAY),
    Column("tags", _("Tags"), ("labels", "标签", "客户标签")),
    Column("source", _("Source"), ("lead source", "来源", "客户来源")),
    Column("remark", _("Remark"), ("note", "notes", "comment", "备注", "说明")),
    Column(
        "owner",
        _("Owner"),
        ("sales", "account manager", "负责人", "业务员", "销售", "跟进人", "客户经理"),
    ),
    Column("contact_name", _("Contact person"), ("contact", "contact name", "联系人", "联系人姓名", "姓名")),
    Column("contact_title", _("Job title"), ("title", "position", "职务", "职位", "联系人职务")),
    Column("contact_department", _("Department"), ("部门", "联系人部门")),
    Column(
        "contact_phone",
        _("Contact's phone"),
        ("mobile", "cell", "手机", "手机号", "联系人电话", "联系电话", "联系人手机"),
        kind=ColumnKind.PHONE,
    ),
    Column("card", "vCard", ("vcf",), help=_("The whole card as it came, kept beside the record.")),
    Column("contact_email", _("Contact's e-mail"), ("联系人邮箱",), kind=ColumnKind.EMAIL),
    Column("contact_sex", _("Contact's sex"), ("联系人性别",)),
    Column("contact_roles", _("Contact's part in decisions"), ("决策角色", "联系人决策角色")),
    Column("district", _("District"), ("county", "区县", "区", "县")),
    Column("sector", _("Sector"), ("customer sector", "客户性质", "性质类别")),
    Column("party", _("Party group"), ("客户归类",)),
    Column("trade_role", _("Trade role"), ("role in trade", "经营角色", "渠道角色", "经销类型")),
    Column("archive_class", _("Archive class"), ("customer status", "档案类别", "客户状况", "客户状态")),
    Column("site", _("Head office or branch"), ("总部或分支",)),
    Column(
        "industry_code",
        _("GB/T 4754 code"),
        ("industry code", "行业代码", "国民经济行业代码", "国民经济行业分类"),
    ),
    Column("isic_code", _("ISIC code"), ("isic",)),
    Column("sex", _("Sex"), ("gender", "性别")),
)
