"""What of a turn is worth remembering, asked of the model while nobody asks anything of it."""

from collections.abc import Callable, Sequence

from assistant.context import prompt_key
from assistant.conversation import Message
from assistant.engine import ChatEngine
from assistant.turn.extraction import extract
from assistant_memory.values import NewMemory


class Proposing:
    """Asks behind the conversation as the model read it; a turn interrupts it at once."""

    def __init__(self, engine: ChatEngine, system_prompt: Callable[[], str]) -> None:
        self._engine = engine
        self._system_prompt = system_prompt
        self._is_busy = False

    def make_way(self) -> None:
        """End what is going on."""
        if self._is_busy:
            self._engine.stop()

    async def propose(self, branch: Sequence[Message]) -> Sequence[NewMemory]:
        """Return the memories that the last turn of a branch makes; none without a model."""
        model, prompt = self._engine.model, self._system_prompt()
        if model is None:
            return ()
        self._is_busy = True
        try:
            key = prompt_key(model.fingerprint, prompt)
            return await extract(self._engine, branch, system_prompt=prompt, key=key)
        finally:
            self._is_busy = False
