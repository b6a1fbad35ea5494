"""What cannot be read is refused with its cause, and never anything else."""

from contextlib import suppress

import pytest
import some_documents
from blocks import blocks_of, fault_of
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant_memory.documents.faults import UnreadableError

DAMAGED_PDF = some_documents.pdf("Some words.")[:200]


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\t\n", "empty"),
        ("a.txt", b"\x00\x01\x02\x03" * 100, "binary"),
        ("a", b"\x7fELF\x02\x01", "binary"),
        ("a.md", b"\x89PNG\r\n\x1a\n", "binary"),
        ("a.html", b"\x00\x00\x00binary\x00", "binary"),
        ("a.pdf", b"just words", "not_pdf"),
        ("a.pdf", DAMAGED_PDF, "damaged"),
        ("a.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 20, "damaged"),
        ("a.pdf", some_documents.pdf(""), "no_text"),
        ("a.pdf", some_documents.encrypted_pdf("x", "secret"), "encrypted"),
        ("a.docx", b"PK\x03\x04 no archive", "damaged"),
        ("a.docx", b"words", "damaged"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_word"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_word"),
        ("a.docx", some_documents.word()[:3000], "damaged"),
    ],
)
def test_what_cannot_be_read_is_told_by_its_cause(name: str, content: bytes, fault: str):
    assert fault_of(name, content) == fault


def test_a_bomb_is_refused_before_anything_is_unpacked():
    assert fault_of("a.docx", some_documents.bomb(64 * some_documents.MEBIBYTE)) == "expands"


@settings(deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.md", "a.html", "a.csv", "a.c", "a"]))
def test_no_bytes_are_anything_but_read_or_refused(data: bytes, name: str):
    with suppress(UnreadableError):
        blocks_of(name, data)


@settings(deadline=None)
@given(st.integers(0, 600), st.binary(min_size=1, max_size=8))
def test_a_damaged_pdf_is_read_or_refused(at: int, junk: bytes):
    data = bytearray(some_documents.pdf("Some words.", "More words."))
    data[at : at + len(junk)] = junk
    with suppress(UnreadableError):
        blocks_of("a.pdf", bytes(data))
