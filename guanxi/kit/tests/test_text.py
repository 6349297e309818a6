import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.kit.text import TextTooLong, clean, clean_lines, fold, fold_words, is_han, simplified


def test_what_is_stored():
    assert clean("  Acme\t\r\n Trading\u202e \x00Co\u200b. ") == "Acme Trading Co."
    assert clean("e\u0301te\u0301") == "été"
    assert clean("a\ud800b") == "a b"
    assert clean("👨\u200d👩\u200d👧") == "👨\u200d👩\u200d👧"
    assert clean("\u200f\u2066 \u3000") == ""
    assert clean("ＡＢＣ") == "ＡＢＣ"


def test_lines_are_kept_where_they_may_be():
    assert clean_lines("one  \r\ntwo\t x\r\r\r\n\nthree\u2028four\x0b") == "one\ntwo x\n\nthree\nfour"


def test_too_long_is_refused_with_both_numbers():
    assert clean("四个汉字", limit=4) == "四个汉字"
    with pytest.raises(TextTooLong) as refusal:
        clean(" 五个汉字呀 ", limit=4)
    assert (refusal.value.length, refusal.value.limit) == (5, 4)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("Straße", "strasse"),
        ("華強 電子", "华强电子"),
        ("臺灣體育", "台湾体育"),
        ("張\u200b三\ufeff", "张三"),
        ("㈱ﾄﾖﾀ", "(株)トヨタ"),
        ("A\tb\nC", "abc"),
        ("①", "1"),
    ],
)
def test_folded(text, folded):
    assert fold(text) == folded


def test_words_stay_apart():
    assert fold_words("  Acme　 華強\tCo ") == "acme 华强 co"


def test_han():
    assert is_han("中")
    assert is_han("𠀀")
    assert is_han("〇")
    assert not is_han("a")
    assert not is_han("か")


@given(st.text())
def test_cleaning_twice_changes_nothing(text):
    assert clean(clean(text)) == clean(text)
    assert clean_lines(clean_lines(text)) == clean_lines(text)
    clean(text).encode("utf-8")
    assert "\n" not in clean(text)


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)
    assert fold_words(fold_words(text)) == fold_words(text)


@given(st.text(st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF)), st.text())
def test_a_fragment_is_found_in_the_whole(han, other):
    assert fold(han) in fold(han + " " + other)
    assert simplified(simplified(han)) == simplified(han)
