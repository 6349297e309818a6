"""The house's own commands: who declares what, and the way in for an administrator."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from guanxi.config.backup import backup_commands
from guanxi.config.demo import demo_command
from guanxi.config.doctor import doctor_command
from guanxi.config.words import say


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
    loop = subparsers.add_parser(
        "loop", help="know, evaluate, plan, act, measure: once round on a file, in a database of its own"
    )
    loop.add_argument("file", type=Path, help="orders and returns: CSV, XLSX or Parquet")
    loop.add_argument("--json", action="store_true", help="everything as one JSON object")
    loop.add_argument("--map", action="append", default=[], metavar="KEY=COLUMN", help="as guanxi import")
    loop.add_argument("--set", action="append", default=[], metavar="OPTION=VALUE", dest="options")
    loop.add_argument("--seed", type=int, default=1, help="of the random cells (default: 1)")
    loop.add_argument("--window", type=int, default=30, metavar="DAYS", help="to respond in (default: 30)")
    loop.set_defaults(handle=_loop, needs="temporary")


def _loop(arguments: argparse.Namespace) -> int:
    from guanxi.config.loop import Asked, go_round

    told = go_round(
        Asked(
            arguments.file,
            dict(pair.split("=", 1) for pair in arguments.map),
            dict(pair.split("=", 1) for pair in arguments.options),
            arguments.seed,
            arguments.window,
        )
    )
    if arguments.json:
        say(json.dumps(told, ensure_ascii=False))
        return 0
    for key in ("rows_read", "rows_refused", "customers", "orders", "returns", "net_revenue", "stages"):
        say(f"{key:<14} {told[key]}")
    for key in ("list_size", "cells", "results", "seconds", "peak_mb"):
        say(f"{key:<14} {told[key]}")
    return 0


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
