"""The roles an installation begins with. An administrator may change every one of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from guanxi.platform.access.types import Scope


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
}


def _of(scope: Scope, *rights: str) -> dict[str, Scope]:
    return dict.fromkeys(rights, scope)


BUILT_IN = (
    BuiltInRole("administrator", "Administrator", {"*": Scope.ALL}),
    BuiltInRole(
        "manager",
        "Sales manager",
        _EVERYBODY
        | _of(Scope.TEAM_BELOW, "customers.*", "work.*", "commerce.*", "grading.*", "journal.*", "platform.*")
        | _of(Scope.ALL, "commerce.see_products", "access.invite_colleague", "analytics.*", "marketing.see"),
    ),
    BuiltInRole(
        "salesperson",
        "Salesperson",
        _EVERYBODY
        | _of(Scope.OWN, "customers.*", "commerce.*", "grading.*")
        | _of(Scope.ALL, "commerce.see_products"),
    ),
    BuiltInRole(
        "marketer",
        "Marketer",
        _EVERYBODY
        | _of(
            Scope.ALL,
            "customers.see",
            "customers.log_touch",
            "customers.import",
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
            Scope.ALL, "customers.see", "commerce.see_orders", "grading.see", "marketing.see", "analytics.*"
        ),
    ),
)
