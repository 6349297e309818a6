"""Whatever a card says, it comes out of the file as it came in: through the columns of a list and back."""

from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from guanxi.customers.rules.cards import card_text
from guanxi.customers.rules.lists import readers
from guanxi.customers.rules.records import derived
from guanxi.kit.vcard import Card, CardFacts, Property, escaped, lines_in, read_cards, written
from guanxi.platform.exchange.readers import open_table
from guanxi.platform.exchange.rules import BadCell

CHOICES = {"sex": {"male": "male", "female": "female"}}
words = st.sampled_from(
    ["", "张", "伟", " 欧阳 ", "Ana  María", "O'Neil", "Ｆｕｌｌ", "a\u00a0b", "海川机械（集团）", "x;y,z", "line\nline", "  ",
     "a\u2028b", "v\x0bt", "n\x85l", "\x1c"]
)  # fmt: skip
types = st.sampled_from(
    [(), (("TYPE", ("WORK",)),), (("type", ("pref",)), ("type", ("CELL",))), (("TYPE", ('"voice,fax"',)),)]
)


def parts(count):
    return st.lists(words.map(escaped), min_size=count, max_size=count).map(";".join)


def one(name, values):
    return st.builds(Property, st.just(name), values, types, st.sampled_from(["", "item1"]))


said = st.one_of(
    one("N", parts(5)),
    one("FN", words.map(escaped)),
    one("ORG", parts(3)),
    one("TITLE", words.map(escaped)),
    one("TEL", st.sampled_from(["138 0013 8000", "tel:+86-138", "+86 138", "(0512) 6666", "'+1", ""])),
    one("EMAIL", st.sampled_from(["a@b.cn", "Info@Haichuan.CN", "mailto:x@Y.cn", " a@b.cn ", ""])),
    one("ADR", parts(7)),
    one(
        "ADR",
        st.sampled_from(
            [
                ";;港城路1号;苏州市;江苏省;215000;中国",
                ";;江苏省苏州市港城路1号;;;;",
                ";;Main St 1;Springfield;IL;1;USA",
            ]
        ),
    ),
    one("URL", st.sampled_from(["https://x.cn/?a=1", "http\\://x.cn", "x.cn"])),
    one("NOTE", words.map(escaped)),
    one("CATEGORIES", st.sampled_from(["myContacts,VIP", "重点、老客户", "a\\,b,c", "", ",", " VIP ,VIP"])),
    one("BDAY", st.sampled_from(["1980-02-29", "19800203", "--0203", "1604-02-03", "1980-02-30", "spring"])),
    one("ANNIVERSARY", st.sampled_from(["2009-08-08", "20090808T1430-0500", "--0808", "around 2009", ""])),
    one("X-ABDATE", st.just("2012-05-20")),
    one("X-ABLabel", st.sampled_from(["_$!<Anniversary>!$_", ""])),
    one("X-PHONETIC-LAST-NAME", words.map(escaped)),
    one("IMPP", st.just("x-apple:123")),
    one("RELATED", st.just("urn:uuid:3df403f4")),
    st.builds(Property, st.just(""), st.just("broken off by its writer")),
    one("GENDER", st.sampled_from(["M", "F;she", "O", ""])),
    one("KIND", st.sampled_from(["individual", "org", "group"])),
    one("X-ABShowAs", st.just("COMPANY")),
    one("X-SOCIALPROFILE", st.just("http://weibo.com/n/zw")),
    one("PHOTO", st.sampled_from(["/9j/4AAQSkZJRgABAQAAAQABAAD", "data:image/png;base64,iVBOR,w=="])),
)


@given(st.sampled_from(["3.0", "4.0"]), st.lists(said, min_size=1, max_size=9).map(tuple))
def test_a_card_goes_through_the_columns_of_a_list(tmp_path_factory, version, properties):
    card = Card(version, properties)
    path = tmp_path_factory.mktemp("cards") / "c.vcf"
    path.write_text(written(card), "utf-8")
    source = open_table(path, name="c.vcf")
    [row] = source.rows()
    how = readers({}, CHOICES)
    try:
        kept = {name: how[name](cell) for name, cell in zip(source.header, row.cells, strict=True)}
    except BadCell:
        assume(False)  # such a row is not imported, and the person is told
    assume(kept["name"])
    kept |= derived(kept)
    [(_line, back)] = read_cards(lines_in(card_text(facts(kept), kept["card"])))
    assert back == card


def facts(kept):
    """What the records hold of it, as an export reads them."""
    if kept["contact_name"]:
        return CardFacts(
            name=kept["contact_name"],
            organisation=kept["name"],
            department=kept["contact_department"] or "",
            title=kept["contact_title"] or "",
            phone=kept["contact_phone"] or "",
            email=kept["contact_email"] or "",
        )
    texts = ("phone", "email", "website", "country", "province", "city", "address", "sex", "remark")
    born_on = kept["born_on"]
    assert born_on is None or isinstance(born_on, date)
    return CardFacts(
        name=kept["name"],
        is_organisation=kept["kind"] == "organisation",
        born_on=born_on,
        tags=tuple(kept["tags"] or ()),
        **{name: kept[name] or "" for name in texts},
    )
