"""Verbs on change sheets: then, now, cause, counter-measure."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guanxi.customers.actions.customers import expect_standing
from guanxi.customers.actions.refusals import CannotSave, check_day, check_no_card, fitting
from guanxi.customers.actions.reviews import review_customer
from guanxi.customers.models import ChangeLine, ChangeSheet, Customer
from guanxi.customers.queries.changes import changes_since
from guanxi.customers.rules.changes import MOST_OWN_LINES, ChangeSheetDraft, Judged
from guanxi.kit.text import clean, clean_lines
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import verb
from guanxi.work.actions import set_follow_up

LONGEST = 2_000


@verb(
    "customers.draw_change_sheet",
    label=_("Draw up a change sheet"),
    parts=("work.set_follow_up", "customers.review", "work.finish_follow_up"),
)
def draw_change_sheet(*, actor: Actor, customer: Customer, draft: ChangeSheetDraft) -> ChangeSheet:
    """What changed since a day, with cause and counter-measure; the card counts as reviewed by it.

    Then and now of a field are read from the journal, never taken from what was typed. With a day for the
    measures the owner gets a follow-up. Raises MergedAway, CannotSave.
    """
    expect_standing(customer)
    today = actor.today()
    check_day("since_on", draft.since_on)
    check_day("measures_due_on", draft.measures_due_on)
    if draft.since_on > today:
        raise CannotSave(fields={"since_on": _("This day is still to come.")})
    lines = [*_of_fields(actor, customer, draft), *_of_words(draft)]
    if not lines:
        raise CannotSave(
            _("Nothing changed since that day. Write down what changed, or choose an earlier day.")
        )
    measures = [line.measure for line in lines if line.measure]
    _check_measures(draft.measures_due_on, today, measures)
    sheet: ChangeSheet = ChangeSheet.objects.create(
        customer=customer,
        since_on=draft.since_on,
        drawn_on=today,
        drawn_by_id=actor.user_id,
        measures_due_on=draft.measures_due_on,
    )
    ChangeLine.objects.bulk_create(ChangeLine(sheet=sheet, **asdict(line)) for line in lines)
    if draft.measures_due_on is not None:
        set_follow_up(
            actor=actor,
            title=(gettext("Counter-measures at %(name)s") % {"name": customer.name})[:200],
            note="\n".join(measures)[:LONGEST],
            due_on=draft.measures_due_on,
            owner=customer.owner_id,
            subject=("customer", customer.pk),
        )
    review_customer(actor=actor, customer=customer.pk)
    return sheet


def _check_measures(due_on: date | None, today: date, measures: Sequence[str]) -> None:
    if due_on is None:
        return
    if due_on < today:
        raise CannotSave(fields={"measures_due_on": _("This day is over.")})
    if not measures:
        raise CannotSave(fields={"measures_due_on": _("Say in a line above which measure is meant.")})


def _of_fields(actor: Actor, customer: Customer, draft: ChangeSheetDraft) -> Iterator[Judged]:
    said = {one.field: one for one in draft.judged if one.field}
    for change in changes_since(actor, customer.pk, draft.since_on):
        given = _fitting(said.get(change.field, Judged()))
        yield replace(given, field=change.field, what="", before=change.before, after=change.after)


def _of_words(draft: ChangeSheetDraft) -> Iterator[Judged]:
    own = [one for one in draft.judged if not one.field]
    for one in own[:MOST_OWN_LINES]:
        line = _fitting(one)
        if not line.what and (line.before or line.after or line.cause or line.measure):
            raise CannotSave(_("Say what changed in each line of your own."))
        if line.what:
            yield line


def _fitting(one: Judged) -> Judged:
    check_no_card(asdict(one))
    with fitting():
        return Judged(
            what=clean(one.what, 100),
            before=clean_lines(one.before, LONGEST),
            after=clean_lines(one.after, LONGEST),
            cause=clean_lines(one.cause, LONGEST),
            measure=clean_lines(one.measure, LONGEST),
        )
