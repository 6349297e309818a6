"""Customers drawn by lot as lines of COPY; it needs no database, so that several processes share the work.

A quarter of the cost of a customer would be in the searching of its name: what a name is found by is kept,
because the same people's names come again and again. No value drawn here needs COPY's escapes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from random import Random

from guanxi.customers.demo import words
from guanxi.customers.demo.company import credit_code, mobile, person_name, street_address
from guanxi.customers.rules import search_columns
from guanxi.kit.pinyin import name_syllables, syllables
from guanxi.kit.search import tokens, tsvector_literal
from guanxi.platform.access.demo import AS_OF

COLUMNS = (
    "kind", "name", "code", "credit_code", "phone", "email", "province", "city", "address", "industry",
    "employees", "sex", "search", "search_text", "sort_name", "tags", "source", "owner_id", "team_id",
    "touched_at", "custom", "created_at", "updated_at", "country", "short_name", "is_customer", "website",
    "remark", "sector", "country_code",
)  # fmt: skip
_NULL = "\\N"
_SAME = "中国\t\tt\t\t"  # what is the same for all
_SECTOR = {"organisation": "enterprise", "person": "individual"}
_ORGANISATIONS = 0.35  # of all; the others are persons
_LEVELS = ("普通", "银卡", "金卡", "白金")
_TAGGED = (0, 0, 0, 1, 1, 2)
_INDUSTRIES = tuple(words.INDUSTRIES)


@dataclass(frozen=True, slots=True)
class Part:
    """Numbers `begin` to `end` of the customers, drawn from `seed`; `owners` are (user, team)."""

    seed: str
    begin: int
    end: int
    owners: Sequence[tuple[int, int]]


def drawn(part: Part) -> bytes:
    """The lines of one part. The same part gives the same bytes in every process."""
    lot = Random(f"{part.seed}/{part.begin}")  # noqa: S311 - a repeatable drawing, no secret
    return "".join([f"{line}\n" for line in _lines(lot, part)]).encode()


def _lines(lot: Random, part: Part) -> Iterator[str]:
    for number in range(part.begin, part.end):
        who = _organisation(lot, number) if lot.random() < _ORGANISATIONS else _person(lot, number)
        owner, team = lot.choice(part.owners)
        created = AS_OF - timedelta(minutes=lot.randrange(60, 3 * 365 * 1440))
        touched = created + (AS_OF - created) * lot.random() if lot.random() < 0.7 else None  # noqa: PLR2004 - seven of ten
        sector = _SECTOR[who.partition("\t")[0]]
        tags = ",".join(f'"{tag}"' for tag in sorted(lot.sample(words.TAGS, lot.choice(_TAGGED))))
        custom = f'{{"level": "{lot.choice(_LEVELS)}", "credit_limit": {lot.randrange(1, 200) * 1000}}}'
        yield (
            f"{who}\t{{{tags}}}\t{lot.choice(words.SOURCES)}\t{owner}\t{team}\t{touched or _NULL}\t{custom}"
            f"\t{created}\t{touched or created}\t{_SAME}\t{sector}\tCN"
        )


def _organisation(lot: Random, number: int) -> str:
    city, industry = lot.choice(words.CITIES), lot.choice(_INDUSTRIES)
    brand = lot.choice(words.BRAND_FIRST) + lot.choice(words.BRAND_SECOND)
    if lot.random() < 0.5:  # noqa: PLR2004 - half have a third character
        brand += lot.choice(words.BRAND_SECOND)
    name = f"{city.name}{brand}{lot.choice(words.INDUSTRIES[industry])}{lot.choice(words.LEGAL_FORMS)}"
    code, credit = f"M{number:08d}", credit_code(lot, city.region)
    phone = f"{city.dial}-{lot.randrange(20_000_000, 89_999_999)}"
    email = f"info@{''.join(syllables(brand))}{number}.example"
    employees = int(lot.lognormvariate(4.6, 1.1)) + 1
    return (
        f"organisation\t{name}\t{code}\t{credit}\t{phone}\t{email}\t{city.province}\t{city.name}"
        f"\t{street_address(lot, city)}\t{industry}\t{employees}\t"
        f"\t{_found_by(name, 'organisation', phone, (code, credit), email)}"
    )


def _person(lot: Random, number: int) -> str:
    city = lot.choice(words.CITIES)
    name, sex = person_name(lot)
    code, phone = f"M{number:08d}", mobile(lot)
    email = f"{_spoken(name)}{number}@mail.example"
    return (
        f"person\t{name}\t{code}\t\t{phone}\t{email}\t{city.province}\t{city.name}"
        f"\t{street_address(lot, city)}\t\t{_NULL}\t{sex}\t{_found_by(name, 'person', phone, (code,), email)}"
    )


def _found_by(name: str, kind: str, phone: str, codes: Sequence[str], email: str) -> str:
    """The three columns of search, as `search_columns` makes them."""
    of_name, text, sort = _found_by_name(name, kind)
    more = tsvector_literal(tokens((), phones=(phone,), codes=codes, emails=(email,)))
    return f"{of_name} {more}\t{text}\t{sort}"


@lru_cache(maxsize=20_000)
def _found_by_name(name: str, kind: str) -> tuple[str, str, str]:
    found = search_columns({"name": name, "kind": kind})
    return found["search"], found["search_text"], found["sort_name"]


@lru_cache(maxsize=20_000)
def _spoken(name: str) -> str:
    return "".join(name_syllables(name))
