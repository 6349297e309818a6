"""People of whom some are written down twice."""

import numpy as np
import pyarrow as pa

GIVEN = (
    "Anna",
    "Bernd",
    "Clara",
    "Dieter",
    "Eva",
    "Franz",
    "Gerda",
    "Hugo",
    "Ida",
    "Jonas",
    "Karla",
    "Ludwig",
)


def people(count=400):
    """Persons who are all different, and for every fifth a second record with one slip."""
    family = [
        "Schmidt",
        "Vogel",
        "Winter",
        "Sommer",
        "Bauer",
        "Fuchs",
        "Lang",
        "Kurz",
        "Roth",
        "Weiss",
        "Busch",
    ]
    rows = []
    for number in range(count):
        day = f"{1940 + number * 7 % 60}-{1 + number * 5 % 12:02}-{1 + number * 11 % 28:02}"
        row = (GIVEN[number % 12], family[number % 11], day, f"+49 171 {5550000 + number * 7919 % 999983}")
        rows.append((number, *row))
        if number % 5 == 0:
            slip = [row[0], row[1], row[2], row[3]]
            slip[number // 5 % 2] = slip[number // 5 % 2][:-1] + "x"
            rows.append((number, *slip))
    return rows


def table_of(rows):
    names = ["entity", "Vorname", "Nachname", "Geburtsdatum", "Telefon"]
    return pa.table(
        {
            name: [str(cell) for cell in cells]
            for name, cells in zip(names, zip(*rows, strict=True), strict=True)
        }
    )


def entities(rows):
    return np.array([row[0] for row in rows], dtype=np.int32)
