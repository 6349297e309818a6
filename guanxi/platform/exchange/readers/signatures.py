"""What a file is, by its content; its name is never asked."""

import re
import zipfile
from pathlib import Path

import puremagic
from django.utils.translation import gettext as _

from guanxi.platform.exchange.readers.errors import (
    DamagedWorkbook,
    EmptyFile,
    FileMissing,
    FileUnreadable,
    NotAFile,
    NotATable,
)
from guanxi.platform.exchange.readers.table import Kind

_HEAD = 1 << 16
_TELLING = 4  # bytes of a signature; text may begin with shorter ones by chance
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*(?:<!doctype\s+html|<html|<table|<head|<body|<meta|<style|<div)",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(rb"\s*<\?xml|\s*<\w+[:\w]*\s+xmlns", re.IGNORECASE)
_TABLES_IN_XML = re.compile(rb"<html|<table|urn:schemas-microsoft-com:office:spreadsheet", re.IGNORECASE)
_CARD = re.compile(rb"\s*(?:\w+\.)?BEGIN[ \t]*:[ \t]*VCARD", re.IGNORECASE)
# Begun so it is meant for JSON, wherever it breaks off.
_OBJECTS = re.compile(rb'\s*(?:\[\s*\{\s*(?:"|\Z)|\{\s*"(?:[^"\\]|\\.)*"\s*:)')
_JSON = re.compile(rb"\s*[\[{]\s*(?:\"|\{|\[)")
_CONTROL = re.compile(rb"[\x01-\x08\x0b\x0e-\x19\x1b-\x1f]")
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")


def recognise(path: Path, name: str) -> Kind:
    """Raises NotATable, with what the file is instead, and what opening it can raise."""
    head = read_head(path, name)
    if head[:4] == b"PAR1":
        return "parquet"
    if head[:4] == b"PK\x03\x04":
        return _kind_of_archive(path, name)
    if head[:4] in (b"PK\x05\x06", b"PK\x07\x08"):
        raise NotATable(name, found=_("an empty ZIP archive"))
    return "xls" if head.startswith(_COMPOUND) else _kind_of_text(head, name)


def _kind_of_text(head: bytes, name: str) -> Kind:
    text = _narrow(head)
    if _CARD.match(text):
        return "vcf"
    if _MARKUP.match(text):
        return "html"
    if _XML.match(text):
        return "html" if _TABLES_IN_XML.search(text) else _refuse(name, "XML")
    if found := _binary(head):
        raise NotATable(name, found=found)
    if _OBJECTS.match(text):
        return "json"
    if _JSON.match(text) and (len(head) == _HEAD or text.rstrip().endswith((b"]", b"}", b","))):
        return "json"
    return "csv"


def _refuse(name: str, found: str) -> Kind:
    raise NotATable(name, found=found)


def read_head(path: Path, name: str) -> bytes:
    try:
        if not path.exists():
            raise FileMissing(name)
        if not path.is_file():
            raise NotAFile(name)
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as refusal:
        raise FileUnreadable(name, reason=refusal.strerror or type(refusal).__name__) from refusal
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise EmptyFile(name)
    return head


def _kind_of_archive(path: Path, name: str) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = set(archive.namelist())
            if "mimetype" in entries and b"opendocument.spreadsheet" in archive.open("mimetype").read(200):
                return "ods"
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as mistake:
        raise DamagedWorkbook(name) from mistake
    if any(entry.lower() == "xl/workbook.xml" for entry in entries):
        return "xlsx"
    if any(entry.lower() == "xl/workbook.bin" for entry in entries):
        return "xlsb"
    if any(entry.startswith("word/") for entry in entries):
        return _refuse(name, _("a Word document"))
    if any(entry.startswith("ppt/") for entry in entries):
        return _refuse(name, _("a PowerPoint presentation"))
    return _refuse(name, _("a ZIP archive"))


def _narrow(head: bytes) -> bytes:
    """The head as plain bytes for looking at its first words, also if it is UTF-16."""
    for mark in _BYTE_ORDER_MARKS:
        head = head.removeprefix(mark)
    return head.replace(b"\x00", b"")


def _binary(head: bytes) -> str:
    """What kind of binary file this is; empty for text."""
    if head.startswith(_BYTE_ORDER_MARKS):
        return ""
    controls = len(_CONTROL.findall(head))
    nulls = head.count(0)
    signed = _signed(head)
    if signed and (controls or nulls or signed == "PDF"):
        return signed
    wide = nulls * 3 >= len(head) or 0 in (head[0::2].count(0), head[1::2].count(0))
    if (
        wide and nulls and controls * 10 < len(head)
    ):  # UTF-16 has its zeros on one side, its high halves anywhere
        return ""
    return _("binary data, not text") if controls * 50 > len(head) or nulls * 10 > len(head) else ""


def _signed(head: bytes) -> str:
    if head.startswith(b"%PDF-"):
        return "PDF"
    for start, words in (
        (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"SQLite format 3", "SQLite"),
        (b"\x1f\x8b", "gzip"), (b"7z\xbc\xaf\x27\x1c", "7-Zip"), (b"Rar!", "RAR"),
    ):  # fmt: skip
        if head.startswith(start):
            return words
    try:
        matches = puremagic.magic_string(head[:4096])
    except (puremagic.PureError, ValueError):
        return ""
    best = matches[0] if matches else None
    return best.name if best is not None and len(best.byte_match or b"") >= _TELLING else ""
