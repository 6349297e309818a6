"""The import contracts hold, and each is broken by the fault it is there for."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from source import ROOT

FAULTS = {
    "Packages import only downwards": ("guanxi/kit/planted.py", "import guanxi.customers.types\n"),
    "Files of an area import only downwards": ("guanxi/work/models.py", "import guanxi.work.actions\n"),
    "Calculation is free of Django": ("guanxi/customers/rules.py", "import django.utils.timezone\n"),
    "Views never touch models": ("guanxi/customers/views.py", "import guanxi.customers.models\n"),
    "Only analytics knows the warehouse": ("guanxi/customers/queries/planted.py", "import duckdb\n"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([program, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)


def test_imports_only_go_down():
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout


def test_every_planted_import_is_found(tmp_path):
    shutil.copytree(
        ROOT / "guanxi",
        tmp_path / "guanxi",
        ignore=shutil.ignore_patterns("*.pyc", "static", "templates", "locale"),
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name, text in FAULTS.values():
        path = tmp_path / name
        planted = path / "__init__.py" if path.with_suffix("").is_dir() else path
        if path.with_suffix("").is_dir():
            planted = path.with_suffix("") / "__init__.py"
        with planted.open("a", encoding="utf-8") as file:
            file.write(f"\n{text}")
    result = lint(tmp_path)
    assert result.returncode == 1
    broken = [line.removesuffix(" BROKEN") for line in result.stdout.splitlines() if line.endswith(" BROKEN")]
    assert sorted(broken) == sorted(FAULTS)


@pytest.mark.parametrize("name", FAULTS)
def test_no_contract_has_ignore_lines(name):
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    assert name in text
    assert "ignore_imports" not in text
