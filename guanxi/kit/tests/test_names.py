import pytest

from guanxi.kit.names import PersonName, company_core, is_han_person, legal_form_length, split_person
from guanxi.kit.pinyin import name_syllables, syllable, syllables


@pytest.mark.parametrize(
    ("name", "surname", "given", "shown"),
    [
        ("王小明", "王", "小明", "王小明"),
        ("欧阳修", "欧阳", "修", "欧阳修"),
        ("司马光", "司马", "光", "司马光"),
        ("欧阳", "欧", "阳", "欧阳"),
        ("爱新觉罗溥仪", "爱新觉罗", "溥仪", "爱新觉罗溥仪"),
        ("王 小 明", "王", "小明", "王小明"),
        ("阿凡提·买买提", "阿凡提·买买提", "", "阿凡提·买买提"),
        ("李", "李", "", "李"),
        ("John Q Smith", "Smith", "John Q", "John Q Smith"),
        ("Smith, John", "Smith", "John", "John Smith"),
        ("", "", "", ""),
    ],
)
def test_person(name, surname, given, shown):
    assert split_person(name) == PersonName(surname, given)
    assert split_person(name).display() == shown


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("广东省深圳市华强电子(集团)股份有限公司", "华强电子"),
        ("北京字节跳动科技有限公司", "字节跳动科技"),
        ("华为技术有限公司", "华为技术"),
        ("中国平安保险（集团）股份有限公司", "平安保险"),
        ("上海市浦东新区张江合作社", "张江"),
        ("广西壮族自治区南宁市糖业有限责任公司", "糖业"),
        ("中山有限公司", "中山"),
        ("公司", "公司"),
        ("Acme Trading Co., Ltd.", "Acme Trading"),
        ("Siemens AG", "Siemens"),
        ("Group", "Group"),
        ("", ""),
    ],
)
def test_core(name, core):
    assert company_core(name) == core


def test_legal_form_only():
    assert legal_form_length("重庆银行股份有限公司") == 6
    assert legal_form_length("重庆银行") == 0


def test_shape_of_a_person():
    assert is_han_person("曾国藩")
    assert not is_han_person("曾")
    assert not is_han_person("北京银行支行")
    assert not is_han_person("Al")


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("单志强", "shan zhi qiang"), ("曾国藩", "zeng guo fan"), ("仇英", "qiu ying"), ("解缙", "xie jin"), ("查良镛", "zha liang yong"),
        ("区海明", "ou hai ming"), ("任正非", "ren zheng fei"), ("盖叫天", "ge jiao tian"), ("尉迟恭", "yu chi gong"), ("万俟卨", "mo qi xie"),
        ("欧阳修", "ou yang xiu"), ("朴树", "piao shu"), ("吕布", "lv bu"), ("王小明", "wang xiao ming"), ("长孙无忌", "zhang sun wu ji"),
        ("耶律楚材", "ye lv chu cai"), ("李行", "li xing"),
    ],
)  # fmt: skip
def test_people_are_read_by_their_surname(name, spoken):
    assert " ".join(name_syllables(name)) == spoken


@pytest.mark.parametrize(
    ("words", "spoken"),
    [
        ("重庆银行", "chong qing yin hang"), ("长春重工", "chang chun zhong gong"), ("厦门大厦", "xia men da sha"),
        ("成都音乐", "cheng du yin yue"), ("单位", "dan wei"), ("行远", "xing yuan"), ("空调", "kong tiao"), ("绿色", "lv se"),
        ("西藏", "xi zang"), ("深圳", "shen zhen"), ("石家庄", "shi jia zhuang"), ("三〇一", "san ling yi"), ("", ""),
    ],
)  # fmt: skip
def test_firms_and_places_are_read_by_their_words(words, spoken):
    assert " ".join(syllables(words)) == spoken


def test_a_character_without_reading_is_silent():
    assert syllable("a") == ""
    assert syllables("中\U0003fffd国") == ["zhong", "guo"]


def test_every_reading_is_typed_with_plain_letters():
    from guanxi.kit.pinyin import _readings

    odd = {
        han: read
        for han, read in _readings().items()
        if not (read.isascii() and read.isalpha() and read.islower())
    }
    assert odd == {}
    assert len(_readings()) > 40_000
