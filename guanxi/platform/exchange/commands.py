"""`guanxi import`: a file from the command line, without the queue.

guanxi import FILE --target commerce.transactions
guanxi import customers FILE --mode upsert --key code
"""

import argparse
import json
import sys
from pathlib import Path


def commands(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = subparsers.add_parser("import", help="import a file, or say what importing it would do")
    command.add_argument("words", nargs="+", metavar="[customers] FILE", help="what it holds, and the file")
    command.add_argument("--target", help="what the file holds, e.g. commerce.transactions")
    command.add_argument("--mode", choices=("create", "update", "upsert"), help="new records, changes, both")
    command.add_argument("--key", help="by what a record on file is found: code, credit_code, phone ...")
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

    *short, file = arguments.words
    target = arguments.target or " ".join(short)
    if not target or (arguments.target and short):
        _complain("say what the file holds: guanxi import customers FILE, or guanxi import FILE --target ...")
        return 2
    options = {name: getattr(arguments, name) for name in ("mode", "key") if getattr(arguments, name)}
    work = check_file if arguments.dry_run else import_file
    report = work(
        system_actor("guanxi import"),
        Path(file),
        target,
        _pairs(arguments.map),
        {**_pairs(arguments.options), **options},
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


def _complain(line: str) -> None:
    sys.stderr.write(line + "\n")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
