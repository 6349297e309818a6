"""Address books as tables: one row for each vCard, its facts as columns and the whole card beside them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from guanxi.kit.vcard import BrokenCard, Card, CardFacts, facts_of, read_cards, written
from guanxi.platform.exchange.readers.encodings import survey_text
from guanxi.platform.exchange.readers.errors import BrokenCards, EmptyFile, EncodingBroken, EncodingUnclear
from guanxi.platform.exchange.readers.table import Cell, Flaw, Problem, Row, Source

HEADER = (
    "name", "kind", "phone", "email", "website", "country", "province", "city", "address", "born_on", "sex",
    "tags", "remark", "contact_name", "contact_title", "contact_department", "contact_phone", "contact_email",
    "card",
)  # fmt: skip
LARGEST_CARD = 512 << 10  # characters, pictures included


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFile(Source):
    """A person at an organisation becomes a row of the organisation with the person as its contact. It has
    the phone of the organisation's own card where that came before, so that both are seen to be one.
    """

    def rows(self, start: int = 0) -> Iterator[Row]:
        with self.path.open(encoding=self.encoding, errors="surrogateescape", newline=None) as file:
            try:
                firms: dict[str, str] = {}
                rows = (_row(line, card, firms) for line, card in read_cards(file, _charset(self.encoding)))
                yield from islice(rows, start, None)
            except BrokenCard as broken:
                raise BrokenCards(self.name, line=str(broken.args[0])) from broken


def open_cards(path: Path, *, name: str, encoding: str | None = None) -> CardFile:
    encoding = _encoding_of(path, name, encoding)
    with path.open(encoding=encoding, errors="surrogateescape") as file:
        count = sum(line[:11].upper() == "BEGIN:VCARD" for line in file)
    found = CardFile(
        path=path, name=name, kind="vcf", header=HEADER, header_row=1, row_estimate=count, encoding=encoding
    )
    if next(found.rows(), None) is None:
        raise EmptyFile(name)
    return found


def _encoding_of(path: Path, name: str, asked: str | None) -> str:
    """Cards of 2.1 may mix several: what fits none is kept byte by byte."""
    try:
        return survey_text(path, name=name, encoding=asked).encoding
    except (EncodingUnclear, EncodingBroken):
        return "utf-8"


def _charset(encoding: str | None) -> str:
    return (encoding or "utf-8").removesuffix("-sig")


def _row(line: int, card: Card, firms: dict[str, str]) -> Row:
    """`firms`: name -> phone of the organisations whose own cards were read, to which this one is added."""
    facts = facts_of(card)
    if facts.is_organisation:
        firms.setdefault(facts.name, facts.phone)
    text = written(card).encode("utf-8", "replace").decode().replace("\x00", "")
    if len(text) > LARGEST_CARD:
        problem = Problem(Flaw.CELL_TOO_LARGE, None, facts.name)
        return Row(line, (facts.name, *(None,) * (len(HEADER) - 1)), (problem,))
    values = {**_own(facts, firms.get(facts.organisation, "")), "card": text}
    return Row(line, tuple(_storable(values.get(name)) for name in HEADER))


def _storable(cell: Cell) -> Cell:
    """Bytes that no encoding could read are marked; an empty cell is absent."""
    return cell.encode("utf-8", "replace").decode() or None if isinstance(cell, str) else cell


def _own(facts: CardFacts, firm_phone: str) -> dict[str, Cell]:
    place: dict[str, Cell] = {
        "website": facts.website,
        "country": facts.country,
        "province": facts.province,
        "city": facts.city,
        "address": facts.address,
        "tags": ",".join(facts.tags),
        "remark": facts.remark,
    }
    if facts.organisation and facts.name and not facts.is_organisation:
        return place | {
            "name": facts.organisation,
            "kind": "organisation",
            "phone": firm_phone,
            "tags": None,
            "remark": None,
            "contact_name": facts.name,
            "contact_title": facts.title,
            "contact_department": facts.department,
            "contact_phone": facts.phone,
            "contact_email": facts.email,
        }
    return place | {
        "name": facts.name,
        "kind": "organisation" if facts.is_organisation else "person",
        "phone": facts.phone,
        "email": facts.email,
        "born_on": facts.born_on,
        "sex": facts.sex,
    }
