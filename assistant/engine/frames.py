"""Values on the pipe between the program and its engine process.

A frame is a little-endian 32-bit length, then so many bytes: the name of the value's class, a line
feed, and the value as JSON.
"""

import struct
from collections.abc import Callable
from typing import Literal

from assistant.engine.protocol import (
    Finished,
    GenerateRequest,
    ModelInfo,
    ModelSource,
    PromptBuilt,
    PromptMeasured,
    PromptProgress,
    ReplyGrew,
)
from assistant.engine.retrieval import Embedded, EmbedRequest, Reranked, RerankRequest
from assistant.engine.system import EngineSystem
from assistant.engine.value import Value
from assistant.errors import (
    AssistantError,
    ContextOverflowError,
    EngineError,
    InputError,
    ModelFileError,
    NotFoundError,
    OutOfMemoryError,
)
from assistant.locales import _
from assistant.terminal_text import printable

LENGTH = struct.Struct("<I")
MAX_FRAME_BYTES = 256 * 1024 * 1024
_MAX_MESSAGE_CHARACTERS = 1000


class Describe(Value):
    """Ask for an `EngineSystem`."""


class CountTokens(Value):
    """Ask how many tokens a text is, as words of a message."""

    text: str


class TokenCount(Value):
    """So many."""

    tokens: int


class MeasurePrompt(Value):
    """Ask for the `PromptMeasured` of a request."""

    request: GenerateRequest


class ShowTokens(Value):
    """Ask for the `TokenTexts` of some ids."""

    ids: tuple[int, ...]


class TokenTexts(Value):
    """The bytes of each token, each byte as a character of Latin-1."""

    texts: tuple[str, ...]


class Stop(Value):
    """End the reply in progress, or abandon the load."""


class LoadProgress(Value):
    """Share of the model that is loaded, 0 to 1."""

    share: float


class Failure(Value):
    """A request failed with an error that is meant for the user."""

    kind: Literal[
        "ContextOverflowError",
        "EngineError",
        "InputError",
        "ModelFileError",
        "NotFoundError",
        "OutOfMemoryError",
    ]
    message: str

    def error(self) -> AssistantError:
        """Return the error to raise on the other side."""
        return _ERRORS[self.kind](self.message)


_ERRORS: dict[str, type[AssistantError]] = {
    error.__name__: error
    for error in (
        ContextOverflowError,
        EngineError,
        InputError,
        ModelFileError,
        NotFoundError,
        OutOfMemoryError,
    )
}
_KINDS: dict[bytes, type[Value]] = {
    kind.__name__.encode(): kind
    for kind in (
        CountTokens,
        Describe,
        EmbedRequest,
        Embedded,
        EngineSystem,
        Failure,
        Finished,
        GenerateRequest,
        LoadProgress,
        MeasurePrompt,
        ModelInfo,
        ModelSource,
        PromptBuilt,
        PromptMeasured,
        PromptProgress,
        ReplyGrew,
        RerankRequest,
        Reranked,
        ShowTokens,
        Stop,
        TokenCount,
        TokenTexts,
    )
}


def failure(error: AssistantError) -> Failure:
    """Make a frame of an error, as its nearest known kind, in one printable line."""
    kinds = [kind.__name__ for kind in type(error).__mro__ if kind.__name__ in _ERRORS]
    # What a model file says may stand in it: line ends, escape sequences, half characters.
    words = " ".join(printable(str(error)).split())[:_MAX_MESSAGE_CHARACTERS]
    message = words.encode("utf-8", "replace").decode()
    return Failure.model_validate({"kind": (*kinds, "EngineError")[0], "message": message})


def encode(value: Value) -> bytes:
    """Return the frame of a value; raises `ValueError` if it is too long, or no Unicode."""
    body = b"%s\n%s" % (type(value).__name__.encode(), value.model_dump_json().encode())
    if len(body) > MAX_FRAME_BYTES:
        raise ValueError(_("a frame of {length} bytes is too long").format(length=len(body)))
    return LENGTH.pack(len(body)) + body


def decode(body: bytes) -> Value:
    """Return the value of a frame without its length; raises `ValueError` if it is none."""
    name, _, content = body.partition(b"\n")
    if name not in _KINDS:
        raise ValueError(f"unknown frame {name[:40]!r}")
    return _KINDS[name].model_validate_json(content)


def frame_length(head: bytes) -> int:
    """Return the length that a frame begins with, in bytes; raises `ValueError` if too long."""
    (length,) = LENGTH.unpack(head)
    if length > MAX_FRAME_BYTES:
        raise ValueError(f"a frame of {length} bytes is too long")
    return int(length)


def read_frame(read: Callable[[int], bytes]) -> Value | None:
    """Read one frame with a blocking `read`; `None` at the end of the pipe."""
    head = read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    length = frame_length(head)
    body = read(length)
    return decode(body) if len(body) == length else None
