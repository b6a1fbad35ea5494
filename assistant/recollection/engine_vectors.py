"""An engine's embedding model as the memory uses it: from its own thread, and never for long."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from assistant.engine.embedders import EmbedderFile
from assistant.engine.retrieval import RetrievalEngine, TextKind
from assistant.errors import AssistantError, EngineDiedError
from assistant.locales import _
from assistant.threads import CalledOffError, LoopCalls
from assistant_memory.errors import EmbedderError

_CHARACTERS_PER_SECOND = 500
"""So slow is an embedding model at worst, in all likelihood."""
_MOST_DEATHS = 3
"""An embedder of which the engine died so often is left alone: the chat model dies with it."""
_SAMPLE = "The cat sat on the mat."


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds the memory waits for the engine."""

    question: float
    """For the vector of a question; then it is searched by its words."""
    texts: float
    """For the vectors of other texts, beside what their length takes; then they get them later."""
    loading: float
    """For a model that is loaded."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Ways to the event loop of the engine."""

    questions: LoopCalls
    texts: LoopCalls
    """What is called off when a question comes."""


class EngineVectors:
    """Satisfies `assistant_memory.embedding.packed.PackedVectors`.

    `is_in_the_way` tells whether a question is being answered: texts then wait. `tell` is given
    sentences for the user.
    """

    def __init__(
        self,
        engine: RetrievalEngine,
        file: EmbedderFile,
        lines: Lines,
        patience: Patience,
        is_in_the_way: Callable[[], bool],
        tell: Callable[[str], None],
    ) -> None:
        self._engine = engine
        self._file = file
        self._lines = lines
        self._patience = patience
        self._is_in_the_way = is_in_the_way
        self._tell = tell
        self._deaths = 0

    @property
    def fingerprint(self) -> str:
        """Names the model."""
        return self._file.fingerprint

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._file.dimensions

    def load(self) -> None:
        """See that the model works; raises `AssistantError`, but not when it takes too long."""
        with suppress(TimeoutError, CalledOffError):
            self._asked(self._lines.questions, [_SAMPLE], "passage", self._patience.loading)

    def of_questions(self, texts: Sequence[str]) -> bytes | None:
        """Return vectors to look with; `None` when there are none in time."""
        try:
            return self._vectors(self._lines.questions, texts, "query", self._patience.question)
        except TimeoutError:
            self._tell(
                _(
                    "The embedding model did not answer in time, so the memory was searched by "
                    "words. Raise memory.wait_milliseconds, or choose a smaller model."
                )
            )
        except EmbedderError:
            pass
        return None

    def of_passages(self, texts: Sequence[str]) -> bytes:
        """Return vectors to be found by; raises `EmbedderError`."""
        if not texts:
            return b""
        if self._is_in_the_way():
            raise EmbedderError("a question comes first")
        seconds = self._patience.texts + sum(map(len, texts)) / _CHARACTERS_PER_SECOND
        try:
            return self._vectors(self._lines.texts, texts, "passage", seconds)
        except TimeoutError as error:
            raise EmbedderError("the engine is busy") from error

    def _vectors(
        self, loop: LoopCalls, texts: Sequence[str], kind: TextKind, seconds: float
    ) -> bytes:
        """Ask the engine; raises `TimeoutError`, and `EmbedderError`, of which the user is told."""
        if self._deaths >= _MOST_DEATHS:
            raise EmbedderError("the engine died of it too often")
        try:
            return self._asked(loop, texts, kind, seconds)
        except CalledOffError as error:
            raise EmbedderError("it was called off") from error
        except AssistantError as error:
            self._deaths += isinstance(error, EngineDiedError)
            told = _("Memories and documents are found by their words for now. {problem}")
            self._tell(told.format(problem=error))
            raise EmbedderError(str(error)) from error

    def _asked(
        self, loop: LoopCalls, texts: Sequence[str], kind: TextKind, seconds: float
    ) -> bytes:
        embedded = loop.wait(lambda: self._engine.embed(self._file.path, texts, kind), seconds)
        # Vectors of another model must not come among those of this one.
        is_same = embedded.fingerprint == self.fingerprint
        if not is_same or embedded.dimensions != self.dimensions:
            raise AssistantError(
                _("The file of the embedding model changed. Start Glassbox anew to use it.")
            )
        return embedded.vectors
