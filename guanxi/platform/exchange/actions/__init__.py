"""Verbs of importing: upload, choose columns, check, run, stop."""

from guanxi.platform.exchange.actions.files import check_file, import_file
from guanxi.platform.exchange.actions.refusals import (
    CannotImport,
    ImportedAlready,
    NotMapped,
)
from guanxi.platform.exchange.actions.runs import (
    cancel_import,
    check_import,
    correct_import,
    map_import,
    queue_import,
    read_differently,
    run_import,
    start_import,
)

__all__ = [
    "CannotImport",
    "ImportedAlready",
    "NotMapped",
    "cancel_import",
    "check_file",
    "check_import",
    "correct_import",
    "import_file",
    "map_import",
    "queue_import",
    "read_differently",
    "run_import",
    "start_import",
]
