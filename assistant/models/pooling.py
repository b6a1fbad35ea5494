"""Models that make one row of numbers of each text: what a file's header tells of them."""

from pathlib import Path
from typing import Literal

from assistant.errors import ModelFileError
from assistant.locales import _
from assistant.models.facts import ModelFacts
from assistant.models.gguf import GGUFHeader

Task = Literal["embed", "rerank"]

_POOLINGS: dict[int, Task] = {1: "embed", 2: "embed", 3: "embed", 4: "rerank"}
"""`enum llama_pooling_type`: mean, first token, last token, rank."""
_RANK_HEAD = "cls.output.weight"
_FEWEST_TOKENS = 8


def check_task(header: GGUFHeader, facts: ModelFacts, path: Path, task: Task) -> None:
    """Raise `ModelFileError` for a model that does not do a task.

    llama.cpp would abort on some: an unknown pooling, or a reranker without its head.
    """
    pooling = header.metadata.get(f"{facts.architecture}.pooling_type")
    does = _POOLINGS.get(pooling) if isinstance(pooling, int) else None
    if does is None:
        raise _unfit(path, _("is neither an embedding model nor a reranker"))
    if does == "rerank" and task == "embed":
        raise _unfit(path, _("is a reranker, not an embedding model"))
    if does == "embed" and task == "rerank":
        raise _unfit(path, _("is an embedding model, not a reranker"))
    names = {tensor.name for part in header.parts for tensor in part.tensors}
    if does == "rerank" and _RANK_HEAD not in names:
        raise _unfit(path, _("lacks the layer that tells how relevant a text is"))
    if facts.trained_context_tokens < _FEWEST_TOKENS:
        raise _unfit(path, _("reads too few tokens"))


def vector_width(header: GGUFHeader, facts: ModelFacts) -> int:
    """How many numbers an embedding model makes of a text."""
    width = header.metadata.get(f"{facts.architecture}.embedding_length_out")
    return width if isinstance(width, int) and width > 0 else facts.embedding_width


def _unfit(path: Path, what: str) -> ModelFileError:
    return ModelFileError(
        _("{name} {what}. Choose another model.").format(name=path.name, what=what)
    )
