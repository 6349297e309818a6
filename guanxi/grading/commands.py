"""`guanxi grade`: place one judgement in the value matrix."""

import argparse
import json
import sys
from typing import Any

from guanxi.grading.rules import place
from guanxi.grading.types import CannotGrade, Judgement, Move, Placement, Sentence


def commands(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("grade", help="place one judgement in the value matrix")
    parser.add_argument("--json", required=True, dest="judgement", help="an object with the eight criteria")
    parser.add_argument("--explain", action="store_true", help="print the reasons as sentences")
    parser.set_defaults(handle=grade, needs="nothing")


def grade(arguments: argparse.Namespace) -> int:
    """Print the placement as JSON (or as sentences); 1 and a sentence on stderr when a word is wrong."""
    try:
        placement = place(Judgement.from_words(_object(json.loads(arguments.judgement))))
    except (json.JSONDecodeError, CannotGrade) as refusal:
        sys.stderr.write(f"cannot grade: {refusal}\n")
        return 1
    if arguments.explain:
        sys.stdout.write("\n".join(_lines(placement)) + "\n")
    else:
        sys.stdout.write(json.dumps(as_json(placement), ensure_ascii=False, indent=2) + "\n")
    return 0


def as_json(placement: Placement) -> dict[str, Any]:  # Any: the leaves of a JSON document
    cell = placement.cell
    return {
        "cell": cell.name,
        "row": placement.row,
        "column": placement.column,
        "rating": cell.rating,
        "class": str(cell.customer_class),
        "class_inferred": cell.class_inferred,
        "potential": str(placement.potential),
        "text": _both(cell.text),
        "strategy": _both(cell.strategy.sentence) | {"own": cell.strategy.own},
        "moves": [_move(move) for move in cell.moves],
        "on_matrix": placement.on_matrix,
        "alert": _both(placement.alert) if placement.alert else None,
        "reasons": [{"code": reason.code} | _both(reason.sentence) for reason in placement.reasons],
        "rule_version": placement.rule_version,
    }


def _object(read: object) -> dict[str, object]:
    if not isinstance(read, dict):
        raise CannotGrade("the judgement must be a JSON object")
    return read


def _lines(placement: Placement) -> list[str]:
    cell = placement.cell
    head = f"{cell.name} {cell.rating} {cell.customer_class}"
    return [
        head,
        *(f"- {text}" for reason in placement.reasons for text in (reason.sentence.en, reason.sentence.zh)),
    ]


def _both(sentence: Sentence) -> dict[str, str]:
    return {"en": sentence.en, "zh": sentence.zh}


def _move(move: Move) -> dict[str, Any]:  # Any: as above
    return {
        "kind": move.kind,
        "target": move.target,
        "condition": _both(move.condition) if move.condition else None,
    }
