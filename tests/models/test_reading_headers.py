import pytest
from raw_gguf import (
    LLAMA_KEYS,
    ONE_TENSOR,
    ONE_TENSOR_DATA,
    TEXT,
    UINT32,
    array_key,
    gguf_file,
    number_key,
    tensor,
    text,
    text_key,
    whole_file,
)

from assistant.errors import NotFoundError
from assistant.models import read_header


def test_the_built_in_models_header_says_what_the_model_is(default_model):
    header = read_header(default_model)

    assert header.version == 3
    assert header.metadata["general.architecture"] == "llama"
    assert header.metadata["llama.block_count"] == 30
    assert "<|im_start|>" in header.metadata["tokenizer.chat_template"]
    assert header.array_length("tokenizer.ggml.tokens") == 49_152
    assert len(header.tensors) == 272
    assert header.tensors[0].name == "token_embd.weight"
    assert header.tensors[0].shape == (576, 49_152)
    assert header.tensors[0].type == "Q8_0"
    last = header.tensors[-1]
    assert header.data_offset + last.offset + last.bytes <= header.file_bytes


def test_a_vocabulary_of_262144_texts_is_counted_and_skipped(tmp_path):
    path = tmp_path / "large.gguf"
    vocabulary = b"".join(text(f"token{number}") for number in range(262_144))
    path.write_bytes(gguf_file([array_key("tokens", TEXT, 262_144, vocabulary)]))

    assert read_header(path).array_lengths == {"tokens": 262_144}


def test_short_arrays_are_kept_and_long_ones_counted(tmp_path):
    path = tmp_path / "arrays.gguf"
    numbers = bytes(4 * 2_000)
    keys = [
        array_key("short", UINT32, 3, b"\1\0\0\0\2\0\0\0\3\0\0\0"),
        array_key("words", TEXT, 2, text("one") + text("two")),
        array_key("long", UINT32, 2_000, numbers),
    ]
    path.write_bytes(gguf_file(keys))

    header = read_header(path)

    assert header.metadata == {"short": (1, 2, 3), "words": ("one", "two")}
    assert header.array_lengths == {"long": 2_000}
    assert [header.array_length(key) for key in ("short", "long", "none")] == [3, 2_000, 0]


def test_version_2_is_read_like_version_3(tmp_path):
    path = tmp_path / "older.gguf"
    path.write_bytes(gguf_file(LLAMA_KEYS, [ONE_TENSOR], ONE_TENSOR_DATA, version=2))

    assert read_header(path).version == 2


def test_a_text_that_is_not_utf8_is_shown_with_replacement_characters(tmp_path):
    path = tmp_path / "latin.gguf"
    path.write_bytes(gguf_file([text_key("general.name", b"\xe9t\xe9")]))

    assert read_header(path).metadata["general.name"] == "\ufffdt\ufffd"


def test_data_is_found_at_the_alignment_the_file_chose(tmp_path):
    path = tmp_path / "aligned.gguf"
    table = [tensor("first", (4,), 0), tensor("second", (4,), 64)]
    keys = [number_key("general.alignment", 64)]
    header_bytes = len(gguf_file(keys, table))
    path.write_bytes(gguf_file(keys, table).ljust(-(-header_bytes // 64) * 64 + 80, b"\0"))

    header = read_header(path)

    assert header.data_offset % 64 == 0
    assert [info.offset for info in header.tensors] == [0, 64]


def test_a_tensor_of_an_unknown_type_is_given_the_room_it_has(tmp_path):
    path = tmp_path / "future.gguf"
    table = [tensor("new", (100,), 0, kind=99), tensor("old", (8,), 96), tensor("x", (1,), 128, 99)]
    path.write_bytes(gguf_file((), table, bytes(150)))

    header = read_header(path)

    assert [(info.type, info.bytes) for info in header.tensors] == [
        ("type 99", 96),
        ("F32", 32),
        ("type 99", 22),
    ]


def test_a_model_in_parts_is_one_model(tmp_path):
    table = [tensor("blk.0.attn_q.weight", (4,), 0)]
    first = tmp_path / "big-00001-of-00002.gguf"
    first.write_bytes(whole_file())
    second = tmp_path / "big-00002-of-00002.gguf"
    second.write_bytes(gguf_file((), table, bytes(16)))

    header = read_header(first)

    assert [part.tensors[0].name for part in header.parts] == [
        "token_embd.weight",
        "blk.0.attn_q.weight",
    ]


def test_a_missing_part_is_named(tmp_path):
    first = tmp_path / "big-00001-of-00003.gguf"
    first.write_bytes(whole_file())
    (tmp_path / "big-00002-of-00003.gguf").write_bytes(whole_file())

    with pytest.raises(NotFoundError, match=r"big-00003-of-00003\.gguf is missing"):
        read_header(first)
