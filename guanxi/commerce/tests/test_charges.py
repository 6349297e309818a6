"""Which lines of an invoice are charges and no goods."""

from guanxi.commerce.rules.charges import CHARGE_WORDS, ChargeWords


def test_charge_words_are_whole_words_or_beginnings():
    words = ChargeWords(CHARGE_WORDS)
    charged = ["POST", "BANK CHARGES", "gift_0001_40", "运费"]
    goods = ["DCGSSBOY", "DCGS0076", "85123A", "POSTCARD", "", "D1"]
    assert [c for c in charged if not words.match(c, "")] == []
    assert [c for c in goods if words.match(c, "")] == []
    assert words.match("77001", "Postage")


def test_a_short_code_is_a_charge_by_its_description_only():
    words = ChargeWords(CHARGE_WORDS)
    british = {
        "D": "Discount", "M": "Manual", "S": "SAMPLES", "B": "Adjust bad debt", "C2": "CARRIAGE",
        "DOT": "DOTCOM POSTAGE", "PADS": "PADS TO MATCH ALL CUSHIONS", "CRUK": "CRUK Commission",
    }  # fmt: skip
    assert [code for code, name in british.items() if not words.match(code, name)] == []
    assert [code for code in british if words.match(code, "精密轴承")] == []
