"""`guanxi import` and `guanxi export`: files from and to the command line, without the queue.

guanxi import FILE --target commerce.transactions
guanxi import customers FILE --mode upsert --key code
guanxi import customers FILE --as lin@example.com --refused left-out.csv
guanxi export customers --format vcf --where '{"fact": "customers.city", "is": "=", "value": "苏州"}'
"""

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guanxi.platform.access.types import Actor
    from guanxi.platform.conditions.sql import Where
    from guanxi.platform.exchange.targets import Export, Target
    from guanxi.platform.exchange.types import ImportReport, RuleCount

EXAMPLES_TOLD = 3
_EXAMPLE = """--where '{"fact": "customers.city", "is": "=", "value": "苏州"}'"""


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
    command.add_argument(
        "--refused", type=Path, metavar="FILE", help="write the rows left out, and why, as CSV"
    )
    _as_whom(command)
    command.set_defaults(handle=_import)
    out = subparsers.add_parser("export", help="write records to a file")
    out.add_argument("what", help="such as customers")
    out.add_argument("--format", choices=("csv", "xlsx", "json", "vcf"), default="csv", dest="form")
    out.add_argument(
        "--where", default="", metavar="CONDITION", help="only what meets this condition, as JSON"
    )
    out.add_argument("--out", type=Path, help="the file; without it text goes to standard output")
    _as_whom(out)
    out.set_defaults(handle=_export)


def _as_whom(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--as",
        dest="colleague",
        metavar="EMAIL",
        help="with the rights and rows of this colleague, to whom new records belong; without it the system",
    )


def _actor(arguments: argparse.Namespace, reason: str) -> "Actor":
    """Raises Refused for an address nobody who works here has."""
    from guanxi.platform.access.queries import actor_of, colleagues, system_actor
    from guanxi.platform.verbs import Refused

    house = system_actor(reason)
    if not arguments.colleague:
        return house
    user = colleagues(house).filter(email__iexact=arguments.colleague).first()
    if user is None:
        raise Refused(_("No colleague has the address {email}.").format(email=arguments.colleague))
    return actor_of(user)


def _export(arguments: argparse.Namespace) -> int:
    from guanxi.platform.conditions import ConditionError
    from guanxi.platform.exchange.targets import export_named, export_names
    from guanxi.platform.verbs import Forbidden, verb_named

    if arguments.what not in export_names():
        _complain(f"only these can be exported: {', '.join(export_names())}")
        return 2
    if arguments.out is None and arguments.form == "xlsx":
        _complain("a workbook needs a file: --out FILE.xlsx")
        return 2
    found = export_named(arguments.what)
    actor = _actor(arguments, "guanxi export")
    if not actor.may(found.right):
        raise Forbidden
    try:
        keys = found.keys(actor, _met(arguments.where, found.subject, actor))
    except ConditionError as problem:
        _complain(f"{problem.sentence} {_('A condition is written like this:')}\n  {_EXAMPLE}")
        return 1
    # The journal keeps who took records out.
    verb_named(found.right)(actor=actor, why=f"guanxi export {found.name} {arguments.where}".strip())
    if arguments.out is not None:
        try:
            _write(arguments.out, arguments.form, found, actor, keys)
        except OSError as problem:
            _complain(f"{arguments.out} cannot be written: {problem.strerror}.")
            return 1
        return 0
    with tempfile.TemporaryDirectory(prefix="guanxi-export-") as folder:
        path = Path(folder) / "out"
        _write(path, arguments.form, found, actor, keys)
        with path.open(encoding="utf-8", newline="") as file:
            shutil.copyfileobj(file, sys.stdout)
    return 0


def _met(given: str, subject: str, actor: "Actor") -> "Where":
    from zoneinfo import ZoneInfo

    from guanxi.platform.conditions import loads, where

    return where(loads(given, subject), subject, actor.now(), ZoneInfo(actor.zone))


def _write(path: Path, form: str, found: "Export", actor: "Actor", keys: "Iterable[int]") -> None:
    from guanxi.platform.exchange.writers import write_csv, write_xlsx

    if form in found.texts:
        with path.open("w", encoding="utf-8", newline="", errors="replace") as file:
            file.writelines(found.texts[form](actor, keys))
        return
    write = write_xlsx if form == "xlsx" else write_csv
    write(path, found.header, found.rows(actor, keys))


def _import(arguments: argparse.Namespace) -> int:
    import msgspec

    from guanxi.platform.exchange.actions import check_file, import_file
    from guanxi.platform.exchange.files import path_of
    from guanxi.platform.exchange.targets import target_named

    *short, file = arguments.words
    target = arguments.target or " ".join(short)
    if not target or (arguments.target and short):
        _complain("say what the file holds: guanxi import customers FILE, or guanxi import FILE --target ...")
        return 2
    options = {name: getattr(arguments, name) for name in ("mode", "key") if getattr(arguments, name)}
    work = check_file if arguments.dry_run else import_file
    report = work(
        _actor(arguments, "guanxi import"),
        Path(file),
        target,
        _pairs(arguments.map),
        {**_pairs(arguments.options), **options},
    )
    if arguments.refused is not None and report.failed_file:
        shutil.copyfile(path_of(report.failed_file), arguments.refused)
    if arguments.json:
        _say(json.dumps(msgspec.to_builtins(report), ensure_ascii=False, indent=2))
        return 0
    _tell(report, target_named(target))
    return 0


def _tell(report: "ImportReport", target: "Target") -> None:
    """The figures in words, and of each rule that left rows out, or warns of some, the first of them."""
    _say(f"{report.rows_read:>12,}  {_('Rows read')}")
    for rule in report.rules:
        if rule.count:
            _say_rule(rule, target.rule_label(rule.rule))
    _say(f"{report.rows_imported:>12,}  {_('Rows imported')}")
    made = dict(target.made)
    for kind, count in report.made.items():
        _say(f"{count:>12,}    {made.get(kind, kind)}")
    labels = {rule: label for rule, label, _advice in target.warnings}
    for rule in report.warnings:
        _say_rule(rule, str(labels[rule.rule]))
    for note in report.notes:
        _say(note)


def _say_rule(rule: "RuleCount", label: str) -> None:
    _say(f"{rule.count:>12,}    {label}")
    for example in rule.examples[:EXAMPLES_TOLD]:
        _say(f"{'':14}{_('Line %(line)s') % {'line': example.line}}: {example.reason}")


def _pairs(given: list[str]) -> dict[str, str]:
    return {key: value for key, _, value in (pair.partition("=") for pair in given)}


def _complain(line: str) -> None:
    sys.stderr.write(line + "\n")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
