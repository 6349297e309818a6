"""Content lines of vCard 2.1, 3.0 and 4.0 (RFC 2426, RFC 6350), read and written without losing any."""

import quopri
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

FOLDED_AT = 75  # octets of a written line, without its end
_HEAD_PIECES = 8  # folded lines over which the name and parameters of a value may go
_BARE = frozenset(
    {
        "home", "work", "pref", "voice", "fax", "msg", "cell", "pager", "bbs", "car", "modem", "isdn",
        "video", "internet", "x400", "dom", "intl", "postal", "parcel", "jpeg", "gif", "png", "aol",
        "applelink", "tlx", "pcs",
    }
)  # fmt: skip
_BARE_ENCODINGS = frozenset(("quoted-printable", "base64", "8bit", "7bit"))
_HEAD = re.compile(r"(?:([A-Za-z0-9_-]+)\.)?([A-Za-z0-9_-]+)")
_PARAMETER = re.compile(r";([^=:;\"]+)(?:=((?:\"[^\"]*\"|[^\";:,]*)(?:,(?:\"[^\"]*\"|[^\";:,]*))*))?")
_ITEM = re.compile(r'(?:^|,)("[^"]*"|[^,"]*)')
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}\s*")
_LINE_END = re.compile(r"\r\n|\r|\n")
_ENCODED = re.compile(r";(?:ENCODING=)?(?:BASE64|B)\s*(?:;|$)", re.IGNORECASE)
_LITERAL = re.compile(r"\\(?![;,:\\])")  # of 2.1, where a backslash stands before a semicolon only


@dataclass(frozen=True, slots=True)
class Property:
    """One line of a card. `parameters`: (name, values as written); `value`: as written, escapes and all.

    A line that is none (somebody's text broken in the middle) is a value without a name, kept in its place.
    """

    name: str
    value: str
    parameters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    group: str = ""

    @property
    def kind(self) -> str:
        """The name without regard to case."""
        return self.name.upper()

    def given(self, parameter: str) -> tuple[str, ...]:
        """The values of a parameter, folded; several lines of TYPE are one."""
        return tuple(
            part.strip().lower()
            for name, values in self.parameters
            if name.upper() == parameter.upper()
            for value in values
            for part in value.strip('"').split(",")
        )

    @property
    def text(self) -> str:
        return unescaped(self.value)

    @property
    def parts(self) -> tuple[str, ...]:
        """The components of a structured value (N, ADR, ORG), unescaped."""
        return tuple(unescaped(part) for part in split_at(self.value, ";"))


@dataclass(frozen=True, slots=True)
class Card:
    """A card's properties in their order, BEGIN, VERSION and END left out."""

    version: str
    properties: tuple[Property, ...]

    def all(self, kind: str) -> list[Property]:
        return [one for one in self.properties if one.kind == kind]

    def first(self, kind: str) -> Property | None:
        """The preferred one of a kind, or the first."""
        found = self.all(kind)
        return min(found, key=_preference, default=None)

    def replaced(self, old: Property, new: Property) -> "Card":
        """With the first property that equals `old` replaced."""
        at = self.properties.index(old)
        return replace(self, properties=(*self.properties[:at], new, *self.properties[at + 1 :]))

    def without(self, old: Property) -> "Card":
        at = self.properties.index(old)
        return replace(self, properties=(*self.properties[:at], *self.properties[at + 1 :]))

    def added(self, *new: Property) -> "Card":
        return replace(self, properties=(*self.properties, *new))


class BrokenCard(ValueError):
    """What was found is no card, or ends in its middle."""


def _preference(one: Property) -> int:
    if "pref" in one.given("TYPE"):
        return 0
    ranks = [int(rank) for rank in one.given("PREF") if rank.isdecimal() and len(rank) < 4]  # noqa: PLR2004 - 1 to 100
    return min(ranks, default=101)


def escaped(text: str) -> str:
    """A text as the value of a line, or as one component of it."""
    table: dict[str, str | int | None] = {"\\": "\\\\", "\n": "\\n", ",": "\\,", ";": "\\;", "\r": ""}
    return text.replace("\r\n", "\n").translate(str.maketrans(table))


def unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value, flags=re.DOTALL)


def split_at(value: str, mark: str) -> list[str]:
    """Parts between unescaped marks, still escaped."""
    parts, start, at = [], 0, 0
    while at < len(value):
        if value[at] == "\\":
            at += 2
            continue
        if value[at] == mark:
            parts.append(value[start:at])
            start = at + 1
        at += 1
    return [*parts, value[start:]]


def written(card: Card) -> str:
    """The card as text with CRLF, long lines folded between characters."""
    lines = ["BEGIN:VCARD", f"VERSION:{card.version}", *map(_line, card.properties), "END:VCARD"]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _line(one: Property) -> str:
    if not one.name:
        return one.value
    parameters = "".join(
        f";{name}" + (f"={','.join(values)}" if values else "") for name, values in one.parameters
    )
    return f"{one.group}{'.' if one.group else ''}{one.name}{parameters}:{one.value}"


def folded(line: str) -> str:
    """At most 75 octets a line; a character is never cut."""
    if len(line) <= FOLDED_AT and line.isascii():
        return line
    pieces: list[str] = []
    piece: list[str] = []
    size = 0
    for letter in line:
        octets = len(letter.encode("utf-8", "surrogatepass"))
        if size + octets > FOLDED_AT:
            pieces.append("".join(piece))
            piece, size = [], 1  # the space that continues
        piece.append(letter)
        size += octets
    return "\r\n ".join([*pieces, "".join(piece)])


def lines_in(text: str) -> list[str]:
    """The lines of a text. Not str.splitlines: Apple writes U+2028 into notes, Outlook a vertical tab."""
    return _LINE_END.split(text)


def read_cards(lines: Iterable[str], charset: str = "utf-8") -> Iterator[tuple[int, Card]]:
    """(line where it begins, card) for every card. Raises BrokenCard.

    The file's bytes beyond ASCII may stand in `lines` as surrogates, for a 2.1 card names the characters of
    each value by itself. A card of 2.1 comes out as 3.0 that says the same.
    """
    found: list[Property] | None = None
    inner: list[str] = []  # the lines of a card inside this one: somebody's agent
    version, begun = "3.0", 0
    for number, line in _unfolded(lines):
        one = _property(line) or Property("", line)
        word = f"{one.kind}:{one.value.strip().upper()}"
        if found is None:
            if word != "BEGIN:VCARD":
                if one.name:
                    raise BrokenCard(number)
                continue
            found, version, begun = [], "2.1", number
        elif inner or (word == "BEGIN:VCARD" and found and found[-1].kind == "AGENT"):
            inner.append(line)
            if word == "END:VCARD":
                found[-1] = replace(found[-1], value=escaped("\n".join(inner)))
                inner = []
        elif word == "END:VCARD":
            yield begun, Card("3.0" if version == "2.1" else version, tuple(found))
            found = None
        elif one.kind == "VERSION":
            version = one.value.strip().upper()  # what stood before it was read as 2.1
        else:
            found.append(_as_of_3(one, charset, version))
    if found is not None:
        raise BrokenCard(begun)


def _unfolded(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    held, begun = list[str](), 0  # the pieces of one line: joined once, however many there are
    way = ""
    for number, raw in enumerate(lines, 1):
        line = raw.rstrip("\r\n")
        if held and line[:1] in (" ", "\t"):
            held.append(line[1:])
            if len(held) <= _HEAD_PIECES:
                way = _way_on(held)
            continue
        if way == "quoted-printable" and held[-1].endswith("="):
            held[-1] = held[-1][:-1]
            held.append(line)
            continue
        if way == "base64" and _BASE64.fullmatch(line):
            held.append(line)
            continue
        if any(piece.strip() for piece in held):
            yield begun, "".join(held)
        held, begun = [line.lstrip()] if line else [], number
        way = _way_on(held)
    if any(piece.strip() for piece in held):
        yield begun, "".join(held)


def _way_on(pieces: Sequence[str]) -> str:
    """How a value goes on in the next line without the space that says so: quoted-printable after a "=",
    base64 of old phones up to what is none. Its head is short.
    """
    head, colon, _value = "".join(pieces).partition(":")
    if colon and "QUOTED-PRINTABLE" in head.upper():
        return "quoted-printable"
    return "base64" if colon and _ENCODED.search(head) else ""


def _property(line: str) -> Property | None:
    head = _HEAD.match(line)
    if head is None:
        return None
    at = head.end()
    parameters: list[tuple[str, tuple[str, ...]]] = []
    while found := _PARAMETER.match(line, at):
        name, values = found[1], found[2]
        parameters.append((name, tuple(_ITEM.findall(values)) if values is not None else ()))
        at = found.end()
    if line[at : at + 1] != ":":
        return None
    return Property(head[2], line[at + 1 :], tuple(parameters), head[1] or "")


def _as_of_3(one: Property, charset: str, version: str) -> Property:
    """Parameters without a name get one; a value is decoded and its commas escaped.

    Of later versions only what their writers took from 2.1 against the rules: quoted-printable values.
    """
    is_old = version == "2.1"
    encoding, named, parameters = _read_parameters(one, charset)
    if not is_old and encoding != "quoted-printable":
        return one
    if encoding == "base64":
        value = re.sub(r"\s+", "", one.value)
        return replace(one, value=value, parameters=(*parameters, ("ENCODING", ("b",))))
    value = one.value
    if encoding == "quoted-printable":
        value = _decoded(quopri.decodestring(value.encode("utf-8", "surrogateescape")), named)
        value = _LITERAL.sub(r"\\\\", value) if is_old else value
        value = _LINE_END.sub(r"\\n", value)
    elif not value.isascii() and any("\udc80" <= letter <= "\udcff" for letter in value):
        value = _decoded(value.encode("utf-8", "surrogateescape"), named)
    if is_old:
        value = re.sub(r"(?<!\\),", r"\\,", value)
    return replace(one, value=value, parameters=tuple(parameters))


def _read_parameters(one: Property, charset: str) -> tuple[str, str, list[tuple[str, tuple[str, ...]]]]:
    """The encoding and character set of a value, and its other parameters as 3.0 writes them."""
    encoding, named = "", charset
    parameters: list[tuple[str, tuple[str, ...]]] = []
    for name, values in one.parameters:
        word = (values[0] if values else name).lower()
        if name.upper() == "CHARSET":
            named = values[0] if values else charset
        elif word in _BARE_ENCODINGS and (not values or name.upper() == "ENCODING"):
            encoding = word
        elif not values and word in _BARE:
            parameters.append(("TYPE", (name,)))
        else:
            parameters.append((name, values))
    return encoding, named, parameters


def _decoded(raw: bytes, charset: str) -> str:
    """GB2312 is read as GB18030, which holds it: phones write characters it lacks."""
    name = "gb18030" if charset.strip('"').lower() in {"gb2312", "gbk", "gb18030"} else charset.strip('"')
    try:
        return raw.decode(name, "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")
