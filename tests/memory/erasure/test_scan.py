import json
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from assistant_memory.erasure import scan as scan_module
from assistant_memory.erasure.needles import Needle, id_needles, text_needles, vector_needles
from assistant_memory.erasure.scan import scan
from assistant_memory.erasure.search import NeedleSearch

TEXT = '비밀번호는 "hunter2"\n and a tab\t'
ID = "0123456789abcdef0123456789abcdef"
VECTOR = np.random.default_rng(1).standard_normal(64).astype(np.float32)
VECTOR /= np.linalg.norm(VECTOR)


@pytest.mark.parametrize(
    "data",
    [
        TEXT.strip().encode(),
        TEXT.strip().encode("utf-16-le"),
        json.dumps({"text": TEXT.strip()}).encode(),
        json.dumps([TEXT.strip()], ensure_ascii=False).encode(),
        json.dumps(json.dumps(TEXT.strip())).encode(),
    ],
)
def test_a_text_is_found_however_it_is_written(tmp_path: Path, data: bytes):
    (tmp_path / "file").write_bytes(b"before " + data + b" after")

    (trace,) = scan([tmp_path], text_needles(TEXT)).found

    assert (trace.path.name, trace.what) == ("file", "text")
    assert trace.offset >= 7


@pytest.mark.parametrize(
    "data",
    [
        ID.encode(),
        ID.upper().encode(),
        bytes.fromhex(ID),
        b"01234567-89ab-cdef-0123-456789abcdef",
        ID.encode("utf-16-le"),
    ],
)
def test_an_id_is_found_as_text_and_as_a_number(tmp_path: Path, data: bytes):
    (tmp_path / "file").write_bytes(b"\0" + data)

    assert {trace.what for trace in scan([tmp_path], id_needles(ID)).found} == {"id"}


@pytest.mark.parametrize(
    "data",
    [
        VECTOR.tobytes(),
        VECTOR.astype("<f2").tobytes(),
        VECTOR.astype("<f2").astype("<f4").tobytes(),
        np.round(VECTOR / (np.abs(VECTOR).max() / 127)).astype(np.int8).tobytes(),
    ],
)
def test_a_vector_is_found_in_every_width(tmp_path: Path, data: bytes):
    (tmp_path / "file").write_bytes(data)

    assert {trace.what for trace in scan([tmp_path], vector_needles(VECTOR)).found} == {"vector"}


def test_a_long_text_is_found_by_a_part_of_it(tmp_path: Path):
    text = " ".join(map(str, range(3000)))
    (tmp_path / "page").write_bytes(text.encode()[5000:5400])

    assert scan([tmp_path], text_needles(text)).found


def test_nothing_is_found_where_nothing_is_and_the_proof_counts(tmp_path: Path):
    (tmp_path / "a").write_bytes(b"x" * 1000)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c").write_bytes(os.urandom(5000))
    (tmp_path / "link").symlink_to(tmp_path / "a")
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")

    proof = scan([tmp_path, tmp_path / "b", tmp_path / "none"], text_needles(TEXT))

    assert proof.is_clean
    assert (proof.files_scanned, proof.bytes_scanned) == (2, 6000)


def test_the_name_of_a_file_counts(tmp_path: Path):
    (tmp_path / f"{ID}.state").touch()

    assert scan([tmp_path], id_needles(ID)).found[0].path.name == f"{ID}.state"


def test_a_file_of_a_terabyte_of_nothing_takes_no_time(tmp_path: Path):
    with (tmp_path / "sparse").open("wb") as file:
        file.write(b"start")
        file.seek(1 << 40)
        file.write(TEXT.strip().encode())

    proof = scan([tmp_path], text_needles(TEXT))

    assert [trace.offset for trace in proof.found] == [1 << 40]


def test_texts_too_short_to_tell_are_not_searched():
    assert text_needles(" ok ") == frozenset()
    assert vector_needles(np.zeros(64, dtype=np.float32)) == frozenset()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.lists(st.binary(min_size=1, max_size=20), min_size=1, max_size=20),
    st.binary(max_size=300),
    st.integers(0, 300),
    st.integers(30, 64),
)
def test_every_needle_is_found_wherever_it_lies(
    tmp_path: Path, monkeypatch, needles: list[bytes], hay: bytes, place: int, chunk: int
):
    monkeypatch.setattr(scan_module, "_CHUNK_BYTES", chunk)
    monkeypatch.setattr(scan_module, "_TRACES_PER_FILE", 10_000)
    wanted = [Needle("text", data) for data in needles]
    data = hay[:place] + needles[0] + hay[place:]
    name = "any"
    assume(not any(needle in name.encode() for needle in needles))  # a name is searched too
    (tmp_path / name).write_bytes(data)

    found = scan([tmp_path / name], wanted).found

    assert bool(found)
    there = {needle for needle in needles if needle in data}
    assert {data[trace.offset :].startswith(tuple(there)) for trace in found} == {True}


@given(
    st.lists(st.binary(min_size=8, max_size=12), min_size=9, max_size=40), st.binary(max_size=80)
)
def test_many_needles_are_looked_for_at_once(needles: list[bytes], hay: bytes):
    data = hay.join(needles[:4])

    found = {needle.data for _, needle in NeedleSearch(Needle("id", n) for n in needles).find(data)}

    assert found == {needle for needle in needles if needle in data}
