"""In which encoding a text file is written, decided on the whole file, and its physical lines."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from guanxi.platform.exchange.readers.errors import EncodingBroken, EncodingUnclear

_CHUNK = 1 << 20
_HEAD = 1 << 16
_MARKS = (  # UTF-32 before UTF-16: its mark begins with the same bytes
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HAN_PAIR_GB = re.compile(rb"[\xb0-\xf7][\xa1-\xfe]|[\x81-\xfe][\x40-\xfe]")
_PAIR_BIG5 = re.compile(rb"[\xa1-\xf9][\x40-\x7e\xa1-\xfe]")
_COMMON_GB = re.compile(rb"[\xa1-\xa3\xb0-\xd7][\xa1-\xfe]")
_COMMON_BIG5 = re.compile(rb"[\xa4-\xc6]")
_HIGH = re.compile(rb"[\x80-\xff]")
_WESTERN = frozenset("éèêëàâäáãåçíìîïñóòôöõøúùûüýÿßæœÉÈÀÂÄÁÅÇÑÓÖØÚÜŒÆ£€°’‘“”–—…«»®™¿¡²³½©·´")
_WESTERN_BYTES = frozenset("".join(sorted(_WESTERN)).encode("cp1252"))


_FEWEST_ZEROS = 4  # fewer are stray bytes in a short file, not its encoding


@dataclass(frozen=True, slots=True)
class TextSurvey:
    """What one pass over the whole file found."""

    encoding: str
    lines: int
    longest_line: int  # characters, counted in steps of a chunk: exact enough to know whether lines are sane
    nulls: int
    lone_returns: int  # CR without LF: old Mac files, or a CR inside a cell
    last_line: str  # without its end; of a very long one the end only


def survey_text(path: Path, *, name: str, encoding: str | None = None) -> TextSurvey:
    """Read the file once. Raises EncodingBroken or EncodingUnclear."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    stated = encoding or next((codec for mark, codec in _MARKS if head.startswith(mark)), None) or _wide(head)
    if stated is not None:
        return _survey_or_refuse(path, name, stated)
    try:
        return _survey(path, "utf-8")
    except UnicodeDecodeError as mistake:
        sample = _sample(path, mistake)
    if _mostly_utf8(sample):
        return _survey_or_refuse(path, name, "utf-8")
    for candidate in _ranked(sample):
        try:
            return _survey(path, candidate)
        except UnicodeDecodeError:
            continue  # not this one: the next most likely, and EncodingUnclear when none fits
    raise EncodingUnclear(name)


def _survey_or_refuse(path: Path, name: str, encoding: str) -> TextSurvey:
    try:
        return _survey(path, encoding)
    except UnicodeError as mistake:  # codecs raise the plain class for a missing or broken mark
        line = _line_of_mistake(path, encoding)
        raise EncodingBroken(name, encoding=encoding.upper().removesuffix("-SIG"), line=line) from mistake


def _decoded(path: Path, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield decoder.decode(chunk)
        yield decoder.decode(b"", final=True)


def _survey(path: Path, encoding: str) -> TextSurvey:
    breaks = returns = pairs = nulls = longest = running = 0
    last, ending = "\n", ""
    for text in _decoded(path, encoding):
        if not text:
            continue
        breaks += text.count("\n")
        returns += text.count("\r")
        pairs += text.count("\r\n") + (last == "\r" and text[0] == "\n")
        nulls += text.count("\x00")
        end = max(text.rfind("\n"), text.rfind("\r"))
        longest = max(longest, running + (len(text) if end < 0 else 0))
        running = running + len(text) if end < 0 else len(text) - end - 1
        last = text[-1]
        ending = text if len(text) >= _CHUNK // 2 else (ending + text)[-2 * _CHUNK :]
    lone = returns - pairs
    lines = breaks + lone + (last not in "\r\n")
    last_line = re.split(r"[\r\n]", ending.removesuffix("\n").removesuffix("\r"))[-1]
    return TextSurvey(encoding, lines, max(longest, running), nulls, lone, last_line)


def _line_of_mistake(path: Path, encoding: str) -> int:
    line = 1
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        while chunk := file.read(4096):
            try:
                line += decoder.decode(chunk).count("\n")
            except UnicodeDecodeError as mistake:
                return line + mistake.object[: mistake.start].count(b"\n")
    return line


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: digits, separators and line ends leave zero bytes on one side only."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    most, least, codec = (odd, even, "utf-16-le") if odd > even else (even, odd, "utf-16-be")
    if most < _FEWEST_ZEROS or most * 20 < len(head) // 2 or least * 10 > most:
        return None
    return codec


def _sample(path: Path, mistake: UnicodeDecodeError) -> bytes:
    """Bytes with the first mistake among them; a decoder's `object` is the chunk it stumbled over."""
    around = bytes(mistake.object[max(0, mistake.start - _HEAD) : mistake.start + 4 * _HEAD])
    if len(_HIGH.findall(around)) > 1:
        return around
    with path.open("rb") as file:
        return file.read(4 * _HEAD) + around


def _mostly_utf8(sample: bytes) -> bool:
    """A UTF-8 file with a few spoiled bytes would also pass for GB18030, as gibberish: do not let it."""
    text = sample.decode("utf-8", errors="replace")
    wide = sum(1 for char in text if char > "\x7f")
    spoiled = text.count("\ufffd")
    return wide - spoiled > 4 * spoiled


def _ranked(sample: bytes) -> list[str]:
    """Legacy encodings, likeliest first. A draw goes to GB18030, the standard in China."""
    scores = {"gb18030": _gb_score(sample), "cp950": _big5_score(sample), "cp1252": _western_score(sample)}
    order = list(scores)
    return sorted(order, key=lambda codec: (-scores[codec], order.index(codec)))


def _gb_score(sample: bytes) -> float:
    """Share of byte pairs in GB2312's common half, where running Chinese text nearly always is."""
    pairs = _HAN_PAIR_GB.findall(sample)
    good = sum(1 for pair in pairs if _COMMON_GB.match(pair))
    return good / max(1, len(pairs))


def _big5_score(sample: bytes) -> float:
    """Share of byte pairs in Big5's frequent half."""
    pairs = _PAIR_BIG5.findall(sample)
    good = sum(1 for pair in pairs if _COMMON_BIG5.match(pair))
    covered = 2 * len(pairs) >= len(_HIGH.findall(sample))
    return good / max(1, len(pairs)) if covered else 0.0


def _western_score(sample: bytes) -> float:
    """Share of high bytes that stand alone between plain ones and are letters or signs of western Europe."""
    high = _HIGH.findall(sample)
    alone = re.findall(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])", sample)
    good = sum(1 for byte in alone if byte[0] in _WESTERN_BYTES)
    return 0.95 * good / max(1, len(high))
