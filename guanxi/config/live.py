"""The push server: what PostgreSQL notifies on one channel, to the open pages it concerns.

Server-sent events at `/events?token=...`. One database connection for all pages; no ORM in the event loop.
Each message is one JSON object: {"topic": ..., "event": ...}.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import psycopg
from django.conf import settings
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from guanxi.config import address
from guanxi.platform.live import CHANNEL, BadToken, Listening, read_token

log = logging.getLogger(__name__)
HEARTBEAT_SECONDS = 15.0
_FIRST_WAIT = 0.5
_LONGEST_WAIT = 15.0
_WAITING_MESSAGES = 100  # a page which takes none for that long is asked to come again


@dataclass(eq=False, slots=True)
class Page:
    """One open page: what it may hear, and what waits for it. `None` in the queue ends it."""

    listening: Listening
    waiting: asyncio.Queue[str | None] = field(default_factory=lambda: asyncio.Queue(_WAITING_MESSAGES))


class Hub:
    """Hands each notification to the pages which may hear it."""

    def __init__(self, url: Callable[[], str]) -> None:
        self._url = url
        self._pages: set[Page] = set()
        self.connected = False

    async def listen(self) -> None:
        """Listen for ever; a lost database is tried again with growing waits."""
        wait = _FIRST_WAIT
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self._url(), autocommit=True) as connection:
                    await connection.execute(f"listen {CHANNEL}")
                    self.connected, wait = True, _FIRST_WAIT
                    async for notification in connection.notifies():
                        self.hand_out(notification.payload)
            except psycopg.OperationalError as error:
                log.warning("the push server lost its database: %s", " ".join(str(error).split()))
            finally:
                self.connected = False
            await asyncio.sleep(wait)
            wait = min(_LONGEST_WAIT, wait * 2)

    def hand_out(self, payload: str) -> None:
        try:
            said = json.loads(payload)
            topic, user_id, event = said["topic"], said["user"], said["event"]
        except (ValueError, KeyError, TypeError):
            log.exception("a message on %s cannot be read", CHANNEL)
            return
        text = f"data: {json.dumps({'topic': topic, 'event': event}, ensure_ascii=False)}\n\n"
        for page in [page for page in self._pages if page.listening.hears(topic, user_id)]:
            try:
                page.waiting.put_nowait(text)
            except asyncio.QueueFull:
                self._drop(page)

    def _drop(self, page: Page) -> None:
        """A page which does not read loses its stream, never somebody else's; the browser comes again."""
        self._pages.discard(page)
        page.waiting.get_nowait()
        page.waiting.put_nowait(None)

    async def stream(self, listening: Listening) -> AsyncIterator[str]:
        page = Page(listening)
        self._pages.add(page)
        try:
            yield "retry: 3000\n: open\n\n"
            while True:
                try:
                    text = await asyncio.wait_for(page.waiting.get(), HEARTBEAT_SECONDS)
                except TimeoutError:
                    text = ": still here\n\n"
                if text is None:
                    return
                yield text
        finally:
            self._pages.discard(page)


hub = Hub(lambda: address.database_url(settings.GUANXI_DATA))


async def events(request: Request) -> Response:
    """The stream of one page. 403 for a token which is forged or older than a minute."""
    try:
        listening = read_token(request.query_params.get("token", ""))
    except BadToken:
        return JSONResponse({"code": "bad_token", "message": "Ask the page for a new token."}, 403)
    return StreamingResponse(
        hub.stream(listening),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def health(_request: Request) -> Response:
    return JSONResponse({"database": hub.connected}, 200 if hub.connected else 503)


@contextlib.asynccontextmanager
async def _lifespan(_app: Starlette) -> AsyncIterator[None]:
    task = asyncio.create_task(hub.listen())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def allowed_origins() -> list[str]:
    """The addresses under which the pages themselves are opened. (What protects the stream is the token.)"""
    if settings.ALLOWED_HOSTS == ["*"]:
        return ["*"]
    plain = [f"http://{host}:{settings.GUANXI_PORT}" for host in settings.ALLOWED_HOSTS]
    return [*plain, *settings.CSRF_TRUSTED_ORIGINS]


app = Starlette(
    routes=[Route("/events", events), Route("/health", health)],
    middleware=[Middleware(CORSMiddleware, allow_origins=allowed_origins(), allow_methods=["GET"])],
    lifespan=_lifespan,
)
