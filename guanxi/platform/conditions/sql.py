"""A condition as a Django expression, so that it composes with any queryset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Expression, F

from guanxi.platform.conditions.statement import Base, compile_sql
from guanxi.platform.conditions.tree import Condition, Not, comparisons

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler


def where(condition: Condition, subject: str, now: datetime, zone: ZoneInfo) -> Where:
    """What `queryset.filter(...)` takes; the rows of the queryset's model are the subjects.

    For the complement use `~where(...)` or a `Not` in the condition, never `exclude(...)`:
    inside, a comparison with NULL may be NULL, which `exclude` would drop.
    """
    strange = [each.fact.name for each in comparisons(condition) if each.fact.subject != subject]
    if strange:
        raise ValueError(f"{strange} are not facts of {subject}")
    return Where(condition, now, zone)


class Where(Expression):
    """The expression; it keeps the key's column as its source, so that aliases are changed by Django."""

    conditional = True

    def __init__(self, condition: Condition, now: datetime, zone: ZoneInfo) -> None:
        super().__init__(output_field=BooleanField())
        self.condition = condition
        self.now = now
        self.zone = zone
        self.key: Any = F("pk")  # Any: Django's Col after resolving

    def get_source_expressions(self) -> list[Any]:
        return [self.key]

    def set_source_expressions(self, exprs: Any) -> None:
        (self.key,) = exprs

    def __invert__(self) -> Where:  # type: ignore[override]  # the exact complement instead of NOT
        return Where(Not(self.condition), self.now, self.zone)

    def as_sql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,  # noqa: ARG002  Django's signature
    ) -> tuple[str, Any]:
        column = self.key.target
        alias = compiler.quote_name_unless_alias(self.key.alias)
        base = Base(column.model._meta.db_table, alias, column.column)  # noqa: SLF001  Django's public _meta
        text, parameters = compile_sql(self.condition, base, self.now, self.zone)
        return text, list(parameters)

    def select_format(self, compiler: SQLCompiler, sql: str, params: Any) -> tuple[str, Any]:  # noqa: ARG002 - Django's signature
        return f"COALESCE({sql}, FALSE)", params
