import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.kit.identifiers import NotAnEmail, NotAUscc, checked_email, checked_uscc
from guanxi.kit.phones import Phone, read_phone
from guanxi.kit.text import clean


def test_uscc():
    assert checked_uscc("91110000600037341l") == "91110000600037341L"
    for wrong in ("91110000600037342L", "", "9111000060003734", "91110000600037341I"):
        with pytest.raises(NotAUscc):
            checked_uscc(wrong)


@pytest.mark.parametrize(
    "address", ["a@b.cn", "zhang.san+x@mail.foo-bar.com", "张三@例子.中国", "x@xn--fiqs8s.xn--fiqs8s"]
)
def test_an_address(address):
    assert checked_email(f" {address} ") == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a@",
        "@b.cn",
        "a b@c.cn",
        "a@b",
        "a@b..cn",
        ".a@b.cn",
        "a..b@c.cn",
        "a@b.c",
        "a@-b.cn",
        "a@b.cn\nx@y.cn",
        "x" * 65 + "@b.cn",
    ],
)
def test_no_address(text):
    with pytest.raises(NotAnEmail):
        checked_email(text)


def test_the_domain_is_small():
    assert checked_email("Zhang@FOO.Com") == "Zhang@foo.com"
    assert checked_email("ｚ@ｆｏｏ.com") == "z@foo.com"


@pytest.mark.parametrize(
    ("typed", "e164", "extension"),
    [
        ("13812345678", "+8613812345678", ""),
        ("138 1234 5678", "+8613812345678", ""),
        ("+86 138-1234-5678", "+8613812345678", ""),
        ("１３８１２３４５６７８", "+8613812345678", ""),
        ("010-62345678", "+861062345678", ""),
        ("010-62345678转801", "+861062345678", "801"),
        ("+44 20 7946 0958", "+442079460958", ""),
    ],
)
def test_a_number(typed, e164, extension):
    phone = read_phone(typed)
    assert (phone.typed, phone.e164, phone.extension) == (typed, e164, extension)


def test_what_is_no_number_keeps_its_form():
    assert read_phone(" ask Li ") == Phone("ask Li", None, "", valid=False)
    assert not read_phone("12").valid
    assert read_phone("13812345678").valid
    assert read_phone("020 7946 0958", "GB").e164 == "+442079460958"


@given(st.text(max_size=60))
def test_what_is_kept_of_any_text_is_kept_unchanged(text):
    assert read_phone(text).typed == clean(text)
    for check, refusal in ((checked_email, NotAnEmail), (checked_uscc, NotAUscc)):
        try:
            kept = check(text)
        except refusal:
            continue
        assert check(kept) == kept


def test_a_domain_is_judged_as_it_is_kept():
    """The small form of a Turkish İ ends in a mark which no domain may hold."""
    with pytest.raises(NotAnEmail):
        checked_email("a@İ.cn")
