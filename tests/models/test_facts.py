from pathlib import Path

import pytest
from raw_gguf import (
    FLOAT32,
    LLAMA_KEYS,
    ONE_TENSOR,
    ONE_TENSOR_DATA,
    UINT32,
    array_key,
    gguf_file,
    key,
    number_key,
    tensor,
    text_key,
)
from some_facts import some_facts
from tiny_gguf import TinyModel, write_tiny_model

from assistant.errors import ModelFileError
from assistant.models import ModelFacts, read_header


def facts_of(path):
    return ModelFacts.from_header(read_header(path), path)


def facts_of_keys(folder: Path, *keys: bytes, name: str = "model.gguf"):
    path = folder / name
    path.write_bytes(gguf_file(keys, [ONE_TENSOR], ONE_TENSOR_DATA))
    return facts_of(path)


def four_numbers(*numbers):
    return b"".join(number.to_bytes(4, "little") for number in numbers)


def test_the_facts_of_the_built_in_model(default_model):
    facts = facts_of(default_model)

    assert facts.architecture == "llama"
    assert facts.quantisation == "Q4_1"
    assert facts.parameters == 134_515_008
    assert facts.layers == 30
    assert facts.trained_context_tokens == 8_192
    assert facts.embedding_width == 576
    assert facts.feed_forward_width == 1_536
    assert facts.vocabulary_tokens == 49_152
    assert (facts.heads[0], facts.kv_heads[0]) == (9, 3)
    assert (facts.key_length, facts.value_length) == (64, 64)
    assert facts.file_bytes == 98_362_432
    assert facts.has_chat_template


def test_every_byte_of_weights_is_in_a_layer_or_in_the_rest(default_model):
    facts = facts_of(default_model)

    # llama_model_size() of this file.
    assert sum(facts.layer_bytes) + facts.rest_bytes == 96_576_768
    assert facts.tied_bytes == 30_081_024
    assert facts.output_bytes == 576 * 4


def test_the_kv_cache_of_the_built_in_model_is_what_llama_cpp_allocates(default_model):
    facts = facts_of(default_model)

    assert facts.kv_bytes(8_192) == 180 * 1024**2
    assert facts.kv_bytes(2_048) == 45 * 1024**2


def test_the_context_is_rounded_up_as_llama_cpp_does(default_model):
    facts = facts_of(default_model)

    assert facts.kv_bytes(1_000) == facts.kv_bytes(1_024)


def test_an_untied_model_has_an_output_layer_of_its_own(tmp_path):
    path = write_tiny_model(tmp_path / "untied.gguf", TinyModel(is_tied=False))
    facts = facts_of(path)

    assert facts.tied_bytes == 0
    assert facts.output_bytes > facts.embedding_width * 4


def test_a_model_without_a_name_is_called_like_its_file(tmp_path):
    assert facts_of_keys(tmp_path, *LLAMA_KEYS, name="Qwen3-4B.gguf").name == "Qwen3-4B"


def test_a_name_from_the_file_cannot_reach_the_terminal_as_a_command(tmp_path):
    facts = facts_of_keys(tmp_path, *LLAMA_KEYS, text_key("general.name", "Evil\x1b[2J\nname"))

    assert facts.name == "Evil␛[2J name"


def test_without_a_file_type_the_commonest_tensor_type_is_told(tmp_path):
    path = tmp_path / "model.gguf"
    table = [tensor("a", (8,), 0), tensor("b", (256,), 32, kind=12), tensor("c", (8,), 192)]
    path.write_bytes(gguf_file(LLAMA_KEYS, table, bytes(224)))

    assert facts_of(path).quantisation == "Q4_K"


@pytest.mark.parametrize(("number", "told"), [(15, "Q4_K_M"), (1024 + 7, "Q8_0"), (999, "F32")])
def test_the_file_type_is_told_as_llama_cpp_names_it(tmp_path, number, told):
    facts = facts_of_keys(tmp_path, *LLAMA_KEYS, number_key("general.file_type", number))

    assert facts.quantisation == told


def test_heads_may_differ_from_layer_to_layer(tmp_path):
    keys = [
        *LLAMA_KEYS[:4],
        array_key("llama.attention.head_count", UINT32, 2, four_numbers(4, 8)),
        array_key("llama.attention.head_count_kv", UINT32, 2, four_numbers(0, 2)),
        number_key("llama.attention.key_length", 16),
        number_key("llama.attention.value_length", 8),
    ]
    facts = facts_of_keys(tmp_path, *keys)

    assert facts.heads == (4, 8)
    assert facts.layer_kv_bytes(0, 256) == 0
    assert facts.kv_bytes(256) == 256 * 2 * (16 + 8) * 2


def test_of_a_hybrid_model_only_the_attending_layers_keep_keys_and_values(tmp_path):
    facts = facts_of_keys(tmp_path, *LLAMA_KEYS, number_key("llama.full_attention_interval", 2))

    assert facts.kv_heads == (0, 2)


def test_parts_are_counted_together(tmp_path):
    path = tmp_path / "m-00001-of-00002.gguf"
    path.write_bytes(gguf_file(LLAMA_KEYS, [ONE_TENSOR], ONE_TENSOR_DATA))
    second = tmp_path / "m-00002-of-00002.gguf"
    second.write_bytes(gguf_file((), [tensor("blk.1.ffn_up.weight", (100,), 0)], bytes(400)))
    facts = facts_of(path)

    assert facts.layer_bytes == (0, 400)
    assert facts.parameters == 128 + 100
    assert facts.file_bytes == path.stat().st_size + second.stat().st_size
    assert facts.name == "m"


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ([], "does not say which architecture"),
        (LLAMA_KEYS[:1], r"lacks llama\.block_count"),
        ([*LLAMA_KEYS, text_key("general.type", "adapter")], "is an adapter"),
        ([*LLAMA_KEYS, text_key("general.type", "mmproj")], "eyes of a model"),
        ([text_key("general.architecture", "clip")], "eyes of a model"),
        ([LLAMA_KEYS[0], number_key("llama.block_count", 4_000_000_000)], "4,000,000,000 layers"),
        ([LLAMA_KEYS[0], text_key("llama.block_count", "many")], "impossible value"),
        ([LLAMA_KEYS[0], key("llama.block_count", FLOAT32, bytes(4))], "impossible value"),
        (
            [*LLAMA_KEYS[:4], array_key("llama.attention.head_count", UINT32, 1, four_numbers(4))],
            "1 numbers in",
        ),
    ],
)
def test_a_whole_file_that_is_no_usable_model_is_refused(tmp_path, keys, told):
    with pytest.raises(ModelFileError, match=told):
        facts_of_keys(tmp_path, *keys)


def test_a_vocabulary_without_weights_is_refused(tmp_path):
    path = tmp_path / "vocab.gguf"
    path.write_bytes(gguf_file(LLAMA_KEYS))

    with pytest.raises(ModelFileError, match="holds no weights"):
        facts_of(path)


def test_an_architecture_that_llama_cpp_may_not_know_is_left_to_llama_cpp(tmp_path):
    path = write_tiny_model(tmp_path / "new.gguf", TinyModel(architecture="nonesuch"))

    assert facts_of(path).architecture == "nonesuch"


def test_the_kv_formula_by_hand():
    # 32 layers x 8 heads x (128 + 128) numbers x 2 bytes = 131,072 bytes for each token.
    assert some_facts().kv_bytes(1_024) == 1_024 * 131_072
