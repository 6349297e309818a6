"""What a folder's `__init__` offers, somebody takes from there; what only its files need stays in them."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from source import ROOT


def offered(root: Path) -> dict[str, list[str]]:
    """Each folder with an `__all__`, as it is imported, and the names in it."""
    found: dict[str, list[str]] = {}
    for path in sorted((root / "guanxi").rglob("__init__.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
                found[".".join(path.parent.relative_to(root).parts)] = ast.literal_eval(node.value)
    return found


def taken(root: Path, folders: set[str]) -> dict[str, set[str]]:
    """The names that any file imports from these folders, or reads from a folder it imported."""
    found: dict[str, set[str]] = defaultdict(set)
    for top in ("guanxi", "tests", "bench", "docs"):
        for path in (root / top).rglob("*.py"):
            for folder, name in _taken_by(ast.parse(path.read_text("utf-8")), folders):
                found[folder].add(name)
    return found


def _taken_by(tree: ast.Module, folders: set[str]) -> Iterator[tuple[str, str]]:
    known: dict[str, str] = {}
    nodes = list(ast.walk(tree))
    for node in nodes:
        for alias in node.names if isinstance(node, ast.ImportFrom) else ():
            whole = f"{node.module}.{alias.name}"
            if node.module in folders:
                yield node.module, alias.name
            if whole in folders:
                known[alias.asname or alias.name] = whole
    for node in nodes:
        if isinstance(node, ast.Attribute):
            owner = ast.unparse(node.value)
            folder = known.get(owner, owner)
            if folder in folders:
                yield folder, node.attr


def idle(root: Path) -> list[str]:
    folders = offered(root)
    used = taken(root, set(folders))
    return [
        f"{folder}: {name}" for folder, names in folders.items() for name in names if name not in used[folder]
    ]


def test_what_a_folder_offers_is_taken():
    assert idle(ROOT) == []


def test_an_idle_offer_is_found(tmp_path):
    for name, text in {
        "guanxi/work/rules/__init__.py": "from x import a, b, c, d\n__all__ = ['a', 'b', 'c', 'd']\n",
        "guanxi/work/one.py": "from guanxi.work.rules import a\n",
        "guanxi/work/two.py": "from guanxi.work import rules\nrules.b()\n",
        "guanxi/work/three.py": "import guanxi.work.rules\nguanxi.work.rules.d()\n",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    assert idle(tmp_path) == ["guanxi.work.rules: c"]
