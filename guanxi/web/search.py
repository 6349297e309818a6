"""What the palette offers for a text: records, pages, commands, each only if the actor may."""

from collections.abc import Iterable
from typing import TypedDict

from django.urls import reverse
from django.utils.translation import gettext as _

from guanxi.platform.access.types import Actor
from guanxi.platform.slots import navigation_for, palette_actions, searchers

PER_GROUP = 6
LONGEST_QUERY = 100


class Line(TypedDict):
    title: str
    detail: str
    url: str
    icon: str


class LineGroup(TypedDict):
    label: str
    lines: list[Line]


def palette_groups(actor: Actor, text: str) -> list[LineGroup]:
    """Records first, then commands, then pages. Without a text only commands and pages."""
    wanted = text.strip()[:LONGEST_QUERY]
    groups = _records(actor, wanted) if wanted else []
    commands = [
        Line(title=str(a.label), detail="", url=reverse(a.url_name), icon=a.icon)
        for a in palette_actions(actor)
        if _matches(wanted, (str(a.label), a.words))
    ]
    pages = [
        Line(title=str(n.label), detail="", url=reverse(n.url_name), icon=n.icon)
        for n in navigation_for(actor)
        if _matches(wanted, (str(n.label), n.key))
    ]
    groups.append(LineGroup(label=_("Do"), lines=commands))
    groups.append(LineGroup(label=_("Go to"), lines=pages))
    return [g for g in groups if g["lines"]]


def _records(actor: Actor, wanted: str) -> list[LineGroup]:
    groups: dict[str, list[Line]] = {}
    for source in searchers():
        for found in source.find(actor, wanted, PER_GROUP):
            line = Line(title=found.title, detail=found.detail, url=found.url, icon=found.icon)
            groups.setdefault(str(found.group or source.label), []).append(line)
    return [LineGroup(label=label, lines=lines[:PER_GROUP]) for label, lines in groups.items()]


def _matches(wanted: str, words: Iterable[str]) -> bool:
    return all(any(part in word.casefold() for word in words) for part in wanted.casefold().split())
