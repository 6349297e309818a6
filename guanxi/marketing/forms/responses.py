"""Shape of answers: typed on the page, or in a file."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.marketing.actions import import_responses
from guanxi.marketing.queries import check_responses
from guanxi.marketing.queries.responses import RULES
from guanxi.marketing.types import ResponseRow
from guanxi.platform.access.types import Actor
from guanxi.platform.exchange.readers import ColumnKind
from guanxi.platform.exchange.rules import BadCell, code_of, days_in, numbers_in
from guanxi.platform.exchange.targets import DATES, Column, MadeOf, Plan, Target, day_first_of
from guanxi.platform.exchange.types import Cell, Refusals, RefusedInTable, Table, Tick
from guanxi.web.fields import Day, Money

V = TypeVar("V")


class ResponseForm(forms.Form):
    """The code and the customer are asked first; day and amount may stay empty."""

    code = forms.CharField(
        label=_("Response code"),
        max_length=40,
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    customer = forms.CharField(
        label=_("Customer number or name"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    on = forms.DateField(label=_("Answered on"), required=False, widget=Day())
    revenue = forms.DecimalField(
        label=_("Revenue"), required=False, min_value=0, max_digits=19, decimal_places=4, widget=Money()
    )


def plan(actor: Actor, table: Table, options: Mapping[str, str], tick: Tick) -> Plan:
    """Decide every line of a file of answers; the first rule that matches counts."""
    refusals = Refusals()
    rows: list[ResponseRow] = []
    positions: list[int] = []
    amount_of = numbers_in(table.columns.get("revenue", ()))
    day_of = days_in(table.columns.get("on", ()), day_first_of(options))
    for position in range(len(table)):
        if position in table.flaws:
            refusals.refuse(position, "unreadable", table.flaws[position])
            continue
        row = _row(table, position, actor.today(), amount_of, day_of, refusals)
        if row is not None:
            rows.append(row)
            positions.append(position)
    checked = check_responses(actor, rows)
    for index, rule in checked.refused.items():
        refusals.refuse(positions[index], rule)
    tick(1.0, "")
    ready = [rows[index] for index in sorted(checked.ready)]
    total = sum((row.revenue for row in ready), Decimal(0))
    refused = RefusedInTable(refusals, table.lines)
    return Plan(refused, {"responses": len(ready)}, ready, {"revenue": format(total, "f")})


def write(actor: Actor, decided: Plan, tick: Tick) -> None:
    rows = decided.payload
    assert isinstance(rows, list)
    import_responses(actor=actor, rows=rows)
    tick(1.0, "")


def _row(
    table: Table,
    position: int,
    today: date,
    amount_of: Callable[[Cell], Decimal | None],
    day_of: Callable[[Cell], date | None],
    refusals: Refusals,
) -> ResponseRow | None:
    """The line read; None when a cell of it cannot be read, which is then refused."""
    code = _cell(table, "code", position, code_of)
    customer = _cell(table, "customer", position, code_of)
    day = _cell(table, "on", position, day_of)
    revenue = _cell(table, "revenue", position, amount_of)
    for value, rule in (
        (code, "mistyped_code"),
        (customer, "unknown_customer"),
        (day, "bad_date"),
        (revenue, "bad_amount"),
    ):
        if isinstance(value, BadCell):
            refusals.refuse(position, rule, value.found)
            return None
    assert not isinstance(code, BadCell)
    assert not isinstance(customer, BadCell)
    assert not isinstance(day, BadCell)
    assert not isinstance(revenue, BadCell)
    return ResponseRow(code or "", customer or "", day or today, revenue or Decimal(0))


def _cell(table: Table, key: str, position: int, read: Callable[[Cell], V | None]) -> V | BadCell | None:
    column: Sequence[Cell] | None = table.columns.get(key)
    if column is None:
        return None
    try:
        return read(column[position])
    except BadCell as bad:
        return bad


RESPONSES = Target(
    name="marketing.responses",
    label=_("Answers to campaigns"),
    right="marketing.import_responses",
    columns=(
        Column("code", _("Response code"), ("code", "response", "响应码", "代码", "优惠码"), required=True),
        Column(
            "customer",
            _("Customer number"),
            ("customer", "customer number", "customer id", "客户编号", "客户号", "客户"),
            required=True,
        ),
        Column("on", _("Date"), ("date", "day", "responded", "日期", "响应日期"), kind=ColumnKind.DAY),
        Column(
            "revenue",
            _("Revenue"),
            ("amount", "revenue", "sum", "金额", "收入", "销售额"),
            kind=ColumnKind.MONEY,
        ),
    ),
    rules=(
        ("unreadable", _("The line cannot be read.")),
        ("bad_date", _("The date cannot be read.")),
        *RULES,
    ),
    made=(("responses", _("answers")),),
    made_of={
        "responses": MadeOf(
            "gx_marketing.Response",
            "I",
            {},
            "customer",
            "customer_id",
            ("customer", "cell"),
            beside=("cell", _("Cell")),
        )
    },
    options=(DATES,),
    plan=plan,
    write=write,
    parts=("marketing.import_responses", "customers.log_touches"),
    help=_("One answer per line: the code that was sent, who answered, when, and for how much."),
    order=60,
)
