"""vCards in the dialects of Apple, Google, Outlook and old phones: nothing of a card is lost."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vcard_dialects import ALL, ANDROID, APPLE, COMPANY, FOUR, FOUR_MORE, GOOGLE, ICLOUD, NOKIA, OUTLOOK, read

from guanxi.kit.vcard import (
    BrokenCard,
    CardFacts,
    Property,
    card_with,
    facts_of,
    lines_in,
    read_cards,
    written,
)


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


def test_icloud():
    card = read(ICLOUD)
    facts = facts_of(card)
    assert (facts.name, facts.organisation, facts.born_on) == (
        "Dr. 陈静 PhD",
        "海川机械有限公司",
        date(1984, 11, 30),
    )
    assert (facts.city, facts.address, facts.email) == ("苏州", "港城路2号", "chen@icloud.com")
    assert facts.remark == "one\u2028two\nthree\x0bfour\x85five"
    assert [(one.group, one.text) for one in card.all("X-ABLABEL")] == [
        ("item1", ""),
        ("item2", "Privé, naïf"),
        ("item5", "_$!<Anniversary>!$_"),
    ]
    assert card.first("X-SOCIALPROFILE").parameters[-1] == ("x-displayname", ("Chen", " Jing"))
    assert card.first("PHOTO").value == "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQ=="
    assert len(card.properties) == ICLOUD.count("\n") - 3 - 2, "begin, version, end; two folded lines"


def test_android_takes_over_what_belongs_to_older_cards():
    card = read(ANDROID)
    facts = facts_of(card)
    assert (facts.name, facts.phone, facts.born_on) == ("赵敏", "+8613700137000", date(1990, 7, 1))
    assert facts.remark == "a=b\n第二行"
    assert card.first("X_WEIXIN").text == "zhaomin"
    assert Property("", "this line was broken off by the writer") in card.properties


def test_an_old_phone_folds_without_a_space_and_puts_a_card_into_a_card():
    card = read(NOKIA)
    assert [one.kind for one in card.properties] == [
        "N", "TEL", "NOTE", "PHOTO", "AGENT", "LABEL", "KEY", "X-WAB-GENDER",
    ]  # fmt: skip
    assert card.first("NOTE").text == "C:\\temp\na, b"
    assert card.first("PHOTO").value == "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAg=="
    [(_line, agent)] = read_cards(lines_in(card.first("AGENT").text))
    assert facts_of(agent).name == "Agent; Smith"
    assert card.first("KEY").parameters == (("X509", ()), ("ENCODING", ("b",)))


def test_version_four_and_its_further_parameters():
    card = read(FOUR_MORE)
    facts = facts_of(card)
    assert (facts.phone, facts.city, facts.born_on) == ("+86 139", "苏州", None)
    assert card.first("X-EMPTY").parameters == (("TYPE", ("",)),)
    assert card.first("X-LIST").parameters == (("P", ("", "a", '"b,c"')),)
    assert card.first("PHOTO").value == "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg=="
    assert ";TYPE=:" in written(card)


DATES = {
    "{0:%Y-%m-%d}": True,
    "{0:%Y%m%d}": True,
    "{0:%Y-%m-%d}T00:00:00Z": True,
    "{0:%Y%m%d}T083000+0800": True,
    "--{0:%m%d}": False,
    "--{0:%m-%d}": False,
    "{0:%Y-%m}": False,
    "{0:%Y}": False,
    "{0:%d.%m.%Y}": False,
}


@given(
    st.dates(date(1605, 1, 1)),
    st.sampled_from(sorted(DATES)),
    st.sampled_from(["BDAY", "BDAY;VALUE=date", "bday;value=date-and-or-time", "BDAY;CALSCALE=gregorian"]),
    st.sampled_from(["2.1", "3.0", "4.0"]),
)
def test_a_birthday_is_the_day_that_stands_there(day, form, head, version):
    text = form.format(day)
    card = read(f"BEGIN:VCARD\nVERSION:{version}\n{head}:{text}\nANNIVERSARY:{text}\nEND:VCARD\n")
    assert facts_of(card).born_on == (day if DATES[form] else None)
    assert [one.value for one in card.properties] == [text, text]


@given(
    st.dates(date(1605, 1, 1)),
    st.sampled_from(["1980-02-03", "--0203", "1604-02-03", "circa 1800", "19800203T000000Z"]),
    st.sampled_from(["", ";X-APPLE-OMIT-YEAR=1604", ";VALUE=text", ";CALSCALE=chinese", ";VALUE=date"]),
    st.sampled_from(["3.0", "4.0"]),
)
def test_a_birthday_changed_on_file_is_written_as_it_is_and_no_other_day_is_touched(day, old, said, version):
    card = read(
        f"BEGIN:VCARD\nVERSION:{version}\nBDAY{said}:{old}\nANNIVERSARY:{old}\nX-ABDATE:{old}\nEND:VCARD\n"
    )
    if facts_of(card).born_on == day:
        return
    made = read(written(card_with(card, replace(facts_of(card), born_on=day))))
    expected = f"{day.year:04}{'-' if version == '3.0' else ''}{day.month:02}{'-' if version == '3.0' else ''}{day.day:02}"
    assert [(one.kind, one.value) for one in made.properties] == [
        ("BDAY", expected),
        ("ANNIVERSARY", old),
        ("X-ABDATE", old),
    ]
    assert facts_of(made).born_on == day


def test_a_new_number_is_no_link_because_the_old_one_was():
    card = read(FOUR)
    made = card_with(card, replace(facts_of(card), phone="0512-1"))
    assert 'TEL;PREF=1;TYPE="voice,cell":0512-1\r\n' in written(made)
    assert facts_of(read(written(made))).phone == "0512-1"


def test_what_changed_on_file_changes_on_the_card_and_nothing_else():
    card = read(APPLE)
    changed = replace(
        facts_of(card), phone="021-1", city="无锡", title="", name="张三丰", born_on=date(1980, 1, 2)
    )
    made = card_with(card, changed)
    assert facts_of(made) == changed
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
