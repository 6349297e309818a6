"""Pinyin without tones, fast: one cached reading per character, and the polyphones of names and firms.

The readings come from pypinyin's character table (MIT). ü is written v, as it is typed. A surname is read
as a surname (单 Shan, 仇 Qiu), and a closed list of words keeps its own reading (重庆 chongqing).
"""

import unicodedata
from functools import cache
from typing import Final

from guanxi.kit.text import is_han


def _table(lines: str) -> dict[str, str]:
    return dict(pair.split(":") for pair in lines.split())


# The reading as a surname, where it differs from the first reading of the character table.
SURNAMES: Final = _table(
    """
    单:shan 曾:zeng 仇:qiu 解:xie 查:zha 区:ou 任:ren 盖:ge 朴:piao 翟:zhai 缪:miao 乐:yue 员:yun 黑:he
    秘:bi 冼:xian 折:she 召:shao 晁:chao 种:chong 重:chong 祭:zhai 隗:wei 覃:qin 那:na 纪:ji 訾:zi
    逄:pang 眭:sui 郇:xun 哈:ha 能:nai 宓:mi 佴:nai 句:gou 阚:kan 尉:wei 繁:po 柏:bai 谌:chen 燕:yan
    乜:nie 撒:sa 石:shi 车:che 俞:yu 贾:jia 宁:ning 盛:sheng 牟:mu 万:wan 郗:xi 费:fei 葛:ge 应:ying
    卜:bu 强:qiang 沈:shen 殷:yin 褚:chu 谷:gu 洗:xian 钻:zuan 适:kuo 藏:zang 呙:guo 仉:zhang 麦:mai
    尹:yin 夏:xia 少:shao 便:pian 都:du 粘:nian 令:ling 长:chang 洪:hong 郝:hao 曲:qu 瞿:qu 臧:zang
    邢:xing 邵:shao 俱:ju 莘:shen 晟:cheng
    """
)
COMPOUND_SURNAMES: Final = _table(
    """
    欧阳:ou'yang 司马:si'ma 上官:shang'guan 诸葛:zhu'ge 夏侯:xia'hou 东方:dong'fang 皇甫:huang'fu
    尉迟:yu'chi 公孙:gong'sun 慕容:mu'rong 司徒:si'tu 令狐:ling'hu 宇文:yu'wen 长孙:zhang'sun 万俟:mo'qi
    澹台:tan'tai 单于:chan'yu 淳于:chun'yu 太叔:tai'shu 申屠:shen'tu 轩辕:xuan'yuan 钟离:zhong'li
    呼延:hu'yan 端木:duan'mu 百里:bai'li 东郭:dong'guo 南宫:nan'gong 西门:xi'men 独孤:du'gu 拓跋:tuo'ba
    纳兰:na'lan 赫连:he'lian 闻人:wen'ren 鲜于:xian'yu 濮阳:pu'yang 公冶:gong'ye 亓官:qi'guan
    司空:si'kong 司寇:si'kou 左丘:zuo'qiu 梁丘:liang'qiu 公羊:gong'yang 谷梁:gu'liang 颛孙:zhuan'sun
    仲孙:zhong'sun 叔孙:shu'sun 宗政:zong'zheng 乐正:yue'zheng 漆雕:qi'diao 巫马:wu'ma 公西:gong'xi
    羊舌:yang'she 第五:di'wu 完颜:wan'yan 耶律:ye'lü 宰父:zai'fu 东门:dong'men 南门:nan'men
    乐羊:yue'yang 段干:duan'gan 呼衍:hu'yan 贺兰:he'lan 爱新觉罗:ai'xin'jue'luo
    """
)
# Words whose reading differs from the characters' own, as they stand in names of firms, places and people.
WORDS: Final = _table(
    """
    重庆:chong'qing 银行:yin'hang 商行:shang'hang 车行:che'hang 分行:fen'hang 支行:zhi'hang
    央行:yang'hang 行业:hang'ye 行情:hang'qing 同行:tong'hang 洋行:yang'hang 药行:yao'hang
    总行:zong'hang 招行:zhao'hang 工行:gong'hang 建行:jian'hang 农行:nong'hang 交行:jiao'hang
    中行:zhong'hang 行长:hang'zhang 厂长:chang'zhang 店长:dian'zhang 校长:xiao'zhang 院长:yuan'zhang
    成长:cheng'zhang 增长:zeng'zhang 生长:sheng'zhang 音乐:yin'yue 乐器:yue'qi 乐清:yue'qing
    乐团:yue'tuan 会计:kuai'ji 财会:cai'kuai 大厦:da'sha 厦门:xia'men 六安:lu'an 六合:lu'he 蚌埠:beng'bu
    番禺:pan'yu 东阿:dong'e 西藏:xi'zang 空调:kong'tiao 调味:tiao'wei 调料:tiao'liao 调理:tiao'li
    调音:tiao'yin 咖啡:ka'fei 重生:chong'sheng 重阳:chong'yang 重建:chong'jian 人参:ren'shen
    海参:hai'shen 参茸:shen'rong 朝阳:chao'yang 朝鲜:chao'xian 单县:shan'xian 解州:xie'zhou 尉犁:yu'li
    浚县:xun'xian 歙县:she'xian 台州:tai'zhou 亳州:bo'zhou 泌阳:bi'yang 铅山:yan'shan 莘县:shen'xian
    大城:dai'cheng 阿胶:e'jiao 东莞:dong'guan 莞城:guan'cheng 长沙:chang'sha 长春:chang'chun
    长安:chang'an 便宜:pian'yi 石家庄:shi'jia'zhuang 秘鲁:bi'lu 吐蕃:tu'bo 仔猪:zi'zhu 率先:shuai'xian
    效率:xiao'lv 利率:li'lv 弹簧:tan'huang 弹性:tan'xing 轧钢:zha'gang 轧制:zha'zhi 冷轧:leng'zha
    热轧:re'zha 给水:ji'shui 供给:gong'ji 创伤:chuang'shang 传记:zhuan'ji 宿舍:su'she 校对:jiao'dui
    校准:jiao'zhun 称重:cheng'zhong 对称:dui'chen 处理:chu'li 模具:mu'ju 模板:mu'ban 模样:mu'yang
    地铁:di'tie 降落:jiang'luo 差旅:chai'lv 出差:chu'chai 似的:shi'de 奔驰:ben'chi 薄荷:bo'he
    刹车:sha'che 炮制:pao'zhi 血液:xue'ye 角色:jue'se 折叠:zhe'die
    """
)
# Single characters whose first reading in the table is not the one met in names.
_COMMON: Final = _table(
    """
    长:chang 都:du 行:xing 重:zhong 乐:le 会:hui 厦:xia 广:guang 厂:chang 车:che 地:di 的:de 和:he
    调:diao 大:da 参:can 单:dan 解:jie 曾:zeng 朝:chao 石:shi 合:he 华:hua 兴:xing 发:fa 中:zhong
    盛:sheng 传:chuan 台:tai 沈:shen 系:xi 差:cha 万:wan 区:qu 查:cha 盖:gai 仇:chou 任:ren 朴:pu 塔:ta
    度:du 量:liang 率:lv 食:shi 数:shu 宿:su 说:shuo 校:xiao 着:zhe 了:le 得:de 还:huan 没:mei 尉:wei
    迟:chi 绿:lv 吕:lv 女:nv 旅:lv 铝:lv 律:lv 便:bian 间:jian 强:qiang 宁:ning 薄:bo 称:cheng 处:chu
    创:chuang 弹:dan 分:fen 供:gong 冠:guan 观:guan 好:hao 号:hao 几:ji 给:gei 将:jiang 教:jiao 角:jiao
    结:jie 禁:jin 卡:ka 看:kan 空:kong 落:luo 蒙:meng 模:mo 难:nan 铺:pu 奇:qi 切:qie 曲:qu 散:san 色:se
    少:shao 舍:she 省:sheng 胜:sheng 藏:cang 相:xiang 血:xue 压:ya 要:yao 应:ying 与:yu 载:zai 正:zheng
    只:zhi 种:zhong 转:zhuan 钻:zuan 作:zuo 贾:jia 俞:yu 覃:qin 翟:zhai 那:na 纪:ji 柏:bai 燕:yan 什:shi
    圳:zhen 埔:pu 泊:bo 浜:bang 涌:yong 佛:fo 芯:xin 炜:wei 俟:si 陂:pi 拓:tuo
    """
)
_LONGEST_WORD: Final = max(len(word) for word in WORDS)
_WORD_STARTS: Final = frozenset(word[0] for word in WORDS)


def syllable(character: str) -> str:
    """The character's usual reading without tone, "" for what has none."""
    return _readings().get(character, "")


def syllables(han: str) -> list[str]:
    """The syllables of a run of simplified Han characters; one with no known reading gives none."""
    readings = _readings()
    if _WORD_STARTS.isdisjoint(han):
        return [readings[character] for character in han if character in readings]
    result: list[str] = []
    position = 0
    while position < len(han):
        word = _word_at(han, position)
        if word:
            result += WORDS[word].split("'")
            position += len(word)
        else:
            result += [readings[han[position]]] if han[position] in readings else []
            position += 1
    return result


def name_syllables(han: str) -> list[str]:
    """As `syllables`, but the beginning is read as a surname (曾国藩 zeng guo fan, 尉迟恭 yu chi gong)."""
    for length in (4, 2):
        surname = COMPOUND_SURNAMES.get(han[:length])
        if surname and len(han) >= length:
            return [*surname.replace("ü", "v").split("'"), *syllables(han[length:])]
    surname = SURNAMES.get(han[:1])
    return [surname, *syllables(han[1:])] if surname else syllables(han)


def _word_at(han: str, position: int) -> str | None:
    if han[position] not in _WORD_STARTS:
        return None
    for length in range(_LONGEST_WORD, 1, -1):
        word = han[position : position + length]
        if word in WORDS:
            return word
    return None


@cache
def _readings() -> dict[str, str]:
    from pypinyin.constants import PINYIN_DICT

    readings = {chr(code): _toneless(marked.split(",")[0]) for code, marked in PINYIN_DICT.items()}
    kept = {han: read for han, read in readings.items() if read.isascii() and read.isalpha() and is_han(han)}
    return kept | {"〇": "ling"} | _COMMON


def _toneless(marked: str) -> str:
    decomposed = unicodedata.normalize("NFD", marked).replace("u\u0308", "v").replace("\u0261", "g")
    plain = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    return plain.replace("ê", "e")
