"""What the model has read, put aside in memory while something else is read for later."""

import psutil

from assistant.engine.prefixes import common_prefix
from assistant.engine.worker.cache import REREAD_TOKENS, TokenCache
from assistant.engine.worker.state_file import State


class StateAside:
    """Holds at most one copy of the cache's memory; bringing it back takes no reading."""

    def __init__(self, cache: TokenCache) -> None:
        self._cache = cache
        self._state: State | None = None

    def put(self) -> bool:
        """Copy what is in the cache; False, with nothing held, when there is no memory for it."""
        tokens, self._state = list(self._cache.tokens), None
        # The copy, and as much again so that nothing else suffers.
        if not tokens or psutil.virtual_memory().available < 2 * self._cache.state_bytes:
            return False
        memory = self._cache.state()
        if memory is None:
            return False
        self._state = State(tokens, memory)
        return True

    def bring_back(self, prompt: list[int]) -> None:
        """Restore what was put aside, if more of the prompt is in it than in the cache; forget it.

        What cannot be cut must be a beginning of the prompt as a whole.
        """
        state, self._state = self._state, None
        if state is None:
            return
        common = common_prefix(state.tokens, prompt)
        is_whole = common == len(state.tokens) <= len(prompt) - REREAD_TOKENS
        usable = common if self._cache.goes_back or is_whole else 0
        if usable > common_prefix(self._cache.tokens, prompt):
            self._cache.restore(state.tokens, state.memory)
