"""What our catalogues say in the other language, to be found on no page."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polib

PACKAGE = Path(__file__).resolve().parents[2] / "guanxi"
HOLE = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")
HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Foreign:
    """Texts, and patterns for those with holes in them."""

    plain: frozenset[str]
    holed: tuple[re.Pattern[str], ...]

    def among(self, shown: list[str]) -> list[str]:
        return [t for t in dict.fromkeys(shown) if t in self.plain or any(p.fullmatch(t) for p in self.holed)]


@cache
def pairs() -> frozenset[tuple[str, str]]:
    """Each English text beside its Chinese one, where these differ."""
    found = set()
    for path in sorted(PACKAGE.rglob("locale/zh_Hans/LC_MESSAGES/django.po")):
        for entry in polib.pofile(str(path)):
            if entry.obsolete:
                continue
            chinese = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
            english = [entry.msgid, entry.msgid_plural] if entry.msgid_plural else [entry.msgid]
            found |= {(e, c) for e in english for c in chinese if e != c}
    return frozenset(found)


@cache
def english() -> Foreign:
    return _foreign({e for e, _c in pairs()})


@cache
def chinese() -> Foreign:
    return _foreign({c for _e, c in pairs() if HAN.search(c)})


def _foreign(texts: set[str]) -> Foreign:
    shown = {" ".join(text.split()) for text in texts}
    plain = {text for text in shown if not HOLE.search(text)}
    holed = [text for text in shown - plain if len(HOLE.sub("", text).strip(" ·,.:()")) > 5]
    patterns = tuple(re.compile(".+?".join(map(re.escape, HOLE.split(text)))) for text in sorted(holed))
    return Foreign(frozenset(plain), patterns)
