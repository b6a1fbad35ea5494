"""all-MiniLM-L6-v2, as sentence-transformers runs it: BERT, the mean of its tokens, length 1."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch.nn import functional

LAYERS = 6
HEADS = 12
TOKENS = 256
"""`max_seq_length` of the published model."""


class Teacher:
    """Turns texts into vectors of length 1 and 384 dimensions."""

    def __init__(self, folder: Path) -> None:
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(TOKENS)
        weights = load_file(folder / "model.safetensors")
        self._weights = {name.removeprefix("bert."): each for name, each in weights.items()}

    def embed(self, texts: Sequence[str], *, tokens_per_batch: int = 8192) -> np.ndarray:
        """Return (texts, 384), computed in batches of similar length."""
        ids = [each.ids for each in self.tokenizer.encode_batch(list(texts))]
        return self.embed_ids(ids, tokens_per_batch=tokens_per_batch)

    def embed_ids(self, ids: Sequence[Sequence[int]], *, tokens_per_batch: int) -> np.ndarray:
        """Return (texts, 384) for texts that are cut into tokens, [CLS] and [SEP] included."""
        order = sorted(range(len(ids)), key=lambda index: len(ids[index]))
        vectors = np.zeros((len(ids), 384), dtype=np.float32)
        start = 0
        while start < len(order):
            end = start + 1
            while end < len(order) and (end - start + 1) * len(ids[order[end]]) <= tokens_per_batch:
                end += 1
            chosen = order[start:end]
            vectors[chosen] = self._forward([ids[index] for index in chosen])
            start = end
        return vectors

    @torch.inference_mode()
    def _forward(self, ids: Sequence[Sequence[int]]) -> np.ndarray:
        longest = max(map(len, ids))
        tokens = torch.zeros((len(ids), longest), dtype=torch.long)
        mask = torch.zeros((len(ids), longest), dtype=torch.bool)
        for row, each in enumerate(ids):
            tokens[row, : len(each)] = torch.tensor(each)
            mask[row, : len(each)] = True
        hidden = self._norm("embeddings", self._embeddings(tokens, longest))
        for layer in range(LAYERS):
            hidden = self._layer(f"encoder.layer.{layer}", hidden, mask)
        summed = (hidden * mask[:, :, None]).sum(1)
        return functional.normalize(summed, dim=1).numpy()

    def _embeddings(self, tokens: torch.Tensor, longest: int) -> torch.Tensor:
        weights = self._weights
        return (
            weights["embeddings.word_embeddings.weight"][tokens]
            + weights["embeddings.position_embeddings.weight"][:longest]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )

    def _layer(self, name: str, hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        batch, length, width = hidden.shape

        def heads(part: str) -> torch.Tensor:
            mapped = self._linear(f"{name}.attention.self.{part}", hidden)
            return mapped.view(batch, length, HEADS, width // HEADS).transpose(1, 2)

        mixed = functional.scaled_dot_product_attention(
            heads("query"), heads("key"), heads("value"), attn_mask=mask[:, None, None, :]
        )
        mixed = mixed.transpose(1, 2).reshape(batch, length, width)
        attended = self._linear(f"{name}.attention.output.dense", mixed)
        hidden = self._norm(f"{name}.attention.output", hidden + attended)
        inner = functional.gelu(self._linear(f"{name}.intermediate.dense", hidden))
        return self._norm(f"{name}.output", hidden + self._linear(f"{name}.output.dense", inner))

    def _linear(self, name: str, values: torch.Tensor) -> torch.Tensor:
        return functional.linear(
            values, self._weights[f"{name}.weight"], self._weights[f"{name}.bias"]
        )

    def _norm(self, name: str, values: torch.Tensor) -> torch.Tensor:
        weight, bias = (self._weights[f"{name}.LayerNorm.{part}"] for part in ("weight", "bias"))
        return functional.layer_norm(values, (values.shape[-1],), weight, bias, eps=1e-12)
