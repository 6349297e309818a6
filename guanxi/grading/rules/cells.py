"""The table of the 18 cells. Nothing in it is computed: see docs/algorithms/matrix.md."""

from typing import Final

from guanxi.grading.types import Cell, CustomerClass, Move, Sentence, Strategy

_RATINGS: Final = {
    "A": ("☆☆☆☆☆", "☆☆☆", "☆☆", "◇", "◇◇", "××"),
    "B": ("☆☆☆", "☆☆", "◇", "◇", "××", "×××"),
    "C": ("☆☆", "◇", "◇", "××", "×××", "××××"),
}
_CLASSES: Final = {
    CustomerClass.KEY: ("A1", "A2", "B1", "B2"),
    CustomerClass.ORDINARY: ("A3", "A5", "A6", "B3", "C1", "C2", "C3"),
    CustomerClass.POTENTIAL: ("A4", "B4", "C4"),
    CustomerClass.UNATTRACTIVE: ("B5", "B6", "C5", "C6"),
}
_CLASS_INFERRED: Final = {"C6"}  # the source names no class for it; by elimination and by its rating

_FIRM: Final = Sentence("The relation is very firm now", "目前的关系很牢固")
_GOOD: Final = Sentence("The relation is good now", "目前的关系不错")
_GUARDED: Final = Sentence("Both sides are on their guard", "相互堤防的关系")
_RETREATING: Final = Sentence("The relation is retreating", "关系正在倒退")
_TEXTS: Final = {
    "A1": _FIRM,
    "A2": Sentence("The relation is developing fast", "关系正在快速发展"),
    "A3": _GOOD,
    "A4": Sentence("The relation has great potential to develop", "关系的发展有很大的潜力"),
    "A5": Sentence("The relation is quite limited now", "目前的关系相当有限"),
    "A6": _RETREATING,
    "B1": _FIRM,
    "B2": Sentence("The relation is developing at medium speed", "以中等的速度发展"),
    "B3": _GOOD,
    "B4": Sentence("The relation has decent potential to develop", "有不错的潜力"),
    "B5": _GUARDED,
    "B6": _RETREATING,
    "C1": _GUARDED,
    "C2": Sentence("The relation is developing slowly", "关系发展缓慢"),
    "C3": _GUARDED,
    "C4": Sentence("The relation has little potential to develop", "关系发展的潜力不大"),
    "C5": _GUARDED,
    "C6": _RETREATING,
}
_STRATEGIES: Final = {
    "A1": Sentence(
        "Build and carefully keep relations with the whole enterprise, above all with its top management; "
        "where possible set up a partnership or strategic alliance.",
        "与整个企业、尤其是最高管理层建立并精心维护关系；可能时建立合作伙伴关系或战略联盟。",
    ),
    "A2": Sentence(
        "Cross-sell actively and build relations throughout the enterprise to turn it into A1.",
        "积极交叉销售，在整个企业内建立关系，设法使其转变为A1类。",
    ),
    "A3": Sentence(
        "Give proper attention; unless its needs change and its potential rises it is unlikely to "
        "become key.",
        "给予适当的关注；除非需求变化、潜力上升，否则不太可能成为重点客户。",
    ),
    "A4": Sentence(
        "The most likely to become a customer: make the first deal to turn it into A3, then fulfil "
        "duties and "
        "consolidate the position.",
        "最有可能成为客户：积极做成第一笔生意，使其转变为A3类，然后履行职责、巩固地位。",
    ),
    "A5": Sentence(
        "Do not neglect the key people: they may leave and take your service along. Keep the volume as "
        "far as "
        "possible and look for creative ways to serve.",
        "不要忽视与关键人物的关系：他们离开时会捎带上你的服务。尽可能保持销售量，寻找有创意的服务方式。",
    ),
    "A6": Sentence(
        "Turn it into A5; if the relation keeps retreating, exit at the lowest cost and keep the best "
        "relations "
        "with the key people.",
        "设法使其转变为A5类；若关系继续倒退，以最低的代价退出，并与关键人物保持最好的关系。",
    ),
    "B1": Sentence(
        "Widen the difference from others, get near more key people and win their preference: turn it "
        "into A1.",
        "扩大与别人的差异，接近更多关键人物，赢得他们的偏好，使其转变为A1类。",
    ),
    "B2": Sentence(
        "Fulfil the duties in the area already won; widen the difference, reach key people, win "
        "preference and "
        "raise the added value: turn it into A2.",
        "履行好已渗透领域内的职责；扩大差异、接近关键人物、赢得偏好并提高附加价值，使其转变为A2类。",
    ),
    "B3": Sentence(
        "Widen the difference, reach more key people, win preference: turn it into A3. Sell the added "
        "value, stay "
        "competitive in price and raise the share of its business.",
        "扩大差异、接近更多关键人物、赢得偏好，使其转变为A3类；销售附加价值，价格有竞争力，增加业务份额。",
    ),
    "B4": Sentence(
        "Show a clear difference from competitors and keep seeking the key people until they prefer "
        "you: turn it "
        "into B3.",
        "明显区别于竞争对手，不断争取接近关键人物的机会，使他们偏向你，从而转变为B3类。",
    ),
    "B5": Sentence(
        "Worth seeking only if the potential is great; unless its needs change, chasing may be fruitless. "
        "Then turn it into B4.",
        "潜力很大时才值得争取；除非需求变化，追逐可能毫无结果。之后设法使其转变为B4类。",
    ),
    "B6": Sentence(
        "The potential is extremely small: let it go by itself and use the resources elsewhere.",
        "潜力极小，不值得挽救：让其自由消亡，把资源用在别处。",
    ),
    "C1": Sentence(
        "Use every chance to build the relation, top level to top level; bring in senior managers, "
        "reach key "
        "people, overcome the prejudice: turn it into B2 or B1.",
        "一有机会就积极建立关系，高层对高层；请高级经理参与，接近关键人物，克服偏见，使其转变为B2或B1类。",
    ),
    "C2": Sentence(
        "The same as for C1: turn it into B2. Exceed its expectations in the products offered and speed "
        "up its "
        "customer development plan.",
        "策略与C1类相同，使其转变为B2类；产品超出其期望，在客户发展计划中加速发展。",
    ),
    "C3": Sentence(
        "Many signs of a dying relation. If the potential is worth the effort, widen the difference and "
        "build "
        "relations with key people: turn it into B2.",
        "濒临死亡的关系。若潜力值得付出，扩大与竞争对手的差异、与关键人物建立关系，使其转变为B2类。",
    ),
    "C4": Sentence(
        "Unlikely to become a customer. Invest only if the price brings a proper return or it leads its "
        "industry; "
        "then remove the prejudice and turn it into B4.",
        "不太可能成为客户。只有价格带来适当回报或其为行业领导者时才投入；去除偏见，使其转变为B4类。",
    ),
    "C5": Sentence(
        "Do not invest: standard service at low cost and list price; look again when its needs change.",
        "不投入：按目录价提供低成本的标准服务；需求变化时再评估。",
    ),
    "C6": Sentence(
        "Finish what is promised, collect what is owed, then release the customer and its resources.",
        "履行已承诺的义务，收回应收款，然后放手，释放资源。",
    ),
}
_OWN: Final = {"C5", "C6"}

_KEEPS_RETREATING: Final = Sentence("if the relation keeps retreating", "若关系继续倒退")


def _to(target: str, en: str = "", zh: str = "") -> Move:
    return Move("move", target, Sentence(en, zh) if en else None)


_MOVES: Final = {
    "A1": (Move("stay", None, None),),
    "A2": (_to("A1"),),
    "A3": (Move("stay", None, None),),
    "A4": (_to("A3"),),
    "A5": (Move("stay", None, None),),
    "A6": (_to("A5"), Move("exit", None, _KEEPS_RETREATING)),
    "B1": (_to("A1"),),
    "B2": (_to("A2"),),
    "B3": (_to("A3"),),
    "B4": (_to("B3"),),
    "B5": (_to("B4", "only if the potential is great", "仅当潜力很大"),),
    "B6": (Move("release", None, None),),
    "C1": (_to("B2"), _to("B1")),
    "C2": (_to("B2"),),
    "C3": (_to("B2", "only if the potential is worth the effort", "仅当潜力值得付出"),),
    "C4": (
        _to(
            "B4",
            "only if the price brings a proper return, or it leads its industry and is worth investing in",
            "仅当价格带来适当回报，或其为值得投资的行业领导者",
        ),
    ),
    "C5": (Move("release", None, None),),
    "C6": (Move("release", None, None),),
}


def _cell(row: str, column: int) -> Cell:
    name = f"{row}{column}"
    [customer_class] = [known for known, names in _CLASSES.items() if name in names]
    return Cell(
        name=name,
        rating=_RATINGS[row][column - 1],
        customer_class=customer_class,
        class_inferred=name in _CLASS_INFERRED,
        text=_TEXTS[name],
        strategy=Strategy(_STRATEGIES[name], own=name in _OWN),
        moves=_MOVES[name],
    )


CELLS: Final = {f"{row}{column}": _cell(row, column) for row in "ABC" for column in range(1, 7)}
"""The 18 cells by name, A1 to C6."""
