"""The loop on small and on odd files: one JSON object, or one sentence; never a traceback."""

import argparse
import json
import random
import re
from datetime import date, timedelta
from pathlib import Path
from unicodedata import east_asian_width

import pytest
from django.utils import translation

from guanxi.config.address import CannotUse
from guanxi.config.commands import _loop
from guanxi.config.loop import Asked, go_round
from guanxi.config.loop_told import as_object, as_text
from guanxi.config.main import main
from guanxi.platform.verbs import Refused

pytestmark = pytest.mark.django_db(transaction=True)
HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID"


@pytest.fixture(autouse=True)
def _own_warehouse(settings, tmp_path):
    settings.GUANXI_DATA = tmp_path / "data"


def told(path: Path) -> dict:
    """What `guanxi loop --json` prints; its command line itself is tried in tests/proof."""
    return json.loads(json.dumps(as_object(go_round(Asked(path)))))


def lines(count: int) -> list[str]:
    """Orders of 60 customers over a year, every tenth a return."""
    lots = random.Random(3)
    found = []
    for at in range(count):
        day = date(2024, 1, 1) + timedelta(days=lots.randrange(360))
        order, quantity = (f"C{at}", -1) if at % 10 == 9 else (str(at), lots.randrange(1, 9))
        found.append(f"{order},S{at % 13},Thing {at % 13},{quantity},{day},{at % 7 + 0.5},K{at % 60}")
    return found


def written(path: Path, rows: list[str], header: str = HEADER, encoding: str = "utf-8") -> Path:
    path.write_bytes("\n".join([header, *rows, ""]).encode(encoding))
    return path


def test_a_small_file_goes_all_the_way_round(tmp_path):
    rows = lines(200)
    found = told(written(tmp_path / "log.csv", [*rows, rows[0], rows[1].rpartition(",")[0] + ","]))
    assert found["rows_read"] == 202
    assert {rule: count for rule, count in found["rows_refused"].items() if count} == {
        "no_customer": 1,
        "duplicate": 1,
    }
    assert (found["customers"], found["orders"], found["returns"]) == (60, 180, 20)
    sold = sum(int(r.split(",")[3]) * (2 * i // 2 % 7 + 0.5) for i, r in enumerate(rows) if i % 10 != 9)
    assert float(found["sales"]) == sold
    assert float(found["refunds"]) == sum(i % 7 + 0.5 for i in range(200) if i % 10 == 9)
    assert float(found["net_revenue"]) == float(found["sales"]) - float(found["refunds"])
    assert sum(found["stages"].values()) == sum(found["rfm"].values()) == 54, "six only sent back"
    assert sum(cell["size"] for cell in found["cells"]) == found["list_size"] > 0
    assert len({cell["code"] for cell in found["cells"]}) == 3
    assert found["scorecard"]
    assert found["seconds"] > 0
    assert found["peak_mb"] > 0


ODD = {
    "one row": ["1,S,Thing,2,2024-03-01,1.5,K1"],
    "one customer": [f"{n},S,Thing,2,2024-03-{n + 1:02},1.5,K1" for n in range(20)],
    "only returns": [f"C{n},S,Thing,-2,2024-03-{n + 1:02},1.5,K{n % 5}" for n in range(20)],
}


@pytest.mark.parametrize("name", ODD)
def test_odd_business_is_told_all_the_same(tmp_path, name):
    found = told(written(tmp_path / "log.csv", ODD[name]))
    assert found["rows_imported"] == len(ODD[name])
    assert found["orders"] + found["returns"] == len(ODD[name])
    assert found["cells"] == []


REFUSED = {
    "empty": b"",
    "header only": f"{HEADER}\n".encode(),
    "all refused": f"{HEADER}\n1,S,Thing,2,2024-03-01,0,K1\n2,S,Thing,2,2024-03-01,1,\n".encode(),
    "picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)),
    "other columns": b"animal,colour\ncat,grey\n",
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_without_business_gets_one_sentence(tmp_path, name):
    path = tmp_path / "log.csv"
    path.write_bytes(REFUSED[name])
    with pytest.raises(Refused) as refusal:
        go_round(Asked(path))
    assert str(refusal.value).endswith(".")


def test_a_missing_file_gets_one_sentence(tmp_path):
    with pytest.raises(Refused, match=r"none\.csv"):
        go_round(Asked(tmp_path / "none.csv"))


def test_people_are_told_in_aligned_words(tmp_path):
    rows = lines(200)
    path = written(
        tmp_path / "log.csv", [*rows, rows[0], "9,S,Thing,viele,2024-03-01,1.5,K1", "8,S,T,1,2024-03-01,1,"]
    )
    found = go_round(Asked(path))
    with translation.override("en"):
        told_in_english = as_text(found)
    assert not re.search(r"[{}\[\]]|None|Decimal|dict", told_in_english)
    shown = told_in_english.splitlines()
    assert shown[0] == "Know: log.csv"
    assert shown[1].split() == ["Rows", "read", "203"]
    assert any(re.search(r"No customer +1  line 204$", line) for line in shown)
    assert any(re.search(r"duplicate of an earlier line +1  line 202$", line) for line in shown)
    [unreadable] = [line for line in shown if "cannot be read" in line]
    assert "line 203: " in unreadable
    assert "viele" in unreadable
    assert "Columns read: Customer number = CustomerID;" in told_in_english
    assert "Nobody was written to" in told_in_english
    with translation.override("zh-hans"):
        told_in_chinese = as_text(found)
    assert told_in_chinese.startswith("了解：log.csv")
    assert all(
        words in told_in_chinese for words in ("没有客户", "客户编号 = CustomerID", "响应率", "对照组")
    )
    figures = [line for line in told_in_chinese.splitlines()[1:12] if re.search(r"\d", line)]
    ends = {_places(re.match(r".*?\S +[¥\d.,]+", line)[0]) for line in figures[:4]}
    assert len(ends) == 1, "figures stand under each other"


def _places(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def test_the_command_speaks_the_terminals_language(tmp_path, monkeypatch, capsys):
    for told_by, words, other in (("zh_CN.UTF-8", "示例：", "Examples:"), ("C.UTF-8", "Examples:", "示例：")):
        monkeypatch.setenv("LC_ALL", told_by)
        with pytest.raises(SystemExit):
            main(["loop", "--help"])
        shown = capsys.readouterr().out
        assert words in shown
        assert other not in shown
        assert "return_prefix" in shown
        assert "--map customer=" in shown


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--map", "customer"], "--map customer"),
        (["--set", "currency"], "--set currency"),
    ],
)
def test_what_is_no_pair_is_one_sentence(given, said, tmp_path, capsys):
    asked = argparse.Namespace(file=tmp_path / "x.csv", map=[], options=[], seed=1, window=30, json=True)
    setattr(asked, "map" if given[0] == "--map" else "options", given[1:])
    with pytest.raises(CannotUse, match=said):
        _loop(asked)


def test_a_column_or_option_nobody_knows_is_named(tmp_path):
    path = written(tmp_path / "log.csv", lines(20))
    with pytest.raises(Refused) as refusal:
        go_round(Asked(path, mapping={"custmer": "CustomerID"}, options={"valuta": "EUR"}))
    assert set(refusal.value.fields) == {"custmer", "valuta"}
    assert "customer, customer_name, number" in str(refusal.value.fields["custmer"])
