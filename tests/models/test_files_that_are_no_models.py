import os
import struct

import pytest
from raw_gguf import (
    ARRAY,
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
    whole_file,
)

from assistant.errors import ModelFileError, NotFoundError
from assistant.models import read_header

REMEDIES = ("Download", "Name", "Unpack", "Update", "Run", "Check")


def complaint(path):
    """The sentence that a user reads about this file."""
    with pytest.raises(ModelFileError) as caught:
        read_header(path)
    sentence = str(caught.value)
    assert path.name in sentence
    assert "\n" not in sentence
    assert any(f" {remedy} " in sentence for remedy in REMEDIES)
    return sentence


def complaint_about(folder, content):
    path = folder / "model.gguf"
    path.write_bytes(content)
    return complaint(path)


def test_a_path_that_does_not_exist_is_not_found(tmp_path):
    with pytest.raises(NotFoundError, match=r"no model file .*absent\.gguf"):
        read_header(tmp_path / "absent.gguf")


def test_a_path_through_a_file_is_not_found(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(NotFoundError):
        read_header(tmp_path / "file" / "model.gguf")


def test_a_folder_is_told_as_one(tmp_path):
    assert "is a folder" in complaint(tmp_path)


def test_a_pipe_is_refused_before_it_is_opened(tmp_path):
    path = tmp_path / "pipe.gguf"
    os.mkfifo(path)
    assert "not a regular file" in complaint(path)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"<!DOCTYPE html><html><body>404", "is a web page"),
        (b"\n  <html lang='en'>", "is a web page"),
        (struct.pack("<Q", 60) + b'{"weight":{"dtype":"F16"', "safetensors"),
        (b"PK\x03\x04archive/data.pkl", "ZIP"),
        (b"\x80\x02}q\x00", "pickle"),
        (b"lmgg\1\0\0\0", "GGML format"),
        (b"fmgg\1\0\0\0", "GGMF format"),
        (b"tjgg\3\0\0\0", "GGJT format"),
        (b"\x1f\x8b\x08\0", "compressed with gzip"),
        (b"version https://git-lfs", "Git LFS pointer"),
        (bytes(4096), "only zeros"),
        (b"Once upon a time", "is not a GGUF file"),
        (b"GGUF", "ends inside its header"),
    ],
)
def test_each_kind_of_wrong_file_gets_its_own_sentence(tmp_path, content, told):
    assert told in complaint_about(tmp_path, content)


@pytest.mark.parametrize(
    ("version", "told"),
    [
        (1, "too old"),
        (4, "newer than this program"),
        (0x03000000, "big-endian"),
        (0, "big-endian"),
    ],
)
def test_each_wrong_version_gets_its_own_sentence(tmp_path, version, told):
    assert told in complaint_about(tmp_path, gguf_file(version=version))


def test_a_download_that_was_cut_short_says_how_much_is_there(tmp_path):
    data = bytes(50_000_000)
    whole = gguf_file(LLAMA_KEYS, [tensor("w", (12_500_000,), 0)], data)
    sentence = complaint_about(tmp_path, whole[:20_000_000])

    assert sentence == ("model.gguf is cut short: 20.0 of 50.0 MB are there. Download it again.")


def test_a_cut_in_a_later_part_names_that_part(tmp_path):
    (tmp_path / "m-00001-of-00002.gguf").write_bytes(whole_file())
    (tmp_path / "m-00002-of-00002.gguf").write_bytes(whole_file()[:-1])

    with pytest.raises(ModelFileError, match=r"m-00002-of-00002\.gguf is cut short"):
        read_header(tmp_path / "m-00001-of-00002.gguf")


def test_a_later_part_asks_for_the_first(tmp_path):
    path = tmp_path / "m-00002-of-00002.gguf"
    path.write_bytes(whole_file())

    assert "Name its first part, m-00001-of-00002.gguf" in complaint(path)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(gguf_file(claimed_keys=1 << 40), id="keys without end"),
        pytest.param(gguf_file(claimed_tensors=1 << 40), id="tensors without end"),
        pytest.param(gguf_file(claimed_keys=(1 << 64) - 1), id="a negative number of keys"),
        pytest.param(
            gguf_file([key("k", 8, struct.pack("<Q", 1 << 62))]), id="a text longer than the disk"
        ),
        pytest.param(
            gguf_file([array_key("k", 8, 1 << 61, b"")]), id="an array longer than the disk"
        ),
        pytest.param(
            gguf_file([array_key("k", UINT32, 1 << 63, b"")]), id="numbers longer than the disk"
        ),
        pytest.param(gguf_file([array_key("k", ARRAY, 1, bytes(12))]), id="an array of arrays"),
        pytest.param(gguf_file([key("k", 77, b"")]), id="metadata of an unknown type"),
        pytest.param(gguf_file([text_key("k", "a")] * 2), id="the same key twice"),
        pytest.param(gguf_file([text_key("", "a")]), id="a key without a name"),
        pytest.param(gguf_file([number_key("general.alignment", 0)]), id="no alignment"),
        pytest.param(gguf_file([number_key("general.alignment", 48)]), id="an odd alignment"),
        pytest.param(gguf_file((), [ONE_TENSOR] * 2, ONE_TENSOR_DATA * 2), id="a tensor twice"),
        pytest.param(gguf_file((), [tensor("t" * 64, (1,), 0)]), id="a tensor's long name"),
        pytest.param(gguf_file((), [tensor("t", (1,) * 5, 0)]), id="five dimensions"),
        pytest.param(gguf_file((), [tensor("t", (-1, 4), 0)]), id="a negative dimension"),
        pytest.param(gguf_file((), [tensor("t", (1 << 40, 1 << 40), 0)]), id="too many elements"),
        pytest.param(gguf_file((), [tensor("t", (33,), 0, kind=2)]), id="half a block"),
        pytest.param(gguf_file((), [tensor("t", (1,), 1 << 63)]), id="data beyond the file"),
        pytest.param(
            gguf_file((), [tensor("a", (8,), 0), tensor("b", (8,), 0)], bytes(64)),
            id="tensors that overlap",
        ),
    ],
)
def test_a_header_that_cannot_be_true_is_refused_in_one_line(tmp_path, content):
    assert "Download it again." in complaint_about(tmp_path, content)


def test_a_file_name_with_escape_sequences_is_shown_harmless(tmp_path):
    path = tmp_path / "\x1b[2Jgone.gguf"
    path.write_bytes(b"")

    with pytest.raises(ModelFileError) as caught:
        read_header(path)

    assert "\x1b" not in str(caught.value)
