"""What the demo company has noted of its customers. The competitors are made up."""

from guanxi.customers.types import CompetitorDraft, ProfileDraft

ROLES: dict[str, tuple[str, ...]] = {
    "采购经理": ("buyer", "influencer"),
    "设备部主任": ("decider", "user"),
    "采购专员": ("buyer",),
    "总工程师": ("influencer",),
    "维修主管": ("user",),
    "生产副总": ("decider",),
    "工艺工程师": ("user", "influencer"),
    "仓库主管": ("user",),
    "财务经理": ("influencer",),
    "总经理": ("decider",),
}
TASTES = ("爱喝龙井", "不吃辣，喜清淡", "喜欢谈足球", "看重准时", "爱好书法", "不喝酒，以茶代酒")
GIFTS = ("中秋月饼一盒", "新款样本册和台历", "茶叶，不收贵重礼品", "公司规定不收礼，寄贺卡即可")

# Each with its products: name, price, what is known of the price.
COMPETITORS: tuple[tuple[CompetitorDraft, tuple[tuple[str, str, str], ...], tuple[str, ...]], ...] = (
    (
        CompetitorDraft(
            "江州泵业",
            "https://www.jiangzhou.example",
            "以低价切入化工和水务的年度框架，首单让利一成，再靠备件赚回来。\n通过设计院推荐进入新项目。",
            "价格低，设计院关系好",
            "交货要十周，售后只有总部一个点",
        ),
        (("JZ 单级泵 65-50", "1580", "含税不含运费"), ("JZ 化工泵 80-65", "3320", "客户转述")),
        ("首单比我们低一成，但机械密封另收费。", "华东换了新的区域经理，开始跑造纸厂。"),
    ),
    (
        CompetitorDraft(
            "蓝岭阀门",
            "https://www.lanling.example",
            "阀门全系列有现货，主打三天交货；账期放到九十天。",
            "现货多，账期长",
            "大口径质量不稳",
        ),
        (
            ("LL 法兰球阀 DN50", "168", "批量价"),
            ("LL 蝶阀 DN150", "205", ""),
            ("LL 闸阀 DN80", "520", "报价单"),
        ),
        ("DN300 以上今年有两批退货，客户在找替代。",),
    ),
    (
        CompetitorDraft(
            "远瓴轴承",
            "https://www.yuanling.example",
            "靠经销商铺货，给维修主管做培训，占住备件市场。",
            "经销网点密",
            "假货多，客户分不清",
        ),
        (("YL 6208", "19", "经销商价"), ("YL 22216", "355", "")),
        ("计划明年在华南开直营仓库。",),
    ),
    (
        CompetitorDraft(
            "Norwell Pumps",
            "https://www.norwell.example",
            "High-end process pumps with a ten-year warranty; sells the service contract first.",
            "Warranty, energy use",
            "Price twice ours, spare parts from abroad",
        ),
        (("NW-P 80", "9800", "ex works"),),
        ("出口项目的设计标准里写了它的型号，要争取改为同等品。",),
    ),
)
RIVAL_REASONS = (
    "价格低一成",
    "账期放到九十天",
    "设计院指定品牌",
    "十年老关系，换供应商要重新评审",
    "现货三天到",
)

STATEMENTS: tuple[tuple[str, str, str], ...] = (
    ("need", "需要耐腐蚀的泵，介质含氯离子，现用的半年就漏。", "talk"),
    ("need", "备件要能当天到，停机一天损失两万。", "talk"),
    ("attitude", "认为国产泵已经够用，不必再买进口的。", "talk"),
    ("attitude", "对线上下单没有把握，还是愿意打电话。", "survey"),
    ("expectation", "希望半年内能做一次免费巡检。", "talk"),
    ("expectation", "期待报价里写清能耗，便于向总部申请。", "talk"),
    ("expected_use", "三班倒连续运行，每年停机检修一次。", "observed"),
    ("expected_use", "只在汛期使用，平时备用。", "talk"),
    ("reaction", "新泵运行三个月，振动和噪声都比旧的小，操作工满意。", "talk"),
    ("reaction", "阀门开关偏紧，第一个月后好转。", "observed"),
    ("problem", "上一批密封圈尺寸不符，自行改了才装上。", "talk"),
    ("problem", "发票寄送太慢，影响当月付款。", "third"),
)
DEPARTMENTS = (
    ("department", "采购科"),
    ("department", "动力车间"),
    ("department", "设备管理处"),
    ("office", "驻沪联络处"),
    ("office", "西南代表处"),
    ("department", "质检中心"),
)
FIRM_FACTS: tuple[ProfileDraft, ...] = (
    ProfileDraft(
        specifications="法兰按 GB/T 9119，材质证明随货", delivery_method="送货上门",
        delivery_requirements="到厂前一天通知，卸货用客户叉车", profit_source="主要靠出口订单",
        hardware="离心泵四十台，空压机六台", software="用友 ERP，设备台账用表格",
        preferences="一体化撬装机组", novelty="early", value_added=("年度保养", "振动检测"),
        evaluation="付款守时，技术交流充分，值得长期投入。",
    ),
    ProfileDraft(
        specifications="316L 材质，零泄漏", delivery_method="自提", profit_source="本地基建项目",
        hardware="反应釜十二台", preferences="老型号，不换代", novelty="late",
        evaluation="决策慢，一旦选定不轻易更换。",
    ),
    ProfileDraft(
        delivery_requirements="只收整车，木箱包装", software="金蝶云", hardware="自动化产线两条",
        novelty="majority", value_added=("备件寄售",), other_preferences="喜欢国产替代",
    ),
)  # fmt: skip
PERSON_FACTS: tuple[ProfileDraft, ...] = (
    ProfileDraft(
        income="middle", household_size=3, occupation="个体维修铺", lifestyle="早出晚归，周末也开门",
        hobbies=("钓鱼", "象棋"), media=("短视频", "农机之友"), preferences="结实耐用", novelty="majority",
        delivery_method="快递到店", card_last_four="4417", card_scheme="unionpay",
    ),
    ProfileDraft(
        income="upper", household_size=5, occupation="种植大户", lifestyle="农忙农闲分明",
        hobbies=("广场舞",), media=("县电视台",), preferences="省油省电",
        other_preferences="买过喷灌设备", novelty="early", delivery_method="物流到镇",
    ),
    ProfileDraft(
        income="low", household_size=2, occupation="水电工", hobbies=("跑步",), media=("朋友圈",),
        novelty="late",
    ),
)  # fmt: skip
