"""The customer file: organisations and persons, what ties them together, what they said, and every touch."""

from guanxi.customers.models.changes import (
    ChangeLine,
    ChangeSheet,
)
from guanxi.customers.models.clashes import (
    ClashAnswer,
    Dispute,
)
from guanxi.customers.models.classes import (
    LadderMove,
    LadderStep,
    OwedReport,
    ReceivedReport,
)
from guanxi.customers.models.competitors import (
    Competitor,
    CompetitorNote,
    CompetitorProduct,
    RivalPurchase,
)
from guanxi.customers.models.contacts import (
    Contact,
)
from guanxi.customers.models.customers import (
    Customer,
    TokensField,
)
from guanxi.customers.models.documents import (
    Document,
    DocumentAlert,
    DocumentNeed,
    DocumentType,
)
from guanxi.customers.models.doubles import (
    Comparing,
    LikelyPair,
)
from guanxi.customers.models.filing import (
    ArchivePlace,
    ChangeNotice,
    FiledItem,
    Follow,
)
from guanxi.customers.models.merging import (
    Merge,
)
from guanxi.customers.models.profiles import (
    Profile,
)
from guanxi.customers.models.relations import (
    Department,
    Household,
    HouseholdMember,
    Link,
)
from guanxi.customers.models.reviews import (
    Review,
    ReviewCycle,
)
from guanxi.customers.models.risks import (
    RiskEvent,
)
from guanxi.customers.models.sources import (
    FactSource,
    Question,
    Source,
)
from guanxi.customers.models.statements import (
    Statement,
)
from guanxi.customers.models.touches import (
    Touch,
)

__all__ = [
    "ArchivePlace",
    "ChangeLine",
    "ChangeNotice",
    "ChangeSheet",
    "ClashAnswer",
    "Comparing",
    "Competitor",
    "CompetitorNote",
    "CompetitorProduct",
    "Contact",
    "Customer",
    "Department",
    "Dispute",
    "Document",
    "DocumentAlert",
    "DocumentNeed",
    "DocumentType",
    "FactSource",
    "FiledItem",
    "Follow",
    "Household",
    "HouseholdMember",
    "LadderMove",
    "LadderStep",
    "LikelyPair",
    "Link",
    "Merge",
    "OwedReport",
    "Profile",
    "Question",
    "ReceivedReport",
    "Review",
    "ReviewCycle",
    "RiskEvent",
    "RivalPurchase",
    "Source",
    "Statement",
    "TokensField",
    "Touch",
]
