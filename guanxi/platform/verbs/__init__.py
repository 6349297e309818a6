"""Verbs: everything that writes. One name is the permission, the journal entry and the operation."""

from guanxi.platform.verbs.changes import change_set, current_change_set
from guanxi.platform.verbs.declaring import (
    Done,
    Right,
    UnlistedPart,
    Verb,
    expect_version,
    right,
    rights,
    until_through,
    verb,
    verb_named,
    verbs,
)
from guanxi.platform.verbs.refusals import Clashes, Crossed, Forbidden, NotFound, Refused, Stale

__all__ = [
    "Clashes",
    "Crossed",
    "Done",
    "Forbidden",
    "NotFound",
    "Refused",
    "Right",
    "Stale",
    "UnlistedPart",
    "Verb",
    "change_set",
    "current_change_set",
    "expect_version",
    "right",
    "rights",
    "until_through",
    "verb",
    "verb_named",
    "verbs",
]
