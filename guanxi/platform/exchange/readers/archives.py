"""Workbooks are ZIP archives: what is inside is counted before a library unpacks it."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from copy import copy
from pathlib import Path

from django.utils.translation import gettext as _

from guanxi.platform.exchange.readers.errors import DamagedWorkbook, ProtectedWorkbook, UnsafeWorkbook

MOST_ENTRIES = 10_000
LARGEST_PART = 1 << 30  # bytes unpacked; a full sheet of a million rows and ten columns has about half of it
LARGEST_TEXT = 512 << 20  # bytes unpacked of everything that is held in memory at once, the sheets aside
HIGHEST_RATIO = 400  # sheets shrink 10 to 60 times, a sheet of one repeated value some 200 times
_SMALL = 16 << 20  # bytes; below this a ratio proves nothing
_CHUNK = 1 << 20
_READ = re.compile(r"(?:xl/.*\.(?:xml|bin|rels)|content\.xml|styles\.xml|meta-inf/.*)", re.IGNORECASE)
_SHEET = re.compile(r"xl/worksheets/|content\.xml", re.IGNORECASE)
_DECLARES = (b"<!DOCTYPE", b"<!ENTITY")  # XML knows no other spelling

Broken = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)


def check_archive(path: Path, name: str) -> None:
    """Unpack every part that a reader will unpack, piece by piece, and count what really comes out.

    Raises UnsafeWorkbook for a bomb, a lying directory or a document type; Damaged- or ProtectedWorkbook.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_ENTRIES:
                raise UnsafeWorkbook(name, reason=_("it has far too many parts"))
            _check_parts(archive, [entry for entry in entries if _READ.fullmatch(entry.filename)], name)
    except Broken as mistake:
        raise DamagedWorkbook(name) from mistake


def _check_parts(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], name: str) -> None:
    held = 0
    for part in parts:
        if part.flag_bits & 1:
            raise ProtectedWorkbook(name)
        size, last = 0, b""
        for chunk in unpack(archive, part, name):
            size += len(chunk)
            if any(word in chunk or word in last + chunk[:10] for word in _DECLARES):
                raise UnsafeWorkbook(
                    name, reason=_("it contains a document type, which workbooks never need")
                )
            if size > LARGEST_PART or (size > _SMALL and size > HIGHEST_RATIO * max(1, part.compress_size)):
                raise UnsafeWorkbook(name, reason=_("it unpacks to far more than its size"))
            last = chunk[-10:]
        held += 0 if _SHEET.match(part.filename) else size
        if held > LARGEST_TEXT:
            raise UnsafeWorkbook(name, reason=_("it unpacks to far more than its size"))


def unpack(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    """The part's bytes. More bytes than the archive's directory declares are a lie and refused."""
    asked = copy(part)
    asked.file_size = part.file_size + 1  # so that the reader does not stop where the directory says
    size = 0
    with archive.open(asked) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > part.file_size:
                raise UnsafeWorkbook(name, reason=_("its parts are larger than it declares"))
            yield chunk
