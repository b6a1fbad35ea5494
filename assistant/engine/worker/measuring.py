"""Models that measure texts, loaded when they are first needed: one embedder, one reranker."""

from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from assistant.engine.retrieval import Embedded, EmbedRequest, Reranked, RerankRequest
from assistant.engine.worker.library import LogTail
from assistant.engine.worker.model import LoadedModel
from assistant.engine.worker.pooled.deadline import Deadline
from assistant.engine.worker.pooled.embedder import TextEmbedder
from assistant.engine.worker.pooled.model import PooledModel, load_pooled
from assistant.engine.worker.pooled.reranker import PairReranker
from assistant.engine.worker.yes_no import YesNoReranker
from assistant.errors import EngineError
from assistant.locales import _
from assistant.models.pooling import Task

_User = TypeVar("_User")


class Measuring:
    """Owns the models beside the chat model; another file replaces a model of the same kind."""

    def __init__(self, log: LogTail, is_stopped: Callable[[], bool]) -> None:
        self._is_stopped = is_stopped
        self._embedder = _Kept("embed", TextEmbedder, log, is_stopped)
        self._pairs = _Kept("rerank", PairReranker, log, is_stopped)
        self._yes_no: YesNoReranker | None = None

    def embed(self, request: EmbedRequest) -> Embedded:
        """Return vectors of texts; see `RetrievalEngine.embed`."""
        return self._embedder.of(request.path).embed(request, self._is_stopped)

    def rerank(self, request: RerankRequest, chat: LoadedModel | None) -> Reranked:
        """Return how relevant passages are; see `RetrievalEngine.rerank`."""
        deadline = Deadline(request.seconds, self._is_stopped)
        reranker = self._asked(chat) if request.path is None else self._pairs.of(request.path)
        if not request.passages or deadline.has_passed():
            return Reranked(scores=())
        deadline.begin()
        return Reranked(scores=tuple(reranker.scores(request.question, request.passages, deadline)))

    def release_chat(self) -> None:
        """Give up what stands on the weights of the chat model, which are about to go."""
        if self._yes_no is not None:
            self._yes_no.close()
            self._yes_no = None

    def _asked(self, chat: LoadedModel | None) -> YesNoReranker:
        if chat is None:
            raise EngineError(_("No model is loaded. Choose one with `/model`."))
        self._yes_no = self._yes_no or YesNoReranker(chat)
        return self._yes_no


class _Kept(Generic[_User]):
    """The model of one file, and who uses it, until another file is named or the file changes."""

    def __init__(
        self,
        task: Task,
        use: Callable[[PooledModel], _User],
        log: LogTail,
        is_stopped: Callable[[], bool],
    ) -> None:
        self._task: Task = task
        self._use = use
        self._log = log
        self._is_stopped = is_stopped
        self._model: PooledModel | None = None
        self._user: _User | None = None
        self._stamp: object = None

    def of(self, path: Path) -> _User:
        """Return the user of a file's model, loaded if need be; see `load_pooled`."""
        stamp = _stamp(path)
        if self._user is not None and self._stamp == stamp:
            return self._user
        self._user = None
        if self._model is not None:
            self._model.close()
            self._model = None
        self._model = load_pooled(path, self._task, self._log, self._is_stopped)
        self._user = user = self._use(self._model)
        self._stamp = stamp
        return user


def _stamp(path: Path) -> object:
    """Return what changes with a file; a missing one is told by whoever reads it."""
    try:
        status = path.stat()
    except OSError:
        return object()
    return path, status.st_ino, status.st_size, status.st_mtime_ns
