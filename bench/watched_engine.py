"""An engine whose requests and predictions are noted."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from assistant.engine import EngineEvent, Finished, GenerateRequest, PromptMeasured
from assistant.engine.client import WorkerEngine


class WatchedEngine(WorkerEngine):
    """Notes what it is asked to read, and whether it had been predicted."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self.begun = {True: asyncio.Event(), False: asyncio.Event()}
        """Set when a prompt is about to be only read, and when one is about to be answered."""
        self.wrong_predictions = 0
        self._predicted = 0

    async def measure(self, request: GenerateRequest) -> PromptMeasured:
        """As the worker's; the prediction is noted."""
        measured = await super().measure(request)
        self._predicted = measured.tokens
        return measured

    async def generate(self, request: GenerateRequest) -> AsyncGenerator[EngineEvent, None]:
        """As the worker's; a prompt that was not predicted to the token is noted."""
        self.begun[request.only_reads].set()
        async with aclosing(super().generate(request)) as events:
            async for event in events:
                if isinstance(event, Finished):
                    self.wrong_predictions += event.prompt_tokens != self._predicted
                yield event
