"""The class a customer is filed under, its step on the ladder, and the reports a channel partner owes."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date

from django.utils.translation import gettext_lazy as _

from guanxi.customers.actions.refusals import (
    CannotSave,
    check_choice,
    check_day,
    check_given,
    check_no_card,
    check_period,
    fitting,
)
from guanxi.customers.events import CustomerChanged, CustomerClassified, LadderClimbed
from guanxi.customers.models import (
    Competitor,
    Customer,
    LadderMove,
    LadderStep,
    OwedReport,
    Profile,
    ReceivedReport,
)
from guanxi.customers.rules.reports import MONTHS, periods
from guanxi.customers.types import Lost, OwedReportDraft
from guanxi.kit.text import clean
from guanxi.platform.access.queries import company
from guanxi.platform.access.types import Actor
from guanxi.platform.bus import tell
from guanxi.platform.verbs import Refused, Stale, expect_version, verb

_LATEST_DUE = 90


class StepInUse(Refused):
    sentence = _("Customers stand or stood on this step. Take it out of use instead of deleting it.")


@verb("customers.classify", label=_("File a customer under a class"))
def classify_customer(
    *,
    actor: Actor,
    customer: Customer,
    archive_class: str,
    lost: Lost | None = None,
    competitor: Competitor | None = None,
) -> Customer:
    """A lost customer keeps its place in the file: `lost` and `competitor` say since when, why and to whom.

    Raises CannotSave.
    """
    check_choice("archive_class", archive_class, Customer.ArchiveClass.values)
    if lost is not None:
        check_day("lost_on", lost.on, latest=actor.today())
    before = customer.archive_class
    customer.change({"archive_class": archive_class}, actor=actor)
    if archive_class == Customer.ArchiveClass.LOST:
        _note_loss(actor, customer, lost or Lost(actor.today()), competitor)
    if before != archive_class:
        tell(CustomerClassified(customer_id=customer.pk, before=before, after=archive_class))
        tell(CustomerChanged(customer_id=customer.pk, fields=("archive_class",)))
    return customer


def _note_loss(actor: Actor, customer: Customer, lost: Lost, competitor: Competitor | None) -> None:
    check_no_card({"lost_reason": lost.reason})
    with fitting():
        values = {
            "lost_on": lost.on,
            "lost_reason": clean(lost.reason, 300),
            "lost_to_id": competitor.pk if competitor else None,
        }
    profile = Profile.objects.filter(customer=customer).select_for_update().first()
    if profile is None:
        Profile.objects.create(customer=customer, currency=company().currency, **values)
    else:
        profile.change(values, actor=actor)


@verb("customers.climb", label=_("Move a customer on the ladder"))
def move_on_ladder(
    *, actor: Actor, customer: Customer, step: LadderStep | None = None, on: date | None = None
) -> Customer:
    """To another step, or with None off the ladder; the move and its day stay on file. Raises CannotSave."""
    day = on or actor.today()
    check_day("on", day, latest=actor.today())
    if step is not None and not step.is_active:
        raise CannotSave(fields={"step": _("This step is no longer in use.")})
    before = customer.ladder_step_id
    if before == (step.pk if step else None):
        return customer
    customer.change({"ladder_step_id": step.pk if step else None}, actor=actor)
    LadderMove.objects.create(customer=customer, step=step, before_id=before, on=day, by_id=actor.user_id)
    tell(LadderClimbed(customer_id=customer.pk, before_id=before, step_id=step.pk if step else None, on=day))
    return customer


@verb("ladder.edit_steps", label=_("Edit the steps of the ladder"))
def edit_ladder(
    *, actor: Actor, steps: Sequence[tuple[int | None, str, bool]], seen: Collection[int] | None = None
) -> list[LadderStep]:
    """The steps in their order: (key or None for a new one, name, in use). Steps left out are deleted.

    `seen`: keys of the steps one knew of, so that a colleague's new step is not deleted unseen.
    Raises CannotSave, StepInUse, Stale.
    """
    with fitting():
        wanted = [(key, check_given("steps", clean(name, 60)), used) for key, name, used in steps]
    names = [name for _key, name, _used in wanted]
    if len(set(names)) < len(names):
        raise CannotSave(fields={"steps": _("Two steps have the same name.")})
    known = {step.pk: step for step in LadderStep.objects.select_for_update().order_by("pk")}
    if seen is not None and set(seen) != set(known):
        raise Stale
    kept = {key for key, _name, _used in wanted}
    _delete_steps([step for key, step in known.items() if key not in kept])
    # Names are unique at every moment: those that change make room before any gets its new one.
    for key, name, _used in wanted:
        if key in known and known[key].name != name:
            known[key].change({"name": f"\u2026{key}"}, actor=actor)
    found: list[LadderStep] = []
    for place, (key, name, used) in enumerate(wanted, 1):
        values = {"name": name, "place": place * 10, "is_active": used}
        if key in known:
            known[key].change(values, actor=actor)
            found.append(known[key])
        else:
            found.append(LadderStep.objects.create(**values))
    return found


def _delete_steps(steps: Sequence[LadderStep]) -> None:
    for step in steps:
        stands = Customer.objects.filter(ladder_step=step).exists()
        stood = (
            LadderMove.objects.filter(step=step).exists() or LadderMove.objects.filter(before=step).exists()
        )
        if stands or stood:
            raise StepInUse(fields={"steps": StepInUse.sentence})
        step.delete()


@verb("customers.owe_report", label=_("Agree on a report a channel partner owes"))
def owe_report(*, actor: Actor, partner: Customer, draft: OwedReportDraft) -> OwedReport:
    """Raises CannotSave."""
    made: OwedReport = OwedReport.objects.create(partner=partner, **_agreed(draft))
    return made


@verb("customers.edit_owed_report", label=_("Edit the agreement on a report"))
def edit_owed_report(
    *, actor: Actor, report: OwedReport, draft: OwedReportDraft, version: int | None = None
) -> OwedReport:
    """What has come stays on file; whether it was in time is judged by what is agreed on now.

    Once a report has come, how often it is due stays. Raises Stale, CannotSave.
    """
    expect_version(report, version)
    values = _agreed(draft)
    if draft.every != report.every and ReceivedReport.objects.filter(report=report).exists():
        raise CannotSave(fields={"every": _("Reports have come already. End this one and agree on another.")})
    report.change(values, actor=actor)
    return report


@verb("customers.end_owed_report", label=_("Note that a report is owed no longer"))
def end_owed_report(*, actor: Actor, report: OwedReport, on: date | None = None) -> OwedReport:
    """The periods until that day stay on file, received or missing. Raises CannotSave."""
    day = on or actor.today()
    check_period(report.since_on, day)
    report.change({"until_on": day}, actor=actor)
    return report


def _agreed(draft: OwedReportDraft) -> dict[str, object]:
    check_no_card(asdict(draft))
    check_choice("every", draft.every, list(MONTHS))
    check_period(draft.since_on, draft.until_on)
    if not 1 <= draft.due_day <= _LATEST_DUE:
        raise CannotSave(fields={"due_day": _("Between 1 and 90 days after the period's end.")})
    with fitting():
        return {
            "name": check_given("name", clean(draft.name, 100)),
            "every": draft.every,
            "due_day": draft.due_day,
            "since_on": draft.since_on,
            "until_on": draft.until_on,
        }


@verb("customers.receive_report", label=_("Note that a report has come"))
def receive_report(
    *, actor: Actor, report: OwedReport, period_on: date, on: date | None = None, remark: str = ""
) -> ReceivedReport:
    """`period_on`: the first day of a period that is over and waits for its report. Raises CannotSave."""
    day = on or actor.today()
    received = dict(
        ReceivedReport.objects.filter(report=report).order_by("pk").values_list("period_on", "received_on")
    )
    known = periods(report.every, report.due_day, report.since_on, report.until_on, received, actor.today())
    waiting = {one.begins_on for one in known if one.received_on is None}
    check_day("on", day, latest=actor.today())
    if period_on not in waiting:
        raise CannotSave(_("No report is waited for of this period."))
    check_no_card({"remark": remark})
    with fitting():
        made: ReceivedReport = ReceivedReport.objects.create(
            report=report, period_on=period_on, received_on=day, remark=clean(remark, 300)
        )
    return made
