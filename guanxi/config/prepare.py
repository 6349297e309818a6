"""What happens between a running database and the first page: tables, static files, the demo company.

Runs as a process of its own, so that the supervisor stays small and imports no Django.
"""

import hashlib
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from guanxi.config.address import write_private
from guanxi.config.demo import build_demo
from guanxi.config.words import say


def prepare() -> None:
    """Bring the database and the static files to this version; on the first start make the accounts."""
    call_command("migrate", interactive=False, verbosity=0)
    collect_static()
    from guanxi.config import accounts  # its models exist only in a Django which is set up
    from guanxi.platform.moved import settle

    settle()

    if not accounts.anybody():
        _first_start()


def collect_static() -> bool:
    """Copy the static files with their hashes, unless nothing changed. True when it copied."""
    stamp = settings.GUANXI_DATA / "static.stamp"
    digest = _digest_of_static()
    if stamp.exists() and stamp.read_text(encoding="ascii") == digest:
        return False
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    write_private(stamp, digest)
    return True


def _digest_of_static() -> str:
    digest = hashlib.sha256(str(settings.STATIC_ROOT).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _first_start() -> None:
    from guanxi.config import accounts

    accounts.install_roles()
    made = []
    if settings.GUANXI_DEMO:
        say("Building the demo company ...")
        build_demo(datetime.now(ZoneInfo("Asia/Shanghai")).date())
        made = list(accounts.demo_accounts())
    if not accounts.has_administrator():
        made.append(accounts.add_user(accounts.FIRST_EMAIL, "Administrator"))
    say("\nAccounts (each password is shown only now; `guanxi user password EMAIL` makes a new one):")
    width = max(len(account.email) for account in made)
    for account in made:
        say(f"  {account.email:<{width}}  {account.password}  {account.name}, {account.role}")
    say("")


def main() -> int:
    django.setup()
    prepare()
    return 0


if __name__ == "__main__":
    sys.exit(main())
