"""Once round the loop without a browser: know, evaluate, plan, act, measure, on one file of business.

A file holds no letters, so the campaign is measured on what customers did by themselves: the list is drawn
and split `window` days before the last order of the file, with only what was known then; purchases in the
window are then compared between test cells and control. Nobody was written to, so no lift is to be
expected: the interval should hold zero. Purchases of test customers are entered under their cell's code, as
a shop would enter them.
"""

from __future__ import annotations

import csv
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import psutil

from guanxi.analytics.actions import evaluate_customers, refresh
from guanxi.analytics.types import EvaluationReport
from guanxi.commerce.queries import orders
from guanxi.decisions.actions import create_offer
from guanxi.decisions.types import OfferDraft
from guanxi.marketing.actions.campaigns import launch, plan_campaign
from guanxi.marketing.actions.letters import write_cell_file
from guanxi.marketing.actions.lists import create_list
from guanxi.marketing.queries.campaigns import members
from guanxi.marketing.queries.results import results
from guanxi.marketing.types import CampaignDraft, CellPlan, CellResult, PlannedCell, ProgramDraft
from guanxi.platform.access.queries import system_actor
from guanxi.platform.access.types import Actor
from guanxi.platform.exchange.actions import import_file
from guanxi.platform.exchange.queries import import_run
from guanxi.platform.exchange.types import ImportReport

REASON = "guanxi loop"
TEST = "test"
CELLS = (("letter-a", 1), ("letter-b", 1), ("control", 1))
# Whoever bought before and is not given up: the usual audience of a letter that asks for the next order.
AUDIENCE = {
    "all": [
        {
            "fact": "analytics.stage",
            "is": "in",
            "value": ["new", "active", "growing", "declining", "dormant"],
        },
        {"fact": "analytics.orders", "is": ">=", "value": 1},
    ]
}
LETTER = "{salutation}\n\n{code}\n"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asked for."""

    file: Path
    mapping: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    seed: int = 1
    window_days: int = 30


@dataclass(frozen=True, slots=True)
class Campaigned:
    size: int
    cells: tuple[PlannedCell, ...]
    letters: int
    responses: Mapping[str, int]
    measured: tuple[CellResult, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """What one round found. `columns`: what was read -> the file's column; `peak_mb` of all processes."""

    file: str
    columns: Mapping[str, str]
    known: ImportReport
    evaluated: EvaluationReport
    acted: Campaigned
    seconds: float
    peak_mb: float


def go_round(asked: Asked) -> Round:
    """Run the loop on the database at hand, which must be empty. Raises Refused."""
    with _peak_of_memory() as peak:
        known = import_file(
            system_actor(REASON), asked.file, "commerce.transactions", asked.mapping, asked.options
        )
        refresh(system_actor(REASON))
        last = evaluate_customers(actor=system_actor(REASON)).as_of
        acted = _campaign(asked, last)
        refresh(system_actor(REASON))
        evaluated = evaluate_customers(actor=system_actor(REASON))
    assert known.run_id is not None
    return Round(
        asked.file.name,
        import_run(system_actor(REASON), known.run_id).mapping,
        known,
        evaluated,
        acted,
        round(time.time() - psutil.Process().create_time(), 2),
        round(peak[0] / 2**20, 1),
    )


def _campaign(asked: Asked, last: datetime) -> Campaigned:
    """Plan and launch with the clock at the beginning of the window, measure with it at the end."""
    then = last - timedelta(days=asked.window_days)
    before = system_actor(REASON, clock=lambda: then)
    evaluate_customers(actor=before, as_of=then)
    chosen = create_list(actor=before, name="Loop", condition=AUDIENCE)
    if (counted := chosen.counted or 0) < len(CELLS):
        return Campaigned(counted, (), 0, {}, ())
    offers = [
        create_offer(actor=before, draft=OfferDraft(name=name, text_en=name, text_zh=name)).pk
        for name, _share in CELLS[:-1]
    ]
    planned = plan_campaign(
        actor=before,
        customer_list=chosen.pk,
        draft=CampaignDraft(name="Loop", response_days=asked.window_days),
        program=ProgramDraft(name="Letter", language="en", letter=LETTER),
        cells=[
            CellPlan(name, share, offer) for (name, share), offer in zip(CELLS, [*offers, None], strict=True)
        ],
        seed=asked.seed,
    )
    launch(actor=before, campaign=planned.campaign_id)
    after = system_actor(REASON, clock=lambda: last + timedelta(seconds=1))
    with tempfile.TemporaryDirectory(prefix="guanxi-letters-") as folder:
        letters = sum(
            write_cell_file(actor=before, cell=cell.cell_id, folder=Path(folder)).rows
            for cell in planned.cells
            if cell.kind == TEST
        )
        entered = _enter_responses(after, planned.cells, then, last, Path(folder) / "responses.csv")
    measured = results(after, planned.campaign_id).cells
    return Campaigned(planned.size, planned.cells, letters, entered, measured)


def _enter_responses(
    actor: Actor, cells: tuple[PlannedCell, ...], since: datetime, until: datetime, path: Path
) -> dict[str, int]:
    """Orders of test customers in the window, as a file of responses under the code of their letter."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["code", "customer", "date", "amount"])
        for cell in cells:
            if cell.kind == TEST:
                lines.writerows(_answers(actor, cell, since, until))
    report = import_file(actor, path, "marketing.responses")
    return {"rows_read": report.rows_read, "rows_imported": report.rows_imported}


def _answers(actor: Actor, cell: PlannedCell, since: datetime, until: datetime) -> Iterator[list[str]]:
    found = orders(actor).filter(
        kind="sale",
        ordered_at__gte=since,
        ordered_at__lte=until,
        customer__in=members(actor, cell.cell_id).order_by().values("customer"),
    )
    for order in found.select_related("customer").order_by("ordered_at", "pk"):
        yield [cell.code, order.customer.code, order.ordered_at.date().isoformat(), f"{order.total:f}"]


@contextmanager
def _peak_of_memory() -> Iterator[list[int]]:
    """The most that this process and its children (the database) held at once, shared pages counted once."""
    peak = [0]
    over = threading.Event()
    own = psutil.Process()

    def watch() -> None:
        while not over.wait(0.25):
            peak[0] = max(peak[0], _held_by(own))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        over.set()
        watcher.join()
        peak[0] = max(peak[0], _held_by(own))


def _held_by(own: psutil.Process) -> int:
    total = 0
    for process in (own, *own.children(recursive=True)):
        try:
            memory = process.memory_full_info()
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue  # it ended meanwhile, or belongs to another user
        total += getattr(memory, "pss", memory.rss)
    return total
