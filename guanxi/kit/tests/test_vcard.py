"""vCards in the dialects of Apple, Google, Outlook and old phones: nothing of a card is lost."""

import time
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

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

APPLE = """BEGIN:VCARD
VERSION:3.0
PRODID:-//Apple Inc.//macOS 14.4//EN
N:张;伟;;;
FN:张伟
X-PHONETIC-FIRST-NAME:wei
X-PHONETIC-LAST-NAME:zhang
ORG:海川机械有限公司;采购部;二科
TITLE:采购经理
EMAIL;type=INTERNET;type=WORK;type=pref:zhangwei@haichuan.cn
EMAIL;type=INTERNET;type=HOME:zw@qq.com
item1.TEL;type=pref:+86 138 0013 8000
item1.X-ABLabel:_$!<iPhone>!$_
TEL;type=WORK;type=FAX:021-5555
item2.ADR;type=WORK;type=pref:;;港城路1号\\n二楼;苏州;江苏;215000;中国
item2.X-ABADR:cn
item3.X-ABRELATEDNAMES:李娜
item3.X-ABLabel:_$!<Spouse>!$_
BDAY;X-APPLE-OMIT-YEAR=1604:1604-02-03
NOTE:好酒\\; 不吃辣\\, 爱钓鱼
PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQ
 gKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4zNDL/
X-SOCIALPROFILE;type=weibo:http://weibo.com/n/zw
UID:1A2B-3C
END:VCARD
"""
GOOGLE = """BEGIN:VCARD
VERSION:3.0
FN:Dr. Ana María López
N:López;Ana;María;Dr.;
EMAIL;TYPE=INTERNET;TYPE=WORK:ana@example.com
item1.TEL:+34 600 000 000
item1.X-ABLabel:Reception
TEL;TYPE=CELL:+34 611 111 111
ORG:Acme\\; Sons\\, S.A.
TITLE:CFO
item2.URL:https\\://example.com
item2.X-ABLabel:PROFILE
CATEGORIES:myContacts,VIP
BDAY:1980-02-29
END:VCARD
"""
OUTLOOK = """BEGIN:VCARD
VERSION:2.1
X-MS-OL-DEFAULT-POSTAL-ADDRESS:2
N;LANGUAGE=zh-cn;CHARSET=utf-8;ENCODING=QUOTED-PRINTABLE:=E7=8E=8B;=E8=8A=B3
FN;CHARSET=utf-8;ENCODING=QUOTED-PRINTABLE:=E7=8E=8B=E8=8A=B3
ORG;CHARSET=GB2312;ENCODING=QUOTED-PRINTABLE:=BA=E3=B4=EF
TEL;WORK;VOICE:(0512) 6666-1234
TEL;CELL;VOICE:13800138001
ADR;WORK;PREF;ENCODING=QUOTED-PRINTABLE;CHARSET=utf-8:;;Jinji Lake Rd. 2=0D=0A=
Floor 3, East;Suzhou;Jiangsu;215021;China
NOTE:one, two
X-MS-OL-DESIGN;CHARSET=utf-8:<card xmlns="http://schemas.microsoft.com/office/outlook/12"/>
PHOTO;TYPE=JPEG;ENCODING=BASE64:
 /9j/4AAQ
 SkZJRgAB

REV:20260303T010101Z
END:VCARD
"""
FOUR = """BEGIN:VCARD
VERSION:4.0
KIND:individual
FN;ALTID=1;LANGUAGE=zh:欧阳 娜娜
FN;ALTID=1;LANGUAGE=en:Nana Ouyang
N:欧阳;娜娜;;;
TEL;VALUE=uri;PREF=2;TYPE="voice,home":tel:+1-555-555-5555;ext=5555
TEL;VALUE=uri;PREF=1;TYPE="voice,cell":tel:+86-138
EMAIL;PREF=1:nana@example.com
BDAY:--0203
GENDER:F;she
ANNIVERSARY:20090808T1430-0500
LANG;PREF=1:zh
GEO:geo:31.2,121.4
MEMBER:urn:uuid:03a0e51f
X-CUSTOM;X-P="a;b:c,d":value\\,with\\;all
END:VCARD
"""
COMPANY = """BEGIN:VCARD
VERSION:3.0
N:;;;;
FN:海川机械有限公司
ORG:海川机械有限公司;
X-ABShowAs:COMPANY
TEL;type=MAIN:021-5555
END:VCARD
"""
ALL = {"apple": APPLE, "google": GOOGLE, "outlook": OUTLOOK, "four": FOUR, "company": COMPANY}


def read(text):
    [(_line, card)] = read_cards(text.splitlines(keepends=True))
    return card


@pytest.mark.parametrize("text", ALL.values(), ids=ALL)
def test_nothing_is_lost_on_the_way_through_the_file(text):
    card = read(text)
    assert card_with(card, facts_of(card)) == card
    assert read(written(card)) == card
    assert all(len(line.encode()) <= 75 for line in written(card).split("\r\n"))


def test_apple():
    card = read(APPLE)
    assert facts_of(card) == CardFacts(
        name="张伟",
        organisation="海川机械有限公司",
        department="采购部 二科",
        title="采购经理",
        phone="+86 138 0013 8000",
        email="zhangwei@haichuan.cn",
        country="中国",
        province="江苏",
        city="苏州",
        address="港城路1号 二楼",
        remark="好酒; 不吃辣, 爱钓鱼",
    )
    assert [one.group for one in card.all("X-ABLABEL")] == ["item1", "item3"]
    assert card.first("PHOTO").value.endswith("C4zNDL/")


def test_google():
    facts = facts_of(read(GOOGLE))
    assert (facts.name, facts.organisation, facts.tags) == (
        "Dr. Ana María López",
        "Acme; Sons, S.A.",
        ("VIP", "myContacts"),
    )
    assert (facts.phone, facts.born_on, facts.website) == (
        "+34 611 111 111",
        date(1980, 2, 29),
        "https://example.com",
    )


def test_outlook_writes_another_encoding_in_each_line():
    card = read(OUTLOOK)
    facts = facts_of(card)
    assert (facts.name, facts.organisation, facts.phone) == ("王芳", "恒达", "13800138001")
    assert (facts.address, facts.city, facts.remark) == (
        "Jinji Lake Rd. 2 Floor 3, East",
        "Suzhou",
        "one, two",
    )
    assert card.version == "3.0"
    assert card.first("PHOTO").value == "/9j/4AAQSkZJRgAB"
    assert card.all("TEL")[1].parameters == (("TYPE", ("CELL",)), ("TYPE", ("VOICE",)))


def test_version_four():
    facts = facts_of(read(FOUR))
    assert (facts.name, facts.phone, facts.sex, facts.born_on) == ("欧阳娜娜", "+86-138", "female", None)


def test_a_card_of_a_company():
    facts = facts_of(read(COMPANY))
    assert (facts.name, facts.is_organisation, facts.organisation) == ("海川机械有限公司", True, "")


def test_what_changed_on_file_changes_on_the_card_and_nothing_else():
    card = read(APPLE)
    changed = replace(
        facts_of(card), phone="021-1", city="无锡", title="", name="张三丰", born_on=date(1980, 1, 2)
    )
    made = card_with(card, changed)
    assert facts_of(
        replace(made, properties=tuple(p for p in made.properties if p.kind != "BDAY"))
    ) == replace(changed, born_on=None)
    untouched = {"TEL", "ADR", "TITLE", "N", "FN", "BDAY"}
    assert [p for p in made.properties if p.kind not in untouched] == [
        p for p in card.properties if p.kind not in untouched
    ]
    assert (made.first("N").value, made.first("ADR").value) == (
        "张;三丰;;;",
        ";;港城路1号 二楼;无锡;江苏;215000;中国",
    )


def test_broken_cards_are_refused():
    for text in ("BEGIN:VCARD\nFN:x\n", "FN:x\nEND:VCARD\n", "BEGIN:VCARD\nBEGIN:VCARD\n"):
        with pytest.raises(BrokenCard):
            list(read_cards(text.splitlines()))


texts = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=90)
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


@given(st.sampled_from(["3.0", "4.0"]), st.lists(properties, max_size=12).map(tuple))
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
