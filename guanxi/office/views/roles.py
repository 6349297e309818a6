"""What each role may do."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.platform.access import queries
from guanxi.platform.access.actions import CannotGive, edit_role
from guanxi.platform.access.rules import ADMINISTRATOR, effective
from guanxi.platform.access.types import Scope
from guanxi.platform.verbs import Refused, rights
from guanxi.web.given import key_of
from guanxi.web.pages import SignedInRequest, needs, page, toast

SCOPES = (
    (Scope.NONE, gettext_lazy("not at all")),
    (Scope.OWN, gettext_lazy("own records")),
    (Scope.SUBORDINATES, gettext_lazy("own and subordinates'")),
    (Scope.TEAM, gettext_lazy("own team's")),
    (Scope.TEAM_BELOW, gettext_lazy("own team's and those below")),
    (Scope.ALL, gettext_lazy("all records")),
)
AREAS = {
    "access": gettext_lazy("People and company"),
    "analytics": gettext_lazy("Analysis"),
    "commerce": gettext_lazy("Products and orders"),
    "customers": gettext_lazy("Customer file"),
    "ladder": gettext_lazy("Customer ladder"),
    "decisions": gettext_lazy("Offers"),
    "exchange": gettext_lazy("Import and export"),
    "grading": gettext_lazy("Grading"),
    "journal": gettext_lazy("Journal"),
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
    may_edit = request.actor.may("access.edit_role") and found.code != ADMINISTRATOR
    problem = ""
    if request.method == "POST":
        problem = _save(request, key, str(found), found.name)
        if not problem:
            return redirect("office:role", key)
    return page(
        request,
        "office/role.html",
        {"role": found, "areas": _areas(request, found.rights), "may_edit": may_edit, "problem": problem},
        status=422 if problem else 200,
    )


def _save(request: SignedInRequest, key: int, shown: str, name: str) -> str:
    """Returns what stands in the way, in words. A name left as it was shown (translated) stays."""
    wanted = request.POST.get("name", "")
    known = {right.name: str(right.label) for right in rights()}
    scopes = {
        name: int(value)
        for name in known
        if (value := request.POST.get(f"right.{name}", "")) in {str(int(s)) for s in Scope}
    }
    version = request.POST.get("version", "")
    try:
        done = edit_role.tracked(
            actor=request.actor,
            role=key,
            name=name if wanted == shown else wanted,
            scopes=scopes,
            version=key_of(version),
        )
    except CannotGive as beyond:
        return f"{beyond.sentence} ({known.get(beyond.right, '')})"
    except Refused as refused:
        if not refused.fields:
            raise
        return " ".join(str(words) for words in refused.fields.values())
    toast(request, _("Saved. It counts from everybody's next click."), undo=done.change_set_id)
    return ""


def _areas(request: SignedInRequest, stored: dict[str, int]) -> list[tuple[str, list[RightLine]]]:
    every = rights()
    held = effective(stored, [right.name for right in every])
    grouped: dict[str, list[RightLine]] = {}
    for right in every:
        scope = held[right.name]
        most = max(scope, request.actor.scope(right.name))
        choices = tuple((int(s), str(words)) for s, words in SCOPES if s <= most)
        line = RightLine(right.name, str(right.label), int(scope), str(dict(SCOPES)[scope]), choices)
        grouped.setdefault(str(AREAS.get(right.area, right.area)), []).append(line)
    return sorted((area, sorted(lines, key=lambda one: one.label)) for area, lines in grouped.items())
