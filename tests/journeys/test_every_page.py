"""Every page there is, in both languages, light and dark, wide and on the phone: in order, in words, for everybody."""

from pathlib import Path

import pytest
import texts
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import expect
from test_addresses import PARAMETERS

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# One record of each kind that addresses speak of.
A_RECORD = {
    "customer": "select min(customer_id) from gx_customers_touch",
    "contact": "select min(id) from gx_customers_contact",
    "touch": "select min(id) from gx_customers_touch",
    "follow_up": "select min(id) from gx_work_followup where done_at is null",
    "import_run": "select max(id) from gx_exchange_importrun",
    "list": "select min(id) from gx_marketing_customerlist",
    "change_set": "select max(id) from gx_journal_changeset",
    "invitation": "select 1",
}
APART = {"office:join"}  # for people who have not signed in
# Words of ours which are also the demo company's data, stand in the file that is looked at, or were written
# down in the language of the person who had it checked.
DATA = {"化工", "重点客户", "名称", "电话", "高", "大", "没有名称", "名片"}
# What somebody wrote is no text of ours, also where one of our sentences says it again.
SHOWN = """
() => {
  const tidy = (text) => text.replace(/\\s+/g, " ").trim();
  const written = [...document.querySelectorAll("[data-written]")].map((one) => tidy(one.textContent)).filter(Boolean);
  written.sort((one, other) => other.length - one.length);
  const seen = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement.closest("script, style, noscript, [lang]:not(html), [data-written]")) seen.push(node.data);
  }
  for (const element of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]")) {
    if (element.closest("[lang]:not(html)")) continue;
    for (const name of ["aria-label", "title", "placeholder", "alt"]) {
      seen.push(written.reduce((rest, one) => rest.replaceAll(one, "…"), tidy(element.getAttribute(name) ?? "")));
    }
  }
  return [document.title.split(" · ")[0], ...seen].map(tidy).filter(Boolean);
}
"""
# What a thumb must hit: the bottom bar, what a page or a form is there for.
SMALL_TARGETS = """
() => [...document.querySelectorAll(".gx-bottom a, .gx-bottom button, .gx-page-actions a, .gx-page-actions button, .gx-button-primary")]
  .filter((element) => element.checkVisibility() && !element.closest("dialog, [popover]"))
  .filter((element) => element.getBoundingClientRect().height < 43.5)
  .map((element) => element.outerHTML.slice(0, 120))
"""
AUDIT = """
(rules) => axe.run(document, { runOnly: rules, resultTypes: ["violations"] }).then(({ violations }) =>
  violations.map((v) => `${v.id}: ${v.nodes.length} x ${v.nodes[0].html.slice(0, 160)}`))
"""


def names(patterns, space=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", bool(pattern.pattern.converters)


def paths(house, request):
    """Every address which answers with a page, the ones with keys for one record of each kind."""
    for name, has_keys in sorted(names(get_resolver().url_patterns)):
        if name in APART:
            continue
        if not has_keys:
            path = reverse(name)
        elif name in PARAMETERS:
            path = reverse(name, kwargs={word: key(house, kind) for word, kind in PARAMETERS[name].items()})
        else:
            continue  # test_addresses fails for it
        answer = request.get(path, max_redirects=0)
        if answer.status == 200 and answer.text().lstrip()[:14].lower() == "<!doctype html":  # no fragment
            yield path


def key(house, kind):
    if kind in A_RECORD:
        return house.key(A_RECORD[kind])
    table = f"^gx_[a-z]+_{kind.replace('_', '')}$"
    found = house.key(f"select min(relname)::text from pg_class where relkind = 'r' and relname ~ '{table}'")
    assert found is not None, f"which table holds {kind}?"
    return house.key(f'select min(id) from "{found}"') or 1


@pytest.fixture
def signed_in(visit, house):
    one = visit(bypass_csp=True)  # for the audit's own script; the other journeys run under the policy
    one.sign_in(house.administrator)
    upload(one)
    return one


def upload(one):
    """An import to look at: a small list of customers, checked and not imported."""
    one.go("/office/imports/new/")
    file = {
        "name": "名单.csv",
        "mimeType": "text/csv",
        "buffer": "名称,电话\n远山机械厂,021-58880199\n,1\n".encode(),
    }
    one.page.locator("input[type=file]").set_input_files(file)
    one.page.locator("[data-save]").click()
    one.page.wait_for_url("**/columns/")
    one.page.locator("[data-save]").click()
    expect(one.page.locator(".gx-page-actions button.gx-button-primary")).to_be_visible()


def test_every_page_is_in_order(signed_in, house, subtests):
    page = signed_in.page
    script = AXE.read_text("utf-8")
    found = list(paths(house, page.request))
    assert len(found) > 40
    for language, theme in (("zh-hans", "light"), ("en", "dark")):
        signed_in.prefer(language=language, theme=theme)
        for path in found:
            with subtests.test(path=path, language=language):
                page.set_viewport_size({"width": 1440, "height": 900})
                signed_in.go(path)
                in_its_language(page, language)
                assert page.locator("html").get_attribute("data-bs-theme") == theme
                page.evaluate(script)
                assert page.evaluate(AUDIT, RULES) == []
                if language == "zh-hans":
                    fits_the_phone(page)
                assert signed_in.complaints == []
            signed_in.complaints.clear()
    signed_in.prefer(language="zh-hans", theme="light")


def in_its_language(page, language):
    lang = page.locator("html").get_attribute("lang")
    assert lang == {"zh-hans": "zh-Hans", "en": "en"}[language]
    foreign = texts.english() if language == "zh-hans" else texts.chinese()
    assert [text for text in foreign.among(page.evaluate(SHOWN)) if text not in DATA] == []


def fits_the_phone(page):
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(SMALL_TARGETS) == []


@pytest.fixture
def invitation(visit, house):
    """The address somebody who was invited is sent."""
    one = visit()
    one.sign_in(house.administrator)
    one.go("/office/people/invite/")
    one.page.locator("input[name=name]").fill("赵敏")
    one.page.locator("input[name=email]").fill("zhaomin@haichuan.example")
    one.page.locator("[data-save]").click()
    return one.page.locator("#invitation-link").input_value()


def test_pages_before_signing_in_are_in_order(visit, invitation, subtests):
    for language in ("zh-hans", "en"):
        one = visit(language, bypass_csp=True)
        for path in ("/web/sign-in/", invitation):
            with subtests.test(path=path, language=language):
                one.page.set_viewport_size({"width": 1440, "height": 900})
                one.go(path)
                in_its_language(one.page, language)
                one.page.evaluate(AXE.read_text("utf-8"))
                assert one.page.evaluate(AUDIT, RULES) == []
                fits_the_phone(one.page)
