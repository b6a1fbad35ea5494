"""What a model is and what it needs, from its header alone."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Self

from assistant.locales import _
from assistant.models.ggml_types import FILE_TYPE_GUESSED, FILE_TYPES
from assistant.models.gguf import GGUFHeader
from assistant.models.keys import ModelKeys
from assistant.models.parts import model_stem
from assistant.models.tensors import TensorInfo
from assistant.models.wording import one_line

MAX_LAYERS = 512
"""llama.cpp's own limit, LLAMA_MAX_LAYERS."""

_KV_NUMBER_BYTES = 2  # f16
_KV_STEP_TOKENS = 256
_LAYER_NAME = re.compile(r"blk\.(\d{1,4})\.")


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """The facts that placement, memory estimates and the interface need."""

    name: str
    architecture: str
    quantisation: str
    """As llama.cpp names it, e.g. `Q4_K_M`."""
    parameters: int
    layers: int
    trained_context_tokens: int
    embedding_width: int
    feed_forward_width: int
    vocabulary_tokens: int
    heads: tuple[int, ...]
    """Attention heads of each layer."""
    kv_heads: tuple[int, ...]
    """Heads of keys and values of each layer; 0 where a layer keeps none."""
    key_length: int
    """Numbers in the key of one head."""
    value_length: int
    sliding_window_tokens: int
    """How far back some of the layers look; 0 when all see everything."""
    file_bytes: int
    """Size of the file, or of all files the model comes in."""
    layer_bytes: tuple[int, ...]
    """Weights of each repeating layer."""
    input_bytes: int
    """Weights that llama.cpp always leaves in the computer's memory, such as embeddings."""
    output_bytes: int
    """Weights of the output layer; those it borrows from the embeddings are not counted."""
    tied_bytes: int
    """Embeddings that serve as output too, and are copied when the output layer is on a GPU."""
    has_chat_template: bool

    @classmethod
    def from_header(cls, header: GGUFHeader, path: Path) -> Self:
        """The facts of the model in a file.

        Raises `ModelFileError` when the file is whole but not a model that can answer.
        """
        keys = ModelKeys(header, path.name)
        _check_is_model(header, keys)
        tensors = [tensor for part in header.parts for tensor in part.tensors]
        layers = keys.required("block_count")
        if layers > MAX_LAYERS:
            what = _("claims {layers:,} layers; llama.cpp runs {most} at most")
            raise keys.unusable(what.format(layers=layers, most=MAX_LAYERS))
        width = keys.required("embedding_length")
        heads = keys.per_layer("attention.head_count", layers, (0,) * layers)
        head_width = width // max((1, *heads))
        layer_bytes, input_bytes, output_bytes = _weights(tensors, layers)
        return cls(
            name=_name(header, path),
            architecture=one_line(keys.architecture),
            quantisation=_quantisation(header, tensors),
            parameters=sum(prod(tensor.shape) for tensor in tensors),
            layers=layers,
            trained_context_tokens=keys.required("context_length"),
            embedding_width=width,
            feed_forward_width=max((0, *keys.per_layer("feed_forward_length", layers, (0,)))),
            vocabulary_tokens=header.array_length("tokenizer.ggml.tokens"),
            heads=heads,
            kv_heads=_kv_heads(keys, layers, heads),
            key_length=keys.optional("attention.key_length", head_width),
            value_length=keys.optional("attention.value_length", head_width),
            sliding_window_tokens=keys.optional("attention.sliding_window", 0),
            file_bytes=sum(part.file_bytes for part in header.parts),
            layer_bytes=layer_bytes,
            input_bytes=input_bytes,
            output_bytes=output_bytes,
            tied_bytes=_tied_bytes(tensors),
            has_chat_template=bool(header.metadata.get("tokenizer.chat_template")),
        )

    @property
    def rest_bytes(self) -> int:
        """Weights outside the repeating layers."""
        return self.input_bytes + self.output_bytes

    def kv_bytes(self, context_tokens: int) -> int:
        """Size of the KV cache of all layers; see `layer_kv_bytes`."""
        return sum(self.layer_kv_bytes(layer, context_tokens) for layer in range(self.layers))

    def layer_kv_bytes(self, layer: int, context_tokens: int) -> int:
        """Size of one layer's KV cache in f16, without a sliding window.

        tokens x KV heads x (key length + value length) x 2 bytes: the tensors that llama.cpp's
        `llama_kv_cache` makes, of `n_embd_k_gqa` and `n_embd_v_gqa` by `kv_size` numbers, where
        the context is rounded up to 256 tokens. Layers with a sliding window are counted in full,
        as llama.cpp does by default (`swa_full`) so that a prefix can be used again.
        """
        numbers = self.kv_heads[layer] * (self.key_length + self.value_length)
        return padded_context(context_tokens) * numbers * _KV_NUMBER_BYTES


def padded_context(context_tokens: int) -> int:
    """The context that llama.cpp really makes: a multiple of 256 tokens."""
    return -(-context_tokens // _KV_STEP_TOKENS) * _KV_STEP_TOKENS


def _check_is_model(header: GGUFHeader, keys: ModelKeys) -> None:
    kind = header.metadata.get("general.type")
    if kind == "adapter":
        raise keys.unusable(_("is an adapter, not a model"), _("Name the model it was made for."))
    if kind == "mmproj" or keys.architecture == "clip":
        raise keys.unusable(
            _("holds only the eyes of a model"), _("Name the language model itself.")
        )
    if not header.tensors and not header.other_parts:
        raise keys.unusable(_("holds no weights"), _("Name a model, not just its vocabulary."))


def _name(header: GGUFHeader, path: Path) -> str:
    name = header.metadata.get("general.name")
    return (one_line(name) if isinstance(name, str) else "") or one_line(model_stem(path))


def _quantisation(header: GGUFHeader, tensors: Iterable[TensorInfo]) -> str:
    file_type = header.metadata.get("general.file_type")
    if isinstance(file_type, int) and file_type & ~FILE_TYPE_GUESSED in FILE_TYPES:
        return FILE_TYPES[file_type & ~FILE_TYPE_GUESSED]
    type_bytes: Counter[str] = Counter()
    for tensor in tensors:
        type_bytes[tensor.type] += tensor.bytes
    return type_bytes.most_common(1)[0][0]


def _kv_heads(keys: ModelKeys, layers: int, heads: tuple[int, ...]) -> tuple[int, ...]:
    kv_heads = keys.per_layer("attention.head_count_kv", layers, heads)
    # Of hybrid models only every so-many-th layer attends; the others keep a small fixed state.
    interval = max(1, keys.optional("full_attention_interval", 1))
    return tuple(0 if (i + 1) % interval else count for i, count in enumerate(kv_heads))


def _weights(tensors: Iterable[TensorInfo], layers: int) -> tuple[tuple[int, ...], int, int]:
    layer_bytes = [0] * layers
    input_bytes = output_bytes = 0
    for tensor in tensors:
        match = _LAYER_NAME.match(tensor.name)
        if match is not None and int(match[1]) < layers:
            layer_bytes[int(match[1])] += tensor.bytes
        elif tensor.name.startswith("output"):
            output_bytes += tensor.bytes
        else:
            input_bytes += tensor.bytes
    return tuple(layer_bytes), input_bytes, output_bytes


def _tied_bytes(tensors: Iterable[TensorInfo]) -> int:
    sizes = {tensor.name: tensor.bytes for tensor in tensors}
    return 0 if "output.weight" in sizes else sizes.get("token_embd.weight", 0)
