"""An engine's reranker as the memory uses it: what is not read in time keeps its place."""

from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.engine.retrieval import RetrievalEngine
from assistant.errors import AssistantError, EngineDiedError, InputError
from assistant.locales import _
from assistant.threads import CalledOffError, LoopCalls

_LOADING_SECONDS = 60.0
_GRACE_SECONDS = 0.05
"""An answer that is made in time needs so long to come."""
_MOST_DEATHS = 3


class EngineReranker:
    """Satisfies `assistant_memory.protocols.Reranker`; `None` as its path: the chat model is asked.

    `has_chat` tells whether that is loaded. `loads` makes the first question wait for the model;
    otherwise `warm_up` is called before.
    """

    def __init__(
        self,
        engine: RetrievalEngine,
        path: Path | None,
        loop: LoopCalls,
        has_chat: Callable[[], bool],
        tell: Callable[[str], None],
        *,
        loads: bool,
    ) -> None:
        self._engine = engine
        self._path = path
        self._loop = loop
        self._has_chat = has_chat
        self._tell = tell
        self._must_load = loads
        self._deaths = 0

    @property
    def asks_chat_model(self) -> bool:
        """Whether the chat model judges."""
        return self._path is None

    async def warm_up(self) -> None:
        """Load the model, so that the first question need not."""
        if self._is_there:
            try:
                await self._engine.rerank(self._path, "", (), seconds=_LOADING_SECONDS)
            except AssistantError as error:
                self._note(error)

    def scores(self, question: str, passages: Sequence[str], *, seconds: float) -> Sequence[float]:
        """Return how relevant each of the first passages is; nothing when that is not known."""
        if not passages or not self._is_there:
            return ()
        try:
            if self._must_load:
                self._loop.wait(self.warm_up, _LOADING_SECONDS)
                self._must_load = False
            read = self._loop.wait(
                lambda: self._engine.rerank(self._path, question, passages, seconds=seconds),
                seconds + _GRACE_SECONDS,
                ends_late=True,
            )
        except TimeoutError:
            read = ()
        except CalledOffError:
            return ()
        except AssistantError as error:
            self._note(error)
            return ()
        if not read:
            self._tell(
                _(
                    "The reranker had no time, so what was found keeps its order. Raise "
                    "memory.wait_milliseconds, or choose a smaller one."
                )
            )
        return read

    @property
    def _is_there(self) -> bool:
        return self._deaths < _MOST_DEATHS and (self._path is not None or self._has_chat())

    def _note(self, error: AssistantError) -> None:
        """Tell the user, and leave alone what does not get better by trying again."""
        if isinstance(error, EngineDiedError):
            self._deaths += 1
        elif not isinstance(error, InputError):
            self._deaths = _MOST_DEATHS
        self._tell(_("What was found keeps its order. {problem}").format(problem=error))
