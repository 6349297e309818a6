"""`guanxi import`: a file from the command line, without the queue."""

import argparse
import json
import sys
from pathlib import Path


def commands(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = subparsers.add_parser("import", help="import a file, or say what importing it would do")
    command.add_argument("file", type=Path)
    command.add_argument("--target", required=True, help="what the file holds, e.g. commerce.transactions")
    command.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="KEY=COLUMN",
        help="a column of the file, overruling the proposal",
    )
    command.add_argument("--set", action="append", default=[], metavar="OPTION=VALUE", dest="options")
    command.add_argument("--dry-run", action="store_true", help="decide everything, write nothing")
    command.add_argument("--json", action="store_true", help="the whole report as one JSON object")
    command.set_defaults(handle=_import)


def _import(arguments: argparse.Namespace) -> int:
    import msgspec

    from guanxi.platform.access.queries import system_actor
    from guanxi.platform.exchange.actions import check_file, import_file

    work = check_file if arguments.dry_run else import_file
    report = work(
        system_actor("guanxi import"),
        arguments.file,
        arguments.target,
        _pairs(arguments.map),
        _pairs(arguments.options),
    )
    if arguments.json:
        _say(json.dumps(msgspec.to_builtins(report), ensure_ascii=False, indent=2))
        return 0
    _say(f"rows read       {report.rows_read:>12,}")
    for rule, count in report.refused().items():
        _say(f"  {rule:<14}{count:>12,}")
    _say(f"rows imported   {report.rows_imported:>12,}")
    for kind, count in report.made.items():
        _say(f"  {kind:<14}{count:>12,}")
    return 0


def _pairs(given: list[str]) -> dict[str, str]:
    return {key: value for key, _, value in (pair.partition("=") for pair in given)}


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
