"""Names of people and firms: surname and given name, and the part of a firm's name that tells it apart."""

import re
from dataclasses import dataclass
from typing import Final

from guanxi.kit.pinyin import COMPOUND_SURNAMES
from guanxi.kit.text import HAN

_ALL_HAN: Final = re.compile(f"[{HAN}·]+")
_LEGAL_FORM: Final = re.compile(
    "(?:股份)?(?:有限)?(?:责任)?(?:总|分|子)?公司$|股份(?:合作)?(?:有限)?$|(?:企业)?集团$"
    "|(?:有限|普通|特殊普通)合伙$|有限责任$|合作社$|经营部$|门市部$|办事处$|事务所$"
)
_LATIN_FORM: Final = re.compile(
    r"[\s,.]*\b(?:co|company|corp|corporation|inc|incorporated|ltd|limited|llc|llp|plc|gmbh|ag|kg|sa|srl|bv|nv|pte|pty|"
    r"oy|ab|as|kk|group|holdings?)\b[\s,.]*$",
    re.IGNORECASE,
)
_BRACKETS: Final = re.compile(r"[(（][^()（）]{0,20}[)）]")


def _any_of(lines: str) -> str:
    return "|".join(lines.split())


_PROVINCES: Final = _any_of(
    """
    北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东
    海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门
    """
)
_CITIES: Final = _any_of(
    """
    深圳 广州 东莞 佛山 珠海 中山 惠州 杭州 宁波 温州 嘉兴 绍兴 金华 台州 苏州 南京 无锡 常州 南通 徐州
    扬州 武汉 长沙 郑州 洛阳 成都 西安 沈阳 大连 长春 哈尔滨 济南 青岛 烟台 潍坊 厦门 福州 泉州 合肥
    芜湖 南昌 昆明 贵阳 南宁 石家庄 太原 兰州 乌鲁木齐 呼和浩特 银川 西宁 海口 三亚 拉萨 唐山 保定
    """
)
_REGION: Final = re.compile(
    rf"^(?:中国|中华)?(?:(?:{_PROVINCES})(?:省|市|(?:壮族|回族|维吾尔)?自治区)?)?(?:(?:{_CITIES})市?)?"
    rf"(?:[{HAN}]{{2,3}}(?:区|县)(?=[{HAN}]{{2}}))?"
)
_SHORTEST_CORE: Final = 2


@dataclass(frozen=True, slots=True)
class PersonName:
    surname: str
    given: str

    def display(self) -> str:
        """Chinese order without a space for Han characters; given name first for others."""
        if _ALL_HAN.fullmatch(self.surname + self.given):
            return self.surname + self.given
        return f"{self.given} {self.surname}".strip()


def split_person(name: str) -> PersonName:
    """Surname and given name of a full name as written.

    Han: a known compound surname (欧阳, 司马 ...) or the first character; a name with a middle dot
    (阿凡提·买买提) and a single character stay whole as surname. Latin: "Surname, Given" or "Given Surname".
    """
    name = " ".join(name.split())
    if _ALL_HAN.fullmatch(name.replace(" ", "")):
        return _split_han(name)
    if "," in name:
        surname, _, given = name.partition(",")
        return PersonName(surname.strip(), given.strip())
    given, _, surname = name.rpartition(" ")
    return PersonName(surname, given)


def company_core(name: str) -> str:
    """The part of a firm's name that tells it apart: without legal form, brackets and leading region.

    广东省深圳市华强电子(集团)股份有限公司 -> 华强电子; Acme Trading Co., Ltd. -> Acme Trading.
    What would leave fewer than two characters is not taken away.
    """
    core = _kept_long(_BRACKETS.sub("", name).strip(), name.strip())
    while True:
        shorter = _kept_long(_LATIN_FORM.sub("", _LEGAL_FORM.sub("", core)).strip(" ,.&-·"), core)
        if shorter == core:
            break
        core = shorter
    return _kept_long(_REGION.sub("", core), core)


def legal_form_length(name: str) -> int:
    """How many characters at the end of a Han firm name are its legal form: 6 in 重庆银行股份有限公司."""
    found = _LEGAL_FORM.search(name)
    return len(found[0]) if found else 0


def is_han_person(name: str) -> bool:
    """Whether the text has the shape of a Chinese person's name: two to four Han characters."""
    return 2 <= len(name) <= 4 and _ALL_HAN.fullmatch(name) is not None  # noqa: PLR2004 - given names have one to three characters


def _split_han(name: str) -> PersonName:
    if " " in name:
        surname, _, given = name.partition(" ")
        return PersonName(surname, given.replace(" ", ""))
    if "·" in name:
        return PersonName(name, "")
    for length in (4, 2):
        if name[:length] in COMPOUND_SURNAMES and len(name) > length:
            return PersonName(name[:length], name[length:])
    return PersonName(name[:1], name[1:])


def _kept_long(shorter: str, longer: str) -> str:
    return shorter if len(shorter) >= _SHORTEST_CORE else longer
