"""What is known of an embedding model from its file alone, before any engine is started."""

from dataclasses import dataclass
from pathlib import Path

from assistant.models import ModelFacts, check_task, fingerprint, read_header, vector_width

PROMPTS_VERSION = 1
"""Part of the fingerprint: goes up when texts are given to models in another way."""


@dataclass(frozen=True, slots=True)
class EmbedderFile:
    """An embedding model, and how its vectors are told from those of others."""

    path: Path
    fingerprint: str
    """What `Embedded.fingerprint` will be."""
    dimensions: int


def read_embedder(path: Path) -> EmbedderFile:
    """Read the header of a GGUF embedding model.

    Raises `NotFoundError`, or `ModelFileError` for any other file.
    """
    header = read_header(path)
    facts = ModelFacts.from_header(header, path)
    check_task(header, facts, path, "embed")
    name = vectors_name(f"gguf-{fingerprint(path, header)}")
    return EmbedderFile(path, name, vector_width(header, facts))


def check_reranker(path: Path) -> None:
    """Raise `NotFoundError` or `ModelFileError` for what is no GGUF reranker."""
    header = read_header(path)
    check_task(header, ModelFacts.from_header(header, path), path, "rerank")


def vectors_name(model_fingerprint: str) -> str:
    """Return the fingerprint of the vectors that a model makes."""
    return f"{model_fingerprint}-{PROMPTS_VERSION}"
