"""Threads that wait for an event loop never wait for one that has gone."""

import asyncio
import threading

import pytest

from assistant.threads import BackgroundLoop, CalledOffError, LoopCalls


async def forever() -> None:
    await asyncio.Event().wait()


async def answer() -> str:
    return "yes"


@pytest.fixture
def background():
    loop = BackgroundLoop("test")
    yield loop

    async def nothing() -> None: ...

    loop.close(nothing)


def test_a_loop_is_begun_when_something_is_asked(background):
    before = threading.active_count()

    assert LoopCalls(background.loop).wait(answer, 60) == "yes"
    assert threading.active_count() == before + 1


def test_a_loop_that_is_closed_or_ends_meanwhile_keeps_nobody_waiting():
    background = BackgroundLoop("test")
    calls = LoopCalls(background.loop)
    loop = background.loop()
    ended: list[type[Exception]] = []

    def wait() -> None:
        try:
            calls.wait(forever, 3600)
        except CalledOffError as error:
            ended.append(type(error))

    thread = threading.Thread(target=wait)
    thread.start()
    background.close(answer)
    thread.join()

    assert ended == [CalledOffError]
    assert loop.is_closed()
    with pytest.raises(CalledOffError):
        calls.wait(answer, 3600)
    calls.start(answer)


def test_what_takes_too_long_is_not_waited_for(background):
    calls = LoopCalls(background.loop)

    with pytest.raises(TimeoutError):
        calls.wait(forever, 0.0)
    with pytest.raises(TimeoutError):
        calls.wait(forever, 0.0, ends_late=True)
    assert calls.wait(answer, 60) == "yes"


def test_after_the_end_nothing_is_begun(background):
    calls = LoopCalls(background.loop)
    calls.close()

    with pytest.raises(CalledOffError):
        calls.wait(answer, 60)
