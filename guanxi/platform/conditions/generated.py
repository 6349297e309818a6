"""Conditions as generated Python: one function for one or many conditions.

Only text from this file stands in a code position: variable names are made here, and every fact name,
value and helper is passed by namespace. Many rules in one function read each fact once
(100 rules: bench/conditions.py).
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import timedelta
from typing import TYPE_CHECKING

from guanxi.platform.conditions.days import anniversaries, day_of, moment_span, month_day, span
from guanxi.platform.conditions.facts import Kind
from guanxi.platform.conditions.tree import All, AnyOf, Comparison, Condition, Not

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from guanxi.platform.conditions.facts import Fact

    Profile = Mapping[str, object]

RELATIVE = {"last_days", "next_days", "days_ago"}


def compile_python(condition: Condition, zone: ZoneInfo) -> Callable[[Profile, datetime], bool]:
    """A function of (profile, now) that answers whether the condition holds.

    A profile maps fact names to values: str, int or Decimal, date, aware datetime, bool,
    a set of str (words), a sorted tuple of aware datetimes (events). Missing or None is absent.
    """
    rules = compile_rules([condition], zone)
    return lambda profile, now: bool(rules(profile, now))


def compile_rules(
    conditions: Sequence[Condition], zone: ZoneInfo
) -> Callable[[Profile, datetime], list[int]]:
    """A function of (profile, now) that answers the indices of the conditions that hold, ascending."""
    source, namespace = generate(conditions, zone)
    exec(compile(source, "<conditions>", "exec"), namespace)  # noqa: S102  the source is made of this file's text only
    function: Callable[[Profile, datetime], list[int]] = namespace["rules"]  # type: ignore[assignment]  # made by exec just above
    return function


def generate(conditions: Sequence[Condition], zone: ZoneInfo) -> tuple[str, dict[str, object]]:
    """The source and its namespace: to be looked at, or compiled."""
    writer = _Writer(zone)
    tests = [writer.expression(condition) for condition in conditions]
    lines = ["def rules(profile, now):", "    get = profile.get", "    hits = []", *writer.head()]
    for index, test in enumerate(tests):
        lines += [f"    if {test}:", f"        hits.append({index:d})"]
    lines.append("    return hits")
    return "\n".join(lines) + "\n", writer.namespace


class _Writer:
    """Collects what the expressions need: facts to read, constants, and lines computed once per call."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self.namespace: dict[str, object] = {
            "zone": zone,
            "day_of": day_of,
            "month_day": month_day,
            "span": span,
            "moment_span": moment_span,
            "anniversaries": anniversaries,
            "bisect_right": bisect_right,
        }
        self._facts: dict[str, str] = {}
        self._derived: dict[tuple[object, ...], str] = {}
        self._reads: list[str] = []
        self._lines: list[str] = []
        self._today = False

    def head(self) -> list[str]:
        today = ["    today = day_of(now, zone)"] if self._today else []
        return today + self._reads + self._lines

    def expression(self, condition: Condition) -> str:
        match condition:
            case All(parts):
                return f"({' and '.join(map(self.expression, parts))})" if parts else "True"
            case AnyOf(parts):
                return f"({' or '.join(map(self.expression, parts))})" if parts else "False"
            case Not(part):
                return f"(not {self.expression(part)})"
            case Comparison(fact):
                return f"({_WRITERS[fact.kind](self, condition)})"

    def fact(self, fact: Fact) -> str:
        """The variable that holds the fact's value."""
        if fact.name not in self._facts:
            variable = self._facts[fact.name] = f"v{len(self._facts):d}"
            self._reads.append(f"    {variable} = get({self.constant(fact.name)})")
        return self._facts[fact.name]

    def folded(self, fact: Fact) -> str:
        """The variable that holds the folded text, None when it is absent."""
        value = self.fact(fact)
        if fact.fold is None:
            return value
        return self.derived(("fold", fact.name), f"{self.constant(fact.fold)}({value}) if {value} else None")

    def constant(self, value: object) -> str:
        name = f"c{len(self.namespace):d}"
        self.namespace[name] = value
        return name

    def derived(self, key: tuple[object, ...], expression: str) -> str:
        """The variable of a line computed once per call, however many comparisons use it."""
        if key not in self._derived:
            self._derived[key] = f"d{len(self._derived):d}"
            self._lines.append(f"    {self._derived[key]} = {expression}")
        return self._derived[key]

    def today(self) -> str:
        self._today = True
        return "today"


def _text(writer: _Writer, comparison: Comparison) -> str:
    fact = comparison.fact
    if comparison.operator.name in {"known", "unknown"}:
        return _choice(writer, comparison)
    value = writer.folded(fact)
    folded = tuple(fact.folded(str(each)) for each in comparison.values)
    match comparison.operator.name:
        case "contains":
            return f"{value} and {writer.constant(folded[0])} in {value}"
        case "starts":
            return f"{value} and {value}.startswith({writer.constant(folded[0])})"
        case operator:
            return _equal(writer, operator, value, folded)


def _choice(writer: _Writer, comparison: Comparison) -> str:
    value = writer.fact(comparison.fact)
    match comparison.operator.name:
        case "known":
            return f"{value} is not None and {value} != ''"
        case "unknown":
            return f"{value} is None or {value} == ''"
        case operator:
            return _equal(writer, operator, value, comparison.values)


def _equal(writer: _Writer, operator: str, value: str, values: tuple[object, ...]) -> str:
    """Constants are never empty or None, so only `!=` must ask whether the value is absent."""
    match operator:
        case "=":
            return f"{value} == {writer.constant(values[0])}"
        case "!=":
            return f"{value} is not None and {value} != '' and {value} != {writer.constant(values[0])}"
        case "in":
            return f"{value} in {writer.constant(frozenset(values))}"
    raise ValueError(operator)


def _number(writer: _Writer, comparison: Comparison) -> str:
    value, values = writer.fact(comparison.fact), comparison.values
    match comparison.operator.name:
        case "<" | "<=" | ">" | ">=" as relation:
            return f"{value} is not None and {value} {relation} {writer.constant(values[0])}"
        case "between":
            low, high = map(writer.constant, values)
            return f"{value} is not None and {low} <= {value} <= {high}"
        case _:
            return _choice(writer, comparison)


def _flag(writer: _Writer, comparison: Comparison) -> str:
    value = writer.fact(comparison.fact)
    match comparison.operator.name:
        case "true":
            return f"{value} is True"
        case "false":
            return f"{value} is False"
        case _:
            return _choice(writer, comparison)


def _date(writer: _Writer, comparison: Comparison) -> str:
    return _when(writer, comparison, "month_day({})", "span")


def _moment(writer: _Writer, comparison: Comparison) -> str:
    return _when(writer, comparison, "month_day({}.astimezone(zone))", "moment_span")


def _when(writer: _Writer, comparison: Comparison, month_day: str, span: str) -> str:
    value = writer.fact(comparison.fact)
    match comparison.operator.name:
        case "known" | "unknown":
            return _choice(writer, comparison)
        case "anniversary":
            return _anniversary(writer, value, month_day.format(value), comparison)
        case _:
            return _inside(writer, value, comparison, span)


def _inside(writer: _Writer, value: str, comparison: Comparison, helper: str) -> str:
    """Whether the value lies between the edges of the days that the comparison accepts."""
    operator, values = comparison.operator.name, comparison.values
    if operator in RELATIVE:
        call = f"{helper}({writer.constant(operator)}, {writer.constant(values)}, {writer.today()}, zone)"
        edges = writer.derived((helper, operator, values), call)
        low, high = f"{edges}[0]", f"{edges}[1]"
    else:
        fixed = (span if helper == "span" else moment_span)(operator, values, None, writer.zone)
        low, high = writer.constant(fixed[0]), writer.constant(fixed[1])
    tests = [f"{value} is not None"]
    if operator not in {"before", "days_ago"}:
        tests.append(f"{value} >= {low}")
    if operator != "after":
        tests.append(f"{value} < {high}")
    return " and ".join(tests)


def _anniversary(writer: _Writer, value: str, made: str, comparison: Comparison) -> str:
    days = writer.constant(comparison.values[0])
    ranges = writer.derived(("ranges", comparison.values), f"anniversaries({writer.today()}, {days})")
    born = writer.derived(("born", value), f"{made} if {value} is not None else 0")
    return f"any(low <= {born} <= high for low, high in {ranges})"


def _words(writer: _Writer, comparison: Comparison) -> str:
    value = writer.fact(comparison.fact)
    wanted = writer.constant(frozenset(comparison.values))
    match comparison.operator.name:
        case "known":
            return f"{value}"
        case "unknown":
            return f"not {value}"
        case "any":
            return f"{value} and not {wanted}.isdisjoint({value})"
        case "all":
            return f"{value} and {wanted}.issubset({value})"
        case "none":
            return f"not {value} or {wanted}.isdisjoint({value})"
    raise ValueError(comparison.operator.name)


def _events(writer: _Writer, comparison: Comparison) -> str:
    """Counts by bisection: the moments of a profile are sorted."""
    fact, values = comparison.fact, comparison.values
    moments = writer.derived(("events", fact.name), f"{writer.fact(fact)} or ()")
    past = writer.derived(("past", fact.name), f"bisect_right({moments}, now)")
    if comparison.operator.name == "older":
        edge = f"now - {writer.constant(timedelta(days=int(str(values[0]))))}"
        return f"{past} and {moments}[{past} - 1] < {edge}"
    count = past
    if len(values) == 2:  # noqa: PLR2004  count and days
        start = f"now - {writer.constant(timedelta(days=int(str(values[1]))))}"
        count = writer.derived(
            ("window", fact.name, values[1]), f"{past} and {past} - bisect_right({moments}, {start})"
        )
    relation = {"at_least": ">=", "at_most": "<=", "exactly": "=="}[comparison.operator.name]
    return f"{count} {relation} {writer.constant(values[0])}"


_WRITERS: dict[Kind, Callable[[_Writer, Comparison], str]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.MONEY: _number,
    Kind.DATE: _date,
    Kind.MOMENT: _moment,
    Kind.FLAG: _flag,
    Kind.CHOICE: _choice,
    Kind.WORDS: _words,
    Kind.EVENTS: _events,
}
