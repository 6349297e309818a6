"""Places a page offers, and what higher areas put into them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.http import HttpRequest
from django.utils.functional import Promise

from guanxi.platform.access.types import Actor

Text = str | Promise


class Render(Protocol):
    """Draws one filling: safe HTML, or None when it has nothing to say here."""

    def __call__(self, request: HttpRequest, **context: object) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    label: Text


@dataclass(frozen=True, slots=True)
class Filling:
    place: str
    key: str
    render: Render
    order: int
    right: str | None
    label: Text
    phone: bool = True


@dataclass(frozen=True, slots=True)
class NavigationItem:
    key: str
    label: Text
    url_name: str
    icon: str
    order: int
    right: str | None
    group: str = "work"


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the command palette."""

    title: str
    detail: str
    url: str
    icon: str
    group: Text


@dataclass(frozen=True, slots=True)
class Searcher:
    key: str
    label: Text
    find: Callable[[Actor, str, int], Iterable[Found]]
    order: int


@dataclass(frozen=True, slots=True)
class PaletteAction:
    """Something the palette can start by name: a page, or the form that creates a record."""

    key: str
    label: Text
    url_name: str
    icon: str
    right: str | None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of record that lower areas point at by (kind, key): how to name it and where its page is."""

    kind: str
    label: Text
    names: Callable[[Actor, Iterable[int]], dict[int, str]]
    url_name: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What a badge beside a record's name says: "cell" A1..C6 or "stage" new..lost, with its words."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class TourStep:
    """A step of the first hour, done once each verb of `done_by` was done (by somebody, or by oneself)."""

    key: str
    order: int
    title: Text
    text: Text
    action: Text
    url_name: str
    picture: str
    right: str | None
    done_by: tuple[str, ...]
    by_oneself: bool = False
    instead_of: str = ""


MarkLoader = Callable[[Actor, Sequence[int]], dict[int, Mark]]

_marks: dict[tuple[str, str], MarkLoader] = {}
_subjects: dict[str, Subject] = {}
_places: dict[str, Place] = {}
_fillings: dict[tuple[str, str], Filling] = {}
_navigation: dict[str, NavigationItem] = {}
_searchers: dict[str, Searcher] = {}
_palette: dict[str, PaletteAction] = {}
_tour: dict[str, TourStep] = {}


class UnknownPlace(LookupError):
    """A filling names a place that no page offers."""


def place(name: str, label: Text) -> None:
    _places[name] = Place(name, label)


def fill(where: str, key: str, render: Render, *, label: Text, order: int, right: str | None = None) -> None:
    """Put `render` into a place. Raises UnknownPlace for a place nobody offers."""
    if where not in _places:
        raise UnknownPlace(where)
    _fillings[where, key] = Filling(where, key, render, order, right, label)


def fillings(where: str, actor: Actor) -> list[Filling]:
    """What this actor may see in a place, in its order."""
    found = [f for f in _fillings.values() if f.place == where and (f.right is None or actor.may(f.right))]
    return sorted(found, key=lambda f: (f.order, f.key))


def navigation(
    key: str,
    *,
    label: Text,
    url_name: str,
    icon: str,
    order: int,
    right: str | None = None,
    group: str = "work",
) -> None:
    _navigation[key] = NavigationItem(key, label, url_name, icon, order, right, group)


def navigation_for(actor: Actor) -> list[NavigationItem]:
    found = [n for n in _navigation.values() if n.right is None or actor.may(n.right)]
    return sorted(found, key=lambda n: (n.order, n.key))


def searcher(
    key: str, label: Text, find: Callable[[Actor, str, int], Iterable[Found]], *, order: int = 100
) -> None:
    """A source of records for the palette. `find` sees only what its actor may see."""
    _searchers[key] = Searcher(key, label, find, order)


def searchers() -> list[Searcher]:
    return sorted(_searchers.values(), key=lambda s: (s.order, s.key))


def palette_action(
    key: str, *, label: Text, url_name: str, icon: str, right: str | None = None, words: str = ""
) -> None:
    """A command of the palette; `words` are further words that find it (the other language, initials)."""
    _palette[key] = PaletteAction(key, label, url_name, icon, right, words)


def palette_actions(actor: Actor) -> list[PaletteAction]:
    return [a for _, a in sorted(_palette.items()) if a.right is None or actor.may(a.right)]


def tour_step(
    key: str,
    *,
    order: int,
    title: Text,
    text: Text,
    action: Text,
    url_name: str,
    picture: str,
    right: str | None = None,
    done_by: tuple[str, ...],
    by_oneself: bool = False,
    instead_of: str = "",
) -> None:
    """Offer a step of the first hour; `picture` is a static file.

    Whoever may do it is not shown the step named by `instead_of`.
    """
    _tour[key] = TourStep(
        key, order, title, text, action, url_name, picture, right, done_by, by_oneself, instead_of
    )


def tour_steps(actor: Actor) -> list[TourStep]:
    found = [s for s in _tour.values() if s.right is None or actor.may(s.right)]
    replaced = {s.instead_of for s in found}
    return sorted((s for s in found if s.key not in replaced), key=lambda s: (s.order, s.key))


def mark(kind: str, key: str, load: MarkLoader) -> None:
    """Give records of a kind a badge part; `load` answers for a page of rows the actor sees, at once."""
    _marks[kind, key] = load


def marks(kind: str, actor: Actor, keys: Sequence[int]) -> dict[int, dict[str, Mark]]:
    """Every badge part of these rows: {row: {"cell": ..., "stage": ...}}."""
    found: dict[int, dict[str, Mark]] = {key: {} for key in keys}
    for (of_kind, part), load in sorted(_marks.items()):
        if of_kind == kind and keys:
            for key, one in load(actor, keys).items():
                found[key][part] = one
    return found


def subject(
    kind: str, *, label: Text, names: Callable[[Actor, Iterable[int]], dict[int, str]], url_name: str
) -> None:
    """Declare a kind of record for upward links; `names` tells only of rows its actor may see."""
    _subjects[kind] = Subject(kind, label, names, url_name)


def subject_names(actor: Actor, links: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """Names of the records behind upward links; those out of reach are left out."""
    by_kind: dict[str, set[int]] = {}
    for kind, key in links:
        by_kind.setdefault(kind, set()).add(key)
    return {
        (kind, key): name
        for kind, keys in by_kind.items()
        if kind in _subjects
        for key, name in _subjects[kind].names(actor, keys).items()
    }


def subject_url_name(kind: str) -> str | None:
    return _subjects[kind].url_name if kind in _subjects else None


def all_places() -> list[tuple[Place, list[Filling]]]:
    """Every place with its fillings, for `guanxi slots`."""
    return [
        (p, sorted((f for f in _fillings.values() if f.place == p.name), key=lambda f: (f.order, f.key)))
        for _, p in sorted(_places.items())
    ]
