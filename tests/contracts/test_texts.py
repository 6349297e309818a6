"""The catalogues of all areas are one at run time: a text must read the same in each of them."""

from collections import defaultdict
from pathlib import Path

import polib

PACKAGE = Path(__file__).resolve().parents[2] / "guanxi"
Readings = dict[tuple[str | None, str], dict[str, list[str]]]


def readings(folder: Path) -> Readings:
    """Each text, with its context, and how the catalogues render it."""
    found: Readings = defaultdict(lambda: defaultdict(list))
    for path in sorted(folder.rglob("locale/zh_Hans/LC_MESSAGES/django.po")):
        for entry in polib.pofile(str(path)):
            if not entry.obsolete:
                chinese = entry.msgstr or entry.msgstr_plural.get(0, "")
                found[entry.msgctxt, entry.msgid][chinese].append(str(path.relative_to(folder)))
    return found


def several(folder: Path) -> list[str]:
    return [
        f"{text!r}: {dict(each)}"
        for (_, text), each in sorted(readings(folder).items(), key=str)
        if len(each) > 1
    ]


def test_a_text_has_one_translation():
    assert several(PACKAGE) == []


def test_every_text_is_translated():
    empty = [text for (_, text), each in readings(PACKAGE).items() if "" in each]
    assert empty == []


def test_a_second_translation_is_caught(tmp_path):
    for area, chinese in (("work", "打开"), ("office", "正常")):
        folder = tmp_path / area / "locale/zh_Hans/LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "django.po").write_text(f'msgid "open"\nmsgstr "{chinese}"\n', "utf-8")
    assert len(several(tmp_path)) == 1
