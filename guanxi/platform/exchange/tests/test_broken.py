"""Files that are not what they claim: each gets one sentence, never a traceback."""

import os
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guanxi.platform.exchange.readers import CannotRead, errors, open_table

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "upload.csv"


def refusal_of(path, content):
    path.write_bytes(content)
    before = sorted(path.parent.iterdir())
    with pytest.raises(CannotRead) as refusal:
        list(open_table(path, name="清单.csv").rows())
    assert path.read_bytes() == content
    assert sorted(path.parent.iterdir()) == before
    sentence = str(refusal.value)
    assert "清单.csv" in sentence
    assert "%(" not in sentence
    return refusal.value


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (PNG, "PNG"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01", "JPEG"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "PDF"),
        (b"\x1f\x8b\x08\x00" + b"\x00\x01" * 50, "gzip"),
        (b'<?xml version="1.0"?><catalog><item/></catalog>', "XML"),
        (random.Random(7).randbytes(50_000), "binary data, not text"),
    ],
)
def test_other_kinds_of_file_are_named(path, content, found):
    refusal = refusal_of(path, content)
    assert isinstance(refusal, errors.NotATable)
    assert refusal.details["found"] == found


def test_a_page_without_a_table(path):
    assert isinstance(
        refusal_of(path, b"<html><body><p>Session expired</p></body></html>"), errors.MarkupInstead
    )


def test_a_page_with_a_malformed_declaration(path):
    assert isinstance(refusal_of(path, b"<html><table><tr><td>a<td>b</tr><![\x01"), errors.MarkupInstead)


def test_a_folder_and_a_missing_file(tmp_path):
    with pytest.raises(errors.NotAFile):
        open_table(tmp_path, name="清单")
    with pytest.raises(errors.FileMissing):
        open_table(tmp_path / "none.csv", name="清单")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(path):
    path.write_bytes(b"a,b\n")
    path.chmod(0)
    with pytest.raises(errors.FileUnreadable):
        open_table(path, name="清单.csv")


def test_a_name_with_percent_signs_stays_itself(path):
    path.write_bytes(b"")
    with pytest.raises(CannotRead) as refusal:
        open_table(path, name="100%(name)s.csv")
    assert "“100%(name)s.csv” holds no rows" in str(refusal.value)


def assert_told(refusal):
    assert str(refusal)


@settings(max_examples=400, deadline=None)
@given(
    content=st.one_of(
        st.binary(max_size=400),
        st.text(max_size=200).map(lambda text: text.encode("utf-8", errors="replace")),
        st.text(max_size=200).map(lambda text: text.encode("utf-16", errors="replace")),
        st.binary(max_size=200).map(lambda tail: b"PAR1" + tail + b"PAR1"),
        st.binary(max_size=200).map(lambda tail: b"PK\x03\x04" + tail),
        st.binary(max_size=900).map(lambda tail: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + tail),
        st.binary(max_size=200).map(lambda tail: b"<html><table><tr><td>" + tail),
    )
)
def test_any_bytes_are_read_or_refused_with_a_sentence(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("fuzz") / "f"
    path.write_bytes(content)
    try:
        source = open_table(path, name="f")
        rows = list(source.rows())
    except CannotRead as refusal:
        assert_told(refusal)
        return
    assert all(len(row.cells) == len(source.header) for row in rows)
