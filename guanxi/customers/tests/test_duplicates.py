"""Doubles within one table, whatever its columns are called."""

import json

import numpy as np
import pyarrow as pa
import pytest
from doubled_people import GIVEN, entities, people, table_of

from guanxi.config.main import main
from guanxi.customers.rules.duplicates import Role, Weights, find_doubles, measure, score_record
from guanxi.customers.rules.duplicates.clustering import cluster

PEOPLE = [
    ("Anna", "Schmidt", "1970-02-03", "0171 5550101"),
    ("Bernd", "Vogel", "1981-11-30", "0171 5550102"),
    ("Clara", "Winter", "1992-07-14", "0171 5550103"),
    ("Dieter", "Sommer", "1955-01-21", "0171 5550104"),
]


def test_doubles_with_one_slip_are_found_and_nobody_else():
    rows = people()
    doubles = find_doubles(table_of(rows).drop_columns(["entity"]))
    truth = measure(doubles.clusters, entities(rows))
    assert (truth.true_pairs, truth.right_pairs, truth.found_pairs) == (80, 80, 80)


def test_the_same_file_gives_the_same_answer():
    rows = table_of(people()).drop_columns(["entity"])
    one, two = find_doubles(rows), find_doubles(rows)
    assert one.weights == two.weights
    assert one.clusters.tolist() == two.clusters.tolist()


def test_a_file_without_doubles_has_none():
    rows = [row for row in people() if row[0] % 5]
    assert len(find_doubles(table_of(rows).drop_columns(["entity"])).left) == 0


def test_weights_survive_their_json_and_score_one_record():
    rows = people()
    weights = find_doubles(table_of(rows).drop_columns(["entity"])).weights
    again = Weights.from_json(weights.to_json())
    assert again == weights
    names = ("Vorname", "Nachname", "Geburtsdatum", "Telefon")
    others = [dict(zip(names, row[1:], strict=True)) for row in rows[:30]]
    asked = dict(others[8]) | {"Vorname": others[8]["Vorname"] + "e"}
    best, second, *_ = score_record(asked, others, again)
    assert best.candidate == 8
    assert best.probability > 0.99
    assert second.probability < 0.5
    assert dict(best.agreement)["Geburtsdatum"] == "exact"


@pytest.mark.parametrize("rows", [0, 1])
def test_nothing_to_compare(rows):
    doubles = find_doubles(table_of(people()).slice(0, rows))
    assert len(doubles.left) == 0
    assert doubles.clusters.tolist() == list(range(rows))


def test_two_valid_credit_codes_never_join():
    codes = ["91440300708461136T", "91310000132200821H"]
    rows = [("华强电子有限公司", codes[number % 2], "0755-26881234") for number in range(4)]
    filler = [(f"{a}{b}实业有限公司", f"不明{number}", f"0755-8{number * 99991:07}") for number, (a, b) in enumerate(
        (a, b) for a in "天地玄黄宇宙洪荒" for b in "日月盈昃辰宿列张")]  # fmt: skip
    columns = zip(*rows, *filler, strict=True)
    table = pa.table(dict(zip(["公司名称", "信用代码", "电话"], map(list, columns), strict=True)))
    roles = {"公司名称": Role.ORGANISATION, "信用代码": Role.CREDIT_CODE, "电话": Role.PHONE}
    clusters = find_doubles(table, roles).clusters
    assert clusters[:4].tolist() == [0, 1, 0, 1]


def written(path, rows):
    names = ["entity", "Vorname", "Nachname", "Geburtsdatum", "Telefon"]
    lines = [",".join(names), *(",".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_the_command_prints_figures_and_writes_clusters(tmp_path, capsys):
    path, out = written(tmp_path / "people.csv", people()), tmp_path / "out.csv"
    assert main(["duplicates", str(path), "--json", "--truth", "entity", "--clusters", str(out)]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["rows"], report["pairs"], report["clusters"], report["f1"]) == (480, 80, 80, 1.0)
    assert "key_column" not in report
    keyed = tmp_path / "keyed.csv"
    numbered = enumerate(path.read_text("utf-8").splitlines())
    keyed.write_text("\n".join(f"{f'K{at}' if at else 'rec_id'},{line}" for at, line in numbered), "utf-8")
    assert main(["duplicates", str(keyed), "--json", "--clusters", str(out)]) == 0
    assert json.loads(capsys.readouterr().out)["key_column"] == "rec_id"
    assert set(report["seconds"]) == {"loading", "matching"}
    assert report["peak_memory_mb"] > 0
    lines = out.read_text("utf-8").splitlines()
    assert lines[:4] == ["row,cluster", "0,0", "1,0", "2,2"]
    assert len(lines) == 481


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--truth", "nobody"], "has no column “nobody”"),
        (["--map", "person=nobody"], "has no column “nobody”"),
        (["--map", "colour=Vorname"], "FIELD is one of"),
        (["--threshold", "2"], "is not between 0 and 1"),
        (["--map", "ignored=Vorname", "--map", "ignored=Nachname", "--map", "ignored=Geburtsdatum",
          "--map", "ignored=Telefon"], "no column says who"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_one_sentence(tmp_path, capsys, words, sentence):
    path = written(tmp_path / "people.csv", people(10))
    assert main(["duplicates", str(path), *words]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert sentence in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02\x03" * 50, b"PK\x03\x04 cut off", b"name\n"])
def test_a_broken_file_is_one_sentence(tmp_path, capsys, content):
    path = tmp_path / "broken.xlsx"
    path.write_bytes(content)
    assert main(["duplicates", str(path)]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_family_is_not_one_person():
    """Planted: parents and children with one surname, street and telephone; only some have a second record."""
    starts, ends = (
        ["Schmid", "Vogel", "Winter", "Sommer", "Bauer", "Fuchs", "Lang"],
        ["", "mann", "er", "hof", "berg"],
    )
    rows = []
    for house in range(300):
        family = starts[house % 7] + ends[house // 7 % 5]
        for member in range(3):
            number = house * 3 + member
            day = f"{1940 + number * 7 % 60}-{1 + number * 5 % 12:02}-{1 + number * 11 % 28:02}"
            phone = f"0171 {5550000 + house * 7919 % 999983}"
            row = (number, GIVEN[(house * 5 + member * 7) % 12], family, day, phone)
            rows += [row, (*row[:1], row[1] + "x", *row[2:])] if number % 4 == 0 else [row]
    truth = measure(find_doubles(table_of(rows).drop_columns(["entity"])).clusters, entities(rows))
    assert (truth.true_pairs, truth.right_pairs) == (225, 225)
    assert truth.found_pairs == 225


def test_a_chain_is_cut_where_it_contradicts():
    left, right = np.array([0, 1, 2]), np.array([1, 2, 3])
    likely = {(0, 1): 9.0, (1, 2): 2.0, (2, 3): 9.0, (0, 2): -8.0, (1, 3): -8.0, (0, 3): -8.0}

    def score(one, two):
        return np.array([likely[pair] for pair in zip(one.tolist(), two.tolist(), strict=True)])

    assert cluster(5, left, right, score(left, right), score).tolist() == [0, 0, 2, 2, 4]


def test_without_the_cut_the_chain_would_hold():
    """The planted fault of the test above: where nothing contradicts, the four are one."""
    left, right = np.array([0, 1, 2]), np.array([1, 2, 3])
    clusters = cluster(5, left, right, np.full(3, 2.0), lambda one, _two: np.full(len(one), 2.0))
    assert clusters.tolist() == [0, 0, 0, 0, 4]


def test_rows_that_say_the_same_are_one_however_many():
    rows = [["Anna Schmidt", "anna@x.de", "Berlin"]] * 300
    table = pa.table(dict(zip(("Name", "Mail", "Ort"), map(list, zip(*rows, strict=True)), strict=True)))
    doubles = find_doubles(table)
    assert set(doubles.clusters.tolist()) == {0}
    assert len(doubles.left) == 299
    cities = find_doubles(pa.table({"Ort": ["Berlin"] * 300}), {"Ort": Role.PLACE})
    assert len(set(cities.clusters.tolist())) == 300, "a city says nothing of anybody"
