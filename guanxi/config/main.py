"""The command `guanxi`.

Areas add commands in their commands.py: `def commands(subparsers) -> None` adds parsers, each with
`set_defaults(handle=function, needs=...)`; `function(arguments) -> int` returns the exit code.
`needs` is "database" (the installation's; the default), "server" (the same, whatever is in it), "temporary"
(a fresh one, thrown away afterwards) or "nothing".
"""

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import cast

from guanxi.config import address, database
from guanxi.config.address import CannotUse
from guanxi.config.supervisor import Plan, run
from guanxi.config.words import complain

Handle = Callable[[argparse.Namespace], int]
_HIGHEST_PORT = 65_534  # the push server takes the next one
_WITHOUT_DJANGO = {"run", "manage"}  # these start in a moment, or hand everything on


def main(given: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0 done, 1 refused or failed, 2 not understood."""
    words = list(sys.argv[1:] if given is None else given)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanxi.config.settings")
    try:
        return _carry_out(words)
    except CannotUse as refusal:
        complain(str(refusal))
        return 1
    except KeyboardInterrupt:
        complain("stopped")
        return 130
    except BrokenPipeError:  # the reader (`| head`) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _carry_out(words: Sequence[str]) -> int:
    if words[:1] == ["manage"]:
        return _manage(words[1:])
    if not _WITHOUT_DJANGO.intersection(words[:1]):
        import django

        _number("GUANXI_PORT", 8000)
        django.setup()
    arguments = _parser(with_areas=words[:1] != ["run"]).parse_args(words)
    handle = cast("Handle", arguments.handle)
    with _what_it_needs(arguments.needs):
        return _refusals_in_words(handle, arguments)


def _refusals_in_words(handle: Handle, arguments: argparse.Namespace) -> int:
    if arguments.needs == "run":
        return handle(arguments)
    from guanxi.platform.verbs import Refused

    try:
        return handle(arguments)
    except Refused as refusal:
        complain(str(refusal))
        for field, sentence in refusal.fields.items():
            if str(sentence) != str(refusal):
                complain(f"  {field}: {sentence}")
        return 1


def _parser(*, with_areas: bool) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="guanxi", description="Guanxi: the CRM that carries the method.")
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    _run_command(subparsers)
    manage = subparsers.add_parser("manage", help="hand the rest to Django's own commands")
    manage.set_defaults(handle=_manage, needs="nothing")
    if with_areas:
        from django.conf import settings

        for module in ("guanxi.config.commands", *(f"{area}.commands" for area in settings.AREAS)):
            if find_spec(module):
                import_module(module).commands(subparsers)
        for command in subparsers.choices.values():
            if command.get_default("needs") is None:
                command.set_defaults(needs="database")
    return parser


def _run_command(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = subparsers.add_parser("run", help="open the CRM: database, pages, pushes, background work")
    command.add_argument("--host", default=os.environ.get("GUANXI_HOST") or "127.0.0.1")
    command.add_argument("--port", type=int, default=None, help="pages; the push server takes the next one")
    command.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="page server processes")
    command.set_defaults(handle=_run, needs="run")


def _run(arguments: argparse.Namespace) -> int:
    port = arguments.port if arguments.port is not None else _number("GUANXI_PORT", 8000)
    if not 1 <= port <= _HIGHEST_PORT:
        raise CannotUse(f"Port {port} is not between 1 and {_HIGHEST_PORT}.")
    run(
        Plan(
            folder=address.data_folder(),
            host=arguments.host,
            port=port,
            database_url=os.environ.get("DATABASE_URL", "").strip(),
            workers=max(1, arguments.workers),
        )
    )
    return 0


def _number(name: str, otherwise: int) -> int:
    given = os.environ.get(name) or str(otherwise)
    if not given.isdecimal():
        raise CannotUse(f"{name} is {given!r}, which is not a number.")
    return int(given)


@contextlib.contextmanager
def _what_it_needs(needs: str) -> Iterator[None]:
    if needs == "database":
        with database.at_hand(address.data_folder()) as url:
            database.use(url)
            _ready_tables()
            yield
    elif needs == "server":
        with database.at_hand(address.data_folder()) as url:
            database.use(url)
            yield
    elif needs == "temporary":
        with database.temporary() as url:
            database.use(url)
            _make_tables()
            yield
    else:
        yield


def _ready_tables() -> None:
    """A database without any tables gets them; raises CannotUse when its tables are not of this version."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if not executor.loader.applied_migrations:
        from guanxi.config import accounts

        _make_tables()
        accounts.install_roles()
    elif executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CannotUse(
            "The database is not yet that of this version: "
            "start `guanxi run` once, or say `guanxi manage migrate`."
        )
    from guanxi.platform.moved import settle

    settle()


def _make_tables() -> None:
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def _manage(words: Sequence[str]) -> int:
    from django.core.management import execute_from_command_line

    with database.at_hand(address.data_folder()):
        execute_from_command_line(["guanxi manage", *words])
    return 0


if __name__ == "__main__":
    sys.exit(main())
