"""A refresh that is killed at any step leaves a whole warehouse."""

from __future__ import annotations

import os
import subprocess
import sys
from urllib.parse import quote

from django.db import connection

from guanxi.analytics.warehouse.refresh import refresh_warehouse

from .warehouse_contents import contents

KILL = """
import os, signal, sys
import django
django.setup()
from guanxi.analytics.warehouse import manifest, refresh, store
from guanxi.platform.access.queries import system_actor
left = 0

def dying(original):
    def step(*given, **named):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return original(*given, **named)
    return step

manifest.sync = store.sync = dying(manifest.sync)
manifest._sync_folder = dying(manifest._sync_folder)
manifest.Path.replace = dying(manifest.Path.replace)
manifest.Path.unlink = dying(manifest.Path.unlink)
for line in sys.stdin:
    left = int(line)
    child = os.fork()
    if child == 0:
        refresh.refresh_warehouse(system_actor("killed"))
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def test_kill_at_any_step_leaves_the_old_or_the_new_warehouse_whole(shop, system, own_folder):
    keys = shop.customers(*(f"c{n}" for n in range(20)))
    shop.orders([(k, "2026-01-01", "10") for k in keys])
    refresh_warehouse(system)
    old = contents()
    shop.order(keys[0], "2026-02-01", "3")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "guanxi.config.settings",
        "GUANXI_DATA": str(own_folder),
        "DATABASE_URL": connection_url(),
    }
    seen: list[int] = []
    with subprocess.Popen(
        [sys.executable, "-c", KILL],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as victims:
        code = -9
        while code == -9:
            print(len(seen) + 1, file=victims.stdin, flush=True)
            code = int(victims.stdout.readline())
            now = contents()
            assert now == old or len(now["orders"]) == 21
            seen.append(len(now["orders"]))
        victims.stdin.close()
    assert code == 0
    assert seen[0] == 20
    assert seen[-1] == 21
    assert len(seen) >= 5
    assert refresh_warehouse(system).rows["orders"] == 0


def connection_url() -> str:
    parts = connection.get_connection_params()
    host = quote(str(parts["host"]), safe="")
    return f"postgresql://{parts['user']}:{quote(parts['password'])}@/{parts['dbname']}?host={host}&port={parts['port']}"
