"""One comparison against one column, as SQL that an index of that column can serve."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from guanxi.platform.conditions.days import anniversaries, moment_span, span
from guanxi.platform.conditions.facts import Kind, Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from zoneinfo import ZoneInfo

    from guanxi.platform.conditions.facts import Fact
    from guanxi.platform.conditions.tree import Comparison

CASTS = {
    Kind.NUMBER: "numeric",
    Kind.MONEY: "numeric",
    Kind.DATE: "date",
    Kind.MOMENT: "timestamptz",
    Kind.FLAG: "boolean",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """SQL text and the parameters of its placeholders, in order."""

    text: str
    parameters: tuple[object, ...] = ()


def quoted(identifier: str) -> str:
    """Identifiers come from declarations, checked there to be plain."""
    return f'"{identifier}"'


def column_of(fact: Fact, alias: str) -> str:
    """The column a fact is read from, or the key inside a JSONB column, cast to the fact's type."""
    column = f"{alias}.{quoted(fact.column)}"
    if not fact.json_key:
        return column
    if fact.kind is Kind.WORDS:
        return f"({column} -> '{fact.json_key}')"
    read = f"({column} ->> '{fact.json_key}')"
    return f"{read}::{CASTS[fact.kind]}" if fact.kind in CASTS else read


def compare(comparison: Comparison, alias: str, today: date, zone: ZoneInfo) -> Piece:
    """The comparison's SQL: TRUE where it holds, else FALSE or NULL."""
    return _KINDS[comparison.fact.kind](comparison, column_of(comparison.fact, alias), alias, today, zone)


def _text(comparison: Comparison, column: str, alias: str, _today: date, _zone: ZoneInfo) -> Piece:
    fact, operator = comparison.fact, comparison.operator.name
    if operator == "known":
        return Piece(f"{column} <> ''")
    if fact.folded_column:
        column = f"{alias}.{quoted(fact.folded_column)}"
    texts = tuple(fact.folded(str(value)) for value in comparison.values)
    match operator:
        case "contains":
            return Piece(f"{column} LIKE %s", (f"%{_escaped(texts[0])}%",))
        case "starts":
            return Piece(f"{column} LIKE %s", (f"{_escaped(texts[0])}%",))
        case _:
            return _equal(operator, column, texts, "text")


def _escaped(text: str) -> str:
    """The text as LIKE means it literally."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _equal(operator: str, column: str, values: tuple[object, ...], element: str) -> Piece:
    match operator:
        case "=":
            return Piece(f"{column} = %s", values)
        case "!=" if element == "text":
            return Piece(f"({column} <> %s AND {column} <> '')", values)
        case "!=":
            return Piece(f"{column} <> %s", values)
        case "in":
            return Piece(f"{column} = ANY(%s::{element}[])", (list(values),))
    raise ValueError(operator)


def _number(comparison: Comparison, column: str, _alias: str, _today: date, _zone: ZoneInfo) -> Piece:
    operator = comparison.operator.name
    # Whole numbers go as integers: so an index of an integer column serves. Never mixed in one array.
    whole = all(value == int(value) for value in comparison.values if isinstance(value, Decimal))
    values = tuple(
        int(value) if isinstance(value, Decimal) and whole else value for value in comparison.values
    )
    match operator:
        case "known":
            return Piece(f"{column} IS NOT NULL")
        case "<" | "<=" | ">" | ">=":
            return Piece(f"{column} {operator} %s", values)
        case "between":
            return Piece(f"({column} >= %s AND {column} <= %s)", values)
        case _:
            return _equal(operator, column, values, "bigint" if whole else "numeric")


def _date(comparison: Comparison, column: str, _alias: str, today: date, zone: ZoneInfo) -> Piece:
    match comparison.operator.name:
        case "known":
            return Piece(f"{column} IS NOT NULL")
        case "anniversary":
            return _anniversary(column, comparison, today)
        case operator:
            return _inside(column, *span(operator, comparison.values, today, zone))


def _moment(comparison: Comparison, column: str, _alias: str, today: date, zone: ZoneInfo) -> Piece:
    match comparison.operator.name:
        case "known":
            return Piece(f"{column} IS NOT NULL")
        case "anniversary":
            tested = _anniversary(f"({column} AT TIME ZONE %s)", comparison, today)
            ranges = len(tested.parameters) // 2
            low_high = [tested.parameters[index : index + 2] for index in range(0, 2 * ranges, 2)]
            return Piece(
                tested.text, tuple(value for pair in low_high for value in (zone.key, zone.key, *pair))
            )
        case operator:
            return _inside(column, *moment_span(operator, comparison.values, today, zone))


def _inside(column: str, low: object, high: object) -> Piece:
    if low is None:
        return Piece(f"{column} < %s", (high,))
    if high is None:
        return Piece(f"{column} >= %s", (low,))
    return Piece(f"({column} >= %s AND {column} < %s)", (low, high))


def _anniversary(column: str, comparison: Comparison, today: date) -> Piece:
    month_day = f"extract(month FROM {column}) * 100 + extract(day FROM {column})"
    ranges = anniversaries(today, int(str(comparison.values[0])))
    text = " OR ".join(f"{month_day} BETWEEN %s AND %s" for _range in ranges)
    return Piece(f"({text})", tuple(edge for each in ranges for edge in each))


def _flag(comparison: Comparison, column: str, _alias: str, _today: date, _zone: ZoneInfo) -> Piece:
    texts = {"true": column, "false": f"NOT {column}", "known": f"{column} IS NOT NULL"}
    return Piece(texts[comparison.operator.name])


def _choice(comparison: Comparison, column: str, _alias: str, _today: date, _zone: ZoneInfo) -> Piece:
    whole = comparison.fact.whole_choices
    if comparison.operator.name == "known":
        return Piece(f"{column} IS NOT NULL" if whole else f"{column} <> ''")
    return _equal(comparison.operator.name, column, comparison.values, "bigint" if whole else "text")


def _words(comparison: Comparison, column: str, _alias: str, _today: date, _zone: ZoneInfo) -> Piece:
    is_jsonb = comparison.fact.store is Store.JSONB or bool(comparison.fact.json_key)
    words = [str(value) for value in comparison.values]
    match comparison.operator.name, is_jsonb:
        case "known", True:
            return Piece(f"({column} <> '[]' AND {column} <> 'null')")
        case "known", False:
            return Piece(f"{column} <> '{{}}'")
        case "any", True:
            return Piece(f"{column} ?| %s::text[]", (words,))
        case "any", False:
            return Piece(f"{column} && %s", (_array(words),))
        case "all", True:
            return Piece(f"{column} ?& %s::text[]", (words,))
        case "all", False:
            return Piece(f"{column} @> %s", (_array(words),))
    raise ValueError(comparison.operator.name)


def _array(words: list[str]) -> str:
    """An array literal without a type, so that it takes the column's: text[] or varchar[]."""
    escaped = (word.replace("\\", "\\\\").replace('"', '\\"') for word in words)
    return "{" + ",".join(f'"{word}"' for word in escaped) + "}"


_KINDS: dict[Kind, Callable[[Comparison, str, str, date, ZoneInfo], Piece]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.MONEY: _number,
    Kind.DATE: _date,
    Kind.MOMENT: _moment,
    Kind.FLAG: _flag,
    Kind.CHOICE: _choice,
    Kind.WORDS: _words,
}
