"""Sources the demo company knows, and what its people are to ask."""

from guanxi.customers.actions import create_source, plan_question
from guanxi.customers.types import QuestionDraft, SourceDraft
from guanxi.platform.access.types import Actor

SOURCES = (
    SourceDraft("展会", "collection", ("demographic",), channel="visit", incentive="样品与资料"),
    SourceDraft("网站询价", "collection", ("behaviour",), channel="online_survey"),
    SourceDraft("老客户介绍", "collection", ("demographic",), channel="selling", incentive="转介绍礼品"),
    SourceDraft(
        "行业协会", "external", ("geographic", "economic"), "mass", "directory", terms="每年更新一次"
    ),
)
QUESTIONS = (
    QuestionDraft("employees", "organisation", "visit", wording="贵厂现在大约有多少员工？", every_days=365),
    QuestionDraft("industry", "organisation", "call", wording="主要供应哪些行业？"),
    QuestionDraft("email", "", "call", wording="电子版样本发到哪个邮箱？", incentive="电子版产品样本"),
)


def build_sources(actor: Actor) -> None:
    for source in SOURCES:
        create_source(actor=actor, draft=source)
    for question in QUESTIONS:
        plan_question(actor=actor, draft=question)
