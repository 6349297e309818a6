"""What changed at a customer since a day, and the sheets drawn up of it."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from guanxi.customers.models import ChangeLine, ChangeSheet
from guanxi.customers.queries.history import whole_history
from guanxi.customers.queries.sources import fact_labels
from guanxi.customers.rules.changes import NetChange, net_changes
from guanxi.platform.access.queries import company
from guanxi.platform.access.types import Actor
from guanxi.platform.records import RecordQuerySet
from guanxi.platform.verbs import NotFound
from guanxi.web.formats import day
from guanxi.web.papers import Entry, Grid, Paper, Sheet

MOST_READ = 1_000  # changes of one record


def changes_since(actor: Actor, customer_id: int, since_on: date) -> list[NetChange]:
    """Each fact of a record in hand, rarer ones among them, from what it was at the beginning of that day to
    now, in words.

    Empty for who may not look into the journal.
    """
    begins = datetime.combine(since_on, time.min, ZoneInfo(actor.zone))
    return net_changes(whole_history(actor, customer_id, limit=MOST_READ), begins)


def change_sheets(actor: Actor, customer_id: int) -> RecordQuerySet:
    """Newest first."""
    return (
        ChangeSheet.objects.visible_to(actor)
        .filter(customer_id=customer_id)
        .select_related("drawn_by")
        .order_by("-drawn_on", "-pk")
    )


def change_sheet(actor: Actor, key: int) -> ChangeSheet:
    """With its customer. Raises NotFound."""
    found: ChangeSheet | None = (
        ChangeSheet.objects.visible_to(actor)
        .filter(pk=key)
        .select_related("customer__owner", "drawn_by")
        .order_by("pk")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def change_lines(actor: Actor, sheet: ChangeSheet) -> list[tuple[str, ChangeLine]]:
    """Each line with the name of what changed, in the reader's language."""
    labels = fact_labels()
    rows = ChangeLine.objects.visible_to(actor).filter(sheet=sheet).order_by("pk")
    return [(row.what or labels.get(row.field, row.field), row) for row in rows]


def change_paper(actor: Actor, sheet: ChangeSheet) -> Paper:
    """The sheet as it is printed."""
    lines = change_lines(actor, sheet)
    customer = sheet.customer
    entries = (
        Entry(_("Customer"), customer.name),
        Entry(_("Customer number"), customer.code or ""),
        Entry(_("Compared with"), day(sheet.since_on)),
        Entry(_("Drawn up on"), day(sheet.drawn_on)),
        Entry(_("Drawn up by"), sheet.drawn_by.name if sheet.drawn_by else ""),
        Entry(_("Measures by"), day(sheet.measures_due_on) if sheet.measures_due_on else ""),
    )
    grid = Grid(
        "",
        (_("What changed"), _("As it was"), _("As it is"), _("Cause"), _("Counter-measure")),
        tuple((label, row.before, row.after, row.cause, row.measure) for label, row in lines),
        (2, 3, 3, 4, 4),
    )
    title = _("Customer change sheet")
    return Paper(
        title=title,
        company=company().name,
        printed=_("Printed on %(day)s by %(name)s") % {"day": day(actor.today()), "name": actor.name},
        sheets=(
            Sheet(title, customer.name, entries, (grid,), (_("Drawn up by"), _("Approved by"), _("Date"))),
        ),
        is_broad=True,
    )
