"""Writes a small recurrent model: its memory is a state, not a list of what was read."""

from pathlib import Path

import gguf
import numpy as np
from tiny_gguf import TinyModel, add_vocabulary, tiny_vocabulary

_ARCHITECTURE = "mamba"
_LAYERS, _WIDTH = 2, 64
_INNER, _STATE, _CONVOLUTION, _STEP_RANK = 128, 16, 4, 4


def write_tiny_mamba(path: Path) -> Path:
    """Write a Mamba model with random weights and the tiny vocabulary; return the path."""
    model = TinyModel(architecture=_ARCHITECTURE)
    writer = gguf.GGUFWriter(path, _ARCHITECTURE)
    writer.add_block_count(_LAYERS)
    writer.add_context_length(model.context_tokens)
    writer.add_embedding_length(_WIDTH)
    writer.add_feed_forward_length(0)
    writer.add_head_count(0)
    writer.add_ssm_inner_size(_INNER)
    writer.add_ssm_state_size(_STATE)
    writer.add_ssm_conv_kernel(_CONVOLUTION)
    writer.add_ssm_time_step_rank(_STEP_RANK)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_file_type(0)
    add_vocabulary(writer, model)
    for name, weights in _weights(len(tiny_vocabulary(model))).items():
        writer.add_tensor(name, weights)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _weights(vocabulary: int) -> dict[str, np.ndarray]:
    """Weights by name, each (rows, columns)."""
    random = np.random.default_rng(0)

    def matrix(rows: int, columns: int) -> np.ndarray:
        return random.normal(0, columns**-0.5, (rows, columns)).astype(np.float32)

    ones, zeros = np.ones(_INNER, dtype=np.float32), np.zeros(_INNER, dtype=np.float32)
    norm = np.ones(_WIDTH, dtype=np.float32)
    weights = {"token_embd.weight": matrix(vocabulary, _WIDTH), "output_norm.weight": norm}
    for layer in range(_LAYERS):
        weights |= {
            f"blk.{layer}.attn_norm.weight": norm,
            f"blk.{layer}.ssm_in.weight": matrix(2 * _INNER, _WIDTH),
            f"blk.{layer}.ssm_conv1d.weight": matrix(_INNER, _CONVOLUTION),
            f"blk.{layer}.ssm_conv1d.bias": zeros,
            f"blk.{layer}.ssm_x.weight": matrix(_STEP_RANK + 2 * _STATE, _INNER),
            f"blk.{layer}.ssm_dt.weight": matrix(_INNER, _STEP_RANK),
            f"blk.{layer}.ssm_dt.bias": zeros,
            # The state fades: its rates of change are negative.
            f"blk.{layer}.ssm_a": -np.abs(matrix(_INNER, _STATE)) - 0.5,
            f"blk.{layer}.ssm_d": ones,
            f"blk.{layer}.ssm_out.weight": matrix(_WIDTH, _INNER),
        }
    return weights
