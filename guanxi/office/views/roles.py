"""What each role may do."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.office.queries.journal import meanwhile
from guanxi.office.queries.words import SCOPES
from guanxi.platform.access import queries
from guanxi.platform.access.actions import CannotGive, edit_role
from guanxi.platform.access.rules import ADMINISTRATOR, effective
from guanxi.platform.access.types import Scope
from guanxi.platform.reach import reaches_rows
from guanxi.platform.verbs import Refused, Right, Stale, rights
from guanxi.web.given import key_of
from guanxi.web.pages import SignedInRequest, needs, page, toast

AREAS = {
    "access": gettext_lazy("People and company"),
    "analytics": gettext_lazy("Analysis"),
    "commerce": gettext_lazy("Products and orders"),
    "customers": gettext_lazy("Customer file"),
    "decisions": gettext_lazy("Offers"),
    "exchange": gettext_lazy("Import and export"),
    "grading": gettext_lazy("Grading"),
    "journal": gettext_lazy("Journal"),
    "ladder": gettext_lazy("Customer ladder"),
    "marketing": gettext_lazy("Marketing"),
    "office": gettext_lazy("Administration"),
    "platform": gettext_lazy("Background work"),
    "web": gettext_lazy("Views of lists"),
    "work": gettext_lazy("Follow-ups"),
}


@dataclass(frozen=True, slots=True)
class RightLine:
    """One right of a role. `most`: the widest scope the reader could give."""

    name: str
    label: str
    scope: int
    words: str
    choices: tuple[tuple[int, str], ...]


@needs("access.see_people")
def roles(request: SignedInRequest) -> HttpResponse:
    names = [right.name for right in rights()]
    lines = []
    for role in queries.roles(request.actor):
        held = [scope for scope in effective(role.rights, names).values() if scope]
        lines.append((role, len(held), sum(scope is Scope.ALL for scope in held)))
    return page(request, "office/roles.html", {"lines": lines, "total": len(names)})


@needs("access.see_people")
def role(request: SignedInRequest, key: int) -> HttpResponse:
    """The role's rights by area; by POST (with the right for it) their new scopes."""
    found = queries.role(request.actor, key)
    shown: dict[str, object] = {
        "role": found,
        "may_edit": request.actor.may("access.edit_role") and found.code != ADMINISTRATOR,
        "name": str(found),
        "problem": "",
        "changes": [],
    }
    chosen: dict[str, int] = {}
    if request.method == "POST":
        chosen = _chosen(request)
        problem = _save(request, key, str(found), found.name, chosen)
        if not problem:
            return redirect("office:role", key)
        seen = key_of(request.POST.get("version", ""))
        shown |= {"problem": problem, "name": request.POST.get("name", "")}
        shown["changes"] = [] if seen is None else meanwhile(request.actor, found, seen)
    shown["areas"] = _areas(request, found.rights, chosen)
    return page(request, "office/role.html", shown, status=422 if shown["problem"] else 200)


def _chosen(request: SignedInRequest) -> dict[str, int]:
    """Right -> scope, as the form has them."""
    scopes = {str(int(scope)) for scope in Scope}
    return {
        one.name: int(value)
        for one in rights()
        if (value := request.POST.get(f"right.{one.name}", "")) in scopes
    }


def _save(request: SignedInRequest, key: int, shown: str, name: str, scopes: dict[str, int]) -> str:
    """Returns what stands in the way, in words. A name left as it was shown (translated) stays."""
    wanted = request.POST.get("name", "")
    version = key_of(request.POST.get("version", ""))
    if version is None:
        return str(_("This form came back incomplete. Open it anew, and save again."))
    try:
        done = edit_role.tracked(
            actor=request.actor,
            role=key,
            name=name if wanted == shown else wanted,
            scopes=scopes,
            version=version,
        )
    except CannotGive as beyond:
        known = {right.name: str(right.label) for right in rights()}
        return f"{beyond.sentence} ({known.get(beyond.right, '')})"
    except Stale as stale:
        return str(stale.sentence)
    except Refused as refused:
        if not refused.fields:
            raise
        return " ".join(str(words) for words in refused.fields.values())
    toast(request, _("Saved. It counts from everybody's next click."), undo=done.change_set_id)
    return ""


def _areas(
    request: SignedInRequest, stored: dict[str, int], chosen: dict[str, int]
) -> list[tuple[str, list[RightLine]]]:
    """`chosen`: what a refused form had, which stays in it."""
    every = rights()
    held = effective(stored, [right.name for right in every])
    grouped: dict[str, list[RightLine]] = {}
    for right in every:
        line = _line(right, held[right.name], request.actor.scope(right.name), chosen.get(right.name))
        grouped.setdefault(str(AREAS.get(right.area, right.area)), []).append(line)
    return sorted((area, sorted(lines, key=lambda one: one.label)) for area, lines in grouped.items())


def _line(right: Right, held: Scope, own: Scope, chosen: int | None) -> RightLine:
    """Of a right over the company's own records one either has it or not: there is no part of them."""
    if reaches_rows(right.name):
        offered = tuple((int(s), str(words)) for s, words in SCOPES if s <= max(held, own))
        words = str(dict(SCOPES)[held])
    else:
        most = held or own
        offered = ((0, _("no")), *(((int(most), _("yes")),) if most else ()))
        words = _("yes") if held else _("no")
    return RightLine(right.name, str(right.label), int(held) if chosen is None else chosen, words, offered)
