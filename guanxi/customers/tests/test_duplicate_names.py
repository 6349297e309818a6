"""Names of people in one column, and of firms in English."""

import json

import pyarrow as pa
import pytest
from doubled_people import entities, people

from guanxi.config.main import main
from guanxi.customers.rules.duplicates import Role, Weights, find_doubles, measure, score_record
from guanxi.customers.rules.duplicates.names import latin_parts

WRITTEN = {
    "one order": [lambda given, family: f"{given} {family}"],
    "every order": [
        lambda given, family: f"{given} {family}",
        lambda given, family: f"{family.upper()}, {given}",
        lambda given, family: f"Dr. {given} {family}",
    ],
}


@pytest.mark.parametrize("ways", WRITTEN)
def test_full_names_in_one_column_tell_as_much_as_in_two(ways):
    rows = people()
    names = [WRITTEN[ways][at % len(WRITTEN[ways])](row[1], row[2]) for at, row in enumerate(rows)]
    table = pa.table({"name": names, "Telefon": [row[4] for row in rows], "geb": [row[3] for row in rows]})
    doubles = find_doubles(table)
    assert {field.role for field in doubles.fields} == {Role.GIVEN, Role.SURNAME, Role.PHONE, Role.DATE}
    truth = measure(doubles.clusters, entities(rows))
    assert (truth.true_pairs, truth.right_pairs, truth.found_pairs) == (80, 80, 80)
    again = Weights.from_json(doubles.weights.to_json())
    said = [
        dict(zip(("name", "Telefon", "geb"), (n, r[4], r[3]), strict=True))
        for n, r in zip(names, rows, strict=True)
    ]
    best, *_rest = score_record(said[8], said[9:], again)
    assert best.probability < 0.5, "the ninth person is there once"
    assert score_record(said[0], said[1:], again)[0].candidate == 0


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Anna Schmidt", ("anna", "schmidt")),
        ("SCHMIDT, Anna Maria", ("anna maria", "schmidt")),
        ("Prof. Dr. Anna van der Berg", ("anna", "van der berg")),
        ("van der Berg, Anna", ("anna", "van der berg")),
        ("Martin King, Jr.", ("martin", "king")),
        ("Ludwig", ("", "ludwig")),
        ("Dr.", ("", "dr")),
        ("", ("", "")),
    ],
)
def test_a_full_name_is_taken_apart(name, parts):
    given, surname = latin_parts([name])
    assert (given[0], surname[0]) == parts


def test_a_column_called_name_is_what_it_holds(tmp_path, capsys):
    rows = people()
    path = tmp_path / "people.csv"
    lines = ["name,phone", *(f"{row[1]} {row[2]},{row[4]}" for row in rows)]
    path.write_text("\n".join(lines), "utf-8")
    assert main(["duplicates", str(path), "--json"]) == 0
    columns = json.loads(capsys.readouterr().out)["columns"]
    assert columns == {"name: given name": "given_name", "name: surname": "surname", "phone": "phone"}


def test_firms_in_english_are_told_by_their_names(tmp_path, capsys):
    words, kinds = (
        ["North", "River", "Stone", "Silver", "Golden", "Iron", "Maple", "Harbor"],
        ["Logistics", "Foods", "Software", "Motors"],
    )
    names = [f"{word} {kind} {form}" for word in words for kind in kinds for form in ("Ltd",)]
    names += [
        "North Logistics Limited",
        "The Maple Motors Co., Ltd.",
        "Smith & Sons GmbH",
        "Smith and Sons Inc.",
    ]
    path, out = tmp_path / "firms.csv", tmp_path / "out.csv"
    path.write_text("company\n" + "\n".join(f'"{name}"' for name in names), "utf-8")
    assert main(["duplicates", str(path), "--json", "--clusters", str(out)]) == 0
    assert json.loads(capsys.readouterr().out)["clusters"] == 3
    clusters = [line.split(",")[1] for line in out.read_text("utf-8").splitlines()[1:]]
    assert clusters[-4:] == ["0", "27", "34", "34"]
