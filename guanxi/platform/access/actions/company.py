"""Verbs on the company, its teams and its roles."""

from collections.abc import Mapping
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _

from guanxi.kit.text import TextTooLong, clean
from guanxi.platform.access.models import Company, Role, Team
from guanxi.platform.access.rules import ADMINISTRATOR, BUILT_IN, compacted, effective
from guanxi.platform.access.types import Actor, Scope
from guanxi.platform.verbs import Refused, expect_version, right, rights, verb

right("access.see_company", _("See the company's settings"))
right("access.see_people", _("See people, teams and roles"))

LONGEST_NAME = 100
CURRENCY_LETTERS = 3


class CannotSet(Refused):
    sentence = _("This cannot be saved as it is.")


class CannotGive(Refused):
    """`right` names the first right that is out of the giver's reach."""

    sentence = _("You cannot give more than you may do yourself.")

    def __init__(self, right: str = "", *, field: str | None = None) -> None:
        super().__init__(fields={field: self.sentence} if field else None)
        self.right = right


class RoleIsFixed(Refused):
    sentence = _(
        "The administrator may do everything, always: this role cannot be changed. Make another role instead."
    )


@verb("access.edit_company", label=_("Edit the company's settings"))
def edit_company(*, actor: Actor, values: Mapping[str, object], version: int | None = None) -> Company:
    """Name, time zone (IANA) and home currency (ISO 4217). Raises CannotSet, Stale."""
    wanted = {k: v for k, v in values.items() if k in {"name", "zone", "currency"}}
    if "name" in wanted:
        wanted["name"] = _name(wanted["name"], "name", 200)
    if "zone" in wanted and wanted["zone"] not in available_timezones():
        raise CannotSet(fields={"zone": _("There is no such time zone.")})
    if "currency" in wanted:
        wanted["currency"] = code = str(wanted["currency"]).upper()
        if not (len(code) == CURRENCY_LETTERS and code.isascii() and code.isalpha()):
            raise CannotSet(fields={"currency": _("A currency is three letters, such as CNY.")})
    company = Company.objects.select_for_update().filter(pk=1).first() or Company.objects.create(
        id=1, name="Guanxi"
    )
    expect_version(company, version)
    company.change(wanted, actor=actor)
    return company


@verb("access.create_team", label=_("Create a team"))
def create_team(*, actor: Actor, name: str, parent: Team | None = None) -> Team:
    """Raises CannotSet."""
    return Team.objects.create(name=_name(name, "name"), parent=parent)


@verb("access.rename_team", label=_("Rename or move a team"))
def rename_team(
    *, actor: Actor, team: Team, name: str, parent: Team | None = None, version: int | None = None
) -> Team:
    """Name and the team above. Raises CannotSet (a team below itself), Stale."""
    expect_version(team, version)
    above = parent
    while above is not None:
        if above.pk == team.pk:
            raise CannotSet(fields={"parent": _("A team cannot stand below itself.")})
        above = above.parent
    team.change({"name": _name(name, "name"), "parent": parent}, actor=actor)
    return team


@verb("access.create_role", label=_("Create a role"))
def create_role(*, actor: Actor, name: str, code: str, rights: Mapping[str, int]) -> Role:
    """Raises CannotGive."""
    given = {k: int(v) for k, v in rights.items()}
    expect_within(actor, {}, given)
    return Role.objects.create(name=name, code=code, rights=given)


@verb("access.edit_role", label=_("Change what a role may do"))
def edit_role(
    *, actor: Actor, role: Role, name: str, scopes: Mapping[str, int], version: int | None = None
) -> Role:
    """Set the scope of the rights named in `scopes`; others stay. A right with a wildcard keeps it.

    Raises RoleIsFixed, CannotGive (a scope raised beyond the actor's own), CannotSet, Stale.
    """
    expect_version(role, version)
    if role.code == ADMINISTRATOR:
        raise RoleIsFixed
    names = [one.name for one in rights()]
    before = effective(role.rights, names)
    wanted = before | {n: Scope(s) for n, s in scopes.items() if n in before}
    for one, scope in wanted.items():
        if scope > before[one] and scope > actor.scope(one):
            raise CannotGive(one)
    kept = role.rights if wanted == before else compacted(role.rights, wanted)
    values = {"name": _name(name, "name"), "rights": {k: int(v) for k, v in kept.items()}}
    if Role.objects.filter(name=values["name"]).exclude(pk=role.pk).exists():
        raise CannotSet(fields={"name": _("Another role has this name.")})
    role.change(values, actor=actor)
    return role


@verb("access.install_roles", label=_("Install the roles to begin with"), parts=("access.create_role",))
def install_roles(*, actor: Actor) -> list[Role]:
    """The built-in roles that are missing; those an administrator changed stay as they are."""
    known = set(Role.objects.values_list("code", flat=True))
    return [
        create_role(actor=actor, name=role.name, code=role.code, rights=role.rights)
        for role in BUILT_IN
        if role.code not in known
    ]


def expect_within(actor: Actor, before: Mapping[str, int], after: Mapping[str, int]) -> None:
    """Nobody gives away more than he holds. Raises CannotGive; what was there before does not count."""
    names = [one.name for one in rights()]
    old, new = effective(before, names), effective(after, names)
    for name in names:
        if new[name] > old[name] and new[name] > actor.scope(name):
            raise CannotGive(name)


def expect_team_within(actor: Actor, rights_given: Mapping[str, int], team_id: int | None) -> None:
    """Rights over a team's rows reach no team that the giver's own do not reach. Raises CannotGive."""
    if team_id is None or actor.is_system:
        return
    names = [one.name for one in rights()]
    for name, scope in effective(rights_given, names).items():
        if scope not in (Scope.TEAM, Scope.TEAM_BELOW):
            continue
        own = actor.scope(name)
        reached = actor.team_below_ids if own is Scope.TEAM_BELOW else actor.team_ids
        if own is not Scope.ALL and team_id not in reached:
            raise CannotGive(name, field="team")


def _name(value: object, field: str, longest: int = LONGEST_NAME) -> str:
    try:
        words = clean(str(value), longest)
    except TextTooLong as problem:
        raise CannotSet(fields={field: _("This text is too long.")}) from problem
    if not words:
        raise CannotSet(fields={field: _("Write a name.")})
    return words
