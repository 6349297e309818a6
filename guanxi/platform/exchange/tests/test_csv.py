"""Text files as they come: encodings, separators, quotes, ragged and broken lines."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guanxi.platform.exchange.readers import LINE, Flaw, open_table
from guanxi.platform.exchange.readers.errors import EmptyFile, EncodingBroken, TooManyColumns, UnclosedQuote

LIST = "客户名称,电话,城市\r\n上海宏达机械有限公司,021-55667788,上海\r\n广州天河贸易行,13800138000,广州\r\n"


def table(path, content, **wishes):
    path.write_bytes(content)
    return open_table(path, name="客户.csv", **wishes)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "upload"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
    ],
)
def test_a_chinese_list_is_read_in_every_encoding(path, written, found):
    source = table(path, LIST.encode(written))
    assert source.encoding == found
    assert source.header == ("客户名称", "电话", "城市")
    assert [(row.line, row.cells) for row in source.rows()] == [
        (2, ("上海宏达机械有限公司", "021-55667788", "上海")),
        (3, ("广州天河贸易行", "13800138000", "广州")),
    ]


def test_gb18030_beyond_gbk_is_read(path):
    source = table(path, "姓名,编号\n𠮷田㐂,1\n张三,2\n".encode("gb18030"))
    assert [row.cells[0] for row in source.rows()] == ["𠮷田㐂", "张三"]


def test_big5_and_western_files_are_told_apart(path):
    assert table(path, "公司名稱,電話\n臺灣積體電路製造,03-5636688\n".encode("big5")).preview()[0].cells == (
        "臺灣積體電路製造",
        "03-5636688",
    )
    western = table(path, "Name;Ort;Preis\nMüller & Söhne;Köln;12 €\nCafé Olé;Málaga;3\n".encode("cp1252"))
    assert western.encoding == "cp1252"
    assert western.preview()[0].cells == ("Müller & Söhne", "Köln", "12 €")


def test_a_late_first_foreign_character_decides_the_encoding(path):
    plain = "name,city\n" + "Smith,Leeds\n" * 200_000
    source = table(path, plain.encode() + "王小明,北京市海淀区\n".encode("gbk"))
    assert source.encoding == "gb18030"
    assert source.row_estimate == 200_001


def test_a_spoiled_utf8_file_is_refused_with_its_line(path):
    content = "名称,城市\n".encode() + "上海宏达机械有限公司,上海\n".encode() * 40 + b"\xe4\xb8,x\n"
    with pytest.raises(EncodingBroken) as refusal:
        table(path, content)
    assert refusal.value.details == {"encoding": "UTF-8", "line": 42}


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_separator_is_found(path, mark):
    lines = [["name", "note", "amount"], ["Li, Wei", "a;b|c", "1,5"], ["Wang", "x\ty", "2"]]
    text = io.StringIO()
    csv.writer(text, delimiter=mark).writerows(lines)
    source = table(path, text.getvalue().encode())
    assert source.delimiter == mark
    assert [row.cells for row in source.rows()] == [tuple(line) for line in lines[1:]]


def test_the_file_may_state_its_separator(path):
    source = table(path, b"sep=;\r\na;b\r\n1,0;2,0\r\n")
    assert source.header == ("a", "b")
    assert [(row.line, row.cells) for row in source.rows()] == [(3, ("1,0", "2,0"))]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_quotes_and_breaks_inside_cells(path, end):
    source = table(path, f'"na""me",city{end}"a{end}b",X{end}{end}c,"Y, Z"{end}'.encode())
    assert source.header == ('na"me', "city")
    assert [(row.line, row.cells) for row in source.rows()] == [(2, (f"a{end}b", "X")), (5, ("c", "Y, Z"))]


def test_ragged_rows(path):
    source = table(path, b"a,b,c\n1\n1,2,3,,\n1,2,3,extra\n,,\n4,5,6\n")
    rows = list(source.rows())
    assert [(row.line, row.cells, row.refused) for row in rows] == [
        (2, ("1", None, None), False),
        (3, ("1", "2", "3"), False),
        (4, ("1", "2", "3"), True),
        (6, ("4", "5", "6"), False),
    ]
    assert rows[2].problems[0].flaw is Flaw.TOO_MANY_CELLS
    assert rows[2].problems[0].found == "extra"
    assert not source.columnar


def test_null_bytes_are_dropped(path):
    source = table(path, b"name,city\nA\x00nn,Bath\nBo,Y\x00ork\n" + b"Cy,Leeds\n" * 30)
    assert source.preview(2)[0].cells == ("Ann", "Bath")
    assert source.preview(2)[1].cells == ("Bo", "York")


def test_header_names_are_cleaned_numbered_and_told_apart(path):
    source = table(path, "\ufeff Name ,name,,Na\u200bme\nA,B,C,D\n".encode())
    assert source.header == ("Name", "name (2)", "column 3", "Name (3)")


def test_title_rows_above_the_header_are_passed_over(path):
    source = table(
        path, "2024年客户清单,,\n制表：王芳,,\n客户名称,电话,城市\n甲公司,13800138000,上海\n".encode()
    )
    assert source.header == ("客户名称", "电话", "城市")
    assert source.header_row == 3
    assert [row.line for row in source.rows()] == [4]


def test_the_caller_may_say_where_the_header_is(path):
    content = b"first,second\nthird,fourth\nfifth,sixth\n"
    assert table(path, content, header_row=2).header == ("third", "fourth")
    without = table(path, content, header_row=None)
    assert without.header == ("column 1", "column 2")
    assert [row.line for row in without.rows()] == [1, 2, 3]


def test_a_header_only_file_has_no_rows(path):
    source = table(path, b"name,city\n")
    assert (source.header, source.row_estimate, list(source.rows())) == (("name", "city"), 0, [])


def test_one_column(path):
    source = table(path, b"name\nAda Lovelace\nAlan Turing\n")
    assert [row.cells for row in source.rows()] == [("Ada Lovelace",), ("Alan Turing",)]


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n\r\n  \n", b"\xff\xfe"])
def test_an_empty_file_is_refused(path, content):
    with pytest.raises(EmptyFile):
        table(path, content)


def test_white_space_between_aligned_figures(path):
    source = table(path, b" 00004 0001 19970101  2   29.33\r\n 00021 0002 19970113  1    7.00\r\n\r\n")
    assert source.delimiter == " "
    assert source.header == ("column 1", "column 2", "column 3", "column 4", "column 5")
    assert [row.cells for row in source.rows()] == [
        ("00004", "0001", "19970101", "2", "29.33"),
        ("00021", "0002", "19970113", "1", "7.00"),
    ]


def test_an_overlong_cell_loses_its_row_only(path):
    content = b"a,b\n1,2\nx," + b"y" * 200_000 + b"\n3,4\n"
    assert [(row.line, row.cells, row.refused) for row in table(path, content).rows()] == [
        (2, ("1", "2"), False),
        (3, (None, None), True),
        (4, ("3", "4"), False),
    ]


def test_a_ten_megabyte_cell_loses_its_row_only(path):
    content = b"a,b\n1,2\nx," + b"y" * 10_000_000 + b"\n3,4\n"
    rows = list(table(path, content).rows())
    assert [(row.line, row.refused) for row in rows] == [(2, False), (3, True), (4, False)]
    assert rows[1].problems[0].flaw is Flaw.CELL_TOO_LARGE


def test_a_quotation_mark_that_never_closes_is_named(path):
    for length in (3, 200_000):
        source = table(path, b"a,b\n" + b"1,2\n" * 5000 + b'3,"4\n' + b"5,6\n" * length)
        with pytest.raises(UnclosedQuote) as refusal:
            list(source.rows())
        assert refusal.value.details["line"] == 5002


def test_too_many_columns_are_refused(path):
    with pytest.raises(TooManyColumns):
        table(path, b",".join(b"c%d" % number for number in range(16_385)) + b"\n")


def test_rows_can_begin_later(path):
    source = table(path, b"a,b\n1,x\n\n2,y\n3,z\n")
    assert [row.line for row in source.rows(1)] == [4, 5]
    assert list(source.rows(9)) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_clean_file_is_also_given_in_columns(path, encoding):
    source = table(path, LIST.encode(encoding))
    assert source.columnar
    [batch] = source.batches()
    assert batch.schema.names == [LINE, "客户名称", "电话", "城市"]
    assert batch.column(LINE).to_pylist() == [2, 3]
    assert batch.column("电话").to_pylist() == ["021-55667788", "13800138000"]


cells = st.text(alphabet="ab1 ,;\"'\r\n\t|=é中", max_size=6)


@settings(max_examples=300, deadline=None)
@given(rows=st.lists(st.lists(cells, min_size=1, max_size=4), max_size=8), data=st.data())
def test_columns_and_rows_agree(tmp_path_factory, rows, data):
    """Whatever the file: the fast way gives the rows of the careful one, or declines."""
    text = io.StringIO()
    quoting = data.draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    csv.writer(text, quoting=quoting, lineterminator=data.draw(st.sampled_from(["\n", "\r\n"]))).writerows(
        rows
    )
    noise = data.draw(st.text(alphabet='ab1,"\n', max_size=12))
    path = tmp_path_factory.mktemp("agree") / "f.csv"
    try:
        source = table(
            path, ("name,city,note\n" + text.getvalue() + noise).encode(), delimiter=",", header_row=1
        )
    except UnclosedQuote:
        return
    if not source.columnar:
        return
    careful = list(source.rows())
    assert not any(row.refused for row in careful)
    fast = [row for batch in source.batches() for row in zip(*batch.to_pydict().values(), strict=True)]
    assert fast == [(row.line, *row.cells) for row in careful]


@settings(max_examples=200, deadline=None)
@given(
    rows=st.lists(
        st.tuples(*[st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)] * 3), max_size=12
    ),
    mark=st.sampled_from(",;\t|"),
)
def test_what_a_csv_writer_wrote_comes_back(tmp_path_factory, rows, mark):
    text = io.StringIO()
    csv.writer(text, delimiter=mark).writerows([("name", "city", "note"), *rows])
    path = tmp_path_factory.mktemp("back") / "f.csv"
    source = table(path, text.getvalue().encode("utf-8-sig"), delimiter=mark, header_row=1)
    assert [row.cells for row in source.rows()] == [
        tuple(cell or None for cell in row) for row in rows if any(row)
    ]
