"""What crosses the border of the customer file."""

from guanxi.customers.types.competitors import (
    CompetitorDraft,
    OwedReportDraft,
    RivalPurchaseDraft,
)
from guanxi.customers.types.documents import (
    DocumentDraft,
    DocumentTypeDraft,
    RiskDraft,
    Scan,
)
from guanxi.customers.types.lists import (
    ImportedCustomer,
    ListChoices,
)
from guanxi.customers.types.merging import (
    Claim,
    FieldChoice,
    FieldSideBySide,
    MaskedClash,
    MeanwhileChanged,
    Merged,
    Parted,
)
from guanxi.customers.types.portrait import (
    BoughtElsewhere,
    ChangedFields,
    FieldWas,
    Finding,
    KnownCustomer,
    Place,
    Relation,
    RelationPicture,
    Said,
)
from guanxi.customers.types.records import (
    ContactDraft,
    CustomerDraft,
    DepartmentDraft,
    LinkDraft,
    Lost,
    ProfileDraft,
    ShownCustomer,
    StatementDraft,
)
from guanxi.customers.types.sources import (
    Completeness,
    QuestionDraft,
    SourceDraft,
)
from guanxi.customers.types.touches import (
    REAL_CONTACTS,
    ImportedTouch,
    NextStep,
    SeenTouch,
    TouchDraft,
)

__all__ = [
    "REAL_CONTACTS",
    "BoughtElsewhere",
    "ChangedFields",
    "Claim",
    "CompetitorDraft",
    "Completeness",
    "ContactDraft",
    "CustomerDraft",
    "DepartmentDraft",
    "DocumentDraft",
    "DocumentTypeDraft",
    "FieldChoice",
    "FieldSideBySide",
    "FieldWas",
    "Finding",
    "ImportedCustomer",
    "ImportedTouch",
    "KnownCustomer",
    "LinkDraft",
    "ListChoices",
    "Lost",
    "MaskedClash",
    "MeanwhileChanged",
    "Merged",
    "NextStep",
    "OwedReportDraft",
    "Parted",
    "Place",
    "ProfileDraft",
    "QuestionDraft",
    "Relation",
    "RelationPicture",
    "RiskDraft",
    "RivalPurchaseDraft",
    "Said",
    "Scan",
    "SeenTouch",
    "ShownCustomer",
    "SourceDraft",
    "StatementDraft",
    "TouchDraft",
]
