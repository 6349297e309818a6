"""The catalogues of texts: compiled for use, brought up to date from code and templates. Needs no msgfmt.

`python -m guanxi.config.texts compile|update`. A text belongs to the nearest folder above it which has
a `locale` folder.
"""

import argparse
import io
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from guanxi.config.words import say

PACKAGE = Path(__file__).resolve().parents[1]
LOCALE = "zh_Hans"
_CATALOGUE = Path("locale", LOCALE, "LC_MESSAGES", "django.po")
_KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "gettext_noop": None,
}
_METHODS = {".py": "python", ".html": "jinja2.ext:babel_extract"}
_OPTIONS = {
    ".py": {"encoding": "utf-8"},
    ".html": {
        "encoding": "utf-8",
        "extensions": "jinja2.ext.do",
        "trim_blocks": "true",
        "lstrip_blocks": "true",
        "newstyle_gettext": "true",
        "silent": "false",
    },
}
_APART = {"tests", "migrations", "static", "node_modules"}


def catalogues() -> list[Path]:
    return sorted(PACKAGE.rglob(str(_CATALOGUE)))


def compile_all() -> int:
    """Write the .mo of each .po which is newer. Returns how many."""
    written = 0
    for path in catalogues():
        compiled = path.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime_ns >= path.stat().st_mtime_ns:
            continue
        out = io.BytesIO()
        write_mo(out, _read(path))
        compiled.write_bytes(out.getvalue())
        written += 1
    return written


def update_all() -> Iterator[str]:
    """Bring each catalogue to the texts of now; nothing is guessed (no fuzzy). Yields what lacks words."""
    found: dict[Path, Catalog] = {path: Catalog() for path in catalogues()}
    for source in _sources():
        home = _home(source)
        if home is None:
            continue
        for text, comments, context in _texts(source):
            place = (source.relative_to(PACKAGE.parent).as_posix(), 0)
            found[home].add(text, None, [place], auto_comments=comments, context=context)
    for path, template in found.items():
        catalogue = _read(path)
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        out = io.BytesIO()
        write_po(out, catalogue, sort_output=True, include_lineno=False, width=110)
        if out.getvalue() != path.read_bytes():
            path.write_bytes(out.getvalue())
        for message in catalogue:
            words = message.string if isinstance(message.string, tuple) else (message.string,)
            if message.id and not all(words):
                yield f"{path.relative_to(PACKAGE)}: {message.id!r} has no Chinese yet"


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE, domain="django")


def _sources() -> Iterable[Path]:
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in _METHODS and not _APART.intersection(path.relative_to(PACKAGE).parts):
            yield path


def _home(source: Path) -> Path | None:
    for folder in source.parents:
        if (folder / _CATALOGUE).exists():
            return folder / _CATALOGUE
        if folder == PACKAGE:
            return None
    return None


def _texts(source: Path) -> Iterator[tuple[str | tuple[str, ...], list[str], str | None]]:
    texts = extract_from_file(
        _METHODS[source.suffix],
        source,
        keywords=_KEYWORDS,
        comment_tags=("Translators:",),
        options=_OPTIONS[source.suffix],
        strip_comment_tags=True,
    )
    for _line, text, comments, context in texts:
        yield text, list(comments), context


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m guanxi.config.texts")
    parser.add_argument("action", choices=("compile", "update"))
    if parser.parse_args().action == "update":
        for line in update_all():
            say(line)
    compile_all()
    return 0


if __name__ == "__main__":
    sys.exit(main())
