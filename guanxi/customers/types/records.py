"""What is known of a customer, as typed or imported, before it is checked."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol


class ShownCustomer(Protocol):
    """The record a page is about, as far as its parts need to know it."""

    pk: int
    kind: str
    name: str
    sector: str
    is_customer: bool
    archived_at: datetime | None


@dataclass(frozen=True, slots=True)
class CustomerDraft:
    """The facts of an organisation or person as typed or imported, before they are checked."""

    name: str
    kind: str = "organisation"
    short_name: str = ""
    is_customer: bool = True
    code: str | None = None
    credit_code: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    country: str = ""
    province: str = ""
    city: str = ""
    district: str = ""
    address: str = ""
    industry: str = ""
    industry_code: str = ""
    isic_code: str = ""
    employees: int | None = None
    sex: str = ""
    born_on: date | None = None
    tags: tuple[str, ...] = ()
    source: str = ""
    remark: str = ""
    sector: str = ""  # "": what its kind suggests
    party: str = "outer"
    trade_role: str = ""
    archive_class: str = "potential"  # only as a record begins; later customers.classify says it
    site: str = ""


@dataclass(frozen=True, slots=True)
class ProfileDraft:
    """The rarer facts of a customer. Amounts are in the company's own currency."""

    income: str = ""
    household_size: int | None = None
    occupation: str = ""
    lifestyle: str = ""
    hobbies: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    card_token: str = ""
    card_last_four: str = ""
    card_scheme: str = ""
    preferences: str = ""
    other_preferences: str = ""
    novelty: str = ""
    delivery_method: str = ""
    delivery_requirements: str = ""
    credit_limit: Decimal | None = None
    value_added: tuple[str, ...] = ()
    specifications: str = ""
    profit_source: str = ""
    annual_sales: Decimal | None = None
    annual_sales_year: int | None = None
    hardware: str = ""
    software: str = ""
    evaluation: str = ""


@dataclass(frozen=True, slots=True)
class ContactDraft:
    title: str = ""
    department: str = ""
    is_main: bool = False
    since_on: date | None = None
    until_on: date | None = None
    roles: tuple[str, ...] = ()
    taste: str = ""
    gifts: str = ""


@dataclass(frozen=True, slots=True)
class StatementDraft:
    kind: str
    text: str
    on: date
    source: str = "talk"


@dataclass(frozen=True, slots=True)
class LinkDraft:
    kind: str
    role: str = ""
    since_on: date | None = None
    until_on: date | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class DepartmentDraft:
    name: str
    kind: str = "department"
    phone: str = ""
    address: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Lost:
    """When and why a customer was lost."""

    on: date
    reason: str = ""
