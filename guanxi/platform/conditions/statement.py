"""Conditions as SQL text with parameters.

Facts of the base table compare its own columns; facts of other tables become EXISTS over that table,
comparisons of one table joined into one. Negation is pushed down to the comparisons, so that PostgreSQL
can plan `not` over another table as an anti-join. A NULL counts as false, and every negated comparison is
`IS NOT TRUE`: under AND and OR alone three-valued logic then answers TRUE exactly where two-valued does.
Equality and LIKE compare code points under any deterministic collation, so no COLLATE stands in the way of
an index; there are no operators that order texts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from guanxi.platform.conditions.columns import Piece, column_of, compare, quoted
from guanxi.platform.conditions.days import day_of
from guanxi.platform.conditions.errors import NotInDatabase
from guanxi.platform.conditions.facts import Kind
from guanxi.platform.conditions.operators import find_operator
from guanxi.platform.conditions.tree import All, AnyOf, Comparison, Condition, Not

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from guanxi.platform.conditions.facts import Fact

TRUE, FALSE = Piece("TRUE"), Piece("FALSE")


@dataclass(frozen=True, slots=True)
class Base:
    """The table whose rows are chosen, its alias as SQL writes it, and the column of its id."""

    table: str
    alias: str
    key: str = "id"


@dataclass(frozen=True, slots=True)
class Clock:
    now: datetime
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class _Joined:
    """Comparisons of one foreign one-row table, all or any of which must hold."""

    parts: tuple[Comparison, ...]
    every: bool


def compile_sql(
    condition: Condition, base: Base, now: datetime, zone: ZoneInfo
) -> tuple[str, tuple[object, ...]]:
    """The text of a WHERE clause (`%s` placeholders) and its parameters. NULL means false."""
    if now.tzinfo is None:
        raise ValueError("now must be an aware moment")
    piece = _Compiler(base, Clock(now, zone)).piece(condition, negated=False)
    return piece.text, piece.parameters


class _Compiler:
    def __init__(self, base: Base, clock: Clock) -> None:
        self.base = base
        self.clock = clock
        self.today = day_of(clock.now, clock.zone)

    def piece(self, condition: Condition | _Joined, *, negated: bool) -> Piece:
        match condition:
            case Not(part):
                return self.piece(part, negated=not negated)
            case All(parts):
                return self._group(parts, every=True, negated=negated)
            case AnyOf(parts):
                return self._group(parts, every=False, negated=negated)
            case _Joined():
                return self._exists(condition, negated=negated)
            case Comparison(fact):
                return self._comparison(fact, condition, negated=negated)

    def _group(self, parts: tuple[Condition, ...], *, every: bool, negated: bool) -> Piece:
        pieces = [self.piece(part, negated=negated) for part in self._merged(parts, every=every)]
        conjunction = every is not negated
        if not pieces:
            return TRUE if conjunction else FALSE
        return _chain(" AND " if conjunction else " OR ", pieces)

    def _merged(self, parts: tuple[Condition, ...], *, every: bool) -> list[Condition | _Joined]:
        """The parts, those about one foreign one-row table joined where the first of them stands."""
        merged: dict[object, Condition | _Joined] = {}
        for index, part in enumerate(map(_positive, parts)):
            if not isinstance(part, Comparison) or not self._is_foreign_row(part.fact):
                merged[index] = part
                continue
            place = (part.fact.table, part.fact.key)
            before = merged.get(place)
            earlier = before.parts if isinstance(before, _Joined) else ()
            merged[place] = _Joined((*earlier, part), every)
        return list(merged.values())

    def _comparison(self, fact: Fact, comparison: Comparison, *, negated: bool) -> Piece:
        if not fact.table:
            raise NotInDatabase(
                _("“%(fact)s” is known only while a customer is present.") % {"fact": fact.label}
            )
        positive = _positive(comparison)
        if isinstance(positive, Not):
            return self.piece(positive, negated=negated)
        if fact.kind is Kind.EVENTS:
            return self._events(comparison, negated=negated)
        if self._is_foreign_row(fact):
            return self._exists(_Joined((comparison,), every=True), negated=negated)
        held = self._compare(comparison, self.base.alias)
        return Piece(f"({held.text}) IS NOT TRUE", held.parameters) if negated else held

    def _is_foreign_row(self, fact: Fact) -> bool:
        return bool(fact.table) and fact.kind is not Kind.EVENTS and not self._is_base(fact)

    def _is_base(self, fact: Fact) -> bool:
        return fact.table == self.base.table and fact.key == self.base.key

    def _compare(self, comparison: Comparison, alias: str) -> Piece:
        return compare(comparison, alias, self.today, self.clock.zone)

    def _exists(self, joined: _Joined, *, negated: bool) -> Piece:
        fact = joined.parts[0].fact
        held = _chain(
            " AND " if joined.every else " OR ", [self._compare(part, "fact_row") for part in joined.parts]
        )
        return self._row_exists(
            f"{quoted(fact.table)} fact_row", f"fact_row.{quoted(fact.key)}", held, negated=negated
        )

    def _row_exists(self, source: str, key: str, held: Piece, *, negated: bool) -> Piece:
        own = f"{self.base.alias}.{quoted(self.base.key)}"
        word = "NOT EXISTS" if negated else "EXISTS"
        text = f"{word} (SELECT 1 FROM {source} WHERE {key} = {own} AND {held.text})"  # noqa: S608  declared names only
        return Piece(text, held.parameters)

    def _events(self, comparison: Comparison, *, negated: bool) -> Piece:
        """At least one is a plain semi-join; more are counted per subject first.

        At most n is the complement of at least n + 1, and exactly 0 of at least 1: so they include
        the subjects without any row.
        """
        name, values = comparison.operator.name, [int(str(value)) for value in comparison.values]
        if name == "older":
            return self._last_is_older(comparison.fact, values[0], negated=negated)
        count, window = values[0], values[1:]
        if name == "at_most":
            return self._at_least(comparison.fact, count + 1, window, negated=not negated)
        if name == "exactly" and count == 0:
            return self._at_least(comparison.fact, 1, window, negated=not negated)
        if name == "exactly":
            return self._counted(comparison.fact, Piece("count(*) = %s", (count,)), window, negated=negated)
        return self._at_least(comparison.fact, count, window, negated=negated)

    def _at_least(self, fact: Fact, count: int, window: list[int], *, negated: bool) -> Piece:
        if count == 0:
            return FALSE if negated else TRUE
        if count == 1:
            rows = self._rows(fact, window)
            return self._row_exists(
                f"{quoted(fact.table)} fact_event", f"fact_event.{quoted(fact.key)}", rows, negated=negated
            )
        return self._counted(fact, Piece("count(*) >= %s", (count,)), window, negated=negated)

    def _last_is_older(self, fact: Fact, days: int, *, negated: bool) -> Piece:
        edge = self.clock.now - timedelta(days=days)
        return self._counted(
            fact, Piece(f"max({column_of(fact, 'fact_event')}) < %s", (edge,)), [], negated=negated
        )

    def _counted(self, fact: Fact, having: Piece, window: list[int], *, negated: bool) -> Piece:
        rows = self._rows(fact, window)
        key = f"fact_event.{quoted(fact.key)}"
        source = f"{quoted(fact.table)} fact_event WHERE {rows.text} GROUP BY {key} HAVING {having.text}"
        counted = f"(SELECT {key} AS id FROM {source}) fact_count"  # noqa: S608  declared names only
        piece = self._row_exists(counted, "fact_count.id", TRUE, negated=negated)
        return replace(piece, parameters=rows.parameters + having.parameters)

    def _rows(self, fact: Fact, window: list[int]) -> Piece:
        """The rows of a fact that have happened, within the last days when a window is given."""
        at = column_of(fact, "fact_event")
        tests = [Piece(f"{at} <= %s", (self.clock.now,))]
        tests += [Piece(f"{at} > %s", (self.clock.now - timedelta(days=days),)) for days in window]
        tests += [
            Piece(f"fact_event.{quoted(name)} = %s", (value,)) for name, value in sorted(fact.where.items())
        ]
        return _chain(" AND ", tests)


def _positive(condition: Condition) -> Condition:
    """`unknown` and `has none of` as complements: true also of subjects without a row."""
    if isinstance(condition, Comparison):
        opposite = {"unknown": "known", "none": "any"}.get(condition.operator.name)
        operator = find_operator(condition.fact.kind, opposite)
        if operator is not None:
            return Not(replace(condition, operator=operator))
    return condition


def _chain(word: str, pieces: Iterable[Piece]) -> Piece:
    each = list(pieces)
    if len(each) == 1:
        return each[0]
    text = word.join(piece.text for piece in each)
    return Piece(f"({text})", tuple(value for piece in each for value in piece.parameters))
