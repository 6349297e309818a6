"""Shapes of input of the customer file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.customers.types import ContactDraft, CustomerDraft, TouchDraft
from guanxi.kit.identifiers import NotAnEmail, NotAUscc, checked_email, checked_uscc
from guanxi.platform.access.queries import colleagues
from guanxi.platform.access.types import Actor
from guanxi.platform.exchange.readers import ColumnKind
from guanxi.platform.exchange.targets import Column
from guanxi.web.fields import Day, Moment, Segmented, Tags

TALKS = (
    ("call", _("Call")),
    ("visit", _("Visit")),
    ("mail", _("E-mail")),
    ("chat", _("Chat")),
    ("letter", _("Letter")),
    ("sms", _("Text message")),
)


class CustomerForm(forms.Form):
    """What an organisation and a person have in common."""

    kind = "organisation"
    name = forms.CharField(label=_("Name"), max_length=200)
    short_name = forms.CharField(label=_("Short name"), max_length=80, required=False)
    code = forms.CharField(label=_("Customer number"), max_length=60, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False)
    country = forms.CharField(label=_("Country"), max_length=60, required=False)
    province = forms.CharField(label=_("Province"), max_length=60, required=False)
    city = forms.CharField(label=_("City"), max_length=60, required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    tags = forms.CharField(label=_("Tags"), required=False, widget=Tags())
    source = forms.CharField(label=_("Source"), max_length=60, required=False)
    remark = forms.CharField(label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).strip()
        try:
            return checked_email(email) if email else ""
        except NotAnEmail:
            raise forms.ValidationError(_("This is not an e-mail address.")) from None

    def draft(self) -> CustomerDraft:
        """The typed facts. Call after is_valid()."""
        data = {k: v for k, v in self.cleaned_data.items() if k != "version"}
        tags = str(data.pop("tags", "") or "")
        data["tags"] = tuple(t.strip() for t in tags.replace("，", ",").split(",") if t.strip())
        data["code"] = data.get("code") or None
        return CustomerDraft(kind=self.kind, **data)


class OrganisationForm(CustomerForm):
    kind = "organisation"
    credit_code = forms.CharField(label=_("Unified social credit code"), max_length=18, required=False)
    website = forms.CharField(label=_("Website"), max_length=300, required=False)
    industry = forms.CharField(label=_("Industry"), max_length=100, required=False)
    employees = forms.IntegerField(
        label=_("Number of employees"), required=False, min_value=0, max_value=10_000_000
    )

    def clean_credit_code(self) -> str:
        code = str(self.cleaned_data["credit_code"]).strip()
        try:
            return checked_uscc(code) if code else ""
        except NotAUscc:
            raise forms.ValidationError(
                _("This code is mistyped: its check character does not fit.")
            ) from None


class PersonForm(CustomerForm):
    kind = "person"
    name = forms.CharField(label=_("Full name"), max_length=200)
    sex = forms.ChoiceField(
        label=_("Sex"),
        required=False,
        choices=(("", _("not stated")), ("female", _("female")), ("male", _("male"))),
        widget=Segmented(),
    )
    born_on = forms.DateField(label=_("Birthday"), required=False, widget=Day())
    is_customer = forms.BooleanField(label=_("Buys in its own name"), required=False, initial=True)


class ContactForm(forms.Form):
    """A new contact: the person and its place at the organisation in one go."""

    name = forms.CharField(label=_("Full name"), max_length=200)
    title = forms.CharField(label=_("Job title"), max_length=100, required=False)
    department = forms.CharField(label=_("Department"), max_length=100, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False)
    is_main = forms.BooleanField(label=_("Main contact"), required=False)
    since_on = forms.DateField(label=_("Since"), required=False, widget=Day())

    def draft(self) -> ContactDraft:
        """The place at the organisation. Call after is_valid()."""
        names = ("title", "department", "is_main", "since_on")
        return ContactDraft(**{name: self.cleaned_data[name] for name in names})

    def person(self) -> CustomerDraft:
        """Who it is. Call after is_valid()."""
        names = ("name", "phone", "email")
        return CustomerDraft(kind="person", **{name: self.cleaned_data[name] for name in names})


class ContactEditForm(forms.Form):
    title = forms.CharField(label=_("Job title"), max_length=100, required=False)
    department = forms.CharField(label=_("Department"), max_length=100, required=False)
    is_main = forms.BooleanField(label=_("Main contact"), required=False)
    since_on = forms.DateField(label=_("Since"), required=False, widget=Day())
    until_on = forms.DateField(label=_("Until"), required=False, widget=Day())
    version = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def draft(self) -> ContactDraft:
        return ContactDraft(**{k: v for k, v in self.cleaned_data.items() if k != "version"})


class NoteForm(forms.Form):
    body = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 2}))

    def draft(self, actor: Actor) -> TouchDraft:
        return TouchDraft(channel="note", direction="none", at=actor.now(), body=self.cleaned_data["body"])


class TalkForm(forms.Form):
    """A call, visit or other talk that took place."""

    channel = forms.ChoiceField(label=_("How"), choices=TALKS, widget=Segmented())
    direction = forms.ChoiceField(
        label=_("Who began"),
        choices=(("out", _("we")), ("in", _("the customer"))),
        widget=Segmented(),
        initial="out",
    )
    at = forms.DateTimeField(label=_("When"), widget=Moment(), required=False)
    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    body = forms.CharField(label=_("What was said"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    outcome = forms.CharField(label=_("Outcome"), max_length=200, required=False)
    # Any: chosen among the rows of a queryset
    person: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        label=_("With whom"), queryset=None, required=False, empty_label=_("not stated")
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        person = self.fields["person"]
        assert isinstance(person, forms.ModelChoiceField)
        person.queryset = people

    def draft(self, actor: Actor) -> TouchDraft:
        data = self.cleaned_data
        return TouchDraft(
            channel=data["channel"],
            direction=data["direction"],
            at=data["at"] or actor.now(),
            subject=data["subject"],
            body=data["body"],
            outcome=data["outcome"],
        )


class OwnerForm(forms.Form):
    # Any: chosen among the rows of a queryset
    owner: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        label=_("Owner"), queryset=None, empty_label=None
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        owner.queryset = colleagues(actor)


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
    Column("contact_email", _("Contact's e-mail"), ("联系人邮箱",), kind=ColumnKind.EMAIL),
)
