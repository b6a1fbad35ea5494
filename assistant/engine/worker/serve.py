"""Requests in, events out, one at a time; a stop is heard in between."""

import os
import queue
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import BinaryIO

from assistant.engine.frames import (
    CountTokens,
    Describe,
    LoadProgress,
    MeasurePrompt,
    ShowTokens,
    Stop,
    TokenCount,
    TokenTexts,
    encode,
    failure,
    read_frame,
)
from assistant.engine.protocol import GenerateRequest, ModelSource, PromptMeasured
from assistant.engine.retrieval import EmbedRequest, RerankRequest
from assistant.engine.value import Value
from assistant.engine.worker.generate import generate
from assistant.engine.worker.library import LogTail, describe_system
from assistant.engine.worker.measuring import Measuring
from assistant.engine.worker.model import LoadedModel, load_model
from assistant.errors import AssistantError, EngineError
from assistant.locales import _
from assistant.threads import start_daemon

_BAD_REQUEST = 65
"""Exit code, as in sysexits.h, when what arrives makes no sense."""
_IDLE_SECONDS = 1.5
"""After this long without a request, what was read is kept."""
_KEEP_SECONDS = 1.2
_END_SECONDS = 1.5
"""How long the last state may take when the program is gone, and how long anything may."""


class Server:
    """Owns the loaded model and answers requests in order."""

    def __init__(self, requests: BinaryIO, replies: BinaryIO, log: LogTail) -> None:
        self._requests = requests
        self._replies = replies
        self._log = log
        self._waiting: queue.SimpleQueue[Value | None] = queue.SimpleQueue()
        self._stopped = threading.Event()
        self._gone_at: float | None = None
        self._loaded: LoadedModel | None = None
        self._measuring = Measuring(log, self._stopped.is_set)

    def run(self) -> None:
        """Serve until the pipe is closed, then keep what was read."""
        start_daemon("requests", self._listen)
        while (request := self._next()) is not None:
            try:
                for reply in self._answer(request):
                    if self._gone_at is not None:
                        break
                    self._send(reply)
            except AssistantError as error:
                self._send(failure(error))
        if self._loaded is not None:
            until = (self._gone_at or 0.0) + _KEEP_SECONDS
            self._loaded.states.keep(lambda: time.monotonic() < until)
        os._exit(0)

    def _next(self) -> Value | None:
        """Wait for a request; `None` when no more will come."""
        states = None if self._loaded is None else self._loaded.states
        while states is not None and states.is_due:
            with suppress(queue.Empty):
                return self._waiting.get(timeout=_IDLE_SECONDS)
            states.keep(self._waiting.empty)
        return self._waiting.get()

    def _listen(self) -> None:
        """Queue requests as they come; a stop takes effect at once. Ends the process at the end."""
        try:
            while (request := read_frame(self._requests.read)) is not None:
                if isinstance(request, Stop):
                    self._stopped.set()
                else:
                    # Cleared here, in the order of arrival: a stop that follows must not be lost.
                    self._stopped.clear()
                    self._waiting.put(request)
        except ValueError as error:
            sys.stderr.write(f"a request could not be read: {error!r}\n")
            os._exit(_BAD_REQUEST)
        # The program that started us is gone: whatever goes on ends, soon by itself, else here.
        self._gone_at = time.monotonic()
        self._stopped.set()
        self._waiting.put(None)
        threading.Event().wait(_END_SECONDS)
        os._exit(0)

    def _answer(self, request: Value) -> Iterator[Value]:
        match request:
            case ModelSource():
                yield from self._load(request)
            case GenerateRequest():
                yield from generate(self._model, request, self._stopped.is_set)
            case EmbedRequest():
                yield self._measuring.embed(request)
            case RerankRequest():
                yield self._measuring.rerank(request, self._loaded)
            case Describe():
                yield describe_system()
            case _:
                yield self._told(request)

    def _told(self, request: Value) -> Value:
        """Return what the loaded model makes of texts and tokens."""
        match request:
            case CountTokens(text=text):
                return TokenCount(tokens=len(self._model.vocabulary.tokenize(text)))
            case MeasurePrompt(request=measured):
                return _measure(self._model, measured)
            case ShowTokens(ids=ids):
                return _texts(self._model, ids)
            case _:
                raise EngineError(
                    _("The engine does not understand {request}.").format(
                        request=type(request).__name__
                    )
                )

    @property
    def _model(self) -> LoadedModel:
        if self._loaded is None:
            raise EngineError(_("No model is loaded. Choose one with `/model`."))
        return self._loaded

    def _load(self, source: ModelSource) -> Iterator[Value]:
        if self._loaded is not None:
            self._loaded.states.keep()
            self._measuring.release_chat()
            self._loaded.close()
            self._loaded = None

        def on_progress(share: float) -> bool:
            self._send(LoadProgress(share=share))
            return not self._stopped.is_set()

        self._loaded = load_model(source, self._log, on_progress)
        yield self._loaded.info

    def _send(self, value: Value) -> None:
        try:
            self._replies.write(encode(value))
            self._replies.flush()
        except BrokenPipeError:  # the end of the requests follows
            self._stopped.set()


def _measure(loaded: LoadedModel, request: GenerateRequest) -> PromptMeasured:
    built = loaded.builder.build(request)
    return PromptMeasured(
        tokens=len(built.ids),
        spans=built.spans,
        history_kept=built.history_length == len(request.history),
    )


def _texts(loaded: LoadedModel, ids: Sequence[int]) -> TokenTexts:
    vocabulary = loaded.vocabulary
    if not all(0 <= token < vocabulary.size for token in ids):
        raise EngineError(_("The stored tokens are not this model's."))
    return TokenTexts(texts=tuple(vocabulary.shown(token).decode("latin-1") for token in ids))
