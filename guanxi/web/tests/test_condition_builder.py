"""The builder of conditions in a real browser, with the keyboard alone, under the strict policy for scripts."""

import json
import shutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from django.utils import translation
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from playwright.sync_api import sync_playwright

from guanxi.platform.conditions import Fact, Kind, Registry, offer, preview

pytestmark = pytest.mark.browser

WEB = Path(__file__).resolve().parents[1]
CITY = Fact(
    name="customers.city",
    label="City",
    group="Customer",
    kind=Kind.TEXT,
    subject="customer",
    table="c",
    column="city",
)
ORDERS = Fact(
    name="orders.placed", label="Orders", group="Sales", kind=Kind.EVENTS, subject="customer", table="o", column="at",
    key="customer_id",
)  # fmt: skip
STAGE = Fact(
    name="grading.stage", label="Stage", group="Grading", kind=Kind.CHOICE, subject="customer", table="g",
    column="stage", key="customer_id", choices=[("new", "New"), ("lost", "Lost <b>")],
)  # fmt: skip
REGISTRY = Registry([CITY, ORDERS, STAGE])
STORED = {
    "version": 1,
    "all": [
        {"fact": "customers.city", "is": "in", "value": ["上海", "苏州"]},
        {"not": {"any": [{"fact": "grading.stage", "is": "in", "value": ["lost"]}]}},
    ],
}
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
)


class Page(BaseHTTPRequestHandler):
    """A page with the builder alone, its static files, and the answers to its questions."""

    def do_GET(self):
        if self.path.startswith("/static/"):
            path = WEB / self.path.removeprefix("/")
            kind = {".js": "text/javascript", ".css": "text/css"}[path.suffix]
            return self.answer(path.read_bytes(), kind)
        body = page(STORED if self.path == "/stored" else None)
        return self.answer(body.encode(), "text/html; charset=utf-8")

    def do_POST(self):
        written = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode(), True)["conditions"][
            0
        ]
        assert self.headers["X-CSRFToken"] == "token"
        with translation.override("en"):
            answer = preview(written, "customer", lambda _condition: 12_345, REGISTRY)
        self.answer(json.dumps(answer).encode(), "application/json")

    def answer(self, body, kind):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", "default-src 'self'; img-src data:")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments):
        """A test's server is silent."""


def page(value):
    env = Environment(
        loader=FileSystemLoader(WEB / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_callables(str, lambda one, _many, _n: one, newstyle=True)
    env.globals.update(static=lambda path: f"/static/{path}")
    with translation.override("en"):
        return env.from_string(
            '<!doctype html><html lang="en"><title>List</title><link rel="icon" href="data:,"><body>'
            '<form><input type="hidden" name="csrfmiddlewaretoken" value="token">'
            '{% from "web/conditions.html" import conditions %}{{ conditions(offer, value, "/count") }}</form>'
        ).render(offer=offer("customer", REGISTRY), value=value)


@pytest.fixture(scope="module")
def address():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def chromium():
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS.split())
        yield browser
        browser.close()


@pytest.fixture
def tab(chromium):
    tab = chromium.new_page()
    tab.set_default_timeout(5_000)
    complaints = []
    tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    yield tab
    tab.close()
    assert complaints == []


def value(tab):
    return json.loads(tab.locator("input[name=conditions]").input_value())


def test_a_stored_condition_is_shown_and_kept(tab, address):
    tab.goto(f"{address}/stored")
    tab.get_by_text("City is one of “上海”, “苏州” and not (Stage is one of “Lost <b>”)").wait_for()
    tab.get_by_text("12,345 match").wait_for()
    assert value(tab) == STORED
    assert tab.get_by_role("combobox", name="How the rows are joined").nth(1).input_value() == "not_any"


def test_a_condition_is_written_with_the_keyboard_alone(tab, address):
    tab.goto(address)
    tab.get_by_text("No condition yet: everyone is included.").wait_for()
    tab.get_by_role("button", name="Add condition").focus()
    tab.keyboard.press("Enter")
    tab.keyboard.type("sales")  # the area's name finds its facts too
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    tab.keyboard.type("３")  # full width, as a Chinese input method writes it
    tab.keyboard.press("Tab")
    tab.keyboard.type("30")
    tab.get_by_text("Orders: at least 3 times in the last 30 days").wait_for()
    assert value(tab) == {
        "version": 1,
        "all": [{"fact": "orders.placed", "is": "at_least", "value": {"count": 3, "days": 30}}],
    }


def test_a_row_counts_only_when_it_is_filled_in_and_can_be_removed(tab, address):
    tab.goto(f"{address}/stored")
    tab.get_by_role("button", name="Add condition").last.click()
    tab.get_by_text("Fill in this row: until then it does not count.").last.wait_for()
    assert value(tab) == STORED
    tab.get_by_role("button", name="Remove this group").click()
    tab.get_by_role("button", name="Remove this condition").last.click()
    assert value(tab) == {"version": 1, "all": STORED["all"][:1]}
    tab.get_by_role("combobox", name="How the rows are joined").select_option("not_all")
    assert value(tab) == {"version": 1, "not": {"all": STORED["all"][:1]}}


def test_the_complaint_of_an_empty_row_goes_with_the_row(tab, address):
    tab.goto(f"{address}/stored")
    tab.get_by_role("combobox", name="How the rows are joined").first.select_option("any")
    with tab.expect_response("**/count"):
        tab.get_by_role("combobox", name="How the rows are joined").first.select_option("all")
    tab.locator("gx-conditions:not(.is-counting)").wait_for()
    tab.get_by_role("button", name="Add condition").last.click()
    tab.locator("form").evaluate("form => form.requestSubmit()")
    tab.locator("gx-conditions.has-error").wait_for()
    tab.locator(".gx-condition-row.is-incomplete").get_by_role("button", name="Remove this condition").click()
    tab.locator("gx-conditions:not(.has-error)").wait_for()
    assert value(tab) == STORED
