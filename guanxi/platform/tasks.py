"""What the worker's queue may call."""

from datetime import UTC, datetime, timedelta

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.jobs import Job as QueuedJob

from guanxi.platform.jobs import MOST_ATTEMPTS, give_up, run_in_child

STALLED_SECONDS = 30


class ChildFailed(Exception):
    """The job's process ended before the job did; the queue tries again."""


@app.task(
    name="guanxi.platform.tasks.run_job",
    pass_context=True,
    retry=RetryStrategy(max_attempts=MOST_ATTEMPTS, exponential_wait=3),
)
async def run_job(context: JobContext, *, job_id: int) -> None:
    code = await run_in_child(job_id)
    if code == 0:
        return
    if context.job.attempts + 1 >= MOST_ATTEMPTS:
        from asgiref.sync import sync_to_async

        await sync_to_async(give_up)(job_id)
        return
    raise ChildFailed(f"job {job_id} ended with {code}")


async def recover_stalled(seconds: float = STALLED_SECONDS) -> int:
    """Jobs whose worker was killed go back to the queue. Returns how many."""
    manager = app.job_manager
    stalled: list[QueuedJob] = list(await manager.get_stalled_jobs(seconds_since_heartbeat=seconds))
    for one in stalled:
        await manager.retry_job(one, retry_at=datetime.now(UTC) + timedelta(seconds=0))
    return len(stalled)


@app.periodic(cron="* * * * *")
@app.task(name="guanxi.platform.tasks.recover", queueing_lock="recover", pass_context=False)
async def recover(timestamp: int) -> None:  # noqa: ARG001 - the queue passes when it was due
    await recover_stalled()
