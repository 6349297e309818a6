"""What a card says in the fields of a customer file, and a card with those fields set anew."""

import re
from dataclasses import dataclass, fields, replace
from datetime import date

from guanxi.kit.names import split_person
from guanxi.kit.text import HAN
from guanxi.kit.vcard.lines import Card, Property, escaped, split_at, unescaped

_ALL_HAN = re.compile(rf"[{HAN}·\s]+")
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ].*)?")
_APPLE_NO_YEAR = 1604
_OF_THE_VALUE = frozenset({"VALUE", "ENCODING", "CHARSET", "CALSCALE", "X-APPLE-OMIT-YEAR"})
_SEXES = {"M": "male", "F": "female"}
_FIRST = ("cell", "iphone", "mobile", "work", "main", "voice", "home", "")


@dataclass(frozen=True, slots=True)
class CardFacts:
    """The facts of a card that have a field. `born_on`: only a day with its year."""

    name: str = ""
    is_organisation: bool = False
    organisation: str = ""
    department: str = ""
    title: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    country: str = ""
    province: str = ""
    city: str = ""
    address: str = ""
    born_on: date | None = None
    sex: str = ""
    tags: tuple[str, ...] = ()
    remark: str = ""


def facts_of(card: Card) -> CardFacts:
    organisation, *units = [*_parts(card, "ORG"), ""]
    place = _parts(card, "ADR", 7)
    is_organisation = _is_organisation(card)
    phone = _phone(card)
    gender = card.first("GENDER")
    return CardFacts(
        name=_name(card) or organisation,
        is_organisation=is_organisation,
        organisation="" if is_organisation else organisation,
        department=" ".join(unit for unit in units if unit),
        title=_text(card, "TITLE"),
        phone=_without_scheme(phone.text, "tel") if phone else "",
        email=_without_scheme(_text(card, "EMAIL"), "mailto"),
        website=_text(card, "URL"),
        country=place[6],
        province=place[4],
        city=place[3],
        address=" ".join(part for part in (place[2], place[1]) if part).replace("\n", " "),
        born_on=_birthday(card),
        sex=_SEXES.get((gender.parts[0] if gender else "").upper(), ""),
        tags=_tags(card),
        remark="\n".join(one.text for one in card.all("NOTE")),
    )


def card_with(card: Card | None, facts: CardFacts, *, version: str = "3.0") -> Card:
    """The card with these facts. What they say already stays as it is written, and so does all else."""
    kept = card or Card(version, ())
    before = facts_of(kept)
    changed = {f.name for f in fields(facts) if getattr(facts, f.name) != getattr(before, f.name)}
    if card is None or changed & {"name", "is_organisation"}:
        kept = _named(kept, facts)
    if changed & {"organisation", "department"}:
        kept = _set(kept, "ORG", ";".join(map(escaped, _units(facts))))
    for field, kind in (("title", "TITLE"), ("email", "EMAIL"), ("website", "URL"), ("remark", "NOTE")):
        if field in changed:
            kept = _set(kept, kind, escaped(getattr(facts, field)))
    if "phone" in changed:
        kept = _set(kept, "TEL", escaped(facts.phone), _phone(kept))
    if changed & {"country", "province", "city", "address"}:
        kept = _set(kept, "ADR", _place(kept, facts))
    if "born_on" in changed and facts.born_on:
        kept = _set(
            kept, "BDAY", facts.born_on.isoformat() if kept.version != "4.0" else f"{facts.born_on:%Y%m%d}"
        )
    if "sex" in changed and facts.sex:
        kept = _set(kept, "GENDER", "F" if facts.sex == "female" else "M")
    if "tags" in changed:
        kept = _set(kept, "CATEGORIES", ",".join(map(escaped, facts.tags)))
    return kept


def _set(card: Card, kind: str, value: str, old: Property | None = None) -> Card:
    """The preferred property of a kind says this; an empty value takes it out."""
    found = old or card.first(kind)
    if found is None:
        return card.added(Property(kind, value)) if value.strip(";") else card
    # "A link", "a text", "without its year": what was said of the old value is not true of the new one.
    said = tuple(one for one in found.parameters if one[0].upper() not in _OF_THE_VALUE)
    made = replace(found, value=value, parameters=said)
    return card.replaced(found, made) if value.strip(";") else card.without(found)


def _named(card: Card, facts: CardFacts) -> Card:
    card = _set(card, "FN", escaped(facts.name))
    if facts.is_organisation:
        card = _set(card, "ORG", ";".join(map(escaped, (facts.name, *_units(facts)[1:]))))
        if not _is_organisation(card):
            sign = Property("KIND", "org") if card.version == "4.0" else Property("X-ABSHOWAS", "COMPANY")
            card = card.added(sign)
        return card if card.first("N") else card.added(Property("N", ";;;;"))
    split = split_person(facts.name)
    rest = split_at(found.value, ";")[2:] if (found := card.first("N")) else []
    name = ";".join([escaped(split.surname), escaped(split.given), *(rest + [""] * 3)[:3]])
    return _set(card, "N", name) if card.first("N") else card.added(Property("N", name))


def _units(facts: CardFacts) -> list[str]:
    return [facts.organisation, facts.department] if facts.department else [facts.organisation]


def _place(card: Card, facts: CardFacts) -> str:
    found = card.first("ADR")
    parts = (split_at(found.value, ";") if found else []) + [""] * 7
    box, code = parts[0], parts[5]
    values = (box, "", escaped(facts.address), escaped(facts.city), escaped(facts.province), code)
    return ";".join([*values, escaped(facts.country)])


def _name(card: Card) -> str:
    """As it is said: Chinese family name first, without a space, however the other program wrote FN."""
    shown = " ".join(_text(card, "FN").split())
    family, given, middle = _parts(card, "N", 3)[:3]
    spoken = [part for part in (given, middle, family) if part]
    if family and given and _ALL_HAN.fullmatch(family + given + middle):
        joined = f"{family}{middle}{given}"
        if not shown or sorted(shown.replace(" ", "")) == sorted(joined):
            return joined
    return shown or " ".join(spoken) or _text(card, "NICKNAME")


def _is_organisation(card: Card) -> bool:
    """The card says so, or it names nobody and shows the organisation's name as its own."""
    shown = {one.text.strip().lower() for one in (*card.all("KIND"), *card.all("X-ABSHOWAS"))}
    if shown & {"org", "company"}:
        return True
    organisation = _parts(card, "ORG")[0]
    return bool(organisation) and organisation == _text(card, "FN") and not any(_parts(card, "N"))


def _phone(card: Card) -> Property | None:
    """The preferred number, else a mobile one, else one to speak with; never a fax before those."""
    found = [one for one in card.all("TEL") if "fax" not in one.given("TYPE")] or card.all("TEL")
    if any("pref" in one.given("TYPE") or one.given("PREF") for one in found):
        return Card("", tuple(found)).first("TEL")
    return min(found, key=lambda one: min(map(_rank, one.given("TYPE") or ("",))), default=None)


def _rank(word: str) -> int:
    return _FIRST.index(word) if word in _FIRST else len(_FIRST)


def _birthday(card: Card) -> date | None:
    one = card.first("BDAY")
    found = _DAY.fullmatch(one.text.strip()) if one else None
    if one is None or found is None or one.given("X-APPLE-OMIT-YEAR"):
        return None
    if {*one.given("CALSCALE")} - {"gregorian"}:  # a day of the Chinese calendar is another day
        return None
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    return day if day.year > _APPLE_NO_YEAR else None


def _tags(card: Card) -> tuple[str, ...]:
    words = [unescaped(part).strip() for one in card.all("CATEGORIES") for part in split_at(one.value, ",")]
    return tuple(sorted({word for word in words if word}))


def _text(card: Card, kind: str) -> str:
    one = card.first(kind)
    return one.text.strip() if one else ""


def _parts(card: Card, kind: str, least: int = 1) -> list[str]:
    one = card.first(kind)
    found = [part.strip() for part in one.parts] if one else []
    return found + [""] * (least - len(found))


def _without_scheme(text: str, scheme: str) -> str:
    return text[len(scheme) + 1 :] if text.lower().startswith(f"{scheme}:") else text
