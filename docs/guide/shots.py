# ruff: noqa: INP001 - a script beside its pictures, no package
"""Take the pictures of the README and the guide: `make shots`.

Starts an installation of its own with the demo company in a temporary folder, opens each page in Chromium and
writes docs/guide/img/. With `--at ADDRESS --email E --password P` it works on one that already runs.
Every picture is made anew each time; a page that cannot be opened or a picture that grew too large fails.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from openpyxl import Workbook
from playwright.sync_api import Browser, Page, sync_playwright

PICTURES = Path(__file__).parent / "img"
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --hide-scrollbars --force-device-scale-factor=1"
)
DESKTOP = {"width": 1280, "height": 700}
PHONE = {"width": 390, "height": 844}
LARGEST = 300_000
LARGEST_TOGETHER = 4_500_000
OPEN_SECONDS = 240.0
LANGUAGES = {"zh": "zh-hans", "en": "en"}
# The best customers of the demo stand first when sorted by the last contact; one of them fills the examples.
A_CUSTOMER = "/customers/?sort=-touched_at"
LEAD = "a.gx-record-link"
PEOPLE = (
    ("客户名称", "联系人", "手机", "城市", "行业", "统一社会信用代码"),
    ("苏州恒泰水务工程有限公司", "蒋文博", "13812340001", "苏州", "水务", ""),
    ("无锡锦程化工设备有限公司", "陆敏", "13812340002", "无锡", "化工", ""),
    ("常州远大环保科技有限公司", "顾晓东", "13812340003", "常州", "环保", ""),
    ("", "没有名称的一行", "13812340004", "南通", "造纸", ""),
    ("南通宏图造纸有限公司", "吴建国", "13812340005", "南通", "造纸", ""),
)


@dataclass(frozen=True, slots=True)
class Signed:
    """Where the installation answers, and who signs in. The `seller` has work on Home."""

    address: str
    email: str
    password: str
    seller: Signed | None = None


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: `go` brings the page there."""

    name: str
    go: Callable[[Page], None]
    is_sellers: bool = False


def at(path: str) -> Callable[[Page], None]:
    return lambda page: visit(page, path)


def visit(page: Page, path: str) -> None:
    answer = page.goto(path, wait_until="load")
    if answer is None or not answer.ok:
        raise SystemExit(f"{path} answered {answer.status if answer else 'nothing'}")
    settle(page)


def settle(page: Page) -> None:
    """Fragments have arrived and nothing moves any more."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(500)  # charts draw themselves in


def first_of(path: str, selector: str = LEAD, under: str = "") -> Callable[[Page], None]:
    """Open the first record of a list; `under` is a page below the record's own."""

    def go(page: Page) -> None:
        visit(page, path)
        found = page.locator(f"main {selector}").first.get_attribute("href")
        if found is None:
            raise SystemExit(f"{path} has no {selector}")
        visit(page, found.partition("?")[0] + under)

    return go


def graded(page: Page) -> None:
    """The form of the matrix for the example customer."""
    first_of(A_CUSTOMER)(page)
    visit(page, page.url.replace("/customers/", "/grading/customers/"))


def palette(page: Page) -> None:
    visit(page, "/")
    page.keyboard.press("Control+k")
    page.keyboard.type("hysp", delay=40)
    settle(page)


def uploaded(page: Page) -> None:
    """A small Excel list, up to the page where its columns are matched."""
    visit(page, "/office/imports/new/?target=customers.list")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "客户名单.xlsx"
        book = Workbook()
        assert book.active is not None
        for row in PEOPLE:
            book.active.append(row)
        book.save(path)
        page.set_input_files("input[type=file]", path)
        choice = page.locator('input[name="target"][value="customers.list"]')
        choice.check(force=True)
        page.locator("main form button[type=submit], main form .gx-button-primary").last.click()
        page.wait_for_url(re.compile(r"/imports/\d+/"))
    settle(page)


def checked(page: Page) -> None:
    """The same file after its check: what importing would do, and what it would leave out."""
    uploaded(page)
    page.locator("main form .gx-button-primary").last.click()
    page.get_by_role("table").last.wait_for()
    page.wait_for_selector(".gx-stat", timeout=60_000)
    settle(page)


def conditions(page: Page) -> None:
    """The list of a campaign, opened for editing: conditions with their live count."""
    first_of("/marketing/lists/")(page)
    own = page.url
    edit = page.locator(f'main a[href^="{re.sub("^https?://[^/]+", "", own)}edit/"]')
    if edit.count():
        visit(page, edit.first.get_attribute("href") or own)
    else:
        visit(page, "/marketing/lists/new/")


def noted(page: Page) -> None:
    """A note on the example customer, and what the journal says of it: it can be undone."""
    first_of(A_CUSTOMER)(page)
    page.locator("main textarea").first.fill("约下周三现场看泵。")
    page.locator("main form:has(textarea) button.gx-button-primary").first.click()
    settle(page)
    first_of("/office/journal/?verb=customers.log_touch")(page)


SHOTS = (
    Shot("home", at("/"), is_sellers=True),
    Shot("customers", at("/customers/")),
    Shot("customer", first_of(A_CUSTOMER)),
    Shot("palette", palette),
    Shot("import-columns", uploaded),
    Shot("import-check", checked),
    Shot("scorecard", at("/analytics/scorecard/")),
    Shot("grade", graded),
    Shot("matrix", at("/grading/matrix/")),
    Shot("list", conditions),
    Shot("campaign-plan", at("/marketing/campaigns/new/")),
    Shot("campaign", first_of("/marketing/campaigns/")),
    Shot("answer", at("/marketing/answers/")),
    Shot("journal", at("/office/journal/")),
    Shot("change-set", noted),
    Shot("people", at("/office/people/")),
)
# name, page, language, theme, window
FRONT = (
    ("front-scorecard-en-dark", at("/analytics/scorecard/"), "en", "dark", DESKTOP),
    ("front-campaign-en-dark", first_of("/marketing/campaigns/"), "en", "dark", DESKTOP),
    ("front-phone-zh", first_of(A_CUSTOMER), "zh", "light", PHONE),
)


def sign_in(browser: Browser, who: Signed, language: str, theme: str, window: dict[str, int]) -> Page:
    """A page of its own whose person has chosen language and appearance."""
    context = browser.new_context(
        base_url=who.address, viewport=window, locale=language, reduced_motion="reduce", color_scheme=theme
    )
    page = context.new_page()
    page.goto("/web/sign-in/")
    page.fill("input[name=email]", who.email)
    page.fill("input[name=password]", who.password)
    page.press("input[name=password]", "Enter")
    page.wait_for_selector(".gx-app")
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    chosen = {"language": LANGUAGES[language], "theme": theme, "csrfmiddlewaretoken": token}
    answer = context.request.post(
        f"{who.address}/web/preferences/", form=chosen, headers={"Referer": f"{who.address}/"}
    )
    if not answer.ok:
        raise SystemExit(f"the preferences were refused: {answer.status}")
    return page


def take(page: Page, name: str, go: Callable[[Page], None]) -> int:
    go(page)
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path, animations="disabled", caret="hide")
    size = path.stat().st_size
    if size > LARGEST:
        raise SystemExit(f"{path.name} has {size:,} bytes; at most {LARGEST:,} are allowed")
    sys.stdout.write(f"{size:>9,}  {path.name}\n")
    return size


def take_all(who: Signed, only: str) -> None:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    together = 0
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS.split())
        for language in LANGUAGES:
            for person, shots in (
                (who, [s for s in SHOTS if not s.is_sellers]),
                (who.seller or who, [s for s in SHOTS if s.is_sellers]),
            ):
                page = sign_in(browser, person, language, "light", DESKTOP)
                for shot in shots:
                    if only in shot.name:
                        together += take(page, f"{shot.name}-{language}", shot.go)
                page.context.close()
        for name, go, language, theme, window in FRONT:
            if only in name:
                page = sign_in(browser, who, language, theme, window)
                together += take(page, name, go)
                page.context.close()
        browser.close()
    if together > LARGEST_TOGETHER:
        raise SystemExit(f"the pictures have {together:,} bytes together; {LARGEST_TOGETHER:,} are allowed")


@contextlib.contextmanager
def installation() -> Iterator[Signed]:
    """`guanxi run` with the demo company in a folder that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="guanxi-shots-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)  # started by root, the database has an owner of its own who must pass
        port = free_port()
        log = Path(folder) / "log"
        with log.open("w") as out:
            server = subprocess.Popen(  # noqa: S603 - our own command, no shell
                [sys.executable, "-m", "guanxi.config.main", "run", "--port", str(port)],
                env={**os.environ, "GUANXI_DATA": f"{folder}/data", "GUANXI_DEMO": "1", "DATABASE_URL": ""},
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        try:
            yield administrator(server, log, f"http://127.0.0.1:{port}")
        finally:
            server.terminate()
            server.wait(60)


def administrator(server: subprocess.Popen[bytes], log: Path, address: str) -> Signed:
    """Wait until it is open; it has told an account for each role."""
    until = time.monotonic() + OPEN_SECONDS
    while "Guanxi is open" not in log.read_text("utf-8"):
        if server.poll() is not None or time.monotonic() > until:
            raise SystemExit(log.read_text("utf-8"))
        time.sleep(0.5)
    told = re.findall(r"^ {2}(\S+@\S+) +(\S+) .*, (.+)$", log.read_text("utf-8"), re.MULTILINE)
    people = {role: Signed(address, email, password) for email, password, role in told}
    return replace(people["Administrator"], seller=people["Salesperson"])


def free_port() -> int:
    """A port whose successor is free as well, or very likely so."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> int:
    parser = argparse.ArgumentParser(prog="python docs/guide/shots.py")
    parser.add_argument("--at", metavar="ADDRESS", help="an installation that already runs")
    parser.add_argument("--email")
    parser.add_argument("--password")
    parser.add_argument("--only", default="", metavar="PART", help="only pictures with this in their name")
    given = parser.parse_args()
    if given.at:
        take_all(Signed(given.at.rstrip("/"), given.email, given.password), given.only)
        return 0
    with installation() as who:
        take_all(who, given.only)
    return 0


if __name__ == "__main__":
    sys.exit(main())
