"""One real installation for all journeys: `guanxi run` with the demo company, and browsers to visit it with."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    StorageState,
    expect,
    sync_playwright,
)

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
)
OPEN_SECONDS = 150
PATIENCE = 45_000  # milliseconds for a page, or for work in the background, on a busy machine
expect.set_options(timeout=PATIENCE)
SIZES = {1440: 900, 390: 844}
ACCOUNT = re.compile(r"^  (\S+@\S+)\s+(\S+)  (.+), (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Account:
    email: str
    password: str
    name: str


@dataclass(slots=True)
class House:
    """A running installation."""

    folder: Path
    port: int
    accounts: list[Account] = field(default_factory=list)
    sessions: dict[str, StorageState] = field(default_factory=dict)  # of those who signed in

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def administrator(self) -> Account:
        return self.accounts[0]

    def key(self, statement: str) -> int | None:
        """One number out of the installation's own database."""
        url = (self.folder / "database-url").read_text()
        with psycopg.connect(url, autocommit=True) as connection:
            row = connection.execute(statement).fetchone()
        return None if row is None else row[0]


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[House]:
    """`guanxi run` until the block ends. What it says stands in a file beside the folder."""
    house, log = House(folder, _free_port()), folder.with_name(f"{folder.name}.log")
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | {
        "GUANXI_DATA": str(folder),
        "GUANXI_PORT": str(house.port),
        "GUANXI_DEMO": "1",
    }
    with log.open("wb") as out:
        command = [sys.executable, "-m", "guanxi.config.main", "run", "--workers", "1"]
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
    try:
        until = time.monotonic() + OPEN_SECONDS
        while "is open at" not in log.read_text():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.1)
        house.accounts = [Account(m[1], m[2], m[3]) for m in ACCOUNT.finditer(log.read_text())]
        yield house
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _free_port() -> int:
    """A port whose next one is free too."""
    while True:
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            port = int(one.getsockname()[1])
            with contextlib.suppress(OSError):
                two.bind(("127.0.0.1", port + 1))
                return port


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    program = next(
        p for name in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(name))
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS.split())
        yield browser
        browser.close()


class Visit:
    """One person at one browser window. Whatever the browser complains about is kept."""

    def __init__(
        self,
        house: House,
        browser: Browser,
        language: str,
        width: int,
        *,
        pardons: tuple[str, ...] = (),
        **more: object,
    ) -> None:
        self.house, self.language, self.width = house, language, width
        self.complaints: list[str] = []
        # A form with mistakes in it is answered with 422: the browser logs that, nobody did wrong.
        self.pardons = ("status of 422", *pardons)
        self.context: BrowserContext = browser.new_context(
            base_url=house.address,
            locale="zh-CN" if language == "zh-hans" else "en-GB",
            timezone_id="Asia/Shanghai",
            viewport={"width": width, "height": SIZES[width]},
            has_touch=width < 500,
            reduced_motion="reduce",
            **more,
        )
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("response", self._response)

    @property
    def is_phone(self) -> bool:
        return self.width < 500

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(one in message.text for one in self.pardons):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _response(self, response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status} {response.url}")

    def close(self) -> None:
        self.context.close()
        assert self.complaints == []

    def go(self, path: str) -> None:
        self.page.goto(path)

    def sign_in(self, account: Account) -> None:
        """Through the form the first time; then on Home, in this visit's language and in the light."""
        if account.email in self.house.sessions:
            self.context.add_cookies(self.house.sessions[account.email]["cookies"])
            self.go("/work/follow-ups/new/")
        else:
            self.go("/web/sign-in/")
            self.page.locator("input[name=email]").fill(account.email)
            self.page.locator("input[name=password]").fill(account.password)
            self.page.locator("main button[type=submit]").click()
            self.page.wait_for_url(self.house.address + "/")
            self.house.sessions[account.email] = self.context.storage_state()
        self.prefer(language=self.language, theme="light")
        self.go("/")

    def prefer(self, **chosen: str) -> None:
        """Behind the scenes; one journey does it with the menu."""
        token = self.page.evaluate("JSON.parse(document.body.getAttribute('hx-headers'))['X-CSRFToken']")
        answer = self.page.request.post(
            "/web/preferences/",
            form={**chosen, "csrfmiddlewaretoken": token},
            headers={"Referer": self.house.address + "/"},
        )
        assert answer.ok
