import re
import shutil

from raw_gguf import gguf_file, tensor, whole_file
from tiny_gguf import TinyModel, write_tiny_model

from assistant.models import fingerprint, read_header


def fingerprint_of(path):
    return fingerprint(path, read_header(path))


def test_a_fingerprint_is_16_hexadecimal_digits(tiny_model):
    assert re.fullmatch(r"[0-9a-f]{16}", fingerprint_of(tiny_model))


def test_a_copy_has_the_same_fingerprint(tiny_model, tmp_path):
    copy = shutil.copy(tiny_model, tmp_path / "copy.gguf")

    assert fingerprint_of(copy) == fingerprint_of(tiny_model)


def test_other_weights_have_another_fingerprint(tiny_model, tmp_path):
    other = write_tiny_model(tmp_path / "other.gguf", TinyModel(seed=1))

    assert fingerprint_of(other) != fingerprint_of(tiny_model)


def test_another_template_has_another_fingerprint(tiny_model, tmp_path):
    other = write_tiny_model(tmp_path / "other.gguf", TinyModel(chat_template="{{ messages }}"))

    assert fingerprint_of(other) != fingerprint_of(tiny_model)


def test_the_last_byte_counts(tmp_path):
    path = tmp_path / "last.gguf"
    path.write_bytes(whole_file())
    before = fingerprint_of(path)
    path.write_bytes(whole_file()[:-1] + b"\1")

    assert fingerprint_of(path) != before


def test_a_later_part_counts(tmp_path):
    first, second = (tmp_path / f"m-0000{number}-of-00002.gguf" for number in (1, 2))
    first.write_bytes(whole_file())
    second.write_bytes(gguf_file((), [tensor("t", (2,), 0)], bytes(8)))
    before = fingerprint_of(first)
    second.write_bytes(gguf_file((), [tensor("t", (2,), 0)], b"\1" * 8))

    assert fingerprint_of(first) != before
