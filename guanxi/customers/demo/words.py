"""What the demo's names are made of. The firms and people are made up; cities and area codes are not."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class City:
    name: str
    province: str
    team: str
    dial: str
    region: str  # the administrative code in a unified social credit code


def _cities(team: str, lines: str) -> tuple[City, ...]:
    found = []
    for line in lines.strip().splitlines():
        name, province, dial, region = line.split()
        found.append(City(name, province, team, dial, region))
    return tuple(found)


CITIES = (
    *_cities(
        "华东",
        """
        上海 上海 021 310115
        苏州 江苏 0512 320508
        无锡 江苏 0510 320205
        常州 江苏 0519 320412
        南京 江苏 025 320115
        南通 江苏 0513 320612
        杭州 浙江 0571 330109
        宁波 浙江 0574 330206
        嘉兴 浙江 0573 330402
        温州 浙江 0577 330303
        合肥 安徽 0551 340111
        芜湖 安徽 0553 340207
        """,
    ),
    *_cities(
        "华南",
        """
        广州 广东 020 440112
        深圳 广东 0755 440306
        东莞 广东 0769 441900
        佛山 广东 0757 440606
        中山 广东 0760 442000
        惠州 广东 0752 441303
        厦门 福建 0592 350206
        福州 福建 0591 350104
        长沙 湖南 0731 430104
        武汉 湖北 027 420115
        """,
    ),
    *_cities(
        "华北",
        """
        北京 北京 010 110115
        天津 天津 022 120116
        石家庄 河北 0311 130108
        唐山 河北 0315 130203
        济南 山东 0531 370112
        青岛 山东 0532 370211
        烟台 山东 0535 370611
        潍坊 山东 0536 370704
        太原 山西 0351 140105
        郑州 河南 0371 410105
        西安 陕西 029 610112
        沈阳 辽宁 024 210106
        大连 辽宁 0411 210213
        """,
    ),
)
INDUSTRIES = {
    "化工": ("化工", "精细化工", "新材料科技"),
    "水务环保": ("水务", "水处理设备", "环保科技"),
    "食品饮料": ("食品", "饮料", "乳业"),
    "制药": ("制药", "生物医药"),
    "造纸": ("纸业", "包装材料"),
    "机械制造": ("精密机械", "重型机械", "自动化设备", "数控机床"),
    "钢铁冶金": ("特钢", "金属制品"),
    "电力能源": ("热电", "新能源"),
    "矿业": ("矿业", "矿山设备"),
    "船舶": ("船舶重工", "海洋工程"),
    "纺织印染": ("纺织", "印染"),
    "汽车零部件": ("汽车零部件", "汽车配件"),
}
BRAND_FIRST = "恒锐华瑞鼎盛宏远金信中正德海龙天联创博凯兴利润泰安康佳嘉永长汇明智诚"
BRAND_SECOND = "达源通泽丰茂程峰盈岳宇腾翔邦力科胜昌隆祥辉曜澜屹"
LEGAL_FORMS = ("有限公司", "有限公司", "有限公司", "股份有限公司", "集团有限公司", "有限责任公司")
DISTRICTS = ("工业园区", "高新区", "经济开发区", "新区", "临港产业园")
STREETS = (
    "创新路",
    "工业大道",
    "兴业路",
    "科技路",
    "振兴路",
    "港城路",
    "星湖街",
    "滨河路",
    "长江路",
    "建设路",
)
SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余"
    "于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金"
)
GIVEN_MALE = (
    "伟",
    "强",
    "磊",
    "军",
    "勇",
    "杰",
    "涛",
    "明",
    "超",
    "刚",
    "建国",
    "志强",
    "海涛",
    "文斌",
    "国栋",
    "俊杰",
    "晓东",
    "振华",
    "立新",
    "永刚",
    "家豪",
    "宇航",
    "子轩",
    "浩然",
    "鹏程",
    "建平",
    "卫东",
    "少华",
)
GIVEN_FEMALE = (
    "芳",
    "娜",
    "敏",
    "静",
    "丽",
    "艳",
    "娟",
    "霞",
    "燕",
    "玲",
    "桂英",
    "秀兰",
    "雅婷",
    "雪梅",
    "晓燕",
    "丽华",
    "佳怡",
    "欣怡",
    "雨桐",
    "思琪",
    "海燕",
    "春梅",
    "文静",
    "淑芬",
    "梦瑶",
    "慧敏",
)
TITLES = (
    ("采购经理", "采购部"),
    ("设备部主任", "设备部"),
    ("采购专员", "采购部"),
    ("总工程师", "技术部"),
    ("维修主管", "设备部"),
    ("生产副总", "生产部"),
    ("工艺工程师", "技术部"),
    ("仓库主管", "物资部"),
    ("财务经理", "财务部"),
    ("总经理", "总经办"),
)
SOURCES = ("展会", "老客户介绍", "电话开发", "网站询价", "行业协会", "招标平台", "")
TAGS = (
    "重点",
    "年度框架",
    "招标客户",
    "账期60天",
    "现款现货",
    "有竞争对手",
    "技改项目",
    "出口型",
    "价格敏感",
    "设计院推荐",
)
# Each with country, city, industry and phone; its person stands in the same place below.
FOREIGN = (
    ("Northwind Pump Services Ltd", "英国", "Leeds", "机械制造", "+44 113 496 0121"),
    ("Hanse Anlagenbau GmbH", "德国", "Hamburg", "船舶", "+49 40 5550 1288"),
    ("Saigon Water Engineering JSC", "越南", "Ho Chi Minh City", "水务环保", "+84 28 5550 1190"),
    ("Kansai Fluid Systems KK", "日本", "Osaka", "化工", "+81 6 5550 1432"),
    ("Gulf Process Equipment LLC", "阿联酋", "Dubai", "电力能源", "+971 4 555 0118"),
    ("Penang Precision Sdn Bhd", "马来西亚", "Penang", "机械制造", "+60 4 555 0176"),
    ("Andes Minería SpA", "智利", "Antofagasta", "矿业", "+56 55 555 0142"),
    ("Polska Papiernia Sp. z o.o.", "波兰", "Łódź", "造纸", "+48 42 555 01 66"),
)
FOREIGN_PEOPLE = (
    ("Emily Carter", "female"),
    ("Jonas Becker", "male"),
    ("Nguyễn Minh Anh", "female"),
    ("Kenji Tanaka", "male"),
    ("Omar Haddad", "male"),
    ("Aisyah Rahman", "female"),
    ("Camila Rojas", "female"),
    ("Piotr Zieliński", "male"),
)
