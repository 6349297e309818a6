import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType

import psycopg
import pytest

from guanxi.config import accounts, database, demo, hold
from guanxi.config.address import CannotUse
from guanxi.config.main import main
from guanxi.platform.access.queries import people, system_actor


def test_an_unknown_command_is_a_usage_error(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["dance"])
    assert ended.value.code == 2
    assert "invalid choice: 'dance'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "port", "said"),
    [
        (["run"], "eight", "guanxi: GUANXI_PORT is 'eight', which is not a number.\n"),
        (["run", "--port", "65535"], "", "guanxi: Port 65535 is not between 1 and 65534.\n"),
    ],
)
def test_a_wrong_port_is_one_sentence(words, port, said, monkeypatch, capsys):
    monkeypatch.setenv("GUANXI_PORT", port)
    assert main(words) == 1
    assert capsys.readouterr().err == said


def test_the_listings_need_no_database(capsys):
    assert main(["verbs"]) == 0
    assert "access.create_user " in capsys.readouterr().out
    assert main(["news"]) == 0
    news = [line for line in capsys.readouterr().out.splitlines() if not line.startswith(" ")]
    assert "customers.CustomerCreated" in news
    assert len(news) == len(set(news))
    for listing in ("facts", "traits", "slots"):
        assert main([listing]) == 0


def test_a_command_before_the_first_start_finds_its_tables(open_folder):
    """And one on tables of another version is refused in one sentence."""
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}

    def said(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "guanxi.config.main", *words],
            env={**environment, "GUANXI_DATA": str(open_folder / "data")},
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    (open_folder / "list.csv").write_text("名称,电话\n海源食品,021-5555\n", "utf-8")
    done = said("import", "customers", str(open_folder / "list.csv"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "海源食品" in said("export", "customers").stdout
    said("manage", "migrate", "gx_platform", "0001", "-v", "0")
    done = said("export", "customers")
    assert done.returncode == 1
    assert done.stderr == (
        "guanxi: The database is not yet that of this version: "
        "start `guanxi run` once, or say `guanxi manage migrate`.\n"
    )


def test_a_temporary_database_is_gone_afterwards(monkeypatch):
    monkeypatch.setenv("GUANXI_DATA", "/nowhere")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with database.temporary() as url:
        folder = Path(os.environ["GUANXI_DATA"])
        assert os.environ["DATABASE_URL"] == url
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT current_database()").fetchone() == ("guanxi",)
    assert not folder.exists()
    assert os.environ["GUANXI_DATA"] == "/nowhere"
    assert "DATABASE_URL" not in os.environ


def test_a_held_folder_names_its_holder(tmp_path):
    with hold.held(tmp_path, "http://127.0.0.1:8000/"):
        with pytest.raises(hold.AlreadyHeld) as refused, hold.held(tmp_path, "another"):
            pass
        assert f"(process {os.getpid()}, http://127.0.0.1:8000/)" in str(refused.value)
    with hold.held(tmp_path, "another"):
        pass


@pytest.mark.django_db
def test_a_new_account_gets_a_password_that_works():
    accounts.install_roles()
    made = accounts.add_user("ann@example.com", "Ann")
    user = people(system_actor("test")).get(email="ann@example.com")
    assert user.check_password(made.password)
    assert accounts.has_administrator()
    again = accounts.reset_password("ANN@example.com")
    user.refresh_from_db()
    assert again.password != made.password
    assert user.check_password(again.password)
    assert not user.check_password(made.password)


@pytest.mark.django_db
def test_an_unknown_role_or_person_is_named():
    with pytest.raises(CannotUse, match="There is no role 'pilot'"):
        accounts.add_user("bob@example.com", "Bob", "pilot")
    with pytest.raises(CannotUse, match=r"Nobody signs in with bob@example\.com"):
        accounts.reset_password("bob@example.com")


def test_areas_build_their_demo_from_bottom_to_top(settings, monkeypatch):
    built = []
    for name in ("lower", "silent", "upper"):
        module = ModuleType(name)
        module.__path__ = []
        monkeypatch.setitem(sys.modules, name, module)
    for name in ("lower.demo", "upper.demo"):
        module = ModuleType(name)
        module.__spec__ = object()
        module.build = lambda seed, span, name=name: built.append((name, seed, span.as_of))
        monkeypatch.setitem(sys.modules, name, module)
    settings.AREAS = ("lower", "silent", "upper")
    demo.build_demo(date(2026, 7, 1), seed=7)
    evening = datetime(2026, 6, 30, 10, tzinfo=UTC)
    assert built == [("lower.demo", 7, evening), ("upper.demo", 7, evening)]
