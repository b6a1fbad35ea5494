"""A pooled model: loaded beside the chat model, it makes one row of numbers of each text."""

import math
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from assistant.engine.worker.library import LogTail, llama
from assistant.engine.worker.pooled.batches import batches
from assistant.engine.worker.vocabulary import Vocabulary
from assistant.engine.worker.weights import load_weights, refused_weights
from assistant.errors import EngineError, ModelFileError, OutOfMemoryError
from assistant.locales import _
from assistant.models import (
    ModelFacts,
    check_fits,
    check_task,
    fingerprint,
    memory_needed,
    read_header,
)
from assistant.models.pooling import Task

MOST_WINDOW_TOKENS = 512
"""Longer texts are cut: attention over one batch costs the square of its tokens."""
_BATCH_SEQUENCES = 64

Row = tuple[float, ...]


class StoppedError(Exception):
    """The computation was told to stop."""


@dataclass(frozen=True, slots=True)
class PooledModel:
    """A model whose context pools: `run` is all it does."""

    path: Path
    names: tuple[str, ...]
    """What the model calls itself, and its file."""
    architecture: str
    fingerprint: str
    vocabulary: Vocabulary
    width: int
    """Numbers in a row: dimensions of a vector, or classes of a reranker."""
    window_tokens: int
    """Tokens of one text at most, special ones included."""
    model: llama.llama_model_p
    context: llama.llama_context_p

    def run(
        self,
        sequences: Sequence[Sequence[int]],
        is_stopped: Callable[[], bool],
        *,
        in_order: bool = False,
    ) -> Iterator[tuple[int, Row]]:
        """Yield the place of each sequence and its row, batch by batch.

        Raises `StoppedError`, within a batch where the device allows it; `EngineError` when
        llama.cpp cannot compute; `ModelFileError` when what it computes are no numbers.
        """
        lengths = [len(sequence) for sequence in sequences]
        grouped = batches(
            lengths, tokens=self.window_tokens, sequences=_BATCH_SEQUENCES, in_order=in_order
        )
        with self._stoppable(is_stopped):
            for batch in grouped:
                rows = self._compute([sequences[place] for place in batch], is_stopped)
                yield from zip(batch, rows, strict=True)

    def close(self) -> None:
        """Free the context, then the model."""
        llama.llama_free(self.context)
        llama.llama_model_free(self.model)

    def _compute(
        self, sequences: Sequence[Sequence[int]], is_stopped: Callable[[], bool]
    ) -> list[Row]:
        if is_stopped():
            raise StoppedError
        memory = llama.llama_get_memory(self.context)
        if memory is not None:
            llama.llama_memory_clear(memory, False)  # noqa: FBT003
        batch = _filled_batch(sequences)
        try:
            status = llama.llama_decode(self.context, batch)
        finally:
            llama.llama_batch_free(batch)
        if status == _ABORTED:
            raise StoppedError
        if status:
            raise EngineError(
                _("{name} could not compute (status {status}). Choose another model.").format(
                    name=self.path.name, status=status
                )
            )
        return [self._row(sequence) for sequence in range(len(sequences))]

    def _row(self, sequence: int) -> Row:
        values = llama.llama_get_embeddings_seq(self.context, sequence)
        row = tuple(values[: self.width]) if values else ()
        if not row or not all(map(math.isfinite, row)):
            raise ModelFileError(
                _(
                    "{name} computes no numbers: the file is damaged. "
                    "Download it again, or choose another model."
                ).format(name=self.path.name)
            )
        return row

    @contextmanager
    def _stoppable(self, is_stopped: Callable[[], bool]) -> Generator[None]:
        abort = llama.ggml_abort_callback(lambda _: is_stopped())
        llama.llama_set_abort_callback(self.context, abort, None)
        try:
            yield
        finally:
            llama.llama_set_abort_callback(self.context, llama.ggml_abort_callback(), None)


def load_pooled(
    path: Path, task: Task, log: LogTail, is_stopped: Callable[[], bool]
) -> PooledModel:
    """Load a model that does this task, on the CPU.

    Raises `NotFoundError`, `ModelFileError`, `OutOfMemoryError`, or `EngineError` when stopped.
    """
    header = read_header(path)
    facts = ModelFacts.from_header(header, path)
    check_task(header, facts, path, task)
    window_tokens = min(facts.trained_context_tokens, MOST_WINDOW_TOKENS)
    check_fits(memory_needed(facts, window_tokens), psutil.virtual_memory().available)
    log.take_errors()
    model = load_weights(path, 0, lambda _share: not is_stopped())
    if not model:
        raise refused_weights(path, log)
    context = llama.llama_init_from_model(model, _parameters(window_tokens))
    if not context:
        llama.llama_model_free(model)
        raise OutOfMemoryError(
            _("{name} does not fit in memory ({reason}). Choose a smaller model.").format(
                name=path.name, reason=log.take_errors() or _("out of memory")
            )
        )
    ranks = task == "rerank"
    width = llama.llama_model_n_cls_out(model) if ranks else llama.llama_model_n_embd_out(model)
    return PooledModel(
        path=path,
        names=(facts.name, path.stem, facts.architecture),
        architecture=facts.architecture,
        fingerprint=f"gguf-{fingerprint(path, header)}",
        vocabulary=Vocabulary(model),
        width=width,
        window_tokens=window_tokens,
        model=model,
        context=context,
    )


def _parameters(tokens: int) -> llama.llama_context_params:
    parameters = llama.llama_context_default_params()
    # A model without causal attention must have a text whole in one physical batch.
    parameters.n_ctx = parameters.n_batch = parameters.n_ubatch = tokens
    parameters.n_seq_max = min(_BATCH_SEQUENCES, tokens)
    parameters.kv_unified = True
    parameters.embeddings = True
    parameters.pooling_type = llama.LLAMA_POOLING_TYPE_UNSPECIFIED  # as the file says
    parameters.flash_attn_type = llama.LLAMA_FLASH_ATTN_TYPE_DISABLED
    parameters.no_perf = True
    threads = psutil.cpu_count(logical=False) or 1
    parameters.n_threads = parameters.n_threads_batch = threads
    return parameters


_ABORTED = 2


def _filled_batch(sequences: Sequence[Sequence[int]]) -> llama.llama_batch:
    """Return a batch of whole sequences, every token an output; the caller frees it."""
    count = sum(map(len, sequences))
    batch = llama.llama_batch_init(count, 0, 1)
    batch.n_tokens = count
    at = 0
    for number, sequence in enumerate(sequences):
        for position, token in enumerate(sequence):
            batch.token[at] = token
            batch.pos[at] = position
            batch.n_seq_id[at] = 1
            batch.seq_id[at][0] = number
            batch.logits[at] = 1
            at += 1
    return batch
