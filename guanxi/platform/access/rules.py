"""The roles an installation begins with. An administrator may change every one of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from guanxi.platform.access.types import Scope

ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class BuiltInRole:
    code: str
    name: str  # English; shown through gettext
    rights: Mapping[str, Scope]


_EVERYBODY = {
    "access.see_people": Scope.ALL,
    "web.*": Scope.OWN,
    "work.*": Scope.OWN,
    "journal.*": Scope.OWN,
    "platform.*": Scope.OWN,
    "exchange.*": Scope.OWN,
    "commerce.see_products": Scope.ALL,
    "access.see_api_keys": Scope.OWN,
    "access.create_api_key": Scope.OWN,
    "access.revoke_api_key": Scope.OWN,
}


def _of(scope: Scope, *rights: str) -> dict[str, Scope]:
    return dict.fromkeys(rights, scope)


BUILT_IN = (
    BuiltInRole(ADMINISTRATOR, "Administrator", {"*": Scope.ALL}),
    BuiltInRole(
        "manager",
        "Sales manager",
        _EVERYBODY
        | _of(Scope.TEAM_BELOW, "customers.*", "work.*", "commerce.*", "grading.*", "journal.*", "platform.*")
        | _of(Scope.ALL, "commerce.see_products", "access.invite_colleague", "analytics.*")
        | _of(Scope.ALL, "marketing.see_lists", "marketing.see_campaigns"),
    ),
    BuiltInRole(
        "salesperson",
        "Salesperson",
        _EVERYBODY
        | _of(Scope.OWN, "customers.*", "commerce.*", "grading.*")
        # Whoever enters a document does not also say that it counts (ADR 37).
        | _of(
            Scope.NONE,
            "customers.confirm_document",
            "customers.reject_document",
            "customers.revoke_document",
            "customers.create_document_type",
            "customers.edit_document_type",
            "customers.need_document",
            "customers.drop_document_need",
            "customers.close_risk_event",
            "customers.set_review_cycle",
        )
        | _of(Scope.ALL, "commerce.see_products"),
    ),
    BuiltInRole(
        "marketer",
        "Marketer",
        _EVERYBODY
        | _of(
            Scope.ALL,
            "customers.see",
            "customers.see_sources",
            "customers.create_source",
            "customers.edit_source",
            "customers.plan_question",
            "customers.edit_question",
            "customers.drop_question",
            "customers.log_touch",
            "customers.import_list",
            "customers.see_competitors",
            "customers.create_competitor",
            "customers.edit_competitor",
            "customers.add_competitor_product",
            "customers.edit_competitor_product",
            "customers.drop_competitor_product",
            "customers.drop_competitor_note",
            "customers.note_competitor",
            "commerce.*",
            "marketing.*",
            "decisions.*",
            "analytics.*",
            "grading.see",
        ),
    ),
    BuiltInRole(
        "analyst",
        "Analyst",
        _EVERYBODY
        | _of(
            Scope.ALL,
            "customers.see",
            "customers.see_competitors",
            "commerce.see_orders",
            "grading.see",
            "marketing.see_lists",
            "marketing.see_campaigns",
            "analytics.*",
        ),
    ),
)


def effective(stored: Mapping[str, int], names: Iterable[str]) -> dict[str, Scope]:
    """The scope of each right, wildcards resolved."""
    return {name: scope_in(stored, name) for name in names}


def scope_in(stored: Mapping[str, int], name: str) -> Scope:
    """What one role gives of one right: the widest of itself, `area.*` and `*`; none where it is kept back,
    which is stored as NONE.
    """
    if stored.get(name) == Scope.NONE:
        return Scope.NONE
    return max(Scope(stored.get(key, Scope.NONE)) for key in (name, f"{_area(name)}.*", "*"))


def compacted(stored: Mapping[str, int], wanted: Mapping[str, Scope]) -> dict[str, Scope]:
    """What to store so that the rights in `wanted` have exactly these scopes.

    An area that was given as a whole stays so, at the narrowest scope given of its rights: rights that come
    with a later version follow it, and those kept back are stored as such. Rights nobody declares at present
    stay as they are.
    """
    areas = {_area(name) for name in wanted}
    kept = {
        name: Scope(scope)
        for name, scope in stored.items()
        if name != "*" and name not in wanted and _area(name) not in areas
    }
    for area in sorted(areas):
        scopes = {name: scope for name, scope in wanted.items() if _area(name) == area}
        given = [scope for scope in scopes.values() if scope]
        whole = min(given) if given and (f"{area}.*" in stored or "*" in stored) else Scope.NONE
        if whole:
            kept[f"{area}.*"] = whole
        kept |= {name: scope for name, scope in scopes.items() if scope > whole or (whole and not scope)}
    return kept


def _area(name: str) -> str:
    return name.partition(".")[0]
