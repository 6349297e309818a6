"""By what a record is recognised as one that is on file: keys that all writings of a fact share.

They are lexemes of the same column and index as the search: what a phone, a mail address or a credit code is
found by stands there already, so only the key of the name is added, under a sign nobody can type.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from guanxi.kit.identity import credit_code as valid_credit_code
from guanxi.kit.identity import mail_key, name_key, organisation_key, organisation_name, phone_tail
from guanxi.kit.pinyin import name_syllables, syllables
from guanxi.kit.search import misspelt
from guanxi.kit.search.words import LONGEST_TOKEN, quoted
from guanxi.kit.text import fold, has_han, is_han

SIGN = "="
IDENTIFYING = ("name", "short_name", "phone", "email", "credit_code", "province", "city")
_SHORTEST_NAME = 2
_SHORTEST_WIDER, _LONGEST_WIDER = 4, 12  # Han characters


@dataclass(frozen=True, slots=True)
class IdentityKeys:
    """What a typed record may be recognised by, as parts of a tsquery. `strong`: it tells one customer."""

    strong: tuple[str, ...]
    name: tuple[str, ...]


def name_keys(kind: str, names: Iterable[str]) -> list[str]:
    """The lexemes of a record's names: region, legal form, width and script of the characters left out."""
    keys = (_name_key(kind, name) for name in names if name)
    return list(dict.fromkeys(SIGN + key[:LONGEST_TOKEN] for key in keys if len(key) >= _SHORTEST_NAME))


@lru_cache(maxsize=5_000)
def _name_key(kind: str, name: str) -> str:
    return name_key(name) if kind == "person" else organisation_key(name)


def identity_keys(kind: str, typed: Mapping[str, str]) -> IdentityKeys:
    """Keys of a record as far as it is typed; half a phone or mail address gives none."""
    strong = []
    if tail := phone_tail(typed.get("phone", "")):
        strong.append(quoted("n" + tail[::-1]) + ":*")
    mail = mail_key(typed.get("email", ""))
    if "." in mail.rpartition("@")[2] and "@" in mail:
        strong.append(quoted("e" + fold(mail)[:LONGEST_TOKEN]))
    if code := valid_credit_code(typed.get("credit_code", "")):
        strong.append(quoted("c" + fold(code)))
    names = tuple(map(quoted, name_keys(kind, (typed.get("name", ""), typed.get("short_name", "")))))
    if kind == "person":
        return IdentityKeys(tuple(strong), names)
    return IdentityKeys((*strong, *names), ())


def is_surely(typed: Mapping[str, str], on_file: Mapping[str, str]) -> bool:
    """Whether two records are the same beyond doubt: one credit code, or of one kind the same phone, mail
    address, or (a firm) name at the same place. Two persons of one name are not.

    Both have `kind` and what IDENTIFYING names. A firm without a place is the same only by its whole name.
    """
    code = valid_credit_code(typed["credit_code"])
    if code and code == valid_credit_code(on_file["credit_code"]):
        return True
    if typed["kind"] != on_file["kind"] or _is_another(code, valid_credit_code(on_file["credit_code"])):
        return False
    tail, mail = phone_tail(typed["phone"]), mail_key(typed["email"])
    if (tail and tail == phone_tail(on_file["phone"])) or (mail and mail == mail_key(on_file["email"])):
        return True
    return typed["kind"] == "organisation" and _is_same_firm(typed, on_file)


def _is_another(code: str, other: str) -> bool:
    """A head office and its branch share phone and name; their codes tell them apart."""
    return bool(code and other)


def _is_same_firm(typed: Mapping[str, str], on_file: Mapping[str, str]) -> bool:
    keys = [set(name_keys("organisation", (one["name"], one["short_name"]))) for one in (typed, on_file)]
    if keys[0].isdisjoint(keys[1]):
        return False
    place, other = ((one["province"], one["city"]) for one in (typed, on_file))
    if typed["city"] and on_file["city"]:
        return place == other
    return fold(typed["name"]) == fold(on_file["name"])


def near_queries(kind: str, facts: Mapping[str, str]) -> list[str]:
    """Tsqueries that find the records which may be this one, each to be asked by itself: a sure sign, the
    same name, a name that sounds alike or differs in a letter or a Han character.
    """
    keys = identity_keys(kind, facts)
    found = [" | ".join(parts) for parts in (keys.strong, keys.name) if parts]
    name = facts.get("name", "")
    core = name_key(name) if kind == "person" else organisation_name(name).core
    if has_han(core):
        spoken = "".join((name_syllables if kind == "person" else syllables)(core))
        # The stored sound of a firm runs on through its legal form; that of a person ends with the name.
        found.append(quoted("p" + spoken[:LONGEST_TOKEN]) + ("" if kind == "person" else ":*"))
        if others := _without_a_letter(core):
            found.append(others)
    elif wider := misspelt(core):
        found.append(wider)
    return found


def _without_a_letter(core: str) -> str:
    """Names in which any one of these Han characters is another one, is missing, or stands beside one more.

    Two shared characters say nothing of anybody, so that the core of a short name gives no query.
    """
    letters = fold(core)
    if not _SHORTEST_WIDER <= len(letters) <= _LONGEST_WIDER or not all(map(is_han, letters)):
        return ""
    ways = (_pairs(letters[:at]) + _pairs(letters[at + 1 :]) for at in range(len(letters)))
    return " | ".join(f"({' & '.join(map(quoted, way))})" for way in ways)


def _pairs(part: str) -> list[str]:
    """The tokens by which a run of Han characters is found: its neighbouring pairs, or its only one."""
    return [part[at : at + 2] for at in range(len(part) - 1)] or [part] if part else []
