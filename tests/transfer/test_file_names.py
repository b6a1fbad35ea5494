"""Files are named after titles, in a way that every system takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.transfer import unique_name
from assistant.transfer.file_names import safe_stem


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("Five palaces", "Five palaces"),
        ("서울의 궁궐", "서울의 궁궐"),
        ("../../etc/passwd", "etc passwd"),
        ("a/b\\c:d*e?f", "a b c d e f"),
        ("..", "conversation"),
        ("", "conversation"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("a\n\x1b[1mb", "a [1mb"),
        ("ends with dots...", "ends with dots"),
        ("\u202etxt.exe", "txt.exe"),
        ("\ud800", "conversation"),
    ],
)
def test_a_title_becomes_a_name_without_what_is_special(title: str, stem: str):
    assert safe_stem(title) == stem


@given(st.text())
def test_any_title_is_a_name_of_one_folder_and_of_sane_length(title: str):
    stem = safe_stem(title)

    assert stem
    assert len(stem.encode()) <= 121
    assert not set(stem) & set('/\\:*?"<>|\x00\n')
    assert stem.strip(". ") == stem


def test_one_title_twice_gives_two_names():
    taken: set[str] = set()
    names = []
    for conversation_id in ("abcdefghij", "abcdefghxx", "abcdefghyy"):
        names.append(unique_name("Title", conversation_id, ".md", taken.__contains__))
        taken.add(names[-1].casefold())

    assert names == ["Title.md", "Title abcdefgh.md", "Title abcdefghyy.md"]


def test_names_that_differ_in_case_alone_are_one_name():
    assert unique_name("TITLE", "id", ".md", {"title.md"}.__contains__) == "TITLE id.md"
