"""Installations to be measured: filled, opened, asked over HTTP, and what was measured written down."""

import argparse
import http.client
import json
import math
import os
import platform
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
GUANXI = str(Path(sys.executable).with_name("guanxi"))
DOMAIN = "haichuan.example"
PEOPLE = {
    "salesperson": f"seller07-2@{DOMAIN}",
    "manager": f"manager07@{DOMAIN}",
    "administrator": "bench@example.com",
}


def guanxi(folder, *words):
    environment = {**os.environ, "GUANXI_DATA": str(folder), "GUANXI_DEMO": "0"}
    done = subprocess.run(
        [GUANXI, *words], check=True, capture_output=True, text=True, env=environment, cwd=ROOT
    )
    return done.stdout


def fill(folder, count):
    """Returns the seconds of each phase, as `guanxi demo` tells them."""
    folder.mkdir(parents=True)
    folder.chmod(0o711)
    guanxi(folder, "manage", "migrate", "-v", "0")
    told = guanxi(folder, "demo", "--customers", str(count))
    print(told)
    phases = {name.strip(): float(s) for s, name in re.findall(r"([\d.]+) s  ([^,\n]+)", told)}
    (folder / "filled.json").write_text(json.dumps(phases), "utf-8")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(folder):
    port = free_port()
    environment = {**os.environ, "GUANXI_DATA": str(folder), "GUANXI_DEMO": "0", "GUANXI_PORT": str(port)}
    with (folder / "run.log").open("ab") as log:
        process = subprocess.Popen([GUANXI, "run"], env=environment, cwd=ROOT, stdout=log, stderr=log)
        try:
            for _attempt in range(600):
                try:
                    Client(port).get("/web/sign-in/")
                    break
                except OSError:
                    time.sleep(0.1)
            yield port
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)


class Client:
    """One keep-alive connection with the cookies of one person."""

    def __init__(self, port, cookies=None):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = dict(cookies or {})

    def get(self, path):
        return self._ask("GET", path)

    def post(self, path, **fields):
        fields["csrfmiddlewaretoken"] = next(v for k, v in self.cookies.items() if "csrf" in k)
        return self._ask("POST", path, urlencode(fields))

    def _ask(self, method, path, body=None):
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer.status, text


def sign_in(folder, port):
    if "seller" not in guanxi(folder, "user", "password", PEOPLE["salesperson"]):
        raise SystemExit("no salesperson")
    cookies = {}
    for role, email in PEOPLE.items():
        if role == "administrator" and not (folder / "bench-admin").exists():
            told = guanxi(folder, "user", "add", email, "Bench")
            (folder / "bench-admin").touch()
        else:
            told = guanxi(folder, "user", "password", email)
        client = Client(port)
        client.get("/web/sign-in/")
        status, _text = client.post("/web/sign-in/", email=email, password=told.split()[1])
        assert status == 302, (role, status)
        cookies[role] = client.cookies
    return cookies


def exponents(results):
    """How p95 grows with the customers: the slope of its logarithm, by least squares."""
    by_pair = defaultdict(list)
    for size, found in results.items():
        for name, one in found.items():
            by_pair[name].append((math.log(size), math.log(one["p95_ms"])))
    return {
        name: round(statistics.linear_regression(*zip(*points, strict=True)).slope, 2)
        for name, points in by_pair.items()
        if len(points) > 1
    }


def prepared(description):
    """The arguments of a measurement, the folder of its installations, and Django ready to be asked."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--customers", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--proof", type=Path, default=None, help="write the figures here as JSON")
    arguments = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanxi.config.settings")
    base = arguments.folder or Path(tempfile.mkdtemp(prefix="guanxi-bench-"))
    base.mkdir(parents=True, exist_ok=True)
    base.chmod(0o711)
    os.environ["GUANXI_DATA"] = str(base / "none")
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    return arguments, base


def filled(base, size):
    """The installation with this many customers, made on first use."""
    folder = base / str(size)
    if not (folder / "filled.json").exists():
        fill(folder, size)
    return folder


def write_proof(path, program, sizes, load, **figures):
    proof = {
        "command": f"python bench/{program} --customers {' '.join(map(str, sizes))}",
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
        "load_of_the_machine_before": round(load, 1),
        **figures,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(proof, ensure_ascii=False, indent=1) + "\n", "utf-8")
