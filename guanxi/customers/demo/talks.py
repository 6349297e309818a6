"""Conversations of the demo company: what is said to whom, in the words of people who sell pumps."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from guanxi.customers.types import REAL_CONTACTS, TouchDraft
from guanxi.platform.access.demo import Span

GOODS = (
    "离心泵",
    "化工泵",
    "球阀",
    "蝶阀",
    "调节阀",
    "深沟球轴承",
    "调心滚子轴承",
    "机械密封",
    "联轴器",
    "计量泵",
)
# channel, direction, subject, text, outcome
_TALKS = (
    (
        "call",
        "out",
        "回访{goods}使用情况",
        "{who}反映{goods}运行平稳，噪声比原来的小。提醒其三个月后换油。",
        "满意",
    ),
    ("call", "in", "询价{goods}", "{who}来电询价{goods}{count}台，要求两天内报价，交期四周以内。", "已报价"),
    ("call", "out", "催收货款", "与{who}确认尾款，对方财务月底统一付款，答应下周三前安排。", "承诺付款"),
    ("call", "out", "确认交期", "告知{who}{goods}本周五发货，物流两天到厂，请安排卸车。", "已确认"),
    (
        "call",
        "in",
        "{goods}漏水求助",
        "{who}反映{goods}出口法兰渗漏，电话指导重新紧固；若仍渗漏，周内派人上门。",
        "待跟踪",
    ),
    (
        "call",
        "out",
        "介绍节能改造方案",
        "{who}对变频改造有兴趣，要先看同行业案例，约下月现场交流。",
        "有意向",
    ),
    (
        "call",
        "out",
        "打听年度框架招标",
        "{who}透露框架合同九月招标，价格占六成，技术占四成，看重交货及时率。",
        "准备投标",
    ),
    (
        "visit",
        "out",
        "拜访{who}，查看现场",
        "看了二期泵房，现有{goods}已用八年，备件难买。对方计划明年大修时更换{count}台。",
        "列入计划",
    ),
    (
        "visit",
        "out",
        "送样与技术交流",
        "与{who}及车间技术员交流{goods}选型，留下样本和材质证明。对方担心价格偏高。",
        "等待反馈",
    ),
    (
        "visit",
        "out",
        "处理质量异议",
        "{goods}轴承温度偏高，拆检发现润滑脂加注过量，现场清理后正常。{who}认可处理结果。",
        "已解决",
    ),
    (
        "visit",
        "out",
        "年度走访",
        "与{who}回顾全年供货：准时率九成七，两次延期已说明原因。对方希望明年给到月结六十天。",
        "需请示",
    ),
    (
        "visit",
        "in",
        "客户来厂考察",
        "{who}一行三人来厂，参观装配和试验台，对水压试验流程评价很好。",
        "印象好",
    ),
    ("mail", "out", "发送{goods}报价单", "按{who}要求报出{goods}{count}台，含运费，有效期三十天。", "已发送"),
    ("mail", "in", "图纸确认", "{who}发来基础图，要求进口法兰改为八字形布置，其余不变。", "转技术部"),
    ("mail", "out", "发送合同与开票资料", "合同一式两份寄出，随附开票信息和质保条款。", "待回签"),
    ("chat", "in", "微信询问库存", "{who}问{goods}有没有现货，急用{count}套。仓库有货，当天发出。", "已发货"),
    ("chat", "out", "节日问候", "向{who}问候，顺便提醒汛期前检查排涝泵。", "已回复"),
    ("note", "none", "竞争对手动向", "听说有同行报价低一成，但交期要十周。我方强调现货和本地服务。", ""),
    ("note", "none", "决策链", "采购只管价格，真正拍板的是设备部；总工对材质要求很严。", ""),
    ("note", "none", "付款习惯", "每月二十五号集中付款，发票须在十五号前寄到，否则顺延一个月。", ""),
    ("note", "none", "备件建议", "按运行时间推算，机械密封和轴承应在下个检修期更换，可提前备货。", ""),
)
_FOREIGN = (
    (
        "mail",
        "in",
        "Request for quotation: {goods}",
        "{who} asks for {count} units, CIF, delivery within eight weeks.",
        "quoted",
    ),
    ("mail", "out", "Quotation for {goods}", "Sent to {who} with drawings and certificates.", "sent"),
    (
        "call",
        "out",
        "Follow-up on the trial order",
        "{who} is satisfied with the packing; the next order depends on the freight rate.",
        "interested",
    ),
    ("note", "none", "Certificates", "CE declaration and test report must travel with every shipment.", ""),
)
_FOREIGN_GOODS = ("centrifugal pumps", "ball valves", "spherical roller bearings", "mechanical seals")


@dataclass(frozen=True, slots=True)
class Talk:
    """One touch of a customer; `contact` is the place of the person among its contacts."""

    draft: TouchDraft
    contact: int | None


def talks_of(lot: Random, names: list[str], span: Span, *, is_foreign: bool) -> list[Talk]:
    """Conversations with one customer over this time, oldest first: every few weeks, at its own pace."""
    told = _FOREIGN if is_foreign else _TALKS
    goods = _FOREIGN_GOODS if is_foreign else GOODS
    pace = lot.choice((35, 60, 90, 140))
    found: list[Talk] = []
    at = span.began
    until = span.as_of - timedelta(days=lot.choice((2, 5, 9, 20, 45, 120, 260)))
    while True:
        at = _working_hour(lot, at + timedelta(days=max(2, lot.expovariate(1 / pace))))
        if at >= until:
            return found
        channel, direction, subject, body, outcome = lot.choice(told)
        contact = lot.randrange(len(names)) if names and channel != "note" else None
        who = _called(names[contact], is_foreign=is_foreign) if contact is not None else "对方"
        words = {"who": who, "goods": lot.choice(goods), "count": str(lot.randrange(2, 13))}
        draft = TouchDraft(
            channel,
            direction,
            at,
            subject=subject.format(**words),
            body=body.format(**words),
            outcome=outcome,
            seconds=lot.randrange(60, 1500) if channel == "call" else None,
        )
        found.append(Talk(draft, contact))


def last_contact(talks: list[Talk]) -> datetime | None:
    real = [talk.draft.at for talk in talks if talk.draft.channel in REAL_CONTACTS]
    return max(real, default=None)


def _called(name: str, *, is_foreign: bool) -> str:
    return name if is_foreign else f"{name[0]}工" if len(name) % 2 else f"{name[0]}经理"


def _working_hour(lot: Random, at: datetime) -> datetime:
    """The same day or the next Monday, between nine and six in Shanghai."""
    day = at + timedelta(days=(7 - at.weekday()) if at.weekday() > 4 else 0)  # noqa: PLR2004 - after Friday
    minutes = lot.randrange(9 * 60, 18 * 60)
    midnight = day.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(minutes=minutes) - timedelta(hours=8)
