"""Writing many rows at once with COPY, inside the running transaction and under the journal's triggers."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from django.db import connection, models

_CHUNK = 1 << 17  # characters
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
NULL = "\\N"


def reserve_keys(model: type[models.Model], count: int) -> list[int]:
    """`count` fresh keys of a table, in rising order; no other transaction is given them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)",
            [model._meta.db_table, count],  # noqa: SLF001 - the documented model API
        )
        return [row[0] for row in cursor.fetchall()]


def copy_lines(model: type[models.Model], columns: Sequence[str], lines: Iterable[str]) -> int:
    """COPY rows that are COPY lines already (made with `copied`, joined by tabs). Returns how many."""
    return copy_into(model._meta.db_table, columns, lines)  # noqa: SLF001 - the documented model API


def copy_into(table: str, columns: Sequence[str], lines: Iterable[str]) -> int:
    """As `copy_lines`, into a table known by its name, such as a temporary one."""
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        with cursor.copy(f'copy "{table}" ({names}) from stdin') as copy:
            for chunk in _chunks(lines):
                copy.write(chunk)
        return int(cursor.rowcount)


def copy_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """COPY rows of plain values. Returns how many."""
    return copy_lines(model, columns, ("\t".join(map(copied, row)) for row in rows))


def copied(value: object) -> str:  # noqa: PLR0911 - one line for each kind of value
    """One value as COPY reads it."""
    if value is None:
        return NULL
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(sep=" ")
    if isinstance(value, list | tuple):
        return _array(value).translate(_ESCAPES)
    return str(value)


def _array(items: Iterable[object]) -> str:
    escaped = (str(item).replace("\\", "\\\\").replace('"', '\\"') for item in items)
    return "{" + ",".join(f'"{item}"' for item in escaped) + "}"


def _chunks(lines: Iterable[str]) -> Iterator[str]:
    part: list[str] = []
    size = 0
    for line in lines:
        part.append(line)
        size += len(line)
        if size > _CHUNK:
            yield "\n".join(part) + "\n"
            part, size = [], 0
    if part:
        yield "\n".join(part) + "\n"
