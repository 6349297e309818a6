"""What the contracts ask of README and docs. Each check takes a text or a folder and names what breaks it."""

import re
import tomllib
from collections.abc import Iterator
from itertools import chain
from json import loads
from pathlib import Path
from urllib.parse import unquote

from babel.messages.pofile import read_po
from source import ROOT

VARIABLE = re.compile(r"\b(?:GUANXI_[A-Z_]*[A-Z]|DATABASE_URL)\b")
MAKE = re.compile(r"(?:`|^ {4})make ([a-z]+)", re.MULTILINE)
COMMAND = re.compile(r"(?:`|^ {4})(?:\.venv/bin/)?guanxi ([a-z]+)(?: ([a-z]+))?", re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
FILE = re.compile(r"`((?:guanxi|tests|bench|docs)/[\w/.<>-]+\.(?:py|md|css|js|txt))`")
TEST = re.compile(r"`(test_\w+)`")
# Where a package is fetched from, and where somebody's checkout lies, are nobody else's business.
PLACE = re.compile(
    r"pypi\.|pythonhosted|npmjs|registry\.|mirror|index-url|(?<![\w.])/(?:work|root|home|tmp|Users)/",
    re.IGNORECASE,
)
OUTSIDE = re.compile(r"[a-z]+:", re.IGNORECASE)
ROW = re.compile(r"^\| ([^|]+?) \| ([^|]+?) \| ([^|]+?) \|$", re.MULTILINE)


def documents() -> list[Path]:
    return [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def slug(heading: str) -> str:
    """The anchor that a heading gets where the documents are read."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def anchors(path: Path) -> set[str]:
    return {slug(h) for h in re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)}


def broken_links(path: Path) -> list[str]:
    """Relative links that lead to no file or to no heading."""
    found = []
    for link in LINK.findall(path.read_text("utf-8")):
        if OUTSIDE.match(link):
            continue
        file, _, anchor = unquote(link).partition("#")
        target = path if not file else (path.parent / file).resolve()
        if not target.exists() or (anchor and anchor not in anchors(target)):
            found.append(link)
    return found


def unknown_targets(text: str) -> list[str]:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    known = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    return sorted(set(MAKE.findall(text)) - known)


def commands() -> dict[str, set[str]]:
    """The commands of `guanxi`, each with its own subcommands."""
    from guanxi.config.main import _parser

    found = {}
    for name, parser in _choices(_parser(with_areas=True)).items():
        found[name] = set(_choices(parser))
    return found


def _choices(parser) -> dict:
    groups = [a for a in parser._actions if a.__class__.__name__ == "_SubParsersAction"]
    return groups[0].choices if groups else {}


def unknown_commands(text: str) -> list[str]:
    known = commands()
    return [
        f"{name} {sub}".strip()
        for name, sub in COMMAND.findall(text)
        if name not in known or (sub and known[name] and sub not in known[name])
    ]


def variables_of_code() -> set[str]:
    """Variables of the environment that the code reads or sets; constants of SQL and the like are none."""
    asked = re.compile(
        r"(?:environ(?:\.get|\.pop|\.setdefault)?|environment|getenv|_number)[\[(]\s*[\"']("
        + VARIABLE.pattern
        + r")"
        r"|[\"'](" + VARIABLE.pattern + r")[\"']\s*(?::|not in os\.environ)"
        r"|_URL = \"(" + VARIABLE.pattern + ')"'
    )
    found = set()
    for folder in ("guanxi", "tests", "bench"):
        for path in (ROOT / folder).rglob("*.py"):
            found |= {name for names in asked.findall(path.read_text("utf-8")) for name in names if name}
    return found | {
        n for names in asked.findall((ROOT / "conftest.py").read_text("utf-8")) for n in names if n
    }


def unknown_files(text: str) -> list[str]:
    named = set(FILE.findall(text))
    return sorted(name for name in named if "<" not in name and not (ROOT / name).exists())


def unknown_tests(text: str) -> list[str]:
    code = "\n".join(p.read_text("utf-8") for p in _tests())
    return sorted(
        name
        for name in set(TEST.findall(text))
        if f"def {name}(" not in code and not any(p.stem == name for p in _tests())
    )


def _tests() -> Iterator[Path]:
    yield from (ROOT / "tests").rglob("test_*.py")
    yield from (ROOT / "guanxi").rglob("test_*.py")


def places(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if PLACE.search(line)]


def dependencies() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    packages = loads((ROOT / "package.json").read_text("utf-8"))
    wanted = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    names = {re.split(r"[\[<>=~! ]", one)[0] for one in wanted}
    return names | set(packages["dependencies"]) | set(packages["devDependencies"])


def reasons(text: str) -> dict[str, str]:
    """Package -> why, of the tables in docs/adr/0002-dependencies.md."""
    return dict(re.findall(r"^\| `([^`]+)` \| (.+?) \|$", text, re.MULTILINE))


def translations() -> list[tuple[str, str]]:
    """Every English text of the product, case folded, with its Chinese."""
    found = []
    for path in (ROOT / "guanxi").rglob("locale/zh_Hans/LC_MESSAGES/django.po"):
        with path.open("rb") as file:
            for message in read_po(file, locale="zh_Hans"):
                texts = (message.id,) if isinstance(message.id, str) else message.id
                words = message.string if isinstance(message.string, str) else " ".join(message.string)
                found += [(text.casefold(), words) for text in texts if text]
    return found


def terms(text: str) -> list[tuple[str, str]]:
    return [(en, zh) for en, zh, _means in ROW.findall(text) if en not in {"English", "---"}]


def untranslated_terms(text: str) -> list[str]:
    """Terms that no text of the product translates so. A text that is the term itself decides where there is one."""
    known = translations()
    found = []
    for english, chinese in terms(text):
        word = english.casefold()
        own = [said for text, said in known if text == word]
        holding = own or [said for text, said in known if word in text]
        if not any(chinese in said for said in holding):
            found.append(f"{english} {chinese}")
    return found
