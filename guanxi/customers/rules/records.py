"""Pure rules of the customer file: what is stored for what was typed."""

import re
from collections.abc import Iterable, Mapping

from guanxi.customers.rules.identity import name_keys
from guanxi.customers.types import CustomerDraft
from guanxi.kit.countries import country_of
from guanxi.kit.industries import ISIC, industry_of
from guanxi.kit.pinyin import name_syllables, syllables
from guanxi.kit.regions import Region, is_china, normalised, region_of
from guanxi.kit.search import searchable_text, tokens, tsvector_literal
from guanxi.kit.text import HAN, clean, clean_lines, fold_words

_RUNS = re.compile(rf"([{HAN}]+)|((?:(?![{HAN}])\S)+)")
LONG = {"remark"}
LIMITS = {
    "name": 200,
    "short_name": 80,
    "phone": 40,
    "email": 254,
    "website": 300,
    "country": 60,
    "province": 60,
    "city": 60,
    "district": 60,
    "address": 300,
    "industry": 100,
    "source": 60,
    "remark": 20_000,
    "credit_code": 18,
}


def is_empty(value: object) -> bool:
    """Whether a field says nothing: an amount of zero and a "no" say something."""
    return value is None or value in ("", [], ())


def cleaned(draft: CustomerDraft) -> dict[str, object]:
    """Columns of a draft, cleaned. Raises guanxi.kit.text.TextTooLong naming nothing but the limit."""
    values: dict[str, object] = {
        "kind": draft.kind,
        "is_customer": draft.is_customer,
        "code": clean(draft.code or "", 60) or None,
        "employees": draft.employees,
        "sex": draft.sex,
        "born_on": draft.born_on,
        "tags": sorted({t for t in (clean(tag, 40) for tag in draft.tags) if t}),
    }
    for name, limit in LIMITS.items():
        text = str(getattr(draft, name))
        values[name] = clean_lines(text, limit) if name in LONG else clean(text, limit)
    named = {name: values[name] for name in ("country", "province", "city", "district", "address")}
    return (
        values
        | placed({name: str(value) for name, value in named.items()})
        | {
            **classified(draft.industry, draft.industry_code, draft.isic_code),
            "sector": draft.sector or ("individual" if draft.kind == "person" else "enterprise"),
            "party": draft.party,
            "trade_role": draft.trade_role,
            "archive_class": draft.archive_class,
            "site": draft.site if draft.kind == "organisation" else "",
        }
    )


def placed(typed: Mapping[str, str]) -> dict[str, str]:
    """The place in one form. An address that begins with its province or city fills empty fields."""
    country, province, city, district = (
        typed.get(name, "") for name in ("country", "province", "city", "district")
    )
    code = country_of(country) or ""
    if not is_china(country):
        return {"country_code": code}
    if not (province or city or district):
        found = region_of(typed.get("address", "")[:40]) or Region()
    else:
        found = normalised(province, city, district)
    return {
        "country_code": code,
        "province": found.province,
        "city": found.city,
        "district": found.district,
    }


def classified(industry: str, industry_code: str, isic_code: str) -> dict[str, str]:
    """Both codes of an industry: a name typed in words may be a class; ISIC follows GB/T 4754."""
    gbt = industry_of(industry_code or industry)
    isic = industry_of(isic_code, ISIC)
    return {
        "industry_code": gbt.code if gbt else "",
        "isic_code": gbt.isic if gbt else (isic.code if isic else ""),
    }


def derived(row: Mapping[str, object]) -> dict[str, str]:
    """What the given cells of an imported row say about its other columns, and nothing beyond."""
    texts = {name: value for name, value in row.items() if isinstance(value, str) and value}
    found: dict[str, str] = {}
    if texts.keys() & {"country", "province", "city", "district", "address"}:
        found |= placed(texts)
    if texts.keys() & {"industry", "industry_code", "isic_code"}:
        found |= classified(*(texts.get(name, "") for name in ("industry", "industry_code", "isic_code")))
    return {name: value for name, value in found.items() if value}


def search_columns(values: Mapping[str, object]) -> dict[str, str]:
    """The columns by which a record is found and sorted, from its name, phone, numbers and mail."""
    names = [str(values.get("name") or ""), str(values.get("short_name") or "")]
    kind = str(values.get("kind") or "")
    found = tokens(
        [n for n in names if n],
        phones=_given(values, ("phone",)),
        codes=_given(values, ("code", "credit_code")),
        emails=_given(values, ("email",)),
    )
    return {
        "search": tsvector_literal([*found, *name_keys(kind, names)]),
        "search_text": searchable_text([n for n in names if n]),
        "sort_name": sort_name(names[0], person=values.get("kind") == "person"),
    }


def sort_name(name: str, *, person: bool) -> str:
    """Pinyin for Han, folded letters for the rest: one alphabet for both languages."""
    parts: list[str] = []
    for han, other in _RUNS.findall(fold_words(name)):
        if han:
            parts += (name_syllables if person and not parts else syllables)(han)
        else:
            parts.append(other)
    return " ".join(parts)[:200]


def _given(values: Mapping[str, object], names: Iterable[str]) -> list[str]:
    return [str(values[n]) for n in names if values.get(n)]
