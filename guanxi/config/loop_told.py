"""What a round of the loop found: one JSON object for programs, aligned words for people."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from unicodedata import east_asian_width

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanxi.analytics.scorecard.words import class_label, group_label, stage_label
from guanxi.commerce.actions.imports import TRANSACTIONS
from guanxi.config.loop import Campaigned, Round
from guanxi.decisions.types import Comparison
from guanxi.marketing.tables import in_reader_language
from guanxi.marketing.types import CellResult
from guanxi.platform.access.queries import company
from guanxi.platform.exchange.targets import target_named
from guanxi.platform.exchange.types import Example, ImportReport
from guanxi.web.formats import day, money, number, percent

SHOWN_EXAMPLES = 3
INDENT = "  "
Line = tuple[str, str, str]
"""Label, figure, note."""


def as_object(found: Round) -> dict[str, object]:
    """JSON-ready. Amounts are strings; the same file gives the same but for `seconds` and `peak_mb`."""
    known, evaluated, acted = found.known, found.evaluated, found.acted
    sums = {name: Decimal(value) for name, value in known.sums.items()}
    return {
        "rows_read": known.rows_read,
        "rows_refused": known.refused(),
        "refused_examples": {
            rule.rule: [{"line": one.line, "why": one.reason} for one in rule.examples[:SHOWN_EXAMPLES]]
            for rule in known.rules
            if rule.count
        },
        "rows_imported": known.rows_imported,
        "columns": dict(found.columns),
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
        "seconds": found.seconds,
        "peak_mb": found.peak_mb,
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


def as_text(found: Round) -> str:
    """The same in the active language, in columns that stand under each other."""
    parts = (
        (_("Know: %(file)s") % {"file": found.file}, _known(found)),
        (_("Evaluate, as of %(day)s") % {"day": day(found.evaluated.as_of_on)}, _evaluated(found)),
        (_("Plan and act"), _acted(found.acted)),
        (_("Measure"), _measured(found.acted)),
    )
    took = _("%(seconds)s seconds, at most %(memory)s MB of memory") % {
        "seconds": number(found.seconds, 1),
        "memory": number(found.peak_mb, 0),
    }
    return "\n\n".join(["\n".join([title, *lines]) for title, lines in parts] + [took])


def _known(found: Round) -> list[str]:
    target, known = target_named(TRANSACTIONS), found.known
    lines: list[Line] = [(_("Rows read"), number(known.rows_read), "")]
    lines.append((_("Rows left out"), number(known.rows_refused), ""))
    for rule in known.rules:
        if rule.count:
            label = target.rule_label(rule.rule)
            lines.append((INDENT + label, number(rule.count), _where(rule.examples, label)))
    lines.append((_("Rows imported"), number(known.rows_imported), ""))
    made = [(str(label), known.made.get(key, 0)) for key, label in target.made if key != "lines"]
    lines += [(INDENT + label, number(count), "") for label, count in made]
    lines += [(label, amount, "") for label, amount in _amounts(known)]
    columns = [f"{c.label} = {found.columns[c.key]}" for c in target.columns if c.key in found.columns]
    return [*_aligned(lines), INDENT + _("Columns read: %(columns)s") % {"columns": "; ".join(columns)}]


def _amounts(known: ImportReport) -> list[tuple[str, str]]:
    currency = company().currency
    sums = {name: Decimal(value) for name, value in known.sums.items()}
    return [
        (_("Sales"), money(sums["sales"], currency)),
        (_("Refunds"), money(abs(sums["refunds"]), currency)),
        (_("Net revenue"), money(sums["sales"] + sums["refunds"], currency)),
        (_("Charges"), money(sums["charges"], currency)),
    ]


def _where(examples: Sequence[Example], label: str) -> str:
    """A few lines of the file; with what is wrong in each, where the rule alone does not say it."""
    shown = examples[:SHOWN_EXAMPLES]
    numbers = ", ".join(str(one.line) for one in shown)
    words = ngettext("line %(lines)s", "lines %(lines)s", len(shown)) % {"lines": numbers}
    if all(one.reason == label for one in shown):
        return words + (" …" if len(examples) > len(shown) else "")
    each = [_("line %(line)s: %(why)s") % {"line": one.line, "why": one.reason} for one in shown]
    return "; ".join(each) + (" …" if len(examples) > len(shown) else "")


def _evaluated(found: Round) -> list[str]:
    one = found.evaluated
    lines: list[Line] = []
    for title, counts, label in (
        (_("Life-cycle stage"), one.stages, stage_label),
        (_("RFM group"), one.rfm_groups, group_label),
        (_("80/20 class"), one.pareto, class_label),
    ):
        lines.append((title, "", ""))
        whole = sum(counts.values())
        lines += [
            (INDENT + label(key), number(count), percent(count / whole if whole else None))
            for key, count in counts.items()
        ]
    return _aligned(lines)


def _acted(acted: Campaigned) -> list[str]:
    lines = _aligned([(_("Customers on the list"), number(acted.size), "")])
    if not acted.cells:
        return [*lines, INDENT + _("Too few for two test cells and a control: the loop ends here.")]
    header = (_("Cell"), _("Customers"), _("Response code"))
    rows = [(_cell_name(c.name, c.kind), number(c.size), c.code) for c in acted.cells]
    letters = [(_("Letters written"), number(acted.letters), "")]
    return [*lines, "", *_table(header, rows), "", *_aligned(letters)]


def _measured(acted: Campaigned) -> list[str]:
    if not acted.measured:
        return [INDENT + _("There is nothing to measure.")]
    header = (_("Cell"), _("Answers"), _("Response rate"), _("Revenue"), _("Bought"), _("Share"), _("Sales"))
    rows = [_measured_row(cell) for cell in acted.measured]
    verdicts = [
        f"{INDENT}{cell.name}: {in_reader_language(cell.purchase)}"
        for cell in acted.measured
        if cell.purchase is not None
    ]
    nobody = _(
        "Nobody was written to: these are purchases customers made by themselves, so no effect is expected."
    )
    return [*_table(header, rows), "", *verdicts, INDENT + nobody]


def _measured_row(cell: CellResult) -> tuple[str, ...]:
    totals, currency = cell.totals, company().currency
    return (
        _cell_name(cell.name, cell.kind),
        number(totals.responders),
        percent(cell.response_rate),
        money(totals.revenue, currency),
        number(totals.buyers),
        percent(cell.buyer_rate),
        money(totals.sales, currency),
    )


def _cell_name(name: str, kind: str) -> str:
    return name if kind == "test" else f"{name} ({_('control')})" if name != kind else _("control")


def _aligned(lines: Iterable[Line]) -> list[str]:
    """Labels to the left, figures under each other to the right, notes behind them."""
    every = list(lines)
    labels = max((_width(label) for label, _figure, _note in every), default=0)
    figures = max((_width(figure) for _label, figure, _note in every), default=0)
    return [
        f"{INDENT}{_left(label, labels)}{INDENT}{_right(figure, figures)}{INDENT}{note}".rstrip()
        for label, figure, note in every
    ]


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The first column to the left, the others to the right."""
    widths = [max(_width(cell) for cell in column) for column in zip(header, *rows, strict=True)]
    found = []
    for first, *others in (header, *rows):
        cells = [_right(cell, width) for cell, width in zip(others, widths[1:], strict=True)]
        found.append(INDENT + INDENT.join([_left(first, widths[0]), *cells]))
    return found


def _width(text: str) -> int:
    """Places on a terminal: a Han character takes two."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _left(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _right(text: str, width: int) -> str:
    return " " * (width - _width(text)) + text
