"""Work in the background: retried, recovered after a kill, with progress and cancel.

Each job runs in a child process of its own, so that hard work never starves the
worker's heartbeat. What the job writes and its state "done" are one transaction: a job killed at any moment
is rolled back whole and runs again.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import psycopg
from django.db import connection, transaction
from django.utils.translation import gettext as _

from guanxi.platform.live import push
from guanxi.platform.verbs import Refused, right
from guanxi.platform.verbs.once import noted

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from guanxi.platform.access.types import Actor
    from guanxi.platform.models import Job

log = logging.getLogger(__name__)
MOST_ATTEMPTS = 4

Result = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    label: str | Promise
    function: Callable[..., Result]


class Cancelled(Exception):
    """The person who started the job took it back; everything it wrote is rolled back."""


_kinds: dict[str, Kind] = {}


def job(name: str, label: str | Promise) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """Register background work: `function(run, **arguments)` returns plain values for the result page."""

    def register(function: Callable[..., Result]) -> Callable[..., Result]:
        _kinds[name] = Kind(name, label, function)
        return function

    return register


def kinds() -> dict[str, Kind]:
    return dict(_kinds)


def topic_of(job_id: int) -> str:
    """Under which name open pages hear of a job."""
    return f"job:{job_id}"


def label_of(name: str) -> str:
    return str(_kinds[name].label) if name in _kinds else name


class JobRun:
    """A job at work: whom it acts for, and how it tells its progress."""

    def __init__(self, job: Job, actor: Actor) -> None:
        self.job_id = job.pk
        self.actor = actor
        self._side = psycopg.connect(**_connection_parameters(), autocommit=True)

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Tell how far it is; at most a few times a second. Raises Cancelled when it was taken back.

        Written over a connection of its own: the work's transaction stays open.
        """
        row = self._side.execute(
            "update gx_platform_job set done = %s, total = %s, message = %s where id = %s"
            " returning is_cancel_wanted, owner_id",
            (done, total, message, self.job_id),
        ).fetchone()
        if row is None or row[0]:
            raise Cancelled
        self._tell(row[1], {"state": "running", "done": done, "total": total, "message": message})

    def set_state(self, state: str, **columns: object) -> None:
        """Change the job's own row at once, outside the work's transaction."""
        names = ", ".join(f"{name} = %s" for name in columns)
        row = self._side.execute(
            f"update gx_platform_job set state = %s{', ' + names if names else ''} where id = %s"  # noqa: S608 - column names from this file
            " returning owner_id",
            (state, *columns.values(), self.job_id),
        ).fetchone()
        self._tell(row[0] if row else None, {"state": state})

    def _tell(self, owner_id: int | None, event: dict[str, object]) -> None:
        push(topic_of(self.job_id), event, user_id=owner_id, through=self._side)

    def hold(self) -> bool:
        """Only one process at a time runs a job; the lock dies with its connection."""
        row = self._side.execute("select pg_try_advisory_lock(%s)", (-self.job_id,)).fetchone()
        return bool(row and row[0])

    def close(self) -> None:
        self._side.close()


def start_job(actor: Actor, name: str, arguments: Mapping[str, object]) -> Job:
    """Queue a job for this actor; it starts when the running transaction commits."""
    from guanxi.platform.models import Job

    with transaction.atomic(), noted():
        made = Job.objects.create(
            name=_kinds[name].name,
            arguments=dict(arguments),
            owner_id=actor.user_id,
            team_id=actor.team_ids[0] if actor.team_ids else None,
            created_at=actor.now(),
        )
        transaction.on_commit(lambda: _defer(made.pk))
    return made


def start_job_alone(
    actor: Actor, name: str, arguments: Mapping[str, object], *, is_running_enough: bool = True
) -> Job | None:
    """Like `start_job`, but None while one of this name waits or runs, whoever asked for it.

    Not `is_running_enough`: one that runs may have read already what is to be looked at now; one may wait
    behind it.
    """
    from guanxi.platform.models import Job

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"guanxi.job.{name}"])
        at_work = [Job.State.WAITING, Job.State.RUNNING] if is_running_enough else [Job.State.WAITING]
        if Job.objects.filter(name=name, state__in=at_work).exists():
            return None
        return start_job(actor, name, arguments)


def _defer(job_id: int) -> None:
    from procrastinate.contrib.django import app

    app.configure_task("guanxi.platform.tasks.run_job").defer(job_id=job_id)


def cancel_job(actor: Actor, job_id: int) -> bool:
    """Ask a job to stop. True when it had not ended yet."""
    from guanxi.platform.models import Job

    return bool(
        Job.objects.visible_to(actor)
        .filter(pk=job_id, state__in=(Job.State.WAITING, Job.State.RUNNING))
        .update(is_cancel_wanted=True)
    )


def run_now(job_id: int, *, clock: Callable[[], datetime] | None = None) -> str:
    """Run one job in this process to its end. Returns its state. Unexpected errors leave it waiting."""
    from guanxi.platform.access.queries import actor_of, system_actor
    from guanxi.platform.models import Job

    work = Job.objects.select_related("owner").get(pk=job_id)
    if work.owner:
        actor = actor_of(work.owner, clock=clock) if clock else actor_of(work.owner)
    else:
        actor = system_actor(work.name)
    run = JobRun(work, actor)
    try:
        if not run.hold():
            return Job.State.RUNNING
        work.refresh_from_db()
        if work.state in (Job.State.DONE, Job.State.FAILED, Job.State.CANCELLED):
            return str(work.state)
        return _carry_out(work, run)
    finally:
        run.close()


def _carry_out(work: Job, run: JobRun) -> str:
    from django.utils import timezone, translation

    from guanxi.platform.models import Job

    if work.is_cancel_wanted:
        run.set_state(Job.State.CANCELLED, finished_at=datetime.now(UTC))
        return Job.State.CANCELLED
    run.set_state(Job.State.RUNNING, started_at=datetime.now(UTC), attempts=work.attempts + 1)
    try:
        with (
            translation.override(run.actor.language),
            timezone.override(run.actor.zone),
            transaction.atomic(),
        ):
            result = _kinds[work.name].function(run, **work.arguments)
            Job.objects.filter(pk=work.pk).update(
                state=Job.State.DONE, result=dict(result), finished_at=datetime.now(UTC)
            )
    except Cancelled:
        run.set_state(
            Job.State.CANCELLED, finished_at=datetime.now(UTC), message=_("Taken back; nothing was changed.")
        )
        return Job.State.CANCELLED
    except Refused as refusal:
        with translation.override(run.actor.language), timezone.override(run.actor.zone):
            sentence = str(refusal)
        run.set_state(Job.State.FAILED, finished_at=datetime.now(UTC), message=sentence)
        return Job.State.FAILED
    run.set_state(Job.State.DONE)
    return Job.State.DONE


def give_up(job_id: int) -> None:
    """After the last attempt: the job ends as failed, with a sentence."""
    from guanxi.platform.models import Job

    Job.objects.filter(pk=job_id).exclude(
        state__in=(Job.State.DONE, Job.State.FAILED, Job.State.CANCELLED)
    ).update(
        state=Job.State.FAILED,
        finished_at=datetime.now(UTC),
        message=_("This work was tried several times and failed each time; nothing was changed."),
    )


async def run_in_child(job_id: int) -> int:
    """Run the job in a process of its own, which ends with this one. Returns its exit code."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "guanxi.platform.job_process", str(job_id), env=dict(os.environ)
    )
    try:
        return await process.wait()
    except asyncio.CancelledError:
        process.terminate()
        await process.wait()
        raise


def _connection_parameters() -> dict[str, Any]:
    parameters = connection.get_connection_params()
    return {
        k: v for k, v in parameters.items() if k in {"dbname", "user", "password", "host", "port", "options"}
    }


def declare_rights() -> None:
    from django.utils.translation import gettext_lazy

    right("platform.see_jobs", gettext_lazy("See background work"))
