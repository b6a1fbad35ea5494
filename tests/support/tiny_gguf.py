"""Writes small models that llama.cpp really loads: random weights, a real byte-level vocabulary."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import gguf
import numpy as np

CHATML = (
    "{% for message in messages %}"
    "{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>\n' }}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)

CONTROL_TOKENS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
USER_DEFINED_TOKENS = ("<think>", "</think>")
START_OF_TURN = "<|im_start|>"
END_OF_TURN = "<|im_end|>"

_MERGES = (
    "Ġ t|Ġ a|h e|i n|r e|o n|Ġt he|e r|Ġ s|a t|e n|Ġ w|o r|i s|Ġ c|a n|o u|i t|Ġ o|e s|Ġ b|e d|Ġ f"
    "|in g|Ġ p|a l|Ġa n|Ġan d|Ġo f|a r|Ġt o|Ġ in|Ġ h|l l|Ġ l|Ġ d|Ġ m|a s|i c|l e|Ġ is|i on|Ġ y"
    "|Ġy ou|c t|en t|u s|Ġ g|v e|s e|Ġ e|Ġ n|Ġ re|l o|Ġw h|h at|Ġwh at|H e|He ll|Hell o"
)
"""Pieces that the vocabulary joins, the most frequent first; Ġ is a space."""

_SENTENCEPIECE_CONTROL = ("<unk>", "<s>", "</s>", "[INST]", "[/INST]")
_SENTENCEPIECE_WORDS = ("▁the", "▁t", "he", "▁▁", "▁", *"etaoinshrdlu.,?!<>/[]|", "▁Hello", "in")


@dataclass(frozen=True, slots=True)
class TinyModel:
    """The shape of a model to write. The defaults make a file of about 0.4 MB."""

    architecture: str = "llama"
    name: str = "Tiny"
    layers: int = 2
    heads: int = 4
    kv_heads: int = 2
    width: int = 64
    feed_forward_width: int = 128
    context_tokens: int = 2048
    tokenizer: Literal["gpt2", "llama"] = "gpt2"
    """Byte-level BPE, or SentencePiece with its leading space and `<s>` before every prompt."""
    chat_template: str | None = CHATML
    control_tokens: tuple[str, ...] = CONTROL_TOKENS
    user_defined_tokens: tuple[str, ...] = USER_DEFINED_TOKENS
    is_tied: bool = True
    """Whether the embeddings serve as output."""
    sliding_window_tokens: int | None = None
    """How far every second layer looks back; for `gemma2`, whose layers have two norms more."""
    file_type: int | None = 0
    seed: int = 0


def tiny_vocabulary(model: TinyModel) -> list[str]:
    """The tokens by id: 256 bytes, merged pieces, control tokens, user-defined tokens."""
    if model.tokenizer == "llama":
        bytes_ = (f"<0x{byte:02X}>" for byte in range(256))
        return [*_SENTENCEPIECE_CONTROL, *bytes_, *_SENTENCEPIECE_WORDS, *model.user_defined_tokens]
    return [
        *_byte_letters(),
        *(merge.replace(" ", "") for merge in _MERGES.split("|")),
        *model.control_tokens,
        *model.user_defined_tokens,
    ]


def write_tiny_model(path: Path, model: TinyModel | None = None) -> Path:
    """Write a model of the llama shape, under whatever architecture it claims; return the path."""
    model = model or TinyModel()
    writer = gguf.GGUFWriter(path, model.architecture)
    add_shape(writer, model)
    add_vocabulary(writer, model)
    for name, weights in tiny_weights(model).items():
        writer.add_tensor(name, weights)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def add_shape(writer: gguf.GGUFWriter, model: TinyModel) -> None:
    """Add everything that is told of a model but its vocabulary."""
    writer.add_type("model")
    writer.add_name(model.name)
    writer.add_block_count(model.layers)
    writer.add_context_length(model.context_tokens)
    writer.add_embedding_length(model.width)
    writer.add_feed_forward_length(model.feed_forward_width)
    writer.add_head_count(model.heads)
    writer.add_head_count_kv(model.kv_heads)
    writer.add_rope_dimension_count(model.width // model.heads)
    writer.add_layer_norm_rms_eps(1e-5)
    if model.file_type is not None:
        writer.add_file_type(model.file_type)
    if model.sliding_window_tokens is not None:
        writer.add_sliding_window(model.sliding_window_tokens)


def add_vocabulary(writer: gguf.GGUFWriter, model: TinyModel) -> None:
    """Add the tokenizer and the chat template of a model."""
    tokens = tiny_vocabulary(model)
    if model.chat_template is not None:
        writer.add_chat_template(model.chat_template)
    if model.tokenizer == "llama":
        _add_sentencepiece(writer, tokens, model.user_defined_tokens)
        return
    special = {
        **dict.fromkeys(model.control_tokens, gguf.TokenType.CONTROL),
        **dict.fromkeys(model.user_defined_tokens, gguf.TokenType.USER_DEFINED),
    }
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(tokens)
    writer.add_token_types([special.get(token, gguf.TokenType.NORMAL) for token in tokens])
    writer.add_token_merges(_MERGES.split("|"))
    writer.add_add_bos_token(value=False)
    if START_OF_TURN in tokens:
        writer.add_bos_token_id(tokens.index(START_OF_TURN))
    if END_OF_TURN in tokens:
        writer.add_eos_token_id(tokens.index(END_OF_TURN))
        writer.add_eot_token_id(tokens.index(END_OF_TURN))


def _add_sentencepiece(
    writer: gguf.GGUFWriter, tokens: list[str], user_defined: tuple[str, ...]
) -> None:
    special = {
        "<unk>": gguf.TokenType.UNKNOWN,
        **dict.fromkeys(_SENTENCEPIECE_CONTROL[1:], gguf.TokenType.CONTROL),
        **{f"<0x{byte:02X}>": gguf.TokenType.BYTE for byte in range(256)},
        **dict.fromkeys(user_defined, gguf.TokenType.USER_DEFINED),
    }
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([-float(index) for index in range(len(tokens))])
    writer.add_token_types([special.get(token, gguf.TokenType.NORMAL) for token in tokens])
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_add_bos_token(value=True)
    writer.add_add_space_prefix(value=True)


def tiny_weights(model: TinyModel) -> dict[str, np.ndarray]:
    """Weights by name, each (rows, columns); llama.cpp names the columns first."""
    random = np.random.default_rng(model.seed)

    def matrix(rows: int, columns: int) -> np.ndarray:
        return random.normal(0, columns**-0.5, (rows, columns)).astype(np.float32)

    width, hidden = model.width, model.feed_forward_width
    kv_width = width // model.heads * model.kv_heads
    ones = np.ones(width, dtype=np.float32)
    vocabulary = len(tiny_vocabulary(model))
    weights = {"token_embd.weight": matrix(vocabulary, width), "output_norm.weight": ones}
    if not model.is_tied:
        weights["output.weight"] = matrix(vocabulary, width)
    for layer in range(model.layers):
        weights |= {
            f"blk.{layer}.attn_norm.weight": ones,
            f"blk.{layer}.attn_q.weight": matrix(width, width),
            f"blk.{layer}.attn_k.weight": matrix(kv_width, width),
            f"blk.{layer}.attn_v.weight": matrix(kv_width, width),
            f"blk.{layer}.attn_output.weight": matrix(width, width),
            f"blk.{layer}.ffn_norm.weight": ones,
            f"blk.{layer}.ffn_gate.weight": matrix(hidden, width),
            f"blk.{layer}.ffn_up.weight": matrix(hidden, width),
            f"blk.{layer}.ffn_down.weight": matrix(width, hidden),
        }
        if model.architecture == "gemma2":
            weights[f"blk.{layer}.post_attention_norm.weight"] = ones
            weights[f"blk.{layer}.post_ffw_norm.weight"] = ones
    return weights


def _byte_letters() -> list[str]:
    """The letter that GPT-2's vocabulary writes for each byte: printable ones are themselves."""
    printable = {*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAD), *range(0xAE, 0x100)}
    others = (byte for byte in range(256) if byte not in printable)
    stand_ins = {byte: chr(0x100 + index) for index, byte in enumerate(others)}
    return [stand_ins.get(byte, chr(byte)) for byte in range(256)]
