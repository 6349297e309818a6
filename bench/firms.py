"""Chinese firms and their records with noise; the rates stand in docs/algorithms/duplicates.md."""

from random import Random

CITIES = {
    "深圳": "广东省", "广州": "广东省", "东莞": "广东省", "杭州": "浙江省", "宁波": "浙江省", "温州": "浙江省",
    "苏州": "江苏省", "南京": "江苏省", "无锡": "江苏省", "上海": "", "北京": "", "重庆": "", "天津": "",
    "成都": "四川省", "武汉": "湖北省", "长沙": "湖南省", "郑州": "河南省", "青岛": "山东省", "厦门": "福建省",
    "西安": "陕西省",
}  # fmt: skip
SIGNS = "华强鑫盛宏达瑞丰恒泰金龙天宇海博永兴德信诚源安康富嘉祥荣利顺通远景辉明亮佳美新世纪东方中联合众创智慧星云科锐"
TRADES = """电子 科技 贸易 实业 机械 食品 服饰 建材 物流 化工 医药 家具 纺织 印刷 包装 塑胶 五金 电器 软件 网络科技
信息技术 生物科技 环保工程 装饰工程 餐饮管理 文化传媒 国际贸易 进出口 投资管理 汽车配件""".split()
FORMS = ["有限公司", "有限责任公司", "股份有限公司", "集团有限公司"]
ROADS = "人民 中山 解放 建设 科技 工业 滨江 长江 黄河 和平 南京 北京 文化 学府 创业 金融 环城 迎宾".split()
ROLES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
NAMES = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英文斌玲红建华国庆志海"
CODES = "0123456789ABCDEFGHJKLMNPQRTUWXY"
HOMOPHONES = dict(
    zip(
        "华强鑫盛宏达瑞丰恒泰金龙天宇博永兴德信诚源康富嘉祥荣利顺通远",
        "桦墙新胜洪答睿风衡太津隆添雨搏勇星得欣成原糠付佳翔容力舜同园",
        strict=True,
    )
)
COLUMNS = ["entity", "name", "credit_code", "phone", "address", "contact"]


def firms(count, seed):
    """Rows of text in the order of COLUMNS for about `count` records."""
    lot = Random(f"firms/{seed}")
    rows, entity = [], 0
    while len(rows) < count:
        for firm in group(lot):
            entity += 1
            further = lot.choices((0, 1, 2, 3), (0.50, 0.30, 0.15, 0.05))[0]
            rows += [[str(entity), *record(firm, lot, spoiled=turn > 0)] for turn in range(1 + further)]
    lot.shuffle(rows)
    return rows[:count]


def group(lot):
    """A firm with its sisters, branches and namesakes: all different entities."""
    first = firm(lot)
    made = [first]
    if lot.random() < 0.12:
        together = lot.random() < 0.5
        for trade in lot.sample([trade for trade in TRADES if trade != first["trade"]], lot.randint(1, 3)):
            sister = firm(lot) | {"city": first["city"], "brand": first["brand"], "trade": trade}
            made.append(sister | ({"phone": first["phone"], "address": first["address"]} if together else {}))
    if lot.random() < 0.10:
        for city in lot.sample([city for city in CITIES if city != first["city"]], lot.randint(1, 2)):
            branch = firm(lot) | {part: first[part] for part in ("city", "brand", "trade", "form")}
            phone = first["phone"] if lot.random() < 0.3 else branch["phone"]
            made.append(branch | {"branch": city, "phone": phone})
    if lot.random() < 0.04:
        made.append(firm(lot) | {"brand": first["brand"], "trade": first["trade"]})
    return made


def firm(lot):
    city = lot.choice(list(CITIES))
    return {
        "city": city,
        "brand": "".join(lot.sample(SIGNS, lot.choice((2, 2, 2, 3)))),
        "trade": lot.choice(TRADES),
        "form": lot.choices(FORMS, (0.7, 0.15, 0.1, 0.05))[0],
        "branch": "",
        "code": code(lot),
        "phone": phone(lot),
        "address": f"{lot.choice(ROADS)}{lot.choice(('路', '大道', '街'))}{lot.randint(1, 999)}号",
        "contact": lot.choice(ROLES) + "".join(lot.sample(NAMES, lot.choice((1, 2, 2)))),
    }


def record(firm, lot, *, spoiled):
    def chance(rate):
        return spoiled and lot.random() < rate

    number = firm["code"] if lot.random() >= 0.5 else ""
    if number and chance(0.02):
        at = lot.randrange(18)
        number = number[:at] + lot.choice(CODES) + number[at + 1 :]
    call = firm["phone"] if lot.random() >= 0.25 else ""
    if call and chance(0.15):
        call = phone(lot)
    if call and chance(0.05):
        at = lot.randrange(4, len(call))
        call = call[:at] + str(lot.randrange(10)) + call[at + 1 :]
    if call and chance(0.40):
        call = lot.choice(
            (
                f"+86 {call.lstrip('0')}",
                call.replace("-", ""),
                call.replace("-", " "),
                f"({call[:4]}){call[5:]}",
            )
        )
    return [name(firm, lot, chance), number, call, address(firm, lot, chance), contact(firm, lot, chance)]


def name(firm, lot, chance):
    form = lot.choice(("有限公司", "有限责任公司", "公司", "")) if chance(0.35) else firm["form"]
    place, bracket = firm["city"] + lot.choice(("", "市")), ""
    drawn = lot.random() if chance(1) else 1.0
    if drawn < 0.25:
        place = ""
    elif drawn < 0.33:
        place, bracket = "", f"({firm['city']})"
    if chance(0.15):
        place, form, bracket = "", "", ""
    core = firm["brand"] + firm["trade"]
    if chance(0.04):
        at = lot.randrange(len(core))
        core = core[:at] + lot.choice(SIGNS) + core[at + 1 :]
    if chance(0.04):
        at = lot.randrange(len(firm["brand"]))
        core = core[:at] + HOMOPHONES.get(core[at], core[at]) + core[at + 1 :]
    text = place + core + bracket + form + (f"{firm['branch']}分公司" if firm["branch"] else "")
    if chance(0.05):
        from opencc import OpenCC

        text = OpenCC("s2t").convert(text)
    return text.replace("(", "（").replace(")", "）").replace("公司", " 公司") if chance(0.05) else text


def address(firm, lot, chance):
    if lot.random() < 0.30:
        return ""
    city = firm["branch"] or firm["city"]
    whole = CITIES[city] + city + "市" + firm["address"]
    if chance(0.05):
        return CITIES[city] + city + "市" + f"{lot.choice(ROADS)}路{lot.randint(1, 999)}号"
    if chance(0.30):
        whole = firm["address"]
    if chance(0.05):
        at = lot.randrange(len(whole))
        whole = whole[:at] + lot.choice(NAMES) + whole[at + 1 :]
    return whole


def contact(firm, lot, chance):
    if lot.random() < 0.40:
        return ""
    return lot.choice(ROLES) + "".join(lot.sample(NAMES, 2)) if chance(0.25) else firm["contact"]


def phone(lot):
    if lot.random() < 0.5:
        return f"1{lot.choice('3578')}{lot.randrange(10**9):09}"
    return f"0{lot.choice(('755', '571', '512', '592', '028'[1:]))}-{lot.randrange(2 * 10**7, 9 * 10**7)}"


def code(lot):
    """A number with its check character by GB 32100."""
    body = "91" + f"{lot.randrange(10**6):06}" + "".join(lot.choices(CODES, k=9))
    total = sum(CODES.index(sign) * pow(3, place, 31) for place, sign in enumerate(body))
    return body + CODES[(31 - total % 31) % 31]
