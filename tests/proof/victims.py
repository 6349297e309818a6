"""An installation that is killed: somebody at its browser, a look into its database, kill -9 of its parts."""

import os
import re
import signal
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

import psutil
import psycopg

from guanxi.config.tests.test_run import Running

VICTIMS = {
    "web": ("granian",),
    "live": ("uvicorn",),
    "worker": ("guanxi.config.worker",),
    "job": ("guanxi.platform.job_process",),
    "database": ("bin/postgres -D",),
    "worker and database": ("guanxi.config.worker", "bin/postgres -D"),
    "everything": (),
}


class Person:
    """Somebody at a browser: cookies, forms with their token, files."""

    def __init__(self, base: str) -> None:
        self.base, self.jar = base.rstrip("/"), CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path: str) -> str:
        with self.opener.open(self.base + path, timeout=20) as answer:
            return answer.read().decode()

    def post(self, path: str, fields: dict[str, object], file: tuple[str, bytes] | None = None) -> str:
        """The address at which the answer ended."""
        token = next((c.value for c in self.jar if "csrf" in c.name), "")
        fields = {"csrfmiddlewaretoken": token, **fields}
        headers = {"Referer": self.base + "/office/imports/"}
        if file is None:
            body = urllib.parse.urlencode(fields, doseq=True).encode()
        else:
            body = _multipart(fields, file)
            headers["Content-Type"] = "multipart/form-data; boundary=guanxi"
        request = urllib.request.Request(self.base + path, body, headers)
        with self.opener.open(request, timeout=60) as answer:
            return urllib.parse.urlsplit(answer.url).path


def _multipart(fields: dict[str, str], file: tuple[str, bytes]) -> bytes:
    parts = [
        f'--guanxi\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()
    ]
    head = f'--guanxi\r\nContent-Disposition: form-data; name="file"; filename="{file[0]}"\r\n\r\n'
    return "".join(parts).encode() + head.encode() + file[1] + b"\r\n--guanxi--\r\n"


class House:
    """One installation, its administrator at the browser, and a look into its database."""

    def __init__(self, running: Running) -> None:
        self.running = running
        password = re.search(r"admin@example\.com +(\S+)", running.said())
        assert password
        self.person = Person(f"http://127.0.0.1:{running.port}")
        self.person.get("/web/sign-in/")
        self.person.post("/web/sign-in/", {"email": "admin@example.com", "password": password[1]})

    def ask(self, statement: str) -> list[tuple]:
        """Raises psycopg.OperationalError while the database is away."""
        url = (self.running.folder / "database-url").read_text()
        with psycopg.connect(url, connect_timeout=5) as connection:
            return connection.execute(statement).fetchall()

    def begin_import(self, content: bytes, target: str = "commerce.transactions") -> int:
        """Upload, take the proposed columns, wait for the check, start. Returns the import's key."""
        checks = self.ask("select count(*) from gx_platform_job where name = 'exchange.check'")[0][0]
        self.person.get("/office/imports/new/")
        where = self.person.post("/office/imports/new/", {"target": target}, ("log.csv", content))
        key = int(where.split("/")[3])
        ((mapping, options),) = self.ask(
            f"select mapping, options from gx_exchange_importrun where id = {key}"
        )
        fields = {f"column.{name}": column for name, column in mapping.items()}
        fields |= {f"option.{name}": value for name, value in options.items()}
        self.person.post(f"/office/imports/{key}/columns/", fields)
        self.until(
            lambda: (
                self.ask(
                    "select count(*) from gx_platform_job where name = 'exchange.check' and state = 'done'"
                )
                == [(checks + 1,)]
            ),
            60,
            "the check did not end",
        )
        self.person.post(f"/office/imports/{key}/start/", {})
        return key

    def job(self, name: str = "exchange.run") -> tuple:
        rows = self.ask(
            f"select state, done, attempts, id from gx_platform_job where name = '{name}' order by id desc limit 1"
        )
        assert rows, "the job is nowhere to be seen"
        return rows[0]

    def until(self, true, seconds: float, what: str) -> None:
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, f"{what}\n{self.running.said()}"
            time.sleep(0.05)

    def kill(self, words: tuple[str, ...]) -> int:
        """kill -9 of every process of this kind; no words: the supervisor and all that is below it."""
        supervisor = psutil.Process(self.running.process.pid)
        below = supervisor.children(recursive=True)
        chosen = [p for p in below if any(w in _command(p) for w in words)] if words else [supervisor, *below]
        for one in chosen:
            try:
                os.kill(one.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        if not words:
            self.running.process.wait(10)
        return len(chosen)

    def answers(self) -> bool:
        try:
            self.person.get("/office/imports/")
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False
        return True


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""
