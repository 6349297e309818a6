"""Normalised keys: two writings of one name, number or address become one text. Pure, and fast in bulk.

`fold_many` folds a million texts in one pass, because per-call costs, not the folding, take the time.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from guanxi.kit.identifiers import NotAUscc, checked_uscc
from guanxi.kit.names import company_core
from guanxi.kit.pinyin import name_syllables, syllables
from guanxi.kit.text import HAN, fold, fold_words, has_han

_BETWEEN: Final = "\ue000"  # for private use: no text of ours has it, and folding leaves it alone
_ACCENTS: Final = re.compile("[\u0300-\u036f]")
_NOT_WORD: Final = re.compile(r"[^\w\n]+|_+")
_ASCII_CONTROL: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f]")
_PUNCTUATION: Final = {code: " " for code in range(33, 127) if not chr(code).isalnum()}
_MAY_HAVE_EXTENSION: Final = re.compile("[^-+\\d\\s()./]")
_NOT_DIGIT: Final = re.compile(r"[^\d\n]+")
_BREAKS: Final = re.compile(r"[\n\r]")
_EXTENSION: Final = re.compile(r"\s*(?:ext\.?|extension|转|轉|分机|分機|x|#)\s*\d{1,6}\s*$", re.IGNORECASE)
_TAIL: Final = 9
_SHORTEST_PHONE: Final = 5
_BRANCH: Final = re.compile(
    f"[{HAN}\\da-z]{{0,12}}(?P<kind>分公司|分店|分行|支行|分部|分院|分校|分厂|分所|营业部"
    "|办事处|代表处|经营部|门市部)"
    f"|第?[一二三四五六七八九十\\d]+(?:分店|门店|店|厂|部)$|[{HAN}]{{2,6}}店$"
)
_LATIN_BRANCH: Final = re.compile(
    r"\b(?:\w+ branch(?: no \d+)?|branch(?: (?:no )?\d+)?|\w+ office|store \d+|\w+ plant)$"
)
_BRANCH_KIND: Final = re.compile(r"\b(?:branch|office|plant|store|no)\b|分公司$|第")
_PLACE: Final = 2  # most cities of China have two characters
_ADDRESS_REGION: Final = re.compile(
    f"^(?:中国)?(?:[{HAN}]{{2,3}}省|[{HAN}]{{2,6}}自治区)?(?:[{HAN}]{{2,4}}?市)?(?:[{HAN}]{{1,3}}[区县])?(?=.{{4}})"
)
_NUMERALS: Final = str.maketrans("一二三四五六七八九", "123456789")
_BRACKETED: Final = re.compile(r"[(（]([^()（）]{0,20})[)）]")
_PUBLIC_DOMAINS: Final = frozenset(
    {
        "gmail.com", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com", "live.com", "msn.com",
        "aol.com", "gmx.de", "gmx.net", "web.de", "qq.com", "foxmail.com", "163.com", "126.com",
        "yeah.net", "sina.com", "sina.cn", "sohu.com", "139.com", "189.cn", "aliyun.com", "21cn.com",
        "tom.com", "vip.qq.com", "vip.163.com", "proton.me", "protonmail.com", "mail.ru", "yandex.ru",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OrganisationName:
    """A firm's name taken apart. `core` tells it apart, `branch` names a part of the firm ("": the firm)."""

    core: str
    region: str
    branch: str


def fold_many(texts: list[str]) -> list[str]:
    """`fold_words` of each text, in one pass over all."""
    plain = "\n".join(texts)
    if plain.isascii() and plain.count("\n") == len(texts) - 1 and not _ASCII_CONTROL.search(plain):
        return _cut(_single_spaces(plain.lower()), "\n")
    joined = _BETWEEN.join(texts)
    if joined.count(_BETWEEN) != len(texts) - 1:
        joined = _BETWEEN.join(text.replace(_BETWEEN, " ") for text in texts)
    return _cut(fold_words(joined), _BETWEEN) if texts else []


def words_many(texts: list[str]) -> list[str]:
    """Folded words with no punctuation and no accents on Latin letters: "Müller-Lüdenscheidt" is
    "muller ludenscheidt". Letters of other scripts keep their marks.
    """
    folded = "\n".join(fold_many(texts))
    if folded.isascii():
        return _cut(_single_spaces(folded.translate(_PUNCTUATION)), "\n") if texts else []
    bare = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", folded)))
    return _cut(_single_spaces(_NOT_WORD.sub(" ", bare)), "\n")


def _single_spaces(text: str) -> str:
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def _cut(joined: str, between: str) -> list[str]:
    """The texts, none beginning or ending with a space. Replacing is many times faster than a pattern."""
    return joined.replace(f" {between}", between).replace(f"{between} ", between).strip(" ").split(between)


def address_key(words: str) -> str:
    """An address in Han characters without the regions before the road, in one piece; others unchanged.

    `words` come from `words_many`. 广东省深圳市福田区深南大道1号 and 深南大道1号 have one key.
    """
    if not has_han(words):
        return words
    return _ADDRESS_REGION.sub("", words.replace(" ", ""))


def name_key(name: str) -> str:
    """A person's name in the order of no culture: its folded words sorted ("Smith, John" is "john smith").

    Han names have no inner spaces: 欧阳 修 is 欧阳修.
    """
    return person_key(words_many([name])[0])


def person_key(words: str) -> str:
    """The `name_key` of a name whose `words` come from `words_many`."""
    return words.replace(" ", "") if has_han(words) else " ".join(sorted(words.split()))


def organisation_name(name: str) -> OrganisationName:
    """Core, region and branch of a firm's name, each folded; never raises.

    深圳市华强电子股份有限公司上海分公司 -> 华强电子, 深圳, 上海. What has no recognisable parts is all core.
    """
    folded = fold_words(name)
    if not has_han(folded):
        return _latin_organisation(folded)
    folded = folded.replace(" ", "")
    inside = "".join(_BRACKETED.findall(folded))
    whole, branch = _without_branch(_BRACKETED.sub("", folded))
    if not branch and (found := _BRANCH.search(inside)):
        branch = found[0]
    core = company_core(whole)
    region = whole[: whole.find(core)] if core in whole else ""
    region = re.sub("[省市区县]|(?:壮族|回族|维吾尔)?自治区|^中国", "", region)
    if not region and not branch:
        region = inside if len(inside) <= 4 and inside not in {"集团", "中国", "控股"} else ""  # noqa: PLR2004 - names of places
    core = "".join(words_many([core])[0].split())
    return OrganisationName(core, region, branch_key(branch))


def branch_key(branch: str) -> str:
    """A branch by its place or number: 上海分公司 -> 上海, 第三分店 -> 3分店."""
    return " ".join(_BRANCH_KIND.sub(" ", branch.translate(_NUMERALS)).split()) or branch


def organisation_key(name: str) -> str:
    """By what two writings of a firm's name are one: core and branch, without region and legal form."""
    parts = organisation_name(name)
    return f"{parts.core}|{parts.branch}" if parts.branch else parts.core


def pinyin_key(han: str, *, person: bool = False) -> str:
    """Syllables of the Han characters, other characters as they are: homophones become one text."""
    if not has_han(han):
        return han
    return "'".join(name_syllables(han) if person else syllables(han)) or han


def phone_tail(typed: str) -> str:
    """The last nine digits without extension: the same with and without country code and trunk zero.

    Nine, because the longest common national number in use across countries has nine digits that every
    writing shows. "" when there are too few digits to be a number.
    """
    return phone_tails([typed])[0]


def phone_tails(typed: list[str]) -> list[str]:
    """`phone_tail` of each, in one pass over all."""
    joined = _BREAKS.sub(" ", _BETWEEN.join(typed)).replace(_BETWEEN, "\n")
    if _MAY_HAVE_EXTENSION.search(joined):
        joined = _EXTENSION.sub("", unicodedata.normalize("NFKC", joined))
    digits = (joined if joined.isdecimal() else _NOT_DIGIT.sub("", joined)).split("\n")
    return [text[-_TAIL:] if len(text) >= _SHORTEST_PHONE else "" for text in digits[: len(typed)]]


def mail_key(address: str) -> str:
    """The address folded; what stands behind a plus sign is left out (mail to a+b@c goes to a@c)."""
    local, at, domain = fold(address).rpartition("@")
    return f"{local.partition('+')[0]}@{domain}" if at else domain


def mail_domain(address: str) -> str:
    """The domain that speaks for a firm; "" for providers whom everybody uses."""
    domain = mail_key(address).rpartition("@")[2]
    return "" if domain in _PUBLIC_DOMAINS else domain


def credit_code(text: str) -> str:
    """The valid unified social credit code in the text, else ""."""
    try:
        return checked_uscc(text)
    except NotAUscc:
        return ""


def _without_branch(name: str) -> tuple[str, str]:
    """The firm and its branch, where the branch follows the firm's legal form or ends the name."""
    for form in ("公司", "集团", "银行", "大学", "医院"):
        at = name.find(form)
        rest = name[at + len(form) :]
        if at > 0 and name[at - 1] != "分" and (found := _BRANCH.search(rest)):
            return name[: at + len(form)], found[0]
    found = _BRANCH.search(name)
    if found and found.start() > 1:
        return name[: found.start()], found[0]
    if found and len(found[0]) > _PLACE + len(found["kind"] or ""):  # no legal form tells where the firm ends
        at = found.end() - len(found["kind"] or "") - _PLACE
        return name[:at], name[at : found.end()]
    if name.endswith("分公司"):
        return name, "分公司"
    return name, ""


def _latin_organisation(folded: str) -> OrganisationName:
    plain = words_many([folded])[0]
    branch = _LATIN_BRANCH.search(plain)
    if branch and branch.start() > 0:
        return OrganisationName(_latin_core(plain[: branch.start()]), "", branch_key(branch[0]))
    return OrganisationName(_latin_core(plain), "", "")


def _latin_core(plain: str) -> str:
    core = re.sub(r"\b([a-z])\s(?=[a-z]\b)", r"\1", company_core(plain))  # "s a" is "sa", "i b m" is "ibm"
    return company_core(core.removeprefix("the "))
