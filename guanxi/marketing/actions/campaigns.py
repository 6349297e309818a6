"""Verbs on campaigns: plan the programs, then launch."""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext_lazy as _

from guanxi.customers.actions import log_touches, require_documents_of_many
from guanxi.customers.queries import barred_customers
from guanxi.customers.types import TouchDraft
from guanxi.kit.money import CURRENCIES
from guanxi.kit.text import TextTooLong, clean, clean_lines
from guanxi.marketing.actions.cells import AlreadyLaunched, plan_cells
from guanxi.marketing.actions.letters import LONGEST_LETTER, letter_text
from guanxi.marketing.actions.lists import CannotSave, named
from guanxi.marketing.events import CampaignLaunched
from guanxi.marketing.models import (
    LONGEST_WINDOW,
    Campaign,
    Cell,
    CellMember,
    CustomerList,
    Program,
    Response,
)
from guanxi.marketing.types import (
    CELL,
    LETTER,
    CampaignDraft,
    CellPlan,
    PlannedCampaign,
    ProgramDraft,
)
from guanxi.platform.access.types import Actor
from guanxi.platform.bus import tell
from guanxi.platform.verbs import Refused, expect_version, right, verb

right("marketing.see_campaigns", _("See campaigns"))


class CannotLaunch(Refused):
    sentence = _("A campaign needs at least one program with planned cells before it is launched.")


class AlreadyAnswered(Refused):
    sentence = _("Customers have answered this campaign already: its launch cannot be undone.")


@verb("marketing.create_campaign", label=_("Create a campaign"))
def create_campaign(*, actor: Actor, draft: CampaignDraft) -> Campaign:
    """Raises CannotSave."""
    made: Campaign = Campaign.objects.create(
        **_checked_campaign(draft),
        owner_id=actor.user_id,
        team_id=actor.team_ids[0] if actor.team_ids else None,
        created_at=actor.now(),
        updated_at=actor.now(),
    )
    return made


@verb("marketing.edit_campaign", label=_("Edit a campaign"))
def edit_campaign(
    *, actor: Actor, campaign: Campaign, draft: CampaignDraft, version: int | None = None
) -> Campaign:
    """The response window may change after the launch: it is only a way of measuring.

    Raises Stale, CannotSave.
    """
    expect_version(campaign, version)
    campaign.change(_checked_campaign(draft), actor=actor)
    return campaign


@verb("marketing.add_program", label=_("Add a program to a campaign"))
def add_program(
    *, actor: Actor, campaign: Campaign, customer_list: CustomerList, draft: ProgramDraft
) -> Program:
    """Raises AlreadyLaunched, CannotSave."""
    if campaign.launched_at is not None:
        raise AlreadyLaunched
    if draft.channel not in Program.Channel.values or draft.language not in Program.Language.values:
        raise CannotSave(fields={"channel": _("Choose letter or e-mail, and the language.")})
    made: Program = Program.objects.create(
        campaign=campaign,
        name=named(draft.name),
        list=customer_list,
        channel=draft.channel,
        language=draft.language,
        subject=letter_text(draft.subject, "subject", 200, lines=False),
        letter=letter_text(draft.letter, "letter", LONGEST_LETTER),
        is_reachable_only=draft.is_reachable_only,
    )
    return made


@verb("marketing.edit_letter", label=_("Edit the letter of a program"))
def edit_letter(
    *, actor: Actor, program: Program, subject: str, letter: str, version: int | None = None
) -> Program:
    """Raises Stale, AlreadyLaunched, CannotSave."""
    expect_version(program, version)
    if program.campaign.launched_at is not None:
        raise AlreadyLaunched
    values = {
        "subject": letter_text(subject, "subject", 200, lines=False),
        "letter": letter_text(letter, "letter", LONGEST_LETTER),
    }
    program.change(values, actor=actor)
    return program


@verb(
    "marketing.plan_campaign",
    label=_("Plan a campaign with one program"),
    parts=(
        "marketing.create_campaign",
        "marketing.add_program",
        "marketing.plan_cells",
        "decisions.issue_codes",
        "decisions.withdraw_codes",
    ),
)
def plan_campaign(
    *,
    actor: Actor,
    customer_list: CustomerList,
    draft: CampaignDraft,
    program: ProgramDraft,
    cells: Sequence[CellPlan],
    seed: int,
) -> PlannedCampaign:
    """Campaign, program and cells in one step. Raises CannotSave, CannotPlan."""
    campaign = create_campaign(actor=actor, draft=draft)
    added = add_program(actor=actor, campaign=campaign.pk, customer_list=customer_list.pk, draft=program)
    planned = plan_cells(actor=actor, program=added.pk, cells=cells, seed=seed)
    return PlannedCampaign(campaign.pk, added.pk, sum(c.size for c in planned), tuple(planned))


@verb(
    "marketing.launch",
    label=_("Launch a campaign"),
    parts=("customers.log_touches", "customers.require_documents_of_many"),
)
def launch(*, actor: Actor, campaign: Campaign) -> int:
    """Fix the cells and write a touch for every customer of the test cells; the control gets none.

    Whoever lacks by now a document that letters need stays in the cell and is not written to.
    Returns how many were written to. Raises AlreadyLaunched, CannotLaunch.
    """
    if campaign.launched_at is not None:
        raise AlreadyLaunched
    programs = list(Program.objects.filter(campaign=campaign).order_by("pk"))
    if not programs or any(p.planned_at is None for p in programs):
        raise CannotLaunch
    if any(not p.letter and p.cells.filter(kind=Cell.Kind.TEST, letter="").exists() for p in programs):
        raise CannotLaunch(_("A test cell has no letter yet."))
    campaign.change({"launched_at": actor.now()}, actor=actor)
    tested = Cell.objects.filter(program__campaign=campaign, kind=Cell.Kind.TEST)
    barred = _gate(actor, campaign)
    cells = tested.select_related("program", "code").order_by("pk")
    written = sum(_log_cell(actor, cell, barred) for cell in cells)
    tell(CampaignLaunched(campaign_id=campaign.pk, count=written))
    return written


def _gate(actor: Actor, campaign: Campaign) -> set[int]:
    """Who may not be written to today; of the others the superiors hear where a document escalates."""
    members = CellMember.objects.filter(cell__program__campaign=campaign, cell__kind=Cell.Kind.TEST)
    keys = list(members.order_by("customer_id").values_list("customer_id", flat=True).distinct())
    today = actor.today()
    barred = barred_customers(actor, LETTER, keys, today)
    dealings = [(key, today) for key in keys if key not in barred]
    require_documents_of_many(actor=actor, purpose=LETTER, dealings=dealings)
    return barred


def _log_cell(actor: Actor, cell: Cell, barred: set[int]) -> int:
    """The timeline tells what was sent and under which code; the whole letter stands in the cell's file."""
    logged: int = log_touches(
        actor=actor,
        customers=CellMember.objects.filter(cell=cell).exclude(customer__in=barred).values("customer"),
        draft=TouchDraft(
            channel=cell.program.channel,
            direction="out",
            at=actor.now(),
            subject=clean(f"{cell.program.campaign.name} · {cell.program.name}", 250)[:200],
            outcome=cell.code.code if cell.code else "",
        ),
        cause=(CELL, cell.pk),
    )
    return logged


def _checked_campaign(draft: CampaignDraft) -> dict[str, object]:
    if not 1 <= draft.response_days <= LONGEST_WINDOW:
        raise CannotSave(
            fields={"response_days": _("Between 1 and {most} days.").format(most=LONGEST_WINDOW)}
        )
    if draft.budget is not None and (draft.budget < 0 or draft.currency not in CURRENCIES):
        raise CannotSave(fields={"budget": _("A budget is an amount of zero or more, with its currency.")})
    try:
        objective = clean_lines(draft.objective, 5_000)
    except TextTooLong as problem:
        raise CannotSave(fields={"objective": _("This text is too long.")}) from problem
    return {
        "name": named(draft.name),
        "objective": objective,
        "budget": draft.budget,
        "currency": draft.currency if draft.budget is not None else "",
        "response_days": draft.response_days,
    }


def guard_launches(_actor: Actor) -> Callable[[], None]:
    """For `guard_undo`: a campaign that was answered stays launched. Raises AlreadyAnswered."""

    def check() -> None:
        planned = Response.objects.filter(cell__program__campaign__launched_at=None)
        if planned.exists():
            raise AlreadyAnswered

    return check
