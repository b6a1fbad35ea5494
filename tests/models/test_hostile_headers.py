import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from raw_gguf import array_key, gguf_file, key, number_key, tensor, text, text_key, whole_file

from assistant.errors import ModelFileError, NotFoundError
from assistant.models import ModelFacts, fingerprint, read_header
from assistant.models.cursor import MAX_HEADER_BYTES, MAX_SKIPPED_TEXTS

MEMORY_LIMIT_BYTES = 64_000_000

any_number = st.integers(0, (1 << 64) - 1) | st.integers(0, 2_000)
any_kind = st.integers(0, 14)
any_key = st.builds(key, st.text(max_size=8), any_kind, st.binary(max_size=64)) | st.builds(
    array_key, st.text(max_size=8), any_kind, any_number, st.binary(max_size=64)
)
any_tensor = st.builds(
    tensor,
    st.text(max_size=8),
    st.lists(st.integers(-(1 << 63), (1 << 63) - 1) | st.integers(0, 300), max_size=6),
    any_number,
    st.integers(-3, 50),
)
any_gguf = st.builds(
    gguf_file,
    st.lists(any_key, max_size=4),
    st.lists(any_tensor, max_size=4),
    st.binary(max_size=200),
    version=st.sampled_from([2, 3]),
    claimed_keys=st.none() | any_number,
    claimed_tensors=st.none() | any_number,
)
edits = st.lists(st.tuples(st.integers(0, 1 << 20), st.binary(max_size=8)), max_size=6)


@pytest.fixture(scope="module")
def path(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("hostile") / "hostile.gguf"


def examine(path: Path) -> None:
    """Everything that is done with a file before llama.cpp sees it: it works, or says why not."""
    complaint = ""
    try:
        header = read_header(path)
        fingerprint(path, header)
        ModelFacts.from_header(header, path).kv_bytes(8_192)
    except ModelFileError as error:
        complaint = str(error)
    assert complaint.isprintable()


def edited(content: bytes, changes: list[tuple[int, bytes]]) -> bytes:
    """The content with pieces of it overwritten."""
    result = bytearray(content)
    for place, piece in changes:
        start = place % len(content)
        result[start : start + len(piece)] = piece
    return bytes(result)


@settings(deadline=None, max_examples=300)
@given(content=st.binary(max_size=300).map(lambda tail: b"GGUF\3\0\0\0" + tail) | st.binary())
def test_random_bytes_are_read_or_refused(path, content):
    path.write_bytes(content)
    examine(path)


@settings(deadline=None, max_examples=300)
@given(content=any_gguf)
def test_any_arrangement_of_keys_and_tensors_is_read_or_refused(path, content):
    path.write_bytes(content)
    examine(path)


@settings(deadline=None, max_examples=300)
@given(changes=edits, length=st.none() | st.integers(0, 2_000))
def test_a_small_file_with_changed_bytes_or_a_cut_is_read_or_refused(path, changes, length):
    path.write_bytes(edited(whole_file(), changes)[:length])
    examine(path)


@settings(deadline=None, max_examples=60)
@given(changes=edits, length=st.none() | st.integers(0, 98_000_000))
def test_the_built_in_model_with_changed_bytes_or_a_cut_is_read_or_refused(
    path, default_model, changes, length
):
    with default_model.open("rb") as file:
        content = edited(file.read(1_800_000), changes)
    path.write_bytes(content[:length])
    if length is None or length > len(content):
        with path.open("r+b") as file:
            file.truncate(length or default_model.stat().st_size)
    examine(path)


HUGE_FILE_BYTES = 4 << 30
MANY = 16_384


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(gguf_file([key("k", 8, b"\0\0\0\x80\0\0\0\0")]), id="a text of 2 GB"),
        pytest.param(gguf_file([array_key("k", 0, 3 << 30, b"")]), id="an array of 3 GB"),
        pytest.param(gguf_file([array_key("k", 8, 1 << 28, b"")]), id="2 GB of empty texts"),
        pytest.param(gguf_file([array_key("k", 8, 1 << 17, b"")]), id="1 MB of empty texts"),
        pytest.param(gguf_file(claimed_keys=MANY), id="keys made of zeros"),
        pytest.param(gguf_file(claimed_tensors=MANY), id="tensors made of zeros"),
        pytest.param(
            gguf_file([array_key("k", 8, 1_024, text("x" * (1 << 20)) * 16)]),
            id="16 MB of text to keep",
        ),
        pytest.param(
            gguf_file([number_key(f"k{number}", number) for number in range(MANY)]),
            id="as many keys as there may be",
        ),
        pytest.param(
            gguf_file((), [tensor(f"t{number:060}", (8,), number * 32) for number in range(MANY)]),
            id="as many tensors as there may be",
        ),
    ],
)
def test_a_huge_file_costs_no_memory_and_never_hangs(path, content):
    path.write_bytes(content)
    with path.open("r+b") as file:
        file.truncate(HUGE_FILE_BYTES)

    tracemalloc.start()
    examine(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < MEMORY_LIMIT_BYTES


def test_as_many_texts_as_there_may_be_are_skipped(path):
    path.write_bytes(
        gguf_file([array_key("k", 8, MAX_SKIPPED_TEXTS, bytes(8 * MAX_SKIPPED_TEXTS))])
    )

    examine(path)
    assert read_header(path).array_length("k") == MAX_SKIPPED_TEXTS


def test_a_header_may_not_be_larger_than_any_real_one(path):
    content = gguf_file([array_key("k", 0, MAX_HEADER_BYTES, b""), text_key("last", "x")])
    path.write_bytes(content)
    with path.open("r+b") as file:
        file.truncate(HUGE_FILE_BYTES)

    with pytest.raises(ModelFileError, match="header of more than"):
        read_header(path)


def test_a_file_that_vanishes_while_it_is_examined_is_told_in_one_line(path):
    path.write_bytes(whole_file())
    header = read_header(path)
    path.unlink()

    with pytest.raises((ModelFileError, NotFoundError)):
        fingerprint(path, header)
