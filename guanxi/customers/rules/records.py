"""Pure rules of the customer file: what is stored for what was typed."""

import re
from collections.abc import Iterable, Mapping

from guanxi.customers.rules.identity import name_keys
from guanxi.customers.types import CustomerDraft
from guanxi.kit.pinyin import name_syllables, syllables
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
    "address": 300,
    "industry": 100,
    "source": 60,
    "remark": 20_000,
    "credit_code": 18,
}


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
    return values


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
