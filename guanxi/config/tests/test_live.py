import asyncio
import json

import pytest
from django.core import signing

from guanxi.config.live import Hub, Page
from guanxi.platform.live import BadToken, Listening, read_token, token_for

ANN, BOB = 1, 2


def test_a_token_stands_for_its_person_and_topics():
    assert read_token(token_for(ANN, ["job:7"])) == Listening(ANN, frozenset({"job:7"}))


def test_a_forged_a_foreign_and_an_old_token_are_refused():
    token = token_for(ANN)
    for bad in (
        "",
        "nonsense",
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        signing.dumps({"user": ANN, "topics": []}),
    ):
        with pytest.raises(BadToken):
            read_token(bad)
    with pytest.raises(BadToken):
        read_token(token, seconds=-1)


def test_a_page_hears_its_own_news_and_granted_topics_only():
    listening = Listening(ANN, frozenset({"job:7"}))
    assert listening.hears("anything", ANN)
    assert listening.hears("job:7", BOB)
    assert not listening.hears("job:8", BOB)
    assert not listening.hears("job:8", None)


def _hub_with(*pages):
    hub = Hub(lambda: "")
    hub._pages.update(pages)
    return hub


def test_the_hub_tells_only_whom_it_concerns():
    async def story():
        ann, bob = Page(Listening(ANN, frozenset())), Page(Listening(BOB, frozenset()))
        _hub_with(ann, bob).hand_out(json.dumps({"topic": "job:7", "user": ANN, "event": {"done": 1}}))
        assert ann.waiting.get_nowait() == 'data: {"topic": "job:7", "event": {"done": 1}}\n\n'
        assert bob.waiting.empty()

    asyncio.run(story())


def test_a_page_that_does_not_read_loses_its_stream_alone():
    async def story():
        slow, quick = Page(Listening(ANN, frozenset())), Page(Listening(ANN, frozenset()))
        hub = _hub_with(slow, quick)
        for number in range(150):
            hub.hand_out(json.dumps({"topic": "t", "user": ANN, "event": number}))
            assert f'"event": {number}' in quick.waiting.get_nowait()
        assert hub._pages == {quick}
        left = [slow.waiting.get_nowait() for _ in range(slow.waiting.qsize())]
        assert left[-1] is None

    asyncio.run(story())


def test_an_unreadable_message_reaches_nobody_and_stops_nothing(caplog):
    async def story():
        page = Page(Listening(ANN, frozenset()))
        _hub_with(page).hand_out("{not json")
        assert page.waiting.empty()

    asyncio.run(story())
    assert "cannot be read" in caplog.text
