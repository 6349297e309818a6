"""Address books and JSON as tables."""

import json
from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.platform.exchange.readers import CannotRead, open_table
from guanxi.platform.exchange.readers.cards import HEADER
from guanxi.platform.exchange.readers.errors import BrokenCards, BrokenObjects

CARDS = """BEGIN:VCARD
VERSION:3.0
N:张;伟;;;
FN:张伟
ORG:海川机械;采购部
TEL;TYPE=CELL:13800138000
BDAY:1980-02-03
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:李娜
EMAIL:li@x.cn
BDAY:1980-02-03
END:VCARD
"""


@pytest.fixture
def opened(tmp_path):
    def open_(content, name="f"):
        path = tmp_path / "f"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return open_table(path, name=name)

    return open_


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_an_address_book_in_any_encoding(opened, encoding):
    source = opened((CARDS * 20).encode(encoding))
    assert (source.kind, source.header, source.row_estimate) == ("vcf", HEADER, 40)
    first, second, *_rest = source.rows()
    firm = dict(zip(HEADER, first.cells, strict=True))
    assert (firm["name"], firm["kind"], firm["contact_name"], firm["contact_department"]) == (
        "海川机械",
        "organisation",
        "张伟",
        "采购部",
    )
    assert "BDAY:1980-02-03" in firm["card"]
    person = dict(zip(HEADER, second.cells, strict=True))
    assert (second.line, person["name"], person["born_on"]) == (9, "李娜", date(1980, 2, 3))


def test_a_broken_address_book_and_a_card_that_is_too_large(opened):
    with pytest.raises(BrokenCards):
        list(opened(CARDS + "BEGIN:VCARD\nFN:x\n").rows())
    photo = "A" * 600_000
    [row] = opened(f"BEGIN:VCARD\nVERSION:3.0\nFN:x\nPHOTO;ENCODING=b:{photo}\nEND:VCARD\n").rows()
    assert row.refused


def test_objects_become_rows_and_columns(opened):
    records = [
        {
            "name": "海川",
            "amount": 0.1,
            "address": {"city": "苏州"},
            "tags": ["a", "b"],
            "contacts": [{"name": "王芳"}, {"name": "李强"}],
        },
        {"name": "恒达", "phone": ""},
    ]
    for text in (json.dumps(records), "\n".join(map(json.dumps, records)), json.dumps(records, indent=2)):
        source = opened(text)
        assert source.header == ("name", "amount", "address.city", "tags", "contacts.name", "phone")
        assert [row.cells for row in source.rows()] == [
            ("海川", Decimal("0.1"), "苏州", "a,b", "王芳", None),
            ("海川", Decimal("0.1"), "苏州", "a,b", "李强", None),
            ("恒达", None, None, None, None, None),
        ]


@pytest.mark.parametrize(
    "text",
    [
        '[{"a": 1}, 2]', '[{"a": 1}, {"a"]', '[{"a": 1}', '{"a": NaN}', '[{"a": 1} x]',
        '[{"name": "海川", "city": "苏', '[{"name": "海川", "ci', '{"name": "a", "b": [1, 2', '[ {"na', "[{",
        '{"name": "a"}\n{"name": "b", "city',
    ],
)  # fmt: skip
def test_broken_json_is_refused_with_its_place(opened, text):
    with pytest.raises(BrokenObjects):
        list(opened(text).rows())


def test_a_table_whose_first_name_stands_in_brackets_is_no_json(opened):
    for text in ('["name"],city\na,b\n', '{"name"},city\na,b\n'):
        assert opened(text).kind == "csv"


cells = st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=9).filter(bool)


@given(
    st.lists(
        st.dictionaries(st.text(min_size=1, max_size=5), cells, min_size=1, max_size=4),
        min_size=1,
        max_size=8,
    )
)
def test_any_plain_objects_come_back(tmp_path_factory, records):
    path = tmp_path_factory.mktemp("json") / "f"
    path.write_text(json.dumps(records), "utf-8")
    source = open_table(path, name="f")
    rows = [
        {n: c for n, c in zip(source.header, row.cells, strict=True) if c is not None}
        for row in source.rows()
    ]
    assert rows == [{n: c for n, c in one.items() if c is not None} for one in records]


@given(st.binary(max_size=200), st.sampled_from([b"BEGIN:VCARD\n", b'[{"a":', b'{"a":1}\n']))
def test_any_bytes_are_read_or_refused(tmp_path_factory, raw, head):
    path = tmp_path_factory.mktemp("any") / "f"
    path.write_bytes(head + raw)
    with suppress(CannotRead):
        list(open_table(path, name="f").rows())


def test_an_object_lists_no_end_of_rows_at_once(opened):
    """Many inner objects beside many names: each row is made when it is asked for."""
    record = {f"k{at}": "x" for at in range(300)} | {"people": [{"n": 1}] * 20_000} | {"last": "y"}
    rows = opened(json.dumps([record])).rows()
    first = next(rows)
    assert (len(first.cells), first.cells[-2:]) == (302, (1, "y"))


@pytest.mark.parametrize(
    ("text", "header", "cells"),
    [
        ('[{"name": "\\ud800 x", "n\\udfff": "y"}]', ("name", "n?"), ("? x", "y")),
        ('[{"name": "a", "count": %s}]' % ("9" * 5_000), ("name", "count"), ("a", Decimal("9" * 5_000))),
    ],
)
def test_what_no_cell_can_hold_is_read_all_the_same(opened, text, header, cells):
    source = opened(text)
    assert source.header == header
    assert [row.cells for row in source.rows()] == [cells]


@pytest.mark.parametrize("depth", [200, 400, 600, 900, 5_000])
def test_deep_objects_are_read_or_refused_in_words(opened, depth):
    with suppress(CannotRead):
        list(opened('[{"name": ' + '{"a": ' * depth + "1" + "}" * depth + "}]").rows())
