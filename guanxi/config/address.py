"""Where things are: the data folder, the secrets in it, and the database's address in Django's words."""

import os
import secrets
import stat
from pathlib import Path
from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

WEB_STATEMENT_TIMEOUT_MS = 15_000


class CannotUse(Exception):  # a refusal in one sentence, not a programming error
    """Something outside the program is not as it must be; the sentence says what and what to do."""


def data_folder() -> Path:
    """The one folder which holds everything this installation keeps (`GUANXI_DATA`, else ./data)."""
    return Path(os.environ.get("GUANXI_DATA") or "data").absolute()


def make_data_folder(folder: Path) -> None:
    """Create the data folder. As root it stays passable: the database's unprivileged owner lives below it."""
    if folder.is_dir():
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    except OSError as error:
        raise CannotUse(f"The data folder {folder} cannot be made: {error.strerror}.") from error


def write_private(path: Path, text: str) -> None:
    """Write `text` so that only this user can read it and nobody ever sees half of it."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def secret_key(folder: Path) -> str:
    """The installation's signing key, made once and kept in the data folder with mode 0600."""
    path = folder / "secret-key"
    if not path.exists():
        make_data_folder(folder)
        write_private(path, secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8").strip()


def database_url(folder: Path) -> str:
    """`DATABASE_URL`, else the address which the embedded database left in the data folder, else ''."""
    given = os.environ.get("DATABASE_URL", "").strip()
    if given:
        return given
    left = folder / "database-url"
    return left.read_text(encoding="utf-8").strip() if left.exists() else ""


def django_database(url: str, *, for_web: bool) -> dict[str, Any]:
    """A libpq URL as Django's settings. Only pages have a statement timeout: jobs may take long."""
    try:
        parts = {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    except ProgrammingError as error:
        raise CannotUse(f"DATABASE_URL cannot be read: {str(error).strip()}.") from error
    name = parts.pop("dbname", "guanxi")
    user, password = parts.pop("user", ""), parts.pop("password", "")
    host, port = parts.pop("host", ""), parts.pop("port", "")
    if for_web:
        parts["options"] = (
            f"{parts.get('options', '')} -c statement_timeout={WEB_STATEMENT_TIMEOUT_MS}".strip()
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": user,
        "PASSWORD": password,
        "HOST": host,
        "PORT": port,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": parts,
    }
