"""Any vCard comes back as it went, is read or refused, and in time."""

import time
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from vcard_dialects import read

from guanxi.kit.vcard import (
    BrokenCard,
    Card,
    CardFacts,
    Property,
    card_with,
    escaped,
    facts_of,
    read_cards,
    unescaped,
    written,
)

texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r\0"), max_size=90)
broken = texts.map(lambda text: "?" + text.replace("\n", " "))  # lines that are none
names = st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,12}", fullmatch=True)
properties = st.builds(
    Property,
    names.filter(lambda n: n.upper() not in {"BEGIN", "END", "VERSION"}),
    texts.map(escaped),
    st.lists(
        st.tuples(
            names,
            st.lists(
                st.from_regex(r'[A-Za-z0-9]{1,8}|"[^"\x00-\x1f\x7f-\x9f\u2028\u2029]{0,9}"', fullmatch=True),
                min_size=1,
                max_size=3,
            ).map(tuple),
        ),
        max_size=3,
    ).map(tuple),
    st.just("") | names,
)


@given(
    st.sampled_from(["3.0", "4.0"]),
    st.lists(properties | broken.map(lambda text: Property("", text)), max_size=12).map(tuple),
)
def test_any_card_comes_back_as_it_went(version, lines):
    card = Card(version, lines)
    assert read(written(card)) == card


@given(st.text(max_size=60))
def test_escaping_is_taken_back(text):
    assert unescaped(escaped(text)) == text.replace("\r\n", "\n").replace("\r", "")


facts = st.builds(
    CardFacts,
    name=st.sampled_from(["张伟", "欧阳娜娜", "Ana López", "Li, Na; x"]),
    organisation=st.sampled_from(["", "海川;机械", "Acme, Inc"]),
    department=st.sampled_from(["", "采购部"]),
    title=st.sampled_from(["", "经理"]),
    phone=st.sampled_from(["", "021-1", "+86 138"]),
    email=st.sampled_from(["", "a@b.cn"]),
    website=st.sampled_from(["", "https://x.cn/?a=1;b,c"]),
    city=st.sampled_from(["", "苏州"]),
    address=st.sampled_from(["", "港城路1号; 2楼"]),
    born_on=st.none() | st.dates(date(1900, 1, 1), date(2026, 1, 1)),
    sex=st.sampled_from(["", "male", "female"]),
    tags=st.sampled_from([(), ("a,b", "重点")]),
    remark=st.sampled_from(["", "line one\nline; two"]),
)


@given(facts, st.sampled_from(["3.0", "4.0"]))
def test_facts_written_on_a_new_card_are_read_from_it(one, version):
    made = card_with(None, one, version=version)
    assert facts_of(read(written(made))) == one


heads = st.sampled_from(
    [
        "FN:", "N:", "N;CHARSET=GB2312;ENCODING=QUOTED-PRINTABLE:", "ORG:", "TEL;CELL;PREF:", "TEL;TYPE=fax:",
        "ADR:", "BDAY:", "BDAY;X-APPLE-OMIT-YEAR=1604:", "PHOTO;BASE64:", "KIND:", "NOTE;CHARSET=:",
        "CATEGORIES:", "VERSION:", "BEGIN:VCARD", "END:VCARD", " ", "item1.", "",
    ]
)  # fmt: skip
card_lines = st.tuples(heads, st.binary(max_size=30)).map(
    lambda piece: piece[0] + piece[1].decode("utf-8", "surrogateescape")
)


@given(st.sampled_from(["2.1", "3.0", "4.0", "9"]), st.lists(card_lines, max_size=12))
def test_any_card_is_read_or_refused(version, lines):
    try:
        for _line, card in read_cards(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD"]):
            facts_of(card)
            written(card)
    except BrokenCard:
        pass


def test_a_value_over_very_many_lines_is_read_in_one_go():
    """A file of some megabytes made of such lines would otherwise keep a process busy for hours."""
    soft = "NOTE;ENCODING=QUOTED-PRINTABLE:=\n" + "=41=\n" * 60_000
    many = "VERSION:2.1\nTEL:1\n" * 3_000
    begun = time.process_time()
    [(_line, card)] = read_cards(f"BEGIN:VCARD\nVERSION:2.1\nFN:x\n{many}{soft}\nEND:VCARD\n".splitlines())
    assert time.process_time() - begun < 3
    assert card.first("NOTE").text == "A" * 60_000
    assert len(card.all("TEL")) == 3_000


def test_what_stands_before_the_version_is_read_once():
    text = "BEGIN:VCARD\nNOTE;ENCODING=QUOTED-PRINTABLE:a=3D41,=\nb\nVERSION:2.1\nEND:VCARD"
    [(_line, card)] = read_cards(text.splitlines())
    assert card.first("NOTE").value == r"a=41\,b"
