"""Sentences in both languages, the builder's offer, and the answer to the builder."""

import json

import pytest
from django.utils import translation

from guanxi.platform.conditions import Counted, Fact, Kind, Registry, describe, offer, parse, preview
from guanxi.platform.conditions.errors import WrongForm
from guanxi.platform.conditions.operators import OPERATORS, Shape
from guanxi.platform.conditions.tests.cast import FACTS, REGISTRY

FORM = {
    "all": [
        {"fact": "customers.city", "is": "in", "value": ["上海", "北京"]},
        {
            "any": [
                {"fact": "customers.stage", "is": "=", "value": "lost"},
                {"fact": "traits.spent", "is": ">=", "value": "12000.5"},
            ]
        },
        {"not": {"fact": "visits.any", "is": "at_least", "value": {"count": 3, "days": 30}}},
        {"fact": "customers.born", "is": "anniversary", "value": 1},
    ]
}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "en",
            "City is one of “上海”, “北京” and (Stage is “Lost” or Spent is at least 12,000.5)"  # noqa: ISC004  one long sentence
            " and not (Any: at least 3 times in the last 30 days) and Born has its anniversary within 1 day",
        ),
        (
            "zh-hans",
            "“City”是“上海”、“北京”之一，并且（“Stage”是“Lost”，或者“Spent”不低于 12,000.5），"  # noqa: ISC004  one long sentence
            "并且不满足（“Any”：至少 3 次（最近 30 天内）），并且“Born”的周年日在 1 天之内",
        ),
    ],
)
def test_a_condition_reads_as_a_sentence(language, sentence):
    with translation.override(language):
        assert describe(parse(FORM, "customer", REGISTRY)) == sentence


SEVERAL = [
    {"fact": "customers.city", "is": "=", "value": "上海"},
    {"fact": "customers.city", "is": "=", "value": "北京"},
]


@pytest.mark.parametrize(
    ("form", "english", "chinese"),
    [
        (
            {"not": {"any": SEVERAL}},
            "none of these is true (City is “上海”; City is “北京”)",
            "以下条件一个都不满足（“City”是“上海”；“City”是“北京”）",
        ),
        (
            {"not": {"all": SEVERAL}},
            "at least one of these is not true (City is “上海”; City is “北京”)",
            "以下条件至少有一个不满足（“City”是“上海”；“City”是“北京”）",
        ),
        ({"not": {"any": SEVERAL[:1]}}, "not (City is “上海”)", "不满足（“City”是“上海”）"),
    ],
)
def test_a_negated_group_says_which_of_its_parts_fail(form, english, chinese):
    for language, sentence in (("en", english), ("zh-hans", chinese)):
        with translation.override(language):
            assert describe(parse(form, "customer", REGISTRY)) == sentence


def test_empty_groups_and_long_lists_are_said_in_words():
    with translation.override("en"):
        assert describe(parse({"all": []}, "customer", REGISTRY)) == "always"
        assert describe(parse({"any": []}, "customer", REGISTRY)) == "never"
        many = {"fact": "customers.city", "is": "in", "value": list("abcdefg")}
        assert (
            describe(parse(many, "customer", REGISTRY)) == "City is one of “a”, “b”, “c”, “d”, “e” and 2 more"
        )


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_operator_has_a_sentence(language):
    values = {
        Shape.TEXT: "a", Shape.TEXTS: ["a"], Shape.NUMBER: 1, Shape.NUMBERS: [1], Shape.NUMBER_RANGE: [1, 2],
        Shape.DATE: "2026-01-31", Shape.DATE_RANGE: ["2026-01-31", "2026-02-01"], Shape.DAYS: 2, Shape.COUNT: {"count": 1},
    }  # fmt: skip
    with translation.override(language):
        for fact in FACTS:
            chosen = next((value for value, _label in fact.offered()), None)
            for operator in OPERATORS[fact.kind]:
                value = {**values, Shape.CHOICE: chosen, Shape.CHOICES: [chosen]}.get(operator.shape)
                form = {"fact": fact.name, "is": operator.name, **({} if value is None else {"value": value})}
                sentence = describe(parse(form, "customer", REGISTRY))
                assert str(fact.label) in sentence
                assert "%" not in sentence


def test_the_offer_is_json_with_everything_a_builder_needs():
    session = Fact(name="session.pages", label="Pages", group="Session", kind=Kind.NUMBER, subject="customer")
    registry = Registry([*FACTS, session])
    offered = json.loads(json.dumps(offer("customer", registry)))
    names = [fact["name"] for group in offered["groups"] for fact in group["facts"]]
    assert names == sorted(fact.name for fact in FACTS)
    stage = next(fact for fact in offered["groups"][0]["facts"] if fact["name"] == "customers.stage")
    assert stage == {
        "name": "customers.stage",
        "label": "Stage",
        "kind": "choice",
        "choices": [["new", "New"], ["lost", "Lost"], ["活跃", "Active"]],
    }
    assert [each["name"] for each in offered["operators"]["flag"]] == ["true", "false", "known", "unknown"]
    assert "session.pages" in json.dumps(offer("customer", registry, lists=False))


def test_the_preview_counts_and_says_or_tells_what_is_wrong():
    written = json.dumps(FORM["all"][0])
    with translation.override("en"):
        assert preview(written, "customer", lambda _condition: 1234, REGISTRY) == {
            "count": 1234,
            "summary": "1,234 match",
            "sentence": "City is one of “上海”, “北京”",
        }
        assert (
            preview(written, "customer", lambda _condition: Counted(10_000), REGISTRY)["summary"]
            == "10,000+ match"
        )
        assert preview("{", "customer", lambda _condition: 0, REGISTRY) == {
            "error": "This condition cannot be read.",
            "place": "",
        }


def test_an_error_is_said_in_the_readers_language():
    with translation.override("zh-hans"), pytest.raises(WrongForm) as caught:
        parse({}, "customer", REGISTRY)
    with translation.override("zh-hans"):
        assert str(caught.value.sentence) == "条件应为一个组（all、any、not）或一项比较。"
