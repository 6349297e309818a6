"""Names of records and fields whose models give none in words: the reader's language all the same."""

from collections.abc import Mapping

from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_noop as _

from guanxi.office.types import FieldWords
from guanxi.platform.access.rules import effective
from guanxi.platform.access.types import Scope
from guanxi.platform.verbs import rights

# Said in the journal and before the demo goes; a name that is not here is shown as its model has it.
WORDS = (
    _("Accepted at"),
    _("Actor"),
    _("Api key"),
    _("Archive place"),
    _("At"),
    _("Attachment"),
    _("Batch"),
    _("Body"),
    _("Campaign"),
    _("Cell member"),
    _("Cell"),
    _("Change line"),
    _("Change notice"),
    _("Change"),
    _("Channel"),
    _("Charge"),
    _("City"),
    _("Clash answer"),
    _("Code"),
    _("Company"),
    _("Competitor note"),
    _("Competitor product"),
    _("Contact"),
    _("Country"),
    _("Custom"),
    _("Customer grade"),
    _("Customer list"),
    _("Customer score"),
    _("Customer"),
    _("Direction"),
    _("Dispute"),
    _("Document alert"),
    _("Document need"),
    _("Document type"),
    _("Email"),
    _("Employment"),
    _("Evaluation"),
    _("Expires at"),
    _("Fact source"),
    _("Filed item"),
    _("Follow up"),
    _("Household member"),
    _("Import run"),
    _("Invitation"),
    _("Invited by"),
    _("Is active"),
    _("Is customer"),
    _("Kind"),
    _("Ladder move"),
    _("Ladder step"),
    _("Language"),
    _("Last at"),
    _("Likely pair"),
    _("List member"),
    _("Name"),
    _("Note"),
    _("Offer"),
    _("Order line"),
    _("Order"),
    _("Owed report"),
    _("Owner"),
    _("Parent"),
    _("Phone"),
    _("Product"),
    _("Profile"),
    _("Program"),
    _("Question"),
    _("Received report"),
    _("Response code"),
    _("Response"),
    _("Rights"),
    _("Rival purchase"),
    _("Role"),
    _("Saved view"),
    _("State"),
    _("Statement"),
    _("Status"),
    _("Subject id"),
    _("Subject type"),
    _("Subject"),
    _("Tags"),
    _("Team"),
    _("Title"),
    _("Token digest"),
    _("Touch"),
    _("Touched at"),
    _("User"),
    _("User-role relationship"),
)


SCOPES = (
    (Scope.NONE, gettext_lazy("not at all")),
    (Scope.OWN, gettext_lazy("own records")),
    (Scope.SUBORDINATES, gettext_lazy("own and subordinates'")),
    (Scope.TEAM, gettext_lazy("own team's")),
    (Scope.TEAM_BELOW, gettext_lazy("own team's and those below")),
    (Scope.ALL, gettext_lazy("all records")),
)


def in_words(name: str) -> str:
    """A model's or field's own name, translated where words are known."""
    return gettext(capfirst(name))


def rights_in_words(before: Mapping[str, int], after: Mapping[str, int]) -> list[FieldWords]:
    """Each right of a role that reaches another way than before."""
    every = rights()
    names = [one.name for one in every]
    old, new, words = effective(before, names), effective(after, names), dict(SCOPES)
    return [
        FieldWords(str(one.label), str(words[old[one.name]]), str(words[new[one.name]]))
        for one in every
        if old[one.name] != new[one.name]
    ]
