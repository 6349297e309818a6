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
from decimal import Decimal
from pathlib import Path

import psutil

from guanxi.analytics.actions import evaluate_customers, refresh
from guanxi.analytics.types import EvaluationReport
from guanxi.commerce.queries import orders
from guanxi.decisions.actions import create_offer
from guanxi.decisions.types import Comparison, OfferDraft
from guanxi.marketing.actions.campaigns import launch, plan_campaign
from guanxi.marketing.actions.letters import write_cell_file
from guanxi.marketing.actions.lists import create_list
from guanxi.marketing.queries.campaigns import members
from guanxi.marketing.queries.results import results
from guanxi.marketing.types import CampaignDraft, CellPlan, CellResult, PlannedCell, ProgramDraft
from guanxi.platform.access.queries import system_actor
from guanxi.platform.access.types import Actor
from guanxi.platform.exchange.actions import import_file
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


def go_round(asked: Asked) -> dict[str, object]:
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
    return _told(known, evaluated, acted) | {
        "seconds": round(time.time() - psutil.Process().create_time(), 2),
        "peak_mb": round(peak[0] / 2**20, 1),
    }


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


def _told(known: ImportReport, evaluated: EvaluationReport, acted: Campaigned) -> dict[str, object]:
    sums = {name: Decimal(value) for name, value in known.sums.items()}
    return {
        "rows_read": known.rows_read,
        "rows_refused": known.refused(),
        "rows_imported": known.rows_imported,
        "customers": known.made.get("customers", 0),
        "products": known.made.get("products", 0),
        "orders": known.made.get("orders", 0),
        "returns": known.made.get("returns", 0),
        "sales": f"{sums['sales']:f}",
        "refunds": f"{abs(sums['refunds']):f}",
        "net_revenue": f"{sums['sales'] + sums['refunds']:f}",
        "charges": f"{sums['charges']:f}",
        "as_of": evaluated.as_of.isoformat(),
        "stages": evaluated.stages,
        "rfm": evaluated.rfm,
        "rfm_groups": evaluated.rfm_groups,
        "pareto": evaluated.pareto,
        "list_size": acted.size,
        "cells": [{"name": c.name, "kind": c.kind, "size": c.size, "code": c.code} for c in acted.cells],
        "letters": acted.letters,
        "responses": dict(acted.responses),
        "results": [_result(cell) for cell in acted.measured],
        "scorecard": evaluated.scorecard,
    }


def _result(cell: CellResult) -> dict[str, object]:
    """One cell measured; `lift` is the difference in buyers against the control, with its interval."""
    return {
        "cell": cell.name,
        "kind": cell.kind,
        "size": cell.totals.size,
        "responders": cell.totals.responders,
        "response_rate": _rounded(cell.response_rate),
        "revenue": f"{cell.totals.revenue:f}",
        "buyers": cell.totals.buyers,
        "buyer_rate": _rounded(cell.buyer_rate),
        "sales": f"{cell.totals.sales:f}",
        "lift": _lift(cell.purchase),
    }


def _lift(compared: Comparison | None) -> dict[str, object] | None:
    if compared is None:
        return None
    interval = compared.difference_interval
    return {
        "difference": _rounded(compared.difference),
        "low": _rounded(interval.low) if interval else None,
        "high": _rounded(interval.high) if interval else None,
        "relative": _rounded(compared.relative_lift),
        "sample_ratio_p": _rounded(compared.sample_ratio_p),
        "verdict": str(compared.verdict),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


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
