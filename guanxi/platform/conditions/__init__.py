"""The one condition language over declared facts. Its meaning: docs/algorithms/conditions.md."""

from guanxi.platform.conditions.closures import compile_closures
from guanxi.platform.conditions.describe import describe
from guanxi.platform.conditions.errors import (
    ConditionError,
    NotInDatabase,
    TooLarge,
    UnknownFact,
    UnknownOperator,
    UnknownVersion,
    WrongDeclaration,
    WrongForm,
    WrongValue,
)
from guanxi.platform.conditions.facts import (
    Fact,
    Kind,
    Registry,
    Store,
    declare,
    facts,
    readable_by,
    traits,
)
from guanxi.platform.conditions.generated import compile_python, compile_rules
from guanxi.platform.conditions.offer import offer
from guanxi.platform.conditions.preview import Counted, preview
from guanxi.platform.conditions.readers import read_by, readers
from guanxi.platform.conditions.reading import loads, parse
from guanxi.platform.conditions.sql import where
from guanxi.platform.conditions.statement import Base, compile_sql
from guanxi.platform.conditions.tree import All, AnyOf, Comparison, Condition, Not, stored

__all__ = [
    "All",
    "AnyOf",
    "Base",
    "Comparison",
    "Condition",
    "ConditionError",
    "Counted",
    "Fact",
    "Kind",
    "Not",
    "NotInDatabase",
    "Registry",
    "Store",
    "TooLarge",
    "UnknownFact",
    "UnknownOperator",
    "UnknownVersion",
    "WrongDeclaration",
    "WrongForm",
    "WrongValue",
    "compile_closures",
    "compile_python",
    "compile_rules",
    "compile_sql",
    "declare",
    "describe",
    "facts",
    "loads",
    "offer",
    "parse",
    "preview",
    "read_by",
    "readable_by",
    "readers",
    "stored",
    "traits",
    "where",
]
