"""Which lines of an order are charges, not goods. The choices are told in docs/algorithms/transactions.md."""

from collections.abc import Iterable

from guanxi.kit.text import fold

# Whole product numbers or names, compared without regard to case, width and spaces; a star ends a beginning.
# No letter alone (D, M, S) and no short code (C2, PADS): with another firm these number goods.
CHARGE_WORDS = (
    "POST", "POSTAGE", "DOTCOM POSTAGE", "CARRIAGE", "FREIGHT", "SHIPPING", "DELIVERY", "DISCOUNT",
    "MANUAL", "SAMPLES", "ADJUST*", "PADS TO MATCH ALL CUSHIONS", "BANK CHARGES", "CRUK COMMISSION",
    "AMAZONFEE", "AMAZON FEE", "GIFT_*", "GIFT VOUCHER*",
    "运费", "邮费", "快递费", "配送费", "包装费", "手续费", "服务费", "安装费", "折扣", "优惠", "样品",
    "调整", "银行费用", "礼品卡*", "购物卡*",
)  # fmt: skip


class ChargeWords:
    """Tells charges by number or name."""

    def __init__(self, words: Iterable[str]) -> None:
        folded = [fold(word) for word in words]
        self._whole = frozenset(word for word in folded if word and not word.endswith("*"))
        self._beginnings = tuple(word[:-1] for word in folded if len(word) > 1 and word.endswith("*"))

    def match(self, code: str, name: str) -> bool:
        return any(self._is_one(fold(text)) for text in (code, name) if text)

    def _is_one(self, folded: str) -> bool:
        return folded in self._whole or (bool(self._beginnings) and folded.startswith(self._beginnings))
