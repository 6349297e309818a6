"""How records of the file belong together: departments, households, links."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guanxi.customers.models.customers import Customer
from guanxi.platform.merging import Combine
from guanxi.platform.records import Own, Record, Through


class Department(Record):
    """A department or office of an organisation that is no customer of its own."""

    class Kind(models.TextChoices):
        DEPARTMENT = "department", _("department")
        OFFICE = "office", _("office")

    organisation = models.ForeignKey(Customer, models.PROTECT, related_name="departments")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    name = models.CharField(_("name"), max_length=100)
    phone = models.CharField(_("phone"), max_length=40, blank=True, default="")
    address = models.CharField(_("address"), max_length=300, blank=True, default="")
    remark = models.CharField(_("remark"), max_length=300, blank=True, default="")

    policy = Through("organisation", "gx_customers.Customer")
    on_merge = (Combine("organisation", same=("kind", "name")),)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organisation", "kind", "name"), name="gx_department_once"),
        )

    def __str__(self) -> str:
        return self.name


class Household(Record):
    """Persons who live together and buy for each other."""

    name = models.CharField(_("name"), max_length=100)
    address = models.CharField(_("address"), max_length=300, blank=True, default="")
    remark = models.CharField(_("remark"), max_length=500, blank=True, default="")
    owner = models.ForeignKey(
        "gx_access.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    team = models.ForeignKey(
        "gx_access.Team", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("team")
    )

    policy = Own(see="customers.see", owner="owner", team="team")

    def __str__(self) -> str:
        return self.name


class HouseholdMember(Record):
    """A person's place in a household; one household at a time."""

    class Role(models.TextChoices):
        HEAD = "head", _("head of the household")
        PARTNER = "partner", _("spouse or partner")
        CHILD = "child", _("child")
        PARENT = "parent", _("parent")
        OTHER = "other", _("other member")

    household = models.ForeignKey(Household, models.PROTECT, related_name="members")
    person = models.ForeignKey(Customer, models.PROTECT, related_name="household_places")
    role = models.CharField(_("role"), max_length=12, choices=Role)
    since_on = models.DateField(_("since"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)

    policy = Through("person", "gx_customers.Customer")
    on_merge = (Combine("person", absent=("until_on",)),)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person",), condition=Q(until_on=None), name="gx_household_member_once"
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(since_on=None) | Q(until_on__gte=F("since_on")),
                name="gx_household_member_period",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} · {self.household}"


class Link(Record):
    """A tie between two customers: its kind, the part each plays, and for how long."""

    class Kind(models.TextChoices):
        DEALER = "dealer", _("sells to (dealer and end customer)")
        SUPPLIER = "supplier", _("supplies")
        SHAREHOLDER = "shareholder", _("holds shares in")
        GUARANTOR = "guarantor", _("guarantees for")
        REFERRER = "referrer", _("referred")
        ADVISER = "adviser", _("advises")
        RELATIVE = "relative", _("related to")
        FRIEND = "friend", _("friend of")
        PARTNER = "partner", _("works together with")

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="links")
    other = models.ForeignKey(Customer, models.PROTECT, related_name="linked_from")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    role = models.CharField(_("role"), max_length=100, blank=True, default="")
    since_on = models.DateField(_("since"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)
    remark = models.CharField(_("remark"), max_length=300, blank=True, default="")

    policy = Through("customer", "gx_customers.Customer")
    on_merge = (
        Combine("customer", same=("other", "kind"), absent=("until_on",), apart=("other",)),
        Combine("other", same=("customer", "kind"), absent=("until_on",), apart=("customer",)),
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("customer", "other", "kind"), condition=Q(until_on=None), name="gx_link_once"
            ),
            models.CheckConstraint(condition=~Q(customer=F("other")), name="gx_link_two"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(since_on=None) | Q(until_on__gte=F("since_on")),
                name="gx_link_period",
            ),
        )

    def __str__(self) -> str:
        return f"{self.customer} · {self.other}"
