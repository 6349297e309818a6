"""Verbs on campaigns: plan the programs and cells, then launch."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.db import connection
from django.utils.translation import gettext_lazy as _

from guanxi.customers.actions import log_touches
from guanxi.customers.types import TouchDraft
from guanxi.decisions.actions import issue_codes, withdraw_codes
from guanxi.decisions.rules import CellShare, assign
from guanxi.decisions.types import CellToCode
from guanxi.kit.money import CURRENCIES
from guanxi.kit.text import TextTooLong, clean, clean_lines
from guanxi.marketing.actions.lists import CannotSave, named
from guanxi.marketing.events import CampaignLaunched, CampaignPlanned
from guanxi.marketing.models import LONGEST_WINDOW, Campaign, Cell, CellMember, CustomerList, Program
from guanxi.marketing.queries.lists import list_customers, reachable
from guanxi.marketing.rules import unknown_fields
from guanxi.marketing.types import (
    CELL,
    CampaignDraft,
    CellPlan,
    PlannedCampaign,
    PlannedCell,
    ProgramDraft,
)
from guanxi.platform.access.types import Actor
from guanxi.platform.bus import tell
from guanxi.platform.verbs import Refused, expect_version, right, verb

right("marketing.see_campaigns", _("See campaigns"))

LONGEST_LETTER = 20_000
SHARE_PLACES = Decimal("0.000001")
COPY_ROWS = 50_000


class CannotPlan(Refused):
    sentence = _("These cells cannot be planned.")


class AlreadyLaunched(Refused):
    sentence = _("This campaign is launched: who is in which cell is fixed.")


class CannotLaunch(Refused):
    sentence = _("A campaign needs at least one program with planned cells before it is launched.")


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
        subject=_letter_text(draft.subject, "subject", 200, lines=False),
        letter=_letter_text(draft.letter, "letter", LONGEST_LETTER),
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
        "subject": _letter_text(subject, "subject", 200, lines=False),
        "letter": _letter_text(letter, "letter", LONGEST_LETTER),
    }
    program.change(values, actor=actor)
    return program


@verb(
    "marketing.plan_cells",
    label=_("Split a list into test cells and control"),
    parts=("decisions.issue_codes", "decisions.withdraw_codes"),
)
def plan_cells(*, actor: Actor, program: Program, cells: Sequence[CellPlan], seed: int) -> list[PlannedCell]:
    """Draw the list's customers of now into the cells; the same seed and customers give the same cells.

    An earlier plan of this program is replaced. Raises AlreadyLaunched, CannotPlan.
    """
    if program.campaign.launched_at is not None:
        raise AlreadyLaunched
    _check_plan(cells)
    _drop_plan(program, actor)
    chosen = list_customers(actor, program.list)
    if program.is_reachable_only:
        chosen = reachable(chosen, program.channel)
    keys = list(chosen.order_by("pk").values_list("pk", flat=True))
    if len(keys) < len(cells):
        raise CannotPlan(_("This list has too few customers for so many cells."))
    whole = sum((Fraction(cell.share) for cell in cells), Fraction(0))
    rows = [_create_cell(program, position, cell, whole) for position, cell in enumerate(cells, 1)]
    drawn = assign(str(seed), keys, [CellShare(cell.name, cell.share) for cell in cells])
    _put(program, rows, drawn)
    codes = issue_codes(
        actor=actor, seed=f"{seed}/{program.campaign.name}/{program.name}", cells=_to_code(rows)
    )
    for row, code in zip(rows, codes, strict=True):
        row.code = code
        row.save(update_fields=["code", "size"])
    program.change({"seed": seed, "planned_at": actor.now()}, actor=actor)
    tell(CampaignPlanned(campaign_id=program.campaign_id, program_id=program.pk, count=len(keys)))
    return [PlannedCell(r.pk, r.name, r.kind, r.share, r.size, r.code.code) for r in rows if r.code]


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


@verb("marketing.launch", label=_("Launch a campaign"), parts=("customers.log_touches",))
def launch(*, actor: Actor, campaign: Campaign) -> int:
    """Fix the cells and write a touch for every customer of the test cells; the control gets none.

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
    written = sum(_log_cell(actor, cell) for cell in tested.select_related("program", "code").order_by("pk"))
    tell(CampaignLaunched(campaign_id=campaign.pk, count=written))
    return written


def _log_cell(actor: Actor, cell: Cell) -> int:
    """The timeline tells what was sent and under which code; the whole letter stands in the cell's file."""
    logged: int = log_touches(
        actor=actor,
        customers=CellMember.objects.filter(cell=cell).values("customer"),
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


def _check_plan(cells: Sequence[CellPlan]) -> None:
    names = [clean(cell.name) for cell in cells]
    if not any(not cell.is_control for cell in cells):
        raise CannotPlan(_("Plan at least one test cell with an offer."))
    if sum(cell.is_control for cell in cells) > 1:
        raise CannotPlan(_("One control is enough: it is what every test cell is compared with."))
    if not all(names) or len(set(names)) != len(names) or max(map(len, names)) > 80:  # noqa: PLR2004 - the column
        raise CannotPlan(_("Every cell needs a name of its own."))
    if any(cell.share <= 0 for cell in cells):
        raise CannotPlan(_("Every cell needs a share above zero."))
    for cell in cells:
        _letter_text(cell.letter, "letter", LONGEST_LETTER)


def _drop_plan(program: Program, actor: Actor) -> None:
    """Only before the launch: nobody was told these codes."""
    old = list(Cell.objects.filter(program=program).order_by("pk"))
    codes = [cell.code_id for cell in old if cell.code_id]
    CellMember.objects.filter(program=program).delete()
    Cell.objects.filter(program=program).delete()
    if codes:
        withdraw_codes(actor=actor, codes=codes)


def _create_cell(program: Program, position: int, plan: CellPlan, whole: Fraction) -> Cell:
    share = Fraction(plan.share) / whole
    exact = Decimal(share.numerator) / Decimal(share.denominator)
    made: Cell = Cell.objects.create(
        program=program,
        position=position,
        kind=Cell.Kind.CONTROL if plan.is_control else Cell.Kind.TEST,
        name=clean(plan.name),
        share=max(exact.quantize(SHARE_PLACES, ROUND_HALF_UP), SHARE_PLACES),
        offer_id=plan.offer_id,
        letter=_letter_text(plan.letter, "letter", LONGEST_LETTER),
    )
    return made


def _put(program: Program, rows: Sequence[Cell], drawn: dict[int, str]) -> None:
    """Store the drawing by COPY, and the sizes on the cells."""
    by_name = {row.name: row for row in rows}
    lines: list[str] = []
    with connection.cursor() as cursor, cursor.copy(_copy_statement()) as copy:
        for customer_id, name in drawn.items():
            row = by_name[name]
            row.size += 1
            lines.append(f"{program.pk}\t{row.pk}\t{customer_id}\n")
            if len(lines) >= COPY_ROWS:
                copy.write("".join(lines))
                lines.clear()
        copy.write("".join(lines))


def _copy_statement() -> str:
    return f"copy {CellMember._meta.db_table} (program_id, cell_id, customer_id) from stdin"  # noqa: SLF001 - our own table


def _to_code(rows: Iterable[Cell]) -> list[CellToCode]:
    return [CellToCode(CELL, row.pk, row.name, row.offer_id) for row in rows]


def _letter_text(text: str, field: str, limit: int, *, lines: bool = True) -> str:
    """Raises CannotSave for a text that is too long or asks for a field nobody knows."""
    try:
        cleaned = clean_lines(text, limit) if lines else clean(text, limit)
    except TextTooLong as problem:
        raise CannotSave(
            fields={field: _("This text is too long: {limit} characters fit.").format(limit=limit)}
        ) from problem
    unknown = unknown_fields(cleaned)
    if unknown:
        raise CannotSave(
            fields={
                field: _("There is no merge field {field}. Use name, salutation, code or offer.").format(
                    field="{" + unknown[0] + "}"
                )
            }
        )
    return cleaned


def _checked_campaign(draft: CampaignDraft) -> dict[str, object]:
    if not 1 <= draft.response_days <= LONGEST_WINDOW:
        raise CannotSave(
            fields={"response_days": _("Between 1 and {most} days.").format(most=LONGEST_WINDOW)}
        )
    if draft.budget is not None and (draft.budget < 0 or draft.currency not in CURRENCIES):
        raise CannotSave(fields={"budget": _("A budget is an amount of zero or more, with its currency.")})
    return {
        "name": named(draft.name),
        "objective": clean_lines(draft.objective, 5_000),
        "budget": draft.budget,
        "currency": draft.currency if draft.budget is not None else "",
        "response_days": draft.response_days,
    }
