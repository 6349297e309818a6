"""Reading the journal: what happened, and what an undo would meet."""

from guanxi.platform.journal.queries.conflicts import changed_since, conflicts_of
from guanxi.platform.journal.queries.entries import (
    MOST_COUNTED,
    change_set,
    change_sets,
    effects,
    first_done,
    last_undoable,
    may_repeat,
    may_undo,
    row_count,
    tables_of,
    verbs_done,
    with_row_counts,
)
from guanxi.platform.journal.queries.rows import (
    COUNTERS,
    HIDDEN,
    changed_keys,
    changes_after,
    field_history,
    first_rows,
    models_by_table,
    touched,
    visible_rows,
)

__all__ = [
    "COUNTERS",
    "HIDDEN",
    "MOST_COUNTED",
    "change_set",
    "change_sets",
    "changed_keys",
    "changed_since",
    "changes_after",
    "conflicts_of",
    "effects",
    "field_history",
    "first_done",
    "first_rows",
    "last_undoable",
    "may_repeat",
    "may_undo",
    "models_by_table",
    "row_count",
    "tables_of",
    "touched",
    "verbs_done",
    "visible_rows",
    "with_row_counts",
]
