"""What the contracts ask of the source text. Each check takes a folder and names what breaks it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
AREAS = [
    "portal",
    "analytics",
    "research",
    "service",
    "sales",
    "marketing",
    "decisions",
    "grading",
    "commerce",
    "channels",
    "customers",
    "office",
    "work",
]
FILES = {
    "wiring",
    "urls",
    "api",
    "views",
    "tasks",
    "commands",
    "forms",
    "tables",
    "actions",
    "queries",
    "models",
    "rules",
    "events",
    "types",
    "demo",
    "apps",
}
FOLDERS = {"templates", "static", "tests", "migrations", "locale"}
# Analytics alone keeps the warehouse: architecture §2.
MORE = {"analytics": {"warehouse", "measures", "cubes", "reports", "scoring", "scorecard"}}
HARD_LIMIT = 500
WRITES = {
    "save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete", "aupdate",
    "acreate", "asave", "adelete",
}  # fmt: skip
# The mechanisms themselves write: journal entries, outbox, jobs, sessions of sign-in attempts.
MAY_WRITE = {
    "guanxi/platform/records.py": "Record.change is how a verb saves",
    "guanxi/platform/verbs/changes.py": "opens change sets",
    "guanxi/platform/bus.py": "outbox and reading marks, exempt from the journal",
    "guanxi/platform/moved.py": "the same marks, and where the database is",
    "guanxi/platform/jobs.py": "progress of work, exempt from the journal",
    "guanxi/platform/verbs/once.py": "names of requests, exempt from the journal",
    "guanxi/platform/tasks.py": "progress of work, exempt from the journal",
}
QUERY_WITHOUT_ACTOR = {
    "guanxi/platform/access/queries.py": {
        "actor_of": "makes the actor",
        "system_actor": "makes the actor",
        "company": "the name on every page, for everybody",
        "colleagues": "names of colleagues, for every signed-in person",
        "invitation_behind": "found by the secret of its link, by somebody who has not signed in",
        "shares_of": "of a record its caller has loaded through visible_to",
        "api_key_behind": "found by its secret, by a program whose owner is not known before",
        "joined_by_link": "about the person who asks, found by the person",
    },
    "guanxi/web/queries.py": {"saved_views": "a person's own views, found by the person"},
    "guanxi/platform/queries.py": {"parked_news": "a number, for who sees all background work"},
    "guanxi/platform/journal/queries/entries.py": {
        "just_done": "a person's own, found by the person",
        "tables_of": "of a change set its caller has loaded through visible_to",
        "row_count": "of a change set its caller has loaded through visible_to",
    },
    "guanxi/platform/journal/queries/rows.py": {
        "field_history": "of a row its caller has loaded through visible_to",
        "changes_after": "of a row its caller has loaded through visible_to",
        "_sets_after": "of a row its caller has loaded through visible_to",
        "who_changed": "of a row its caller has loaded through visible_to",
        "began_in": "of a row its caller has loaded through visible_to",
        "changed_keys": "keys alone, asked for among the rows one sees",
    },
}


def python_files(root: Path) -> Iterator[tuple[str, ast.Module, str]]:
    for path in sorted((root / "guanxi").rglob("*.py")):
        name = path.relative_to(root).as_posix()
        if "/migrations/" in name or "/tests/" in name:
            continue
        text = path.read_text("utf-8")
        yield name, ast.parse(text), text


def wrong_file_names(root: Path) -> list[str]:
    """Files of an area that are none of the agreed names."""
    found: list[str] = []
    for area in AREAS:
        folder = root / "guanxi" / area
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            name = path.stem if path.suffix == ".py" else path.name
            allowed = FILES | MORE.get(area, set()) | ({"__init__"} if path.suffix else FOLDERS)
            if name != "__pycache__" and name not in allowed:
                found.append(path.relative_to(root).as_posix())
    return found


def empty_areas(root: Path) -> list[str]:
    """Areas without models, rules or views: shells."""
    return [
        area
        for area in AREAS
        if (root / "guanxi" / area).is_dir()
        and not any((root / "guanxi" / area).glob("models*"))
        and not any((root / "guanxi" / area).glob("views*"))
        and not any((root / "guanxi" / area).glob("rules*"))
    ]


def long_files(root: Path) -> list[str]:
    return [
        f"{name}: {len(text.splitlines())} lines"
        for name, _tree, text in python_files(root)
        if len(text.splitlines()) > HARD_LIMIT
    ]


def writes_outside_actions(root: Path) -> list[str]:
    """Calls that write rows, anywhere but in actions (and the mechanisms listed with their reason)."""
    found: list[str] = []
    for name, tree, _text in python_files(root):
        parts = name.removesuffix(".py").split("/")
        if "actions" in parts or "demo" in parts or name in MAY_WRITE or parts[1] in {"kit", "config"}:
            continue
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            chain = ast.unparse(node.func)
            is_row_update = node.func.attr in {"update", "delete"} and (
                ".objects" in chain or ".filter(" in chain or ".visible_to(" in chain
            )
            is_write = node.func.attr in WRITES - {"delete"} and ".objects" in chain
            is_save = node.func.attr == "save" and not re.search(
                r"form|workbook|image|session|storage", chain, re.IGNORECASE
            )
            if is_row_update or is_write or is_save:
                found.append(f"{name}:{node.lineno} {chain}")
    return found


def queries_without_policy(root: Path) -> list[str]:
    """Functions of queries.py that touch a manager without asking what the actor may see."""
    found: list[str] = []
    for name, tree, _text in python_files(root):
        if "queries" not in name.removesuffix(".py").split("/"):
            continue
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef):
                continue
            source = ast.unparse(node)
            listed = QUERY_WITHOUT_ACTOR.get(name, {})
            if ".objects" in source and ".visible_to(" not in source and node.name not in listed:
                found.append(f"{name}:{node.lineno} {node.name}")
    return found


def foreign_managers(root: Path) -> list[str]:
    """`Model.objects` of another area: rows of others are asked for through their queries."""
    found: list[str] = []
    for name, tree, _text in python_files(root):
        parts = name.split("/")
        if parts[1] not in AREAS:
            continue
        foreign: set[str] = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module and ".models" in node.module:
                owner = node.module.split(".")[1]
                if owner in AREAS and owner != parts[1]:
                    foreign |= {alias.asname or alias.name for alias in node.names}
        found += [
            f"{name}:{node.lineno} {node.value.id}.objects"
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute)
            and node.attr == "objects"
            and isinstance(node.value, ast.Name)
            and node.value.id in foreign
        ]
    return found


def exceptions_without_reason(root: Path) -> list[str]:
    """`noqa` and `type: ignore` without codes and without a word of reason; broad excepts count as both."""
    found: list[str] = []
    for name, _tree, text in python_files(root):
        for number, line in enumerate(text.splitlines(), 1):
            if re.search(r"#\s*noqa(?!:)", line) or re.search(r"#\s*type:\s*ignore(?!\[)", line):
                found.append(f"{name}:{number} names no code")
            elif re.search(r"#\s*noqa:\s*[A-Z0-9, ]+\s*$", line) or re.search(
                r"type:\s*ignore\[[^\]]*\]\s*$", line
            ):
                found.append(f"{name}:{number} gives no reason")
    return found


def unfinished_words(root: Path) -> list[str]:
    words = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    return [
        f"{name}:{number}"
        for name, _tree, text in python_files(root)
        for number, line in enumerate(text.splitlines(), 1)
        if words.search(line)
    ]


def raw_markup(root: Path) -> list[str]:
    """Templates outside web/ that switch escaping off, and inline scripts or handlers anywhere."""
    found: list[str] = []
    for path in sorted((root / "guanxi").rglob("templates/**/*.html")):
        name = path.relative_to(root).as_posix()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            unsafe = re.search(r"\|\s*safe\b|autoescape\s+false|Markup\(", line) and not name.startswith(
                "guanxi/web/"
            )
            inline = re.search(r"<script(?![^>]*\b(src|type=\"application/json\"))[^>]*>|\son[a-z]+=\"", line)
            if unsafe or inline:
                found.append(f"{name}:{number}")
    return found


def upward_addresses(root: Path) -> list[str]:
    """URL names and template includes that point to a higher area."""
    order = {area: rank for rank, area in enumerate(AREAS)}
    order |= {"work": order["office"], "analytics": 0, "portal": 0, "web": 90, "api": 90}
    found: list[str] = []
    for path in sorted((root / "guanxi").rglob("*")):
        if path.suffix not in {".py", ".html"} or "/tests/" in path.as_posix():
            continue
        name = path.relative_to(root).as_posix()
        own = name.split("/")[1]
        rank = order.get(own, 99 if own in {"platform", "kit"} else -1)
        found += [
            f"{name}:{number} {target}"
            for number, target in _addresses(path)
            if target in order and order[target] < rank and target != own
        ]
    return found


def _addresses(path: Path) -> list[tuple[int, str]]:
    """The areas whose URL names a file speaks of, with the line."""
    text = path.read_text("utf-8")
    if path.suffix == ".html":
        pattern = re.compile(r"""\burl\(\s*["']([a-z]+):""")
        text = re.sub(r"\{#.*?#\}", lambda comment: "\n" * comment[0].count("\n"), text, flags=re.DOTALL)
        return [(n, t) for n, line in enumerate(text.splitlines(), 1) for t in pattern.findall(line)]
    calls = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    strings = (
        (argument.lineno, argument.value)
        for call in calls
        if ast.unparse(call.func).split(".")[-1]
        in {
            "url",
            "redirect",
            "reverse",
            "reverse_lazy",
            "resolve_url",
            "navigation",
            "palette_action",
            "subject",
        }
        for argument in [*call.args, *(k.value for k in call.keywords)]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    )
    return [(n, m[1]) for n, text in strings if (m := re.match(r"([a-z]+):", text))]
