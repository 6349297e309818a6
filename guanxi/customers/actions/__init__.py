"""Verbs on the customer file."""

from guanxi.customers.actions.clashes import (
    AskedTooOften,
    DecidedAlready,
    NoCase,
    answer_clash,
    claim_customer,
    decide_dispute,
    withdraw_dispute,
)
from guanxi.customers.actions.contacts import (
    ContactExists,
    NotAPerson,
    create_contact,
    edit_contact,
)
from guanxi.customers.actions.customers import (
    CannotSave,
    CodeTaken,
    MergedAway,
    StillInUse,
    archive_customer,
    assign_customers,
    create_customer,
    delete_customer,
    edit_customer,
    restore_customer,
)
from guanxi.customers.actions.imports import (
    import_customers,
    import_listed,
    import_touches,
    write_customer_list,
)
from guanxi.customers.actions.merging import (
    CannotMerge,
    CannotPart,
    merge_customers,
    unmerge_customers,
)
from guanxi.customers.actions.touches import (
    FUTURE_TOLERANCE,
    InTheFuture,
    delete_touch,
    edit_touch,
    log_touch,
    log_touches,
)

__all__ = [
    "FUTURE_TOLERANCE",
    "AskedTooOften",
    "CannotMerge",
    "CannotPart",
    "CannotSave",
    "CodeTaken",
    "ContactExists",
    "DecidedAlready",
    "InTheFuture",
    "MergedAway",
    "NoCase",
    "NotAPerson",
    "StillInUse",
    "answer_clash",
    "archive_customer",
    "assign_customers",
    "claim_customer",
    "create_contact",
    "create_customer",
    "decide_dispute",
    "delete_customer",
    "delete_touch",
    "edit_contact",
    "edit_customer",
    "edit_touch",
    "import_customers",
    "import_listed",
    "import_touches",
    "log_touch",
    "log_touches",
    "merge_customers",
    "restore_customer",
    "unmerge_customers",
    "withdraw_dispute",
    "write_customer_list",
]
