"""What the worker's queue may call of the shell."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app


def clear_now() -> None:
    """Drop tries that count no longer, sessions that have ended and forms nobody sends again."""
    from guanxi.platform.verbs.once import forget_sent
    from guanxi.web.actions import forget_ended_sessions, forget_old_tries

    now = datetime.now(UTC)
    forget_old_tries(now)
    forget_ended_sessions(now)
    forget_sent(now)


@app.periodic(cron="23 * * * *")
@app.task(name="guanxi.web.tasks.clear", queueing_lock="web_clear", pass_context=False)
async def clear(timestamp: int) -> None:  # noqa: ARG001 - the queue passes when it was due
    from asgiref.sync import sync_to_async

    await sync_to_async(clear_now)()
