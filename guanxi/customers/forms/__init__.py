"""Shapes of input of the customer file."""

from guanxi.customers.forms.contacts import (
    TALKS,
    ContactEditForm,
    ContactForm,
    NoteForm,
    TalkForm,
)
from guanxi.customers.forms.document_lists import (
    DOCUMENT_COLUMNS,
)
from guanxi.customers.forms.documents import (
    CloseRiskForm,
    ConfirmForm,
    DocumentForm,
    DocumentTypeForm,
    NeedForm,
    ReasonForm,
    RiskForm,
)
from guanxi.customers.forms.filing import (
    GROUP_WORDS,
    ITEM_WORDS,
    FiledForm,
    FollowForm,
    PlaceForm,
)
from guanxi.customers.forms.lists import (
    LIST_COLUMNS,
)
from guanxi.customers.forms.papers import (
    PaperForm,
)
from guanxi.customers.forms.records import (
    CustomerForm,
    OrganisationForm,
    OwnerForm,
    PersonForm,
)
from guanxi.customers.forms.sources import (
    AnswersForm,
    QuestionForm,
    SourceForm,
)

__all__ = [
    "DOCUMENT_COLUMNS",
    "GROUP_WORDS",
    "ITEM_WORDS",
    "LIST_COLUMNS",
    "TALKS",
    "AnswersForm",
    "CloseRiskForm",
    "ConfirmForm",
    "ContactEditForm",
    "ContactForm",
    "CustomerForm",
    "DocumentForm",
    "DocumentTypeForm",
    "FiledForm",
    "FollowForm",
    "NeedForm",
    "NoteForm",
    "OrganisationForm",
    "OwnerForm",
    "PaperForm",
    "PersonForm",
    "PlaceForm",
    "QuestionForm",
    "ReasonForm",
    "RiskForm",
    "SourceForm",
    "TalkForm",
]
