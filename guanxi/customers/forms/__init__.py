"""Shapes of input of the customer file."""

from guanxi.customers.forms.changes import (
    ChangeSheetForm,
    SinceForm,
)
from guanxi.customers.forms.classes import (
    ClassForm,
    OwedReportForm,
    ReceivedForm,
    RivalPurchaseForm,
    StepForm,
)
from guanxi.customers.forms.competitors import (
    CompetitorForm,
    CompetitorNoteForm,
    CompetitorProductEditForm,
    CompetitorProductForm,
)
from guanxi.customers.forms.contacts import (
    ContactEditForm,
    ContactForm,
    KnownContactForm,
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
    NewRiskForm,
    ReasonForm,
    RiskForm,
)
from guanxi.customers.forms.entry import (
    CardFileForm,
    EntryForm,
)
from guanxi.customers.forms.fact_lists import (
    FACT_COLUMNS,
)
from guanxi.customers.forms.filing import (
    ITEM_WORDS,
    FiledForm,
    FollowForm,
    PlaceForm,
)
from guanxi.customers.forms.ladder import (
    LadderForm,
)
from guanxi.customers.forms.lists import (
    LIST_COLUMNS,
)
from guanxi.customers.forms.origins import (
    OriginFields,
)
from guanxi.customers.forms.papers import (
    PaperForm,
)
from guanxi.customers.forms.programs import (
    SpeakerForm,
    TouchForm,
    TouchWordsForm,
)
from guanxi.customers.forms.records import (
    CustomerForm,
    NewOrganisationForm,
    NewPersonForm,
    OrganisationForm,
    OwnerForm,
    PersonForm,
)
from guanxi.customers.forms.reviews import (
    ReviewCycleForm,
)
from guanxi.customers.forms.sources import (
    AnswersForm,
    QuestionForm,
    SourceForm,
    StateSourceForm,
)
from guanxi.customers.forms.statements import (
    StatementForm,
)
from guanxi.customers.forms.ties import (
    LINK_WORDS,
    BranchForm,
    DepartmentForm,
    EndForm,
    HouseholdEditForm,
    HouseholdForm,
    LinkEditForm,
    LinkForm,
    MemberForm,
    MoveForm,
    ParentForm,
)

__all__ = [
    "DOCUMENT_COLUMNS",
    "FACT_COLUMNS",
    "ITEM_WORDS",
    "LINK_WORDS",
    "LIST_COLUMNS",
    "AnswersForm",
    "BranchForm",
    "CardFileForm",
    "ChangeSheetForm",
    "ClassForm",
    "CloseRiskForm",
    "CompetitorForm",
    "CompetitorNoteForm",
    "CompetitorProductEditForm",
    "CompetitorProductForm",
    "ConfirmForm",
    "ContactEditForm",
    "ContactForm",
    "CustomerForm",
    "DepartmentForm",
    "DocumentForm",
    "DocumentTypeForm",
    "EndForm",
    "EntryForm",
    "FiledForm",
    "FollowForm",
    "HouseholdEditForm",
    "HouseholdForm",
    "KnownContactForm",
    "LadderForm",
    "LinkEditForm",
    "LinkForm",
    "MemberForm",
    "MoveForm",
    "NeedForm",
    "NewOrganisationForm",
    "NewPersonForm",
    "NewRiskForm",
    "NoteForm",
    "OrganisationForm",
    "OriginFields",
    "OwedReportForm",
    "OwnerForm",
    "PaperForm",
    "ParentForm",
    "PersonForm",
    "PlaceForm",
    "QuestionForm",
    "ReasonForm",
    "ReceivedForm",
    "ReviewCycleForm",
    "RiskForm",
    "RivalPurchaseForm",
    "SinceForm",
    "SourceForm",
    "SpeakerForm",
    "StateSourceForm",
    "StatementForm",
    "StepForm",
    "TalkForm",
    "TouchForm",
    "TouchWordsForm",
]
