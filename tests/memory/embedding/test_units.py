"""How the built-in embedder reads a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant_memory.embedding.units import hashed, parts, words
from assistant_memory.embedding.wordpiece import LONGEST_WORD, WordPiece


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The cat, don't you see?", ["the", "cat", "don", "t", "you", "see"]),
        ("snake_case v1.5", ["snake", "case", "v1", "5"]),
        ("Café NAÏVE ﬁne ②", ["cafe", "naive", "fine", "2"]),
        ("학교에서 밥", ["학교", "교에", "에서", "밥"]),
        ("東京タワーへ", ["東京", "京タ", "タワ", "ワー", "ーへ"]),
        ("AI모델", ["ai", "모델"]),
        ("Привет", ["привет"]),
        ("👍 … !!", []),
        ("", []),
    ],
)
def test_words_are_letters_and_digits_and_scripts_without_spaces_come_in_pairs(
    text: str, expected: list[str]
):
    assert words(text) == expected


@given(st.text())
def test_any_text_has_words_without_spaces_in_them(text: str):
    assert all(word and not any(letter.isspace() for letter in word) for word in words(text))


@given(st.text(min_size=1).filter(str.isalnum))
def test_every_word_has_parts(word: str):
    assert parts(word)


def test_inflections_share_parts_and_other_words_do_not():
    assert len(set(parts("привета")) & set(parts("привет"))) >= 5
    assert set(parts("привет")) & set(parts("деньги")) == set()
    assert parts("학교") == ["학교"]


def test_the_same_letters_have_the_same_vector_for_ever():
    assert hashed("학교", 8).hex() == "c845045ff12c3269"
    assert hashed("학교", 8) != hashed("학생", 8)


PIECES = WordPiece(["un", "##known", "##s", "known", "a", "##b"])


@pytest.mark.parametrize(
    ("word", "ids"),
    [
        ("unknowns", (0, 1, 2)),
        ("known", (3,)),
        ("ab", (4, 5)),
        ("xyz", ()),
        ("unq", ()),
        ("a" * (LONGEST_WORD + 1), ()),
    ],
)
def test_words_are_cut_into_the_longest_pieces_or_not_at_all(word: str, ids: tuple[int, ...]):
    assert PIECES.ids(word) == ids
    assert PIECES.ids(word) == ids
