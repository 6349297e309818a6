"""The house's own commands: who declares what, and the way in for an administrator."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from guanxi.config.address import CannotUse
from guanxi.config.backup import backup_commands
from guanxi.config.demo import demo_command
from guanxi.config.doctor import doctor_command
from guanxi.config.words import say, terminal_language


def commands(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    for name, text, lines in (
        ("verbs", "everything that writes, with its right and how it is undone", _verbs),
        ("facts", "everything a condition can ask of a customer", _facts),
        ("traits", "what areas tell others about a customer", _traits),
        ("news", "what areas tell, and who listens", _news),
        ("slots", "places on pages, and who fills them", _slots),
    ):
        _listing(subparsers, name, text, lines)
    _user_commands(subparsers)
    _loop_command(subparsers)
    demo_command(subparsers)
    backup_commands(subparsers)
    doctor_command(subparsers)


def _loop_command(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    with translation.override(terminal_language()):
        loop = subparsers.add_parser(
            "loop",
            help=_("know, evaluate, plan, act, measure: once round on a file, in a database of its own"),
            formatter_class=argparse.RawDescriptionHelpFormatter,
            epilog=_loop_examples(),
        )
        loop.add_argument("file", type=Path, help=_("orders and returns: CSV, XLSX or Parquet"))
        loop.add_argument("--json", action="store_true", help=_("everything as one JSON object"))
        loop.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="KEY=COLUMN",
            help=_("which column of the file holds what; the rest is found by itself. May be said often"),
        )
        loop.add_argument(
            "--set",
            action="append",
            default=[],
            metavar="OPTION=VALUE",
            dest="options",
            help=_("how the file is to be read. May be said often"),
        )
        loop.add_argument(
            "--seed", type=int, default=1, help=_("of the random cells (without it: 1)"), metavar="N"
        )
        loop.add_argument(
            "--window", type=int, default=30, metavar="DAYS", help=_("to respond in (without it: 30)")
        )
    loop.set_defaults(handle=_loop, needs="temporary")


def _loop_examples() -> str:
    """What --map and --set understand, from the declaration of the import itself."""
    from guanxi.platform.exchange.targets import target_named

    target = target_named("commerce.transactions")
    lines = [_("KEY of --map, and what the column holds:")]
    lines += [f"  {column.key:<16}{column.label}" for column in target.columns]
    lines += ["", _("OPTION of --set:")]
    for option in target.options:
        values = ", ".join(value for value, _label in option.offered() if value)
        lines.append(f"  {option.key:<16}{option.label}{f' ({values})' if values else ''}")
    return "\n".join(
        [
            *lines,
            "",
            _("Examples:"),
            "  guanxi loop orders.xlsx",
            "  guanxi loop orders.csv --map customer=Client --map date='Sold on' --map price=",
            "  guanxi loop orders.csv --set return_prefix=R --set currency=EUR --set dates=day",
            "  guanxi loop orders.parquet --json --seed 7 --window 60",
            _("An empty column, as in --map price=, takes a column out that was found by itself."),
        ]
    )


def _loop(arguments: argparse.Namespace) -> int:
    from guanxi.config.loop import Asked, go_round
    from guanxi.config.loop_told import as_object, as_text

    asked = Asked(
        arguments.file,
        _pairs("--map", arguments.map),
        _pairs("--set", arguments.options),
        arguments.seed,
        arguments.window,
    )
    if arguments.json:
        say(json.dumps(as_object(go_round(asked)), ensure_ascii=False))
        return 0
    with translation.override(terminal_language()):
        say(as_text(go_round(asked)))
    return 0


def _pairs(option: str, given: list[str]) -> dict[str, str]:
    """Raises CannotUse for what is no pair."""
    for pair in given:
        if "=" not in pair:
            raise CannotUse(f"{option} {pair}: write it as in {option} KEY=VALUE, without blanks.")
    return dict(pair.split("=", 1) for pair in given)


def _listing(
    subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    text: str,
    lines: Callable[[], Iterable[str]],
) -> None:
    def handle(_arguments: argparse.Namespace) -> int:
        for line in lines():
            say(line)
        return 0

    subparsers.add_parser(name, help=text).set_defaults(handle=handle, needs="nothing")


def _verbs() -> Iterable[str]:
    from guanxi.platform.verbs import verbs

    for one in verbs():
        yield f"{one.name:<40} {one.undo:<10} {one.__module__}  {one.label}"


def _facts() -> Iterable[str]:
    from guanxi.platform.conditions import facts

    for fact in facts():
        yield f"{fact.name:<40} {fact.kind:<8} {fact.subject:<12} {fact.label}"


def _traits() -> Iterable[str]:
    from guanxi.platform.conditions import traits

    for fact in traits():
        yield f"{fact.name:<40} {fact.kind:<8} {fact.table}.{fact.column}  {fact.label}"


def _news() -> Iterable[str]:
    from django.conf import settings

    from guanxi.platform.bus import listeners, name_of
    from guanxi.platform.types import News

    for area in settings.AREAS:
        if find_spec(f"{area}.events"):
            import_module(f"{area}.events")
    # A slotted dataclass is made twice; its module holds the real one.
    told = [one for one in News.__subclasses__() if getattr(sys.modules[one.__module__], one.__name__) is one]
    for news in sorted(told, key=name_of):
        yield name_of(news)
        for one in listeners():
            if one.news is news:
                yield f"    heard by {one.name}"


def _slots() -> Iterable[str]:
    from guanxi.platform.slots import all_places

    for place, fillings in all_places():
        yield f"{place.name}  {place.label}"
        for one in fillings:
            yield f"    {one.order:>4}  {one.key}  {one.right or 'everybody'}"


def _user_commands(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    user = subparsers.add_parser("user", help="make an account, or give it a new password")
    actions = user.add_subparsers(metavar="ACTION", required=True)
    add = actions.add_parser("add", help="make an account with a random password")
    add.add_argument("email")
    add.add_argument("name")
    add.add_argument("--role", default="administrator", help="the code of a role (default: administrator)")
    add.set_defaults(handle=_add_user)
    password = actions.add_parser("password", help="give an account a new random password")
    password.add_argument("email")
    password.set_defaults(handle=_reset_password)


def _add_user(arguments: argparse.Namespace) -> int:
    from guanxi.config import accounts

    account = accounts.add_user(arguments.email, arguments.name, arguments.role)
    say(f"{account.email}  {account.password}")
    return 0


def _reset_password(arguments: argparse.Namespace) -> int:
    from guanxi.config import accounts

    account = accounts.reset_password(arguments.email)
    say(f"{account.email}  {account.password}")
    return 0
