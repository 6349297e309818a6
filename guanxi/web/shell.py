"""What the frame around every page shows: navigation, the person, the choices of language and appearance."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from guanxi.platform.access.queries import company
from guanxi.platform.access.types import Actor
from guanxi.platform.slots import NavigationItem, navigation_for
from guanxi.web.pages import take_toasts

DENSITY_COOKIE = "gx_density"
THEME_COOKIE = "gx_theme"
SHEETS = (
    "web/tokens.css",
    "web/base.css",
    "web/shell.css",
    "web/controls.css",
    "web/display.css",
    "web/figures.css",
    "web/lists.css",
    "web/records.css",
    "web/overlays.css",
)
BOTTOM_ITEMS = 3
OWN = "me"  # what stands under one's own picture instead of in the navigation

GROUPS: dict[str, str | Promise] = {
    "work": "",
    "customers": gettext_lazy("Customers"),
    "business": gettext_lazy("Business"),
    "marketing": gettext_lazy("Marketing"),
    "analysis": gettext_lazy("Analysis"),
    "office": gettext_lazy("Administration"),
}
THEMES = (
    ("auto", "device-desktop", gettext_lazy("As the device")),
    ("light", "sun", gettext_lazy("Light")),
    ("dark", "moon", gettext_lazy("Dark")),
)
DENSITIES = (("cosy", gettext_lazy("Comfortable")), ("compact", gettext_lazy("Compact")))


@dataclass(frozen=True, slots=True)
class Item:
    label: str
    href: str
    icon: str
    current: bool


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Shell:
    """All the frame needs, resolved once per page."""

    company: str
    language: str
    language_tag: str
    languages: Sequence[tuple[str, str]]
    theme: str
    themes: Sequence[tuple[str, str, str | Promise]]
    density: str
    densities: Sequence[tuple[str, str | Promise]]
    user_name: str
    user_detail: str
    groups: tuple[Group, ...]
    own: tuple[Item, ...]
    bottom: tuple[Item, ...]
    sheets: Sequence[str]
    words: dict[str, str]
    keys: list[tuple[str, list[tuple[str, str]]]]
    toasts: list[dict[str, object]]
    undo_url: str
    last_change_url: str
    live_token_url: str
    live_url: str


def shell_context(request: HttpRequest) -> Shell:
    actor: Actor | None = getattr(request, "actor", None)
    user = getattr(request, "user", None)
    language = (get_language() or settings.LANGUAGE_CODE).lower()
    entries = navigation_for(actor) if actor else []
    groups = _groups(request.path, [one for one in entries if one.group != OWN])
    items = [item for group in groups for item in group.items]
    return Shell(
        company=company().name,
        language=language,
        language_tag="zh-Hans" if language.startswith("zh") else "en",
        languages=settings.LANGUAGES,
        theme=str(getattr(user, "theme", None) or request.COOKIES.get(THEME_COOKIE, "auto")),
        themes=THEMES,
        density="compact" if request.COOKIES.get(DENSITY_COOKIE) == "compact" else "cosy",
        densities=DENSITIES,
        user_name=actor.name if actor else "",
        user_detail=str(getattr(user, "email", "")),
        groups=groups,
        own=tuple(
            Item(str(one.label), reverse(one.url_name), one.icon, current=False)
            for one in entries
            if one.group == OWN
        ),
        bottom=tuple(items[:BOTTOM_ITEMS]),
        sheets=SHEETS,
        words=words(),
        keys=keys(),
        toasts=take_toasts(request),
        undo_url=reverse("web:undo"),
        last_change_url=reverse("web:last_change") if actor else "",
        live_token_url=reverse("web:live_token") if actor else "",
        live_url=getattr(settings, "GUANXI_LIVE_URL", ""),
    )


def _groups(path: str, entries: Sequence[NavigationItem]) -> tuple[Group, ...]:
    placed = [(entry, reverse(entry.url_name)) for entry in entries]
    current = max(
        (h for _e, h in placed if path == h or (h != "/" and path.startswith(h))), key=len, default=""
    )
    names = dict.fromkeys([*GROUPS, *(e.group for e, _h in placed)])
    found = []
    for name in names:
        items = tuple(Item(str(e.label), h, e.icon, h == current) for e, h in placed if e.group == name)
        if items:
            found.append(Group(str(GROUPS.get(name, name)), items))
    return tuple(found)


def words() -> dict[str, str]:
    """What the scripts say, in the reader's language."""
    return {
        "undo": _("Undo"),
        "undone": _("Undone."),
        "close": _("Close"),
        "failed": _("This did not work: the server could not be reached. Try again."),
        "refused": _("This did not work. Reload the page and try again."),
        "nothing": _("Nothing found. Try fewer characters, pinyin, or the end of a phone number."),
        "recent": _("Recent"),
        "remove": _("Remove"),
        "remaining": _("about %s left"),
        "per_second": _("%s per second"),
        "selected": _("%s selected"),
        "finished": _("Finished"),
        "loading": _("Loading"),
        "offline": _("You are offline. What you see may be old."),
    }


def keys() -> list[tuple[str, list[tuple[str, str]]]]:
    """The keyboard, for the help overlay."""
    return [
        (
            _("Everywhere"),
            [
                ("mod K", _("Search or do anything")),
                ("mod Z", _("Undo the last change")),
                ("?", _("This help")),
                ("Esc", _("Close what is open")),
            ],
        ),
        (
            _("In a list"),
            [
                ("j k", _("Next, previous row")),
                ("↵", _("Open the row")),
                ("x", _("Select the row")),
                ("/", _("Search in the list")),
                ("f", _("Filter")),
            ],
        ),
        (_("In the side panel"), [("j k", _("Next, previous record")), ("o", _("Open as a page"))]),
        (_("In a form"), [("mod ↵", _("Save"))]),
    ]
