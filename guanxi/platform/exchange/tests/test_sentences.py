"""Every sentence is there in Chinese, with the same details in it."""

import ast
import re
from pathlib import Path

import polib

EXCHANGE = Path(__file__).parents[1]
CATALOGUE = polib.pofile(str(EXCHANGE / "locale/zh_Hans/LC_MESSAGES/django.po"))
FILES = [*sorted((EXCHANGE / "readers").glob("*.py")), EXCHANGE / "writers.py"]


def sentences():
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
                yield node.args[0].value


def test_every_sentence_is_translated():
    translated = {entry.msgid: entry.msgstr for entry in CATALOGUE if not entry.fuzzy}
    wanted = set(sentences())
    assert len(wanted) > 30
    assert {sentence for sentence in wanted if not translated.get(sentence)} == set()


def test_translations_hold_the_same_details():
    for entry in CATALOGUE:
        assert set(re.findall(r"%\(\w+\)s", entry.msgid)) == set(re.findall(r"%\(\w+\)s", entry.msgstr))
