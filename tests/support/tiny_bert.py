"""A small BERT: its file as llama.cpp loads it, and its arithmetic in numpy."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import gguf
import numpy as np

MEAN, CLS, LAST, RANK = 1, 2, 3, 4
"""`enum llama_pooling_type`."""

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
WORDS = (
    *("the", "a", "cat", "dog", "sat", "ran", "on", "mat", "tree"),
    *("who", "what", "does", "like", "hike", "tea", "coffee", "red", "blue"),
)
PIECES = (*"abcdefghijklmnopqrstuvwxyz", "ing", "er")


@dataclass(frozen=True)
class TinyBert:
    """The shape and the weights of a model."""

    pooling: int = MEAN
    name: str = "Tiny BERT"
    width: int = 32
    heads: int = 2
    layers: int = 2
    hidden: int = 48
    context_tokens: int = 64
    classes: int = 1
    labels: tuple[str, ...] = ()
    rerank_template: str | None = None
    adds_end: bool = False
    seed: int = 0
    without: tuple[str, ...] = ()
    """Names of tensors to leave out of the file."""
    metadata: dict[str, int] = field(default_factory=dict[str, int])
    """What to claim instead, by key."""

    @property
    def tokens(self) -> list[str]:
        """The vocabulary, as GGUF writes it: ▁ begins a word, pieces come without ##."""
        letters = "abcdefghijklmnopqrstuvwxyz?.!,:{}"
        starts = [f"▁{word}" for word in dict.fromkeys((*WORDS, *letters))]
        return [*SPECIAL, *starts, *PIECES]

    @property
    def weights(self) -> dict[str, np.ndarray]:
        """Tensors by name, (rows, columns)."""
        random = np.random.default_rng(self.seed)

        def matrix(rows: int, columns: int) -> np.ndarray:
            return random.normal(0, 1.5 * columns**-0.5, (rows, columns)).astype(np.float32)

        def row(size: int, mean: float = 0.0) -> np.ndarray:
            return random.normal(mean, 0.1, size).astype(np.float32)

        width, hidden = self.width, self.hidden
        weights = {
            "token_embd.weight": matrix(len(self.tokens), width),
            "token_types.weight": matrix(2, width),
            "position_embd.weight": matrix(self.context_tokens, width),
            "token_embd_norm.weight": row(width, 1),
            "token_embd_norm.bias": row(width),
        }
        for layer in range(self.layers):
            shapes = {
                "attn_q": (width, width),
                "attn_k": (width, width),
                "attn_v": (width, width),
                "attn_output": (width, width),
                "ffn_up": (hidden, width),
                "ffn_down": (width, hidden),
            }
            for part, shape in shapes.items():
                weights[f"blk.{layer}.{part}.weight"] = matrix(*shape)
                weights[f"blk.{layer}.{part}.bias"] = row(shape[0])
            for part in ("attn_output_norm", "layer_output_norm"):
                weights[f"blk.{layer}.{part}.weight"] = row(width, 1)
                weights[f"blk.{layer}.{part}.bias"] = row(width)
        if self.pooling == RANK:
            weights["cls.weight"] = matrix(width, width)
            weights["cls.bias"] = row(width)
            weights["cls.output.weight"] = matrix(self.classes, width)
            weights["cls.output.bias"] = row(self.classes)
        return weights

    def ids(self, text: str) -> list[int]:
        """Cut a text of known words, special tokens not included."""
        return [self.tokens.index(f"▁{word}") for word in text.split()]

    def alone(self, text: str) -> list[int]:
        """[CLS] text [SEP]."""
        return [2, *self.ids(text), 3]

    def pooled(self, ids: Sequence[int]) -> np.ndarray:
        """One row of numbers for a sequence: a vector of length 1, or the classes' logits."""
        states = self._states(ids)
        if self.pooling == MEAN:
            return unit(states.mean(0))
        if self.pooling == CLS:
            return unit(states[0])
        if self.pooling == LAST:
            return unit(states[-1])
        weights = self.weights
        first = np.tanh(weights["cls.weight"] @ states[0] + weights["cls.bias"])
        return weights["cls.output.weight"] @ first + weights["cls.output.bias"]

    def _states(self, ids: Sequence[int]) -> np.ndarray:
        weights = self.weights
        states = weights["token_embd.weight"][list(ids)] + weights["token_types.weight"][0]
        states = states + weights["position_embd.weight"][: len(ids)]
        states = self._norm(states, "token_embd_norm")
        for layer in range(self.layers):
            block = f"blk.{layer}"
            mixed = self._linear(self._attention(states, block), f"{block}.attn_output")
            states = self._norm(states + mixed, f"{block}.attn_output_norm")
            inner = gelu(self._linear(states, f"{block}.ffn_up"))
            states = self._norm(
                states + self._linear(inner, f"{block}.ffn_down"), f"{block}.layer_output_norm"
            )
        return states

    def _attention(self, states: np.ndarray, block: str) -> np.ndarray:
        size = self.width // self.heads
        query, key, value = (
            self._linear(states, f"{block}.attn_{part}").reshape(-1, self.heads, size)
            for part in "qkv"
        )
        scores = np.einsum("ihd,jhd->hij", query, key) / np.sqrt(size)
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        scores /= scores.sum(-1, keepdims=True)
        return np.einsum("hij,jhd->ihd", scores, value).reshape(len(states), -1)

    def _linear(self, states: np.ndarray, name: str) -> np.ndarray:
        return states @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def _norm(self, states: np.ndarray, name: str) -> np.ndarray:
        centred = states - states.mean(-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12)
        return scaled * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]


def gelu(values: np.ndarray) -> np.ndarray:
    """As ggml computes it: the tanh form, looked up in a table of half floats."""
    half = values.astype(np.float16).astype(np.float32)
    inner = np.sqrt(2 / np.pi).astype(np.float32) * half * (1 + 0.044715 * half * half)
    return (0.5 * half * (1 + np.tanh(inner))).astype(np.float16).astype(np.float32)


def unit(row: np.ndarray) -> np.ndarray:
    """The same direction, length 1."""
    return row / np.linalg.norm(row)


def write_tiny_bert(path: Path, model: TinyBert | None = None) -> Path:
    """Write the file of a model; return its path."""
    model = model or TinyBert()
    writer = gguf.GGUFWriter(path, "bert")
    writer.add_type("model")
    writer.add_name(model.name)
    numbers = {
        "context_length": model.context_tokens,
        "embedding_length": model.width,
        "block_count": model.layers,
        "feed_forward_length": model.hidden,
        "attention.head_count": model.heads,
        "pooling_type": model.pooling,
    }
    for key, number in {**numbers, **model.metadata}.items():
        writer.add_uint32(f"bert.{key}", number)
    writer.add_layer_norm_eps(1e-12)
    writer.add_causal_attention(value=False)
    if model.labels:
        writer.add_array("bert.classifier.output_labels", list(model.labels))
    if model.rerank_template is not None:
        writer.add_string("tokenizer.chat_template.rerank", model.rerank_template)
    _add_vocabulary(writer, model)
    for name, tensor in model.weights.items():
        if name not in model.without:
            writer.add_tensor(name, tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _add_vocabulary(writer: gguf.GGUFWriter, model: TinyBert) -> None:
    tokens = model.tokens
    writer.add_tokenizer_model("bert")
    writer.add_token_list(tokens)
    writer.add_token_types([3 if token in SPECIAL else 1 for token in tokens])
    writer.add_token_type_count(2)
    writer.add_pad_token_id(0)
    writer.add_unk_token_id(1)
    writer.add_bos_token_id(2)
    writer.add_sep_token_id(3)
    writer.add_mask_token_id(4)
    if model.adds_end:
        writer.add_eos_token_id(3)
        writer.add_add_eos_token(value=True)
