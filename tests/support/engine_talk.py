"""Speaks to an engine as the program does, and remembers what it said."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from assistant.engine import (
    ChatEngine,
    ChatMessage,
    EngineEvent,
    Finished,
    GenerateRequest,
    ModelSource,
    PromptBuilt,
    PromptProgress,
    ReplyGrew,
)
from assistant.engine.client import WorkerEngine
from assistant.settings import Sampling

GREEDY = Sampling(temperature=0, repeat_penalty=1)


def talk(*contents: str) -> tuple[ChatMessage, ...]:
    """Messages of user and assistant in turn."""
    return tuple(
        ChatMessage(role="assistant" if index % 2 else "user", content=content)
        for index, content in enumerate(contents)
    )


def request(
    *contents: str,
    history: tuple[int, ...] = (),
    fresh: int | None = None,
    sampling: Sampling = GREEDY,
    limit: int | None = 8,
    continues: bool = False,
    conversation: str = "",
) -> GenerateRequest:
    """Ask for the continuation of a dialogue; of all of it without a history, else of its end."""
    messages = talk(*contents)
    new = 0 if continues else 1
    count = (new if history else len(messages)) if fresh is None else fresh
    return GenerateRequest(
        history=history,
        messages=messages,
        fresh=count,
        sampling=sampling,
        max_reply_tokens=limit,
        continues=continues,
        conversation_id=conversation,
    )


@dataclass(frozen=True)
class Heard:
    """Everything that one generation said."""

    events: list[EngineEvent] = field(default_factory=list)

    @cached_property
    def built(self) -> PromptBuilt:
        return next(event for event in self.events if isinstance(event, PromptBuilt))

    @cached_property
    def finished(self) -> Finished:
        *_, last = self.events
        assert isinstance(last, Finished)
        return last

    @property
    def progress(self) -> list[PromptProgress]:
        return [event for event in self.events if isinstance(event, PromptProgress)]

    @property
    def _grown(self) -> list[ReplyGrew]:
        return [event for event in self.events if isinstance(event, ReplyGrew)]

    @property
    def tokens(self) -> tuple[int, ...]:
        return tuple(token for grown in self._grown for token in grown.tokens)

    @property
    def text(self) -> str:
        return "".join(grown.text for grown in self._grown)

    @property
    def reasoning(self) -> str:
        return "".join(grown.reasoning for grown in self._grown)


async def hear(
    engine: ChatEngine,
    asked: GenerateRequest,
    on_event: Callable[[EngineEvent], None] = lambda _: None,
) -> Heard:
    """Listen to the end."""
    heard = Heard()
    async with aclosing(engine.generate(asked)) as stream:
        async for event in stream:
            heard.events.append(event)
            on_event(event)
    return heard


@asynccontextmanager
async def worker(
    folder: Path, model: Path | None = None, *, stop_seconds: float = 10.0, **source: object
) -> AsyncGenerator[WorkerEngine, None]:
    """A worker engine with a log in the folder, and a model if one is given."""
    engine = WorkerEngine(folder / "engine.log", stop_seconds=stop_seconds)
    try:
        if model is not None:
            await engine.load(ModelSource(path=model, **{"threads": 1, **source}))
        yield engine
    finally:
        await engine.close()


async def until(holds: Callable[[], bool], seconds: float = 5.0) -> None:
    """Wait for something that sends no event, such as the end of a process."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
