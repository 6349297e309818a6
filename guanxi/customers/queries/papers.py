"""The five forms of a customer archive, filled in from what is on file."""

from collections.abc import Callable, Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guanxi.customers.models import Customer, Touch
from guanxi.customers.queries.printed import Printed, Tell, printed
from guanxi.customers.queries.profiles import Amount, fact_groups
from guanxi.platform.access.queries import company
from guanxi.platform.access.types import Actor
from guanxi.platform.slots import Text
from guanxi.platform.verbs import NotFound
from guanxi.web.formats import ABSENT, day, moment, money, number
from guanxi.web.papers import Entry, Grid, Paper, Sheet

FORMS: dict[str, Text] = {
    "data_card": gettext_lazy("Customer data card"),
    "management_card": gettext_lazy("Customer management card"),
    "addresses": gettext_lazy("Customer address classification table"),
    "grades": gettext_lazy("Customer grade classification table"),
    "complaints": gettext_lazy("Customer complaint record form"),
}
LONG_FACT = 24  # characters; a longer value gets a line of its own
LAYOUTS: dict[str, Text] = {"card": gettext_lazy("Cards"), "book": gettext_lazy("Bound book")}


def paper(
    actor: Actor, keys: Iterable[int], form: str, layout: str = "card", tell: Tell | None = None
) -> Paper:
    """The form for those of these customers the actor may see, in the order of their names.

    `tell` hears how many customers are read. Raises NotFound for an unknown form and for no customer at all.
    """
    if form not in FORMS or layout not in LAYOUTS:
        raise NotFound
    found = printed(actor, list(keys), tell)
    if not found:
        raise NotFound
    sheets = {
        "data_card": lambda: [_data_card(one) for one in found],
        "management_card": lambda: [_management_card(found)],
        "addresses": lambda: [_table_sheet(FORMS["addresses"], found, _address_grids(found))],
        "grades": lambda: [_table_sheet(FORMS["grades"], found, _grade_grids(found))],
        "complaints": lambda: [sheet for one in found for sheet in _complaint_forms(one)],
    }[form]()
    return Paper(
        title=str(FORMS[form]),
        company=company().name,
        printed=_("Printed on %(day)s by %(name)s") % {"day": day(actor.today()), "name": actor.name},
        sheets=tuple(sheets),
        layout=layout,
        is_broad=form in {"management_card", "addresses", "grades"},
    )


def paper_words() -> dict[str, str]:
    return {"page": _("Page {page} of {pages}"), "contents": _("Contents")}


def _data_card(one: Printed) -> Sheet:
    c = one.customer
    facts = [
        (_("Name"), c.name),
        (_("Short name"), c.short_name),
        (_("Customer number"), c.code or ""),
        (_("Kind"), str(c.get_kind_display())),
        (_("Archive class"), str(c.get_archive_class_display())),
        (_("Sector"), str(c.get_sector_display()) if c.sector else ""),
        *_own_facts(one),
        (_("Phone"), c.phone),
        (_("E-mail"), c.email),
        (_("Website"), c.website),
        (_("Grade"), _grade(one)),
        (_("Life-cycle stage"), _stage(one)),
        (_("Owner"), c.owner.name if c.owner else ""),
        (_("Source"), c.source),
        (_("In the file since"), day(c.created_at)),
        (_("Last contact"), day(c.touched_at) if c.touched_at else ""),
    ]
    entries = [Entry(label, value) for label, value in facts]
    entries += _further_facts(one)
    entries.append(Entry(_("Address"), c.address_line, is_wide=True))
    entries.append(Entry(_("Tags"), _(", ").join(c.tags), is_wide=True))
    entries.append(Entry(_("Remark"), c.remark, is_wide=True))
    people = tuple(
        (x.person.name, x.title, x.department, x.person.phone, x.person.email) for x in one.contacts
    )
    talks = tuple((day(t.at), str(t.get_channel_display()), t.subject, _by(t)) for t in one.talks)
    grids = [
        Grid(
            _("Contacts"),
            (_("Name"), _("Job title"), _("Department"), _("Phone"), _("E-mail")),
            people or (("",) * 5,),
            (2, 3, 2, 3, 6),
        ),
        Grid(
            _("Latest contacts with it"),
            (_("Date"), _("How"), _("Subject"), _("By whom")),
            talks or (("",) * 4,),
            (3, 2, 8, 2),
        ),
    ]
    signed = (_("Filled in by"), _("Checked by"), _("Date"))
    return Sheet(str(FORMS["data_card"]), c.name, tuple(entries), tuple(grids), signed)


def _own_facts(one: Printed) -> list[tuple[str, str]]:
    """What only an organisation, or only a person, has."""
    c = one.customer
    if c.kind == Customer.Kind.PERSON:
        return [
            (_("Sex"), str(c.get_sex_display()) if c.sex else ""),
            (_("Birthday"), day(c.born_on) if c.born_on else ""),
        ]
    return [
        (_("Unified social credit code"), c.credit_code),
        (_("Industry"), c.industry),
        (_("Number of employees"), number(c.employees) if c.employees is not None else ""),
    ]


def _further_facts(one: Printed) -> list[Entry]:
    """The rarer facts that are on file; what nobody knows takes no room."""
    found = [fact for group in fact_groups(one.profile, one.customer.kind) for fact in group.facts]
    told = [
        (fact.label, money(fact.value.value, fact.value.currency))
        if isinstance(fact.value, Amount)
        else (fact.label, fact.value)
        for fact in found
    ]
    return [Entry(label, text, is_wide=len(text) > LONG_FACT) for label, text in told]


def _management_card(found: Sequence[Printed]) -> Sheet:
    """A survey of customers: the address table and the grade table together."""
    entries = [
        Entry(_("Customers"), number(len(found))),
        Entry(_("Regions"), number(len({_region(p) for p in found}))),
    ]
    if len(found) == 1:
        c = found[0].customer
        entries = [
            Entry(_("Name"), c.name),
            Entry(_("Customer number"), c.code or ""),
            Entry(_("Owner"), c.owner.name if c.owner else ""),
            Entry(_("Last contact"), day(c.touched_at) if c.touched_at else ""),
        ]
    grids = (*_address_grids(found, named=True), *_grade_grids(found, named=True))
    note = found[0].customer.name if len(found) == 1 else ""
    return Sheet(str(FORMS["management_card"]), note, tuple(entries), grids)


def _table_sheet(title: Text, found: Sequence[Printed], grids: tuple[Grid, ...]) -> Sheet:
    return Sheet(str(title), _count(found), (), grids)


def _count(found: Sequence[Printed]) -> str:
    counted = {"count": number(len(found))}
    return ngettext("%(count)s customer", "%(count)s customers", len(found)) % counted


def _address_grids(found: Sequence[Printed], *, named: bool = False) -> tuple[Grid, ...]:
    """One table for each province, those with most customers first; then each country abroad; without a
    place last.
    """
    return _grouped(
        found,
        group=_region,
        absent=_("Region unknown"),
        prefix=f"{FORMS['addresses']} · " if named else "",
        head=(_("No."), _("Name"), _("City"), _("Address"), _("Contact"), _("Phone"), _("Owner")),
        row=lambda one: (
            one.customer.name,
            one.customer.city,
            one.customer.address,
            one.contacts[0].person.name if one.contacts else "",
            one.customer.phone or (one.contacts[0].person.phone if one.contacts else ""),
            one.customer.owner.name if one.customer.owner else "",
        ),
        widths=(1, 6, 2, 6, 2, 3, 2),
    )


def _region(one: Printed) -> tuple[str, str]:
    """The province, abroad the country; and what brings the countries behind the provinces."""
    c = one.customer
    if c.country_code not in ("", "CN") and c.country:
        return _("Abroad: %(country)s") % {"country": c.country}, "abroad"
    return c.province or c.country, ""


def _grade_grids(found: Sequence[Printed], *, named: bool = False) -> tuple[Grid, ...]:
    """One table for each cell of the value matrix, the best first; the ungraded last."""
    return _grouped(
        found,
        group=lambda one: (_grade(one), one.marks["cell"].code if "cell" in one.marks else ""),
        absent=_("Not graded yet"),
        prefix=f"{FORMS['grades']} · " if named else "",
        head=(
            _("No."),
            _("Name"),
            _("Life-cycle stage"),
            _("Industry"),
            _("City"),
            _("Last contact"),
            _("Owner"),
        ),
        row=lambda one: (
            one.customer.name,
            _stage(one),
            one.customer.industry,
            one.customer.city,
            day(one.customer.touched_at) if one.customer.touched_at else "",
            one.customer.owner.name if one.customer.owner else "",
        ),
        widths=(1, 6, 2, 3, 2, 3, 2),
    )


def _grouped(
    found: Sequence[Printed],
    *,
    group: Callable[[Printed], tuple[str, str]],
    absent: str,
    prefix: str,
    head: tuple[str, ...],
    row: Callable[[Printed], tuple[str, ...]],
    widths: tuple[int, ...],
) -> tuple[Grid, ...]:
    groups: dict[tuple[str, str], list[Printed]] = {}
    for one in found:
        groups.setdefault(group(one), []).append(one)
    ordered = sorted(groups.items(), key=lambda g: (not g[0][0], g[0][1], -len(g[1]), g[0][0]))
    return tuple(
        Grid(
            f"{prefix}{name or absent} ({number(len(members))})",
            head,
            tuple((str(at), *row(one)) for at, one in enumerate(members, 1)),
            widths,
        )
        for (name, _order), members in ordered
    )


def _complaint_forms(one: Printed) -> list[Sheet]:
    """One form for each complaint on file; with none, a blank one to write on."""
    return [_complaint_form(one, touch) for touch in one.complaints] or [_complaint_form(one, None)]


def _complaint_form(one: Printed, touch: Touch | None) -> Sheet:
    c = one.customer
    who = (
        touch.person.name if touch and touch.person else (one.contacts[0].person.name if one.contacts else "")
    )
    by_hand = 1 if touch else 2  # lines
    entries = (
        Entry(_("Customer"), c.name),
        Entry(_("Customer number"), c.code or ""),
        Entry(_("Complaint by"), who, lines=by_hand),
        Entry(_("Phone"), c.phone),
        Entry(_("Received on"), moment(touch.at) if touch else "", lines=by_hand),
        Entry(_("Received by"), _by(touch) if touch else ""),
        Entry(_("What it is about"), touch.subject if touch else "", is_wide=True, lines=by_hand),
        Entry(_("What the customer says"), touch.body if touch else "", is_wide=True, lines=4),
        Entry(_("What it asks for"), "", is_wide=True, lines=2),
        Entry(_("Cause found"), "", is_wide=True, lines=3),
        Entry(_("How it was handled"), touch.outcome if touch else "", is_wide=True, lines=3),
        Entry(_("Answer of the customer"), "", is_wide=True, lines=2),
    )
    signed = (_("Handled by"), _("Approved by"), _("Date"))
    return Sheet(str(FORMS["complaints"]), c.name, entries, (), signed)


def _grade(one: Printed) -> str:
    return one.marks["cell"].label if "cell" in one.marks else ""


def _stage(one: Printed) -> str:
    return one.marks["stage"].label if "stage" in one.marks else ""


def _by(touch: Touch) -> str:
    return touch.by.name if touch.by else ABSENT
