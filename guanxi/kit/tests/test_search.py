import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.kit import search
from guanxi.kit.text import fold_words

HUAQIANG = search.tokens(
    ["广东省深圳市华强电子(集团)股份有限公司", "Huaqiang Electronics"],
    ["+8675562345678"],
    ["KH-000123"],
    ["zhang.san@foo.com"],
)
ZENG = search.tokens(["曾国藩"], ["+8613812345678"])
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30)
HAN_TEXT = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=12)


def lexemes_of(literal):
    """What PostgreSQL reads out of our literal (only the forms that we write)."""
    return [
        re.sub(r"\\(.)|'(')", r"\1\2", quoted) for quoted in re.findall(r"'((?:[^'\\]|''|\\.)*)'", literal)
    ]


def matches(query, stored):
    """A small evaluator of the tsquery grammar that we write: quoted lexemes, :*, &, |, parentheses."""
    parts = re.findall(r"('(?:[^'\\]|''|\\.)*'(?::\*)?)|([()&|])", query)
    code = []
    for lexeme, operator in parts:
        if operator:
            code.append({"&": "and", "|": "or"}.get(operator, operator))
        else:
            [word] = lexemes_of(lexeme)
            code.append(
                str(any(one.startswith(word) for one in stored) if lexeme.endswith(":*") else word in stored)
            )
    return eval(" ".join(code))


@pytest.mark.parametrize(
    "typed",
    [
        "华强", "華強", "强", "华强电子", "深圳 电子", "hua", "huaqiang", "huaq", "hqdz", "dianzi", "HUAQIANGDIANZI", "电子 hq",
        "electr", "5678", "62345678", "0755-6234 5678", "075562345678", "+86 755 6234 5678", "8675562345678", "６２３４５６７８",
        "KH-000123", "kh0001", "123", "kh-0001", "zhang.san@foo.com", "zhang.san@", "@foo.com", "foo.com", "有限公司",
        "huaqiangdianzijituangufenyouxiangongsi", "guangdongshengshenzhenshihuaqiangdianzijituangufenyouxiangongsi",
    ],
)  # fmt: skip
def test_a_firm_is_found_by(typed):
    assert matches(search.tsquery(typed), HUAQIANG)


@pytest.mark.parametrize(
    "typed", ["华为", "强华", "huawei", "hw", "5679", "999", "kh-000124", "bar.com", "gongsi"]
)
def test_a_firm_is_not_found_by(typed):
    assert not matches(search.tsquery(typed), HUAQIANG)


@pytest.mark.parametrize(
    "typed",
    ["曾", "zeng", "zengguofan", "zgf", "guofan", "zeng guo fan", "13812345678", "曾guo"],
)
def test_a_person_is_found_by_both_readings_of_the_surname(typed):
    assert matches(search.tsquery(typed), ZENG)


@pytest.mark.parametrize("typed", ["shanzhiqiang", "danzhiq", "szq", "dzq", "单zq"])
def test_a_surname_with_two_readings_is_found_by_each(typed):
    assert matches(search.tsquery(typed), search.tokens(["单志强"]))


def test_the_tokens_of_a_name_are_exactly_these():
    assert search.tokens(["单志强"]) == [
        "单", "志", "强", "单志", "志强", "pdanzhiqiang", "idzq", "pzhiqiang", "izq", "pqiang", "iq", "pshanzhiqiang", "iszq",
    ]  # fmt: skip
    assert search.tokens(["TCL科技"]) == [
        "wtcl",
        "科",
        "技",
        "科技",
        "ptclkeji",
        "itclkj",
        "pkeji",
        "ikj",
        "pji",
        "ij",
    ]
    assert search.tokens(["吕 布"], ["021-5555 转 12"]) == [
        "吕", "布", "吕布", "plvbu", "ilb", "pbu", "ib", "n555512"
    ]  # fmt: skip


def test_accents_do_not_matter():
    assert matches(search.tsquery("muller"), search.tokens(["Müller GmbH"]))
    assert matches(search.tsquery("Müller"), search.tokens(["MULLER"]))
    assert matches(search.tsquery("lü bu"), search.tokens(["吕布"]))
    assert matches(search.tsquery("lyu"), search.tokens(["吕布"]))


@pytest.mark.parametrize("typed", ["", "   ", "'", "!?", "\x00", "：*", "\\", "\u200b"])
def test_nothing_to_search_for(typed):
    assert search.tsquery(typed) is None


def test_the_query_of_a_word_is_written_like_this():
    assert search.tsquery("华强电") == "('华强' & '强电')"
    assert search.tsquery("hq") == "('whq':* | 'chq':* | 'phq':* | 'ihq':*)"
    assert search.tsquery("a1") == "('wa1':* | 'ca1':* | 'pa1':* | 'ia1':*)"
    assert search.tsquery("138 1234") == (
        "('n4321831':* | (('w138':* | 'c138':* | 'p138':* | 'i138':*) & "
        "('w1234':* | 'c1234':* | 'p1234':* | 'i1234':* | 'n4321':*)))"
    )


@given(NAMES, NAMES, NAMES, NAMES)
def test_any_input_gives_lexemes_that_survive_their_literal(name, phone, code, email):
    found = search.tokens([name], [phone], [code], [email])
    assert lexemes_of(search.tsvector_literal(found)) == found
    assert all(0 < len(token) <= search.LONGEST_TOKEN + 1 and "\x00" not in token for token in found)
    assert len(found) == len(set(found)) <= search.MOST_TOKENS


@given(st.text(max_size=300))
def test_any_typed_text_gives_a_query_that_can_be_read(typed):
    for query in (search.tsquery(typed), search.misspelt(typed)):
        if query is not None:
            assert matches(query, HUAQIANG) in {True, False}
            assert "\x00" not in query
    assert all(pattern.startswith("%") for pattern in search.recheck(typed))


@given(HAN_TEXT, st.data())
def test_every_part_of_a_name_finds_it(name, data):
    start = data.draw(st.integers(0, len(name) - 1))
    part = name[start : data.draw(st.integers(start + 1, len(name)))]
    assert matches(search.tsquery(part), search.tokens([name]))
    assert all(pattern[1:-1] in search.searchable_text([name]) for pattern in search.recheck(part))


@given(NAMES)
def test_every_beginning_of_a_word_finds_the_name(name):
    stored = search.tokens([name])
    for word in fold_words(name).split(" "):
        query = search.tsquery(word[: len(word) // 2 + 1])
        assert query is None or matches(query, stored) or len(word) > 20


@given(st.text("0123456789", min_size=8, max_size=11), st.integers(4, 8))
def test_every_tail_of_a_phone_number_finds_it(digits, length):
    assert matches(search.tsquery(digits[-length:]), search.tokens([], ["+861" + digits]))


@given(st.text("abcdefghij", min_size=5, max_size=12), st.data())
def test_one_wrong_letter_is_forgiven(word, data):
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("abcdefghij"))
    mistakes = [
        word[:at] + letter + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + word[at + 1 :],
        word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :],
    ]
    for typed in mistakes:
        assert search.within_one_edit(typed, word)
        assert search.within_one_edit(word, typed)
        if len(typed) >= 5:
            assert matches(search.misspelt(typed), search.tokens([word]))


def test_two_wrong_letters_are_not_one():
    assert not search.within_one_edit("siemens", "seimenz")
    assert not search.within_one_edit("abc", "abcde")
    assert search.misspelt("bosh 华强") is None
    assert not matches(search.misspelt("simenes"), search.tokens(["Electronics"]))


def test_only_three_han_characters_need_a_recheck():
    assert search.recheck("华强") == []
    assert search.recheck("華強電子 abc 深圳市") == ["%华强电子%", "%深圳市%"]


@pytest.mark.parametrize(
    ("typed", "starts"),
    [
        ("1380", ["1380", "861380"]),
        ("0512-66", ["51266", "8651266"]),
        ("+86 138", ["86138", "138"]),
        ("+86 512 66", ["8651266", "51266"]),
        ("138", []),
        ("0086", []),
        ("HC00012", []),
        ("苏州 1380", []),
    ],
)
def test_a_phone_is_found_by_its_beginning(typed, starts):
    assert search.phone_beginnings(typed) == starts
