"""What a verb acts on, read from the types of its parameters."""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import dataclass
from typing import Union, get_args, get_origin, get_type_hints

from django.db import models

from guanxi.platform.records import Record, policy_of


@dataclass(frozen=True, slots=True)
class Target:
    model: type[Record]
    many: bool
    optional: bool


def targets_of(function: Callable[..., object]) -> dict[str, Target]:
    hints = get_type_hints(function, include_extras=False)
    found = {name: _target_of(hint) for name, hint in hints.items() if name != "return"}
    for name, target in found.items():
        if target is not None:
            policy_of(target.model)
            assert name != "actor"
    return {name: target for name, target in found.items() if target is not None}


def _target_of(hint: object) -> Target | None:
    optional = False
    if get_origin(hint) in (Union, types.UnionType):
        inner = [a for a in get_args(hint) if a is not type(None)]
        optional = len(inner) < len(get_args(hint))
        if len(inner) != 1:
            return None
        hint = inner[0]
    many = get_origin(hint) is list
    if many:
        hint = get_args(hint)[0]
    if isinstance(hint, type) and issubclass(hint, models.Model):
        return Target(hint, many, optional)  # type: ignore[arg-type]  # policy_of refuses a model without policy
    return None
