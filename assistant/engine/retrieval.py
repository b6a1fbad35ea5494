"""What memory asks of models that measure texts: vectors of them, and how relevant they are."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Literal, Protocol

from pydantic import ConfigDict, Field

from assistant.engine.value import Value
from assistant.errors import EngineError
from assistant.locales import _

TextKind = Literal["query", "passage"]
"""What a text is for: to look with, or to be found by. Many models want to be told."""


class EmbedRequest(Value):
    """Texts to make vectors of; none of them only loads the model."""

    path: Path
    """A GGUF embedding model; loaded beside the chat model, and kept until another is named."""
    texts: tuple[str, ...] = ()
    kind: TextKind = "passage"


class Embedded(Value):
    """Vectors of texts, in their order."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", ser_json_bytes="base64", val_json_bytes="base64"
    )

    fingerprint: str
    """Identifies the model and the way texts are given to it."""
    dimensions: Annotated[int, Field(ge=1)]
    vectors: bytes
    """float32, little-endian, (texts, dimensions); length 1, or 0 for a text of white space."""


class RerankRequest(Value):
    """Passages to judge for a question; none of them only loads the model."""

    path: Path | None
    """A GGUF reranker; `None`: the chat model is asked for yes or no."""
    question: str = ""
    passages: tuple[str, ...] = ()
    seconds: Annotated[float, Field(ge=0)] = 0.3
    """What has not been judged by then is left out; loading counts."""


class Reranked(Value):
    """How relevant the first passages are, 0 to 1; fewer than were asked for when time ran out."""

    scores: tuple[float, ...]


class RetrievalEngine(Protocol):
    """Models that measure texts, loaded as they are needed.

    Requests wait for the generation in progress, and a stop ends them.
    """

    async def embed(self, path: Path, texts: Sequence[str], kind: TextKind) -> Embedded:
        """Return a vector of each text; the chat may come in between portions of them.

        Raises `EngineError`; `ModelFileError` when the file holds no embedding model.
        """
        ...

    async def rerank(
        self, path: Path | None, question: str, passages: Sequence[str], *, seconds: float
    ) -> tuple[float, ...]:
        """Return how relevant each of the first passages is, as many as the time allows.

        Raises `EngineError`; `ModelFileError` when the file holds no reranker.
        """
        ...


PORTION_CHARACTERS = 16_384
"""About a second of work for a small model on two cores: a question waits no longer."""


def portions(texts: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Cut texts into requests between which the chat may come in; one at least, if an empty one."""
    portion: list[str] = []
    characters = 0
    for text in texts:
        if portion and characters + len(text) > PORTION_CHARACTERS:
            yield tuple(portion)
            portion, characters = [], 0
        portion.append(text)
        characters += len(text)
    yield tuple(portion)


def joined(answers: Sequence[Embedded]) -> Embedded:
    """Return the answers to all portions as one.

    Raises `EngineError` when the model's file was replaced in between.
    """
    first = answers[0]
    if any(answer.fingerprint != first.fingerprint for answer in answers):
        raise EngineError(_("The embedding model changed at work. Try again."))
    return first.model_copy(update={"vectors": b"".join(each.vectors for each in answers)})
