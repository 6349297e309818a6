"""Pictures: who belongs together, where customers are, how complete the file is."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from guanxi.customers import queries
from guanxi.customers.queries.pictures import FRESH
from guanxi.customers.rules.china import TILES, Tile, shade
from guanxi.customers.types import Completeness, Place, RelationPicture
from guanxi.customers.views.page import head
from guanxi.web.pages import SignedInRequest, needs, page

TIE_COLOURS = {
    "parent": "--accent-ink",
    "contact": "--info",
    "household": "--violet",
    "link": "--warning",
}


@dataclass(frozen=True, slots=True)
class DrawnTile:
    tile: Tile
    count: int
    shade: int
    href: str


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a team's customers have a fact; `href` opens those without it, "" where nobody is."""

    part: float
    href: str


@dataclass(frozen=True, slots=True)
class TeamRow:
    team: Completeness
    href: str
    shares: list[Share | None]


@needs("customers.see")
def relations_page(request: SignedInRequest, key: int) -> HttpResponse:
    """The group, household, contacts and links around one customer, as a picture and in words."""
    customer = queries.customer(request.actor, key)
    picture = queries.relations(request.actor, customer)
    return page(
        request,
        "customers/relations.html",
        {
            **head(request, customer, tab="relations"),
            "customer": customer,
            "picture": picture,
            "option": _graph(picture) if picture.ties else None,
            "height": f"{min(44, 24 + len(picture.people) * 2 // 3)}rem",
        },
    )


@needs("customers.see")
def regions(request: SignedInRequest) -> HttpResponse:
    """Customers by region, and how complete their records are by team; each opens the list behind it."""
    inside, outside = queries.places(request.actor)
    most = max((place.customers for place in inside.values()), default=0)
    tiles = [_tile(tile, inside.get(tile.name), most) for tile in TILES]
    context = {
        "tab": "regions",
        "tiles": tiles,
        "inside": sum(place.customers for place in inside.values()),
        "outside": [(place, _list_of("customers.country", [place.name])) for place in outside],
        "teams": [_team_row(one) for one in queries.completeness(request.actor)],
    }
    return page(request, "customers/regions.html", context)


def _team_row(one: Completeness) -> TeamRow:
    """Each share opens those of the team of whom the fact is missing."""
    team: list[dict[str, object]] = [
        {"fact": "customers.team", "is": "=", "value": str(one.team_id)}
        if one.team_id is not None
        else {"fact": "customers.team", "is": "unknown"}
    ]
    shares = [_share(one, name, team) for name in one.parts]
    last = "customers.facts_confirmed_on"
    stale: dict[str, object] = {
        "any": [{"fact": last, "is": "unknown"}, {"fact": last, "is": "days_ago", "value": FRESH.days - 1}]
    }
    fresh = Share(one.fresh / one.count, _filtered([*team, stale]) if one.fresh < one.count else "")
    return TeamRow(one, _filtered(team), [fresh, *shares])


def _share(one: Completeness, name: str, team: list[dict[str, object]]) -> Share | None:
    """None where it is asked of nobody."""
    filled, asked = one.parts[name], one.asked[name]
    if not asked:
        return None
    lacking: list[dict[str, object]] = [{"fact": f"customers.{name}", "is": "unknown"}]
    if name in queries.OF_ORGANISATIONS:
        lacking.append({"fact": "customers.kind", "is": "=", "value": "organisation"})
    if name in queries.OF_CHINA:
        code = "customers.country_code"
        lacking.append({"any": [{"fact": code, "is": "unknown"}, {"fact": code, "is": "=", "value": "CN"}]})
    return Share(filled / asked, _filtered([*team, *lacking]) if filled < asked else "")


def _tile(tile: Tile, place: Place | None, most: int) -> DrawnTile:
    if place is None:
        return DrawnTile(tile, 0, 0, "")
    href = _list_of("customers.province", place.spellings)
    return DrawnTile(tile, place.customers, shade(place.customers, most), href)


def _list_of(fact: str, values: Sequence[str]) -> str:
    """The customer list, narrowed to those whose fact is one of these."""
    return _filtered([{"fact": fact, "is": "in", "value": list(values)}])


def _filtered(conditions: list[dict[str, object]]) -> str:
    """The customer list, narrowed to those who meet all of these."""
    written = json.dumps({"version": 1, "all": conditions}, ensure_ascii=False, separators=(",", ":"))
    return f"{resolve_url('customers:list')}?{urlencode({'filter': written})}"


def tie_words() -> dict[str, str]:
    return {
        "parent": _("belongs to its group"),
        "contact": _("contact person"),
        "household": _("household"),
        "link": _("link"),
    }


def _graph(picture: RelationPicture) -> dict[str, object]:
    """ECharts' option: the centre large, organisations square, each name the way to its page."""
    nodes = [
        {
            "id": str(key),
            "name": name,
            "href": "" if key in picture.named else resolve_url("customers:page", key),
            "symbol": "roundRect" if kind == "organisation" else "circle",
            "symbolSize": 36 if key == picture.centre else 22,
            "itemStyle": {"color": "--accent-ink" if key == picture.centre else "--neutral"},
        }
        for key, (name, kind) in picture.people.items()
    ]
    ties = [
        {
            "source": str(tie.start),
            "target": str(tie.end),
            "value": tie.words or tie_words()[tie.kind],
            "lineStyle": {"color": TIE_COLOURS[tie.kind], "width": 2, "opacity": 0.9},
        }
        for tie in picture.ties
    ]
    series = {
        "type": "graph",
        "layout": "force",
        "force": {"initLayout": "circular", "repulsion": 320, "edgeLength": 150, "layoutAnimation": False},
        "roam": "move",
        "edgeSymbol": ["none", "arrow"],
        "edgeSymbolSize": 7,
        "zoom": _zoom(len(nodes), 25),
        "draggable": True,
        "label": {"show": True, "position": "bottom", "color": "--ink", "width": 180, "overflow": "truncate"},
        "edgeLabel": {"show": True, "formatter": "{c}", "fontSize": 11, "color": "--ink-2"},
        "data": nodes,
        "links": ties,
    }
    on_the_phone = {"query": {"maxWidth": 600}, "option": {"series": [{"zoom": _zoom(len(nodes), 6)}]}}
    return {"series": [series], "media": [on_the_phone]}


def _zoom(nodes: int, room: int) -> float:
    """Up to `room` nodes fit at full size; the picture of more is smaller, and can be moved about."""
    return round(min(1.0, max(0.4, 1 - (nodes - room) / 40)), 2)
