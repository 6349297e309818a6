"""The words of scores, in the reader's language."""

from datetime import date

from babel.dates import format_skeleton

from guanxi.analytics.models import CustomerScore
from guanxi.analytics.types import RfmGroup, Stage, ValueClass
from guanxi.web.formats import locale

# In the order people think of them, not of the alphabet.
STAGES = tuple(stage.value for stage in Stage)
GROUPS = tuple(group.value for group in RfmGroup)
CLASSES = tuple(one.value for one in ValueClass)


def stage_label(stage: str) -> str:
    return str(CustomerScore.Stage(stage).label)


def group_label(group: str) -> str:
    return str(CustomerScore.Group(group).label)


def class_label(pareto: str) -> str:
    return str(CustomerScore.Pareto(pareto).label)


def month_name(month: date) -> str:
    """Mar 2026, 2026年3月."""
    return str(format_skeleton("yMMM", month, locale=locale()))
