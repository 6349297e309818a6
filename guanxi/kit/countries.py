"""Countries and territories by their ISO 3166 code and their names in both languages (Unicode CLDR)."""

from functools import cache, lru_cache

from guanxi.kit.text import fold

_ALIASES = {
    "uk": "GB", "usa": "US", "america": "US", "prc": "CN", "p.r. china": "CN", "中华人民共和国": "CN",
}  # fmt: skip
_CODE_LENGTH = 2


@cache
def countries(language: str = "zh") -> dict[str, str]:
    """Name by code, in the language's order of names."""
    from babel import Locale

    names = Locale.parse("zh_Hans" if language.startswith("zh") else "en").territories
    # CLDR also holds continents (by number) and codes that are no country of their own.
    left_out = {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}
    found = {c: n for c, n in names.items() if len(c) == _CODE_LENGTH and c.isalpha() and c not in left_out}
    return dict(sorted(found.items(), key=lambda item: item[1]))


@lru_cache(maxsize=5_000)
def country_of(text: str) -> str | None:
    """The code of the country a text names, in either language; None when it names none."""
    return _by_word().get(fold(text))


@cache
def _by_word() -> dict[str, str]:
    found = {fold(word): code for word, code in _ALIASES.items()}
    for language in ("zh", "en"):
        for code, name in countries(language).items():
            found.setdefault(fold(name), code)
            found.setdefault(fold(code), code)
    return found
