"""Columns of the customer list; also of its export and filters."""

from collections.abc import Callable, Sequence

from django.shortcuts import resolve_url
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from guanxi.customers import queries
from guanxi.customers.models import Customer, Document, RiskEvent
from guanxi.platform import slots
from guanxi.platform.access.types import Actor
from guanxi.platform.records import RecordQuerySet
from guanxi.web.lists import BulkAction, Column, Empty, File, Table
from guanxi.web.templating import render_safe


def _badges(actor: Actor, rows: Sequence[Customer]) -> None:
    found = slots.marks("customer", actor, [row.pk for row in rows])
    for row in rows:
        row.marks = found[row.pk]  # type: ignore[attr-defined]  # for this page's cells only


def _name(row: Customer) -> Markup:
    return render_safe("customers/cells/name.html", {"row": row})


def _grade(row: Customer) -> Markup:
    return render_safe("customers/cells/grade.html", {"marks": row.marks})  # type: ignore[attr-defined]  # put there by _badges


def _mark(row: Customer, part: str) -> slots.Mark | None:
    marks: dict[str, slots.Mark] = row.marks  # type: ignore[attr-defined]  # put there by _badges
    return marks.get(part)


def _cell_code(row: Customer) -> str:
    found = _mark(row, "cell")
    return found.code if found else ""


def _class_words(row: Customer) -> str:
    """What stands behind the code: the symbols and the class."""
    found = _mark(row, "cell")
    return found.label.removeprefix(found.code).strip() if found else ""


def _stage_words(row: Customer) -> str:
    found = _mark(row, "stage")
    return found.label if found else ""


_GRADE_IN_FILE = (
    Column("cell", _("Matrix cell"), value=_cell_code),
    Column("class", _("Customer class"), value=_class_words),
    Column("stage", _("Life-cycle stage"), value=_stage_words),
)


def _place(row: Customer) -> str:
    return " ".join(dict.fromkeys(part for part in (row.province, row.city) if part)) or row.country


def _employers(actor: Actor, rows: Sequence[Customer]) -> None:
    found = queries.employers(actor, [row.pk for row in rows])
    for row in rows:
        row.employers = found.get(row.pk, "")  # type: ignore[attr-defined]  # for this page's cells only


_BULK = (
    BulkAction("print", _("Print forms"), "customers:papers", icon="printer", right="customers.see"),
    BulkAction("merge", _("Merge"), "customers:merge", icon="git-merge", right="customers.merge"),
)

_FILES = (
    File("vcf", _("Address cards (vCard)"), "text/vcard; charset=utf-8", queries.cards, icon="address-book"),
    File("json", "JSON", "application/json", queries.records_as_json, icon="braces"),
)

CUSTOMERS = Table(
    name="customers.customers",
    title=_("Customers"),
    rows=queries.buyers,
    columns=(
        Column("name", _("Name"), sort="sort_name", lead=True, render=_name),
        Column("grade", _("Grade"), render=_grade, in_file=_GRADE_IN_FILE),
        Column("code", _("Number"), sort="code", shown=False),
        Column("kind", _("Kind"), value=lambda c: c.get_kind_display(), shown=False, on_phone=False),
        Column("place", _("Place"), sort="city", value=_place),
        Column("phone", _("Phone")),
        Column("email", _("E-mail"), shown=False, on_phone=False),
        Column("industry", _("Industry"), sort="industry", on_phone=False),
        Column(
            "archive_class",
            _("Archive class"),
            value=lambda c: c.get_archive_class_display(),
            shown=False,
            on_phone=False,
        ),
        Column("sector", _("Sector"), value=lambda c: c.get_sector_display(), shown=False, on_phone=False),
        Column(
            "trade_role",
            _("Trade role"),
            value=lambda c: c.get_trade_role_display() if c.trade_role else "",
            shown=False,
            on_phone=False,
        ),
        Column("industry_code", _("GB/T 4754 code"), shown=False, on_phone=False),
        Column("district", _("District"), shown=False, on_phone=False),
        Column("employees", _("Employees"), sort="employees", kind="number", shown=False, on_phone=False),
        Column("owner", _("Owner"), sort="owner__name", value=lambda c: c.owner.name if c.owner else None),
        Column("source", _("Source"), sort="source", shown=False, on_phone=False),
        Column("touched_at", _("Last contact"), sort="touched_at", kind="ago"),
        Column(
            "created_at", _("In the file since"), sort="created_at", kind="day", shown=False, on_phone=False
        ),
    ),
    href=lambda c: resolve_url("customers:page", c.pk),
    sort="name",
    search=queries.matching,
    search_label=_("Name, pinyin, phone tail, number"),
    subject="customer",
    count_url="/customers/count/",
    empty=Empty(
        _("No customers yet"),
        _("Type in the first one, or import a list from a file."),
        _("New organisation"),
        "customers:new_organisation",
        icon="building",
        right="customers.create",
    ),
    enrich=_badges,
    files=_FILES,
    bulk=_BULK,
)

PEOPLE = Table(
    name="customers.people",
    title=_("Contacts and persons"),
    rows=queries.people,
    columns=(
        Column("name", _("Name"), sort="sort_name", lead=True, render=_name),
        Column("employers", _("Speaks for"), value=lambda c: c.employers),
        Column("phone", _("Phone")),
        Column("email", _("E-mail")),
        Column("place", _("Place"), sort="city", value=_place, shown=False, on_phone=False),
        Column("owner", _("Owner"), sort="owner__name", value=lambda c: c.owner.name if c.owner else None),
        Column("touched_at", _("Last contact"), sort="touched_at", kind="ago"),
    ),
    href=lambda c: resolve_url("customers:page", c.pk),
    sort="name",
    search=queries.matching,
    search_label=_("Name, pinyin, phone tail, number"),
    subject="customer",
    count_url="/customers/people/count/",
    empty=Empty(
        _("No persons yet"),
        _("People come into the file with the organisation they speak for, or as customers themselves."),
        _("New person"),
        "customers:new_person",
        icon="users",
        right="customers.create",
    ),
    enrich=_employers,
    files=_FILES,
    bulk=_BULK,
)


def _documents_of_page(actor: Actor, rows: Sequence[Document]) -> None:
    for row in rows:
        row.judged = queries.validity_of(row, actor.today())  # type: ignore[attr-defined]  # for this page's cells only


def _standing(row: Document) -> Markup:
    return render_safe("customers/documents/standing.html", {"judged": row.judged, "day": row.expires_on})  # type: ignore[attr-defined]  # put there by _documents_of_page


_TYPE = Column("type", _("Type of document"), lead=True, value=lambda d: str(d.type))
_OF = Column("customer", _("Customer"), sort="customer__sort_name", value=lambda d: str(d.customer))
_MADE = (
    Column("made_by", _("Entered by"), value=lambda d: d.made_by and d.made_by.name, on_phone=False),
    Column("made_at", _("Entered"), sort="made_at", kind="ago", on_phone=False),
)
_ON_IT = (
    Column("number", _("Number"), sort="number"),
    Column("standing", _("Standing"), render=_standing, plain=lambda d: _standing(d).striptags()),
    Column("expires_on", _("Last day"), sort="expires_on", kind="day"),
    Column("issued_on", _("Issued on"), sort="issued_on", kind="day", on_phone=False, shown=False),
    Column("issuer", _("Issuer"), on_phone=False, shown=False),
)
# Whoever confirms reads number and last day from the scan, never from the entry.
_UNREAD = (Column("change_kind", _("What it is"), value=lambda d: d.get_change_kind_display()),)


def _document_table(
    name: str,
    rows: Callable[[Actor], RecordQuerySet],
    empty: Empty,
    sort: str,
    columns: tuple[Column, ...] = _ON_IT,
    opens: str = "customers:document",
    search: Callable[[RecordQuerySet, str], RecordQuerySet] = queries.documents_matching,
) -> Table:
    return Table(
        name=f"customers.{name}",
        title=_("Documents"),
        rows=rows,
        columns=(_TYPE, _OF, *columns, *_MADE),
        href=lambda d: resolve_url(opens, d.pk),
        sort=sort,
        search=search,
        search_label=_("Customer, number") if search is queries.documents_matching else _("Customer"),
        empty=empty,
        enrich=_documents_of_page,
    )


DOCUMENTS = _document_table(
    "documents",
    queries.documents,
    Empty(
        _("No documents yet"),
        _("Enter one on a customer's page; another person confirms it."),
        icon="certificate",
    ),
    "-made_at",
)
TO_CONFIRM = _document_table(
    "to_confirm",
    queries.to_confirm,
    Empty(_("Nothing to confirm"), _("What colleagues enter waits here for a second person."), icon="checks"),
    "made_at",
    _UNREAD,
    "customers:confirm_document",
    queries.of_customers,
)
EXPIRING = _document_table(
    "expiring",
    queries.expiring,
    Empty(
        _("Nothing expires"),
        _("Documents in their days of warning and expired ones stand here."),
        icon="calendar-due",
    ),
    "expires_on",
)


def _days_of_risks(actor: Actor, rows: Sequence[RiskEvent]) -> None:
    for row in rows:
        row.is_overdue = row.closed_at is None and row.due_on < actor.today()  # type: ignore[attr-defined]  # for this page's cells only


def _risk_state(row: RiskEvent) -> Markup:
    return render_safe("customers/risks/state.html", {"event": row, "is_overdue": row.is_overdue})  # type: ignore[attr-defined]  # put there by _days_of_risks


RISK_EVENTS = Table(
    name="customers.risk_events",
    title=_("Risk events"),
    rows=queries.risk_events,
    columns=(
        Column("title", _("What happened"), lead=True),
        Column("customer", _("Customer"), value=lambda r: r.customer and str(r.customer)),
        Column("responsible", _("Responsible"), sort="responsible__name", value=lambda r: r.responsible.name),
        Column("due_on", _("Deadline"), sort="due_on", kind="day"),
        Column("happened_on", _("Happened on"), sort="happened_on", kind="day", on_phone=False),
        Column("state", _("State"), render=_risk_state, plain=lambda r: _risk_state(r).striptags()),
    ),
    href=lambda r: resolve_url("customers:risk_event", r.pk),
    sort="-due_on",
    search=queries.of_customers,
    search_label=_("Customer"),
    enrich=_days_of_risks,
    empty=Empty(
        _("No risk events"),
        _("Open one when a document or a dealing went wrong."),
        _("Open a risk event"),
        "customers:new_risk_event",
        icon="shield-lock",
        right="customers.open_risk_event",
    ),
)
