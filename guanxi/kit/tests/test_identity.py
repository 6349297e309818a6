import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.kit.identity import (
    OrganisationName,
    credit_code,
    fold_many,
    mail_domain,
    mail_key,
    name_key,
    organisation_key,
    organisation_name,
    phone_tail,
    pinyin_key,
    words_many,
)
from guanxi.kit.text import fold_words

TEXTS = st.text(st.characters(exclude_characters="\ue000"), max_size=12)


@given(st.lists(TEXTS, max_size=8))
def test_folding_many_is_folding_each(texts):
    assert fold_many(texts) == [fold_words(text) for text in texts]


@given(st.lists(TEXTS, min_size=1, max_size=8))
def test_words_of_many_are_the_words_of_each(texts):
    assert words_many(texts) == [words_many([text])[0] for text in texts]


@given(TEXTS)
def test_keys_never_raise_and_keys_of_names_are_settled(text):
    key = name_key(text)
    assert name_key(key) == key
    assert isinstance(organisation_name(text), OrganisationName)
    assert phone_tail(text).isdigit() or not phone_tail(text)
    assert mail_key(mail_key(text)) == mail_key(text)
    assert credit_code(text) in ("", text.strip().upper()) or len(credit_code(text)) == 18


@pytest.mark.parametrize(
    ("name", "core", "region", "branch"),
    [
        ("深圳市华强电子股份有限公司上海分公司", "华强电子", "深圳", "上海"),
        ("廣東省深圳市華強電子(集團)股份有限公司", "华强电子", "广东深圳", ""),
        ("华强电子（深圳）有限公司", "华强电子", "深圳", ""),
        ("ＡＢＣ 贸易　有限公司", "abc贸易", "", ""),
        ("Acme Trading Co., Ltd. Berlin Branch", "acme trading", "", "berlin"),
        ("The Müller & Söhne GmbH & Co. KG", "muller sohne", "", ""),
        ("", "", "", ""),
    ],
)
def test_firms(name, core, region, branch):
    assert organisation_name(name) == OrganisationName(core, region, branch)


def test_a_branch_is_not_its_firm():
    assert organisation_key("招商银行深圳分行") != organisation_key("招商银行")
    assert organisation_key("华强电子有限公司") == organisation_key("深圳市華強電子股份有限公司")


@pytest.mark.parametrize(
    "typed", ["+86 755-26881234", "0755 2688 1234", "(0755)26881234转102", "００８６ 755 26881234"]
)
def test_writings_of_one_phone(typed):
    assert phone_tail(typed) == "526881234"


def test_other_keys():
    assert name_key("Smith, John") == name_key("John SMITH") == "john smith"
    assert name_key("欧阳 修") == "欧阳修"
    assert pinyin_key("曾国藩", person=True) == "zeng'guo'fan"
    assert mail_key("Ann.Lee+crm@Example.COM") == "ann.lee@example.com"
    assert (mail_domain("a@firm.cn"), mail_domain("a@QQ.com")) == ("firm.cn", "")
    assert credit_code(" 91440300708461136t ") == "91440300708461136T"
    assert credit_code("914403007084611361") == ""
