"""README and docs say what is so: links, commands, variables, words, dependencies and pictures."""

import re

import documents
import pytest
from documents import ROOT

TEXTS = documents.documents()
ADR = ROOT / "docs/adr"
PICTURES = ROOT / "docs/guide/img"
GUIDES = [ROOT / "docs/guide" / language / "README.md" for language in ("zh", "en")]
GLOSSARY = (ROOT / "docs/glossary.md").read_text("utf-8")
PRODUCT_WORDS, CODE_WORDS = GLOSSARY.split("## Words of the code")
LARGEST = 300_000
LARGEST_TOGETHER = 4_500_000

CHECKS = {
    documents.unknown_targets: "type `make coffee`",
    documents.unknown_commands: "type `guanxi fly`",
    documents.unknown_files: "it stands in `guanxi/kit/magic.py`",
    documents.unknown_tests: "told by `test_that_never_was`",
    documents.places: "fetch it from https://pypi.example/simple",
}


def name_of(path):
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", TEXTS, ids=name_of)
def test_every_link_leads_somewhere(path):
    assert documents.broken_links(path) == []


def test_a_planted_dead_link_is_found(tmp_path):
    path = tmp_path / "page.md"
    path.write_text("# One\n[a](page.md#one) [b](gone.md) [c](#two) [d](https://example.com/)\n", "utf-8")
    assert documents.broken_links(path) == ["gone.md", "#two"]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_documents_keep_to_what_is(check):
    found = {name_of(path): check(path.read_text("utf-8")) for path in TEXTS}
    assert {name: problems for name, problems in found.items() if problems} == {}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_planted_fault_is_found(check):
    assert len(check(CHECKS[check])) == 1


def test_the_readme_names_every_command():
    text = (ROOT / "README.md").read_text("utf-8")
    named = {name for name, _sub in documents.COMMAND.findall(text)}
    assert set(documents.commands()) - named == set()


def test_documents_and_code_know_the_same_variables():
    named = {name for path in TEXTS for name in documents.VARIABLE.findall(path.read_text("utf-8"))}
    code = documents.variables_of_code()
    assert {"GUANXI_DATA", "GUANXI_HOST", "DATABASE_URL", "GUANXI_TEST_DATABASE_URL"} <= code
    assert (named - code, code - named) == (set(), set())


def test_every_dependency_has_its_reason():
    text = (ADR / "0002-dependencies.md").read_text("utf-8")
    assert set(documents.reasons(text)) == documents.dependencies()


def test_decisions_are_numbered_titled_and_listed():
    pages = sorted(ADR.glob("0*.md"))
    listed = (ADR / "README.md").read_text("utf-8")
    for number, page in enumerate(pages, 1):
        title = page.read_text("utf-8").splitlines()[0]
        assert page.name.startswith(f"{number:04d}-")
        assert title.startswith(f"# {number}. ")
        assert f"{number}. [{title.removeprefix(f'# {number}. ')}]({page.name})" in listed


def test_words_of_the_product_are_those_of_the_catalogues():
    assert len(documents.terms(PRODUCT_WORDS)) > 60
    assert documents.untranslated_terms(PRODUCT_WORDS) == []


def test_a_planted_word_is_found():
    assert documents.untranslated_terms("| Customer | 顾客 | a customer |\n") == ["Customer 顾客"]


def test_words_of_the_code_stand_in_the_code():
    code = "\n".join(p.read_text("utf-8") for p in (ROOT / "guanxi").rglob("*.py")).casefold()
    unused = [en for en, _zh in documents.terms(CODE_WORDS) if not re.search(rf"\b{en}", code)]
    assert unused == []


def test_no_word_stands_twice():
    words = [en for en, _zh in documents.terms(GLOSSARY)]
    assert sorted({word for word in words if words.count(word) > 1}) == []


def test_code_and_pages_of_algorithms_name_each_other():
    code = "\n".join(p.read_text("utf-8") for p in (ROOT / "guanxi").rglob("*.py"))
    pages = {p.name for p in (ROOT / "docs/algorithms").glob("*.md")}
    assert {name for name in pages if name not in code} == set()
    assert set(re.findall(r"docs/algorithms/([\w-]+\.md)", code)) - pages == set()


def test_both_guides_have_the_same_sections_and_pictures():
    shapes = []
    for path in GUIDES:
        text = path.read_text("utf-8")
        pictures = [
            re.sub(r"-(zh|en)\.png", "", link) for link in documents.LINK.findall(text) if "/img/" in link
        ]
        shapes.append((re.findall(r"^## (\d+)\.", text, re.MULTILINE), pictures))
    assert shapes[0] == shapes[1]
    assert len(shapes[0][0]) >= 10


def test_pictures_are_small_and_shown():
    shown = {
        link.rpartition("/")[2] for path in TEXTS for link in documents.LINK.findall(path.read_text("utf-8"))
    }
    sizes = {path.name: path.stat().st_size for path in PICTURES.glob("*.png")}
    assert {name: size for name, size in sizes.items() if size > LARGEST} == {}
    assert sum(sizes.values()) < LARGEST_TOGETHER
    assert set(sizes) - shown == set()
