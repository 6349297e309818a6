"""Verbs on cells: split a program's list into test cells and control."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from guanxi.customers.queries import barred_customers
from guanxi.decisions.actions import issue_codes, withdraw_codes
from guanxi.decisions.rules import CellShare, assign
from guanxi.decisions.types import CellToCode
from guanxi.kit.text import clean
from guanxi.marketing.actions.letters import LONGEST_LETTER, letter_text
from guanxi.marketing.events import CampaignPlanned
from guanxi.marketing.models import Cell, CellMember, Program
from guanxi.marketing.queries.lists import list_customers, reachable
from guanxi.marketing.types import CELL, LETTER, CellPlan, PlannedCell
from guanxi.platform.access.types import Actor
from guanxi.platform.bulk import copy_lines
from guanxi.platform.bus import tell
from guanxi.platform.verbs import Refused, verb

SHARE_PLACES = Decimal("0.000001")


class CannotPlan(Refused):
    sentence = _("These cells cannot be planned.")


class AlreadyLaunched(Refused):
    sentence = _("This campaign is launched: who is in which cell is fixed.")


@verb(
    "marketing.plan_cells",
    label=_("Split a list into test cells and control"),
    parts=("decisions.issue_codes", "decisions.withdraw_codes"),
)
def plan_cells(*, actor: Actor, program: Program, cells: Sequence[CellPlan], seed: int) -> list[PlannedCell]:
    """Draw the list's customers of now into the cells; the same seed and customers give the same cells.

    Whoever lacks a document that letters need is in no cell, the control included. An earlier plan of this
    program is replaced. Raises AlreadyLaunched, CannotPlan.
    """
    if program.campaign.launched_at is not None:
        raise AlreadyLaunched
    _check_plan(cells)
    _drop_plan(program, actor)
    chosen = list_customers(actor, program.list)
    if program.is_reachable_only:
        chosen = reachable(chosen, program.channel)
    keys = list(chosen.order_by("pk").values_list("pk", flat=True))
    barred = barred_customers(actor, LETTER, keys, actor.today())
    keys = [key for key in keys if key not in barred]
    if len(keys) < len(cells):
        raise CannotPlan(_("This list has too few customers for so many cells."))
    whole = sum((Fraction(cell.share) for cell in cells), Fraction(0))
    rows = [_create_cell(program, position, cell, whole) for position, cell in enumerate(cells, 1)]
    shares = [CellShare(row.name, cell.share) for row, cell in zip(rows, cells, strict=True)]
    drawn = assign(str(seed), keys, shares)
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
        letter_text(cell.letter, "letter", LONGEST_LETTER)


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
        letter=letter_text(plan.letter, "letter", LONGEST_LETTER),
    )
    return made


def _put(program: Program, rows: Sequence[Cell], drawn: Mapping[int, str]) -> None:
    """Store the drawing, and set the sizes of the cells."""
    keys = {row.name: row.pk for row in rows}
    lines = (f"{program.pk}\t{keys[name]}\t{customer}" for customer, name in drawn.items())
    copy_lines(CellMember, ("program_id", "cell_id", "customer_id"), lines)
    sizes = Counter(drawn.values())
    for row in rows:
        row.size = sizes[row.name]


def _to_code(rows: Iterable[Cell]) -> list[CellToCode]:
    return [CellToCode(CELL, row.pk, row.name, row.offer_id) for row in rows]
