"""`guanxi duplicates`: which rows of a file are one and the same. Needs no installation."""

import argparse
import csv
import json
import re
import resource
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from guanxi.customers.rules.duplicates import HEADINGS, Doubles, Role, Truth, find_doubles, measure
from guanxi.platform.exchange.readers import (
    LINE,
    CannotRead,
    ColumnKind,
    Target,
    guess_columns,
    guess_mapping,
    open_table,
)

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    from guanxi.platform.exchange.readers import Source

_KINDS: Final = {Role.DATE: ColumnKind.DAY, Role.PHONE: ColumnKind.PHONE, Role.EMAIL: ColumnKind.EMAIL}
_TARGETS: Final = tuple(
    Target(role, names, kind=_KINDS.get(role, ColumnKind.TEXT)) for role, names in HEADINGS.items()
)
_KEY_NAME: Final = re.compile(r"(?i)(?:^|[\W_])(?:id|key|code|no|number)$|编号|编码|序号|^id")
_MEGABYTE: Final = 1024  # in kilobytes, which the system counts


class CannotCompare(Exception):
    """What was asked of the file is not possible; the text is one sentence for the user."""


def commands(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = subparsers.add_parser("duplicates", help="find the rows of a file that are one and the same")
    command.add_argument("file", type=Path, help="CSV, Excel or Parquet, of persons or organisations")
    command.add_argument("--json", action="store_true", help="the whole report as one JSON object")
    command.add_argument(
        "--truth", metavar="COLUMN", help="same value: same entity; only to measure, never to match"
    )
    command.add_argument("--clusters", type=Path, metavar="OUT.csv", help="write row,cluster; rows from 0")
    command.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="FIELD=COLUMN",
        help=f"what a column holds, overruling the guess; fields: {', '.join(_field_names())}",
    )
    command.add_argument("--threshold", type=float, default=0.5, help="least probability of a pair (0.5)")
    command.set_defaults(handle=duplicates, needs="nothing")


def duplicates(arguments: argparse.Namespace) -> int:
    """Print what was found; 1 and one sentence on stderr when the file or what is asked of it is wrong."""
    try:
        report = _report(arguments)
    except (CannotRead, CannotCompare) as refusal:
        sys.stderr.write(f"cannot compare: {refusal}\n")
        return 1
    except OSError as refusal:
        sys.stderr.write(f"cannot write: {refusal.strerror}: {refusal.filename}\n")
        return 1
    if arguments.json:
        sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=2) + "\n")
        return 0
    for name, value in report.items():
        sys.stdout.write(f"{name:<22}{_in_words(value)}\n")
    return 0


def _report(arguments: argparse.Namespace) -> dict[str, object]:
    if not 0 < arguments.threshold < 1:
        raise CannotCompare(f"--threshold {arguments.threshold} is not between 0 and 1.")
    started = time.perf_counter()
    source = open_table(arguments.file, name=arguments.file.name)
    roles = _roles(source, arguments.map, arguments.truth)
    table = _loaded(source)
    loaded = time.perf_counter()
    if not table.num_rows:
        raise CannotCompare(f"“{source.name}” has a header but no rows.")
    doubles = find_doubles(table, roles, threshold=arguments.threshold)
    matched = time.perf_counter()
    if not doubles.fields:
        raise CannotCompare(
            "no column says who a row is about: name one with --map, e.g. --map person=COLUMN."
        )
    if arguments.clusters:
        _write_clusters(arguments.clusters, doubles)
    keys = _key_columns(table) if arguments.clusters else []
    report: dict[str, object] = {
        "file": source.name,
        "rows": table.num_rows,
        "columns": {field.name: str(field.role) for field in doubles.fields},
        **({"key_column": keys[0]} if keys else {}),
        "compared_pairs": doubles.compared,
        **_sizes(doubles),
        "seconds": {"loading": round(loaded - started, 3), "matching": round(matched - loaded, 3)},
        "peak_memory_mb": round(_peak_kilobytes() / _MEGABYTE),
    }
    if arguments.truth:
        report |= _measured(measure(doubles.clusters, _entities(table, arguments.truth)))
    return report


def _roles(source: "Source", given: Sequence[str], truth: str | None) -> dict[str, Role]:
    """What is known of columns by what the user says and by their names; the rest is seen by content."""
    roles: dict[str, Role] = {}
    for pair in given:
        field, equals, column = pair.partition("=")
        if not equals or field not in _field_names():
            raise CannotCompare(
                f"--map {pair}: write FIELD=COLUMN, where FIELD is one of {', '.join(_field_names())}."
            )
        roles[_column(source, column)] = Role(field)
    if truth:
        roles[_column(source, truth)] = Role.IGNORED
    taken = set(roles.values())
    free = [target for target in _TARGETS if target.name not in taken]
    found = guess_mapping(source.header, free, guess_columns(source))
    if Role.SURNAME not in {*found, *roles.values()}:
        found.pop(Role.GIVEN, None)  # "name" alone is more often a whole name: its content tells
    for field, place in found.items():
        roles.setdefault(source.header[place], Role(field))
    return roles


def _column(source: "Source", name: str) -> str:
    if name not in source.header:
        raise CannotCompare(
            f"“{source.name}” has no column “{name}”; it has: {', '.join(source.header[:40])}."
        )
    return name


def _loaded(source: "Source") -> "pa.Table":
    import pyarrow as pa

    if source.columnar:
        batches = list(source.batches())
        table = pa.Table.from_batches(batches) if batches else pa.table({name: [] for name in source.header})
        return table.drop_columns([LINE]) if LINE in table.column_names else table
    rows = [row.cells for row in source.rows()]
    columns = zip(*rows, strict=True) if rows else ((),) * len(source.header)
    return pa.table(
        {
            name: pa.array([_text(cell) for cell in cells], pa.string())
            for name, cells in zip(source.header, columns, strict=True)
        }
    )


def _text(cell: object) -> str | None:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return None if cell is None else str(cell)


def _entities(table: "pa.Table", truth: str) -> "npt.NDArray[np.int32]":
    """A number for each value of the truth column, -1 where it is empty."""
    import pyarrow.compute as pc

    encoded = table.column(truth).combine_chunks().dictionary_encode()
    return cast("npt.NDArray[np.int32]", pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False))


def _peak_kilobytes() -> int:
    """Of this process alone: ru_maxrss would still know the size of the process that started it."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text("ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _key_columns(table: "pa.Table") -> list[str]:
    """Columns named like a key whose every value is another: by them, too, a row is found again."""
    import pyarrow.compute as pc

    named = [name for name in table.column_names if _KEY_NAME.search(name)]
    return [n for n in named if pc.count_distinct(table.column(n), "all").as_py() == table.num_rows]


def _sizes(doubles: Doubles) -> dict[str, object]:
    import numpy as np

    _, sizes = np.unique(doubles.clusters, return_counts=True)
    several = sizes[sizes > 1].astype(np.int64)
    return {
        "pairs": int((several * (several - 1) // 2).sum()),
        "clusters": len(several),
        "rows_in_clusters": int(several.sum()),
        "entities": len(sizes),
        "largest_cluster": int(sizes.max(initial=0)),
    }


def _measured(truth: Truth) -> dict[str, object]:
    return {
        "precision": round(truth.precision, 6),
        "recall": round(truth.recall, 6),
        "f1": round(truth.f1, 6),
        "true_pairs": truth.true_pairs,
        "right_pairs": truth.right_pairs,
        "false_pairs": truth.found_pairs - truth.right_pairs,
    }


def _write_clusters(path: Path, doubles: Doubles) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("row", "cluster"))
        writer.writerows(enumerate(doubles.clusters.tolist()))


def _field_names() -> Iterable[str]:
    return [str(role) for role in Role if role not in (Role.REGION, Role.BRANCH)]


def _in_words(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}: {part}" for name, part in value.items())
    return f"{value:,}" if isinstance(value, int) else str(value)
