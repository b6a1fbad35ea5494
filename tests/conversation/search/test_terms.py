"""Texts become words and terms so that what people type is found inside them."""

import sqlite3
from contextlib import closing

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.conversation.search.folding import fold, fold_with_offsets
from assistant.conversation.search.ranking import pattern_of
from assistant.conversation.search.terms import (
    Term,
    index_terms,
    is_dense,
    match_phrase,
    runs_of,
    term_of,
    words_of,
)

SCRIPTS = (
    "가나다라서울에각값힣ㄱㅋㅏ"
    "あいうえおがぱーアイガｱｲｶﾞ々"
    "日本語漢字中文"
    "abcXYZéñßİﬁ½①\uff21\uff22\uff17"
    "कखहिन्दी"
    "ไทยำ"
    "กิ"
    "\u0301\u3099\u1100\u1161\u11a8"
    " _-.,!?\n\t\"'*()→🎉👩\u200d👧"
)
texts = st.text(st.sampled_from(SCRIPTS), max_size=30) | st.text(max_size=30)


def matches(text: str, term: Term) -> bool:
    """Whether the full-text index of SQLite finds a term in a text."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE VIRTUAL TABLE t USING fts5 (words, tokenize='ascii')")
        connection.execute("INSERT INTO t VALUES (?)", [index_terms(words_of(text))])
        query = "SELECT count(*) FROM t WHERE t MATCH ?"
        return connection.execute(query, [match_phrase(term, "words")]).fetchone()[0] == 1


def test_a_run_of_hangul_becomes_pairs_and_its_last_letter():
    assert index_terms(words_of("서울에서")).split() == ["서울", "울에", "에서", "서"]


def test_scripts_are_kept_apart_and_punctuation_falls_away():
    assert runs_of("GPT모델을 foo_bar, C++…") == ["gpt", "모델을", "foo", "bar", "c"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Café", "CAFE"),
        ("\uff21\uff22\uff23\uff11\uff12", "abc12"),
        ("ｶﾞｷﾞ", "ガギ"),
        ("\u1109\u1165\u110b\u116e\u11af", "서울"),
        ("Straße", "STRASSE"),
        ("e\u0301", "é"),
        ("Ωμέγα", "ωμεγα"),
    ],
)
def test_width_case_accents_and_composition_make_no_difference(one: str, other: str):
    assert fold(one) == fold(other)


def test_marks_that_make_other_letters_make_a_difference():
    assert fold("が") != fold("か")
    assert fold("й") != fold("и")


def test_letters_of_hangul_that_stand_alone_stay_alone():
    assert fold("ㅋㅋㅏ") == "ㅋㅋㅏ"


@given(texts)
def test_folding_twice_changes_nothing_more(text: str):
    assert fold(fold(text)) == fold(text)


@given(texts)
@example("\u00e9\u3099")
def test_offsets_belong_to_the_same_folded_text(text: str):
    folded = fold_with_offsets(text)
    assert folded.text == fold(text)
    for index in range(len(folded.text)):
        start, end = folded.span(index, index + 1)
        assert 0 <= start < end <= len(text)
        assert folded.text[index] in fold(text[start:end])


@given(texts, st.data())
def test_every_part_of_a_dense_run_is_found(text: str, data: st.DataObject):
    dense = [run for run in runs_of(text) if is_dense(run)]
    if not dense:
        return
    run = data.draw(st.sampled_from(dense))
    start = data.draw(st.integers(0, len(run) - 1))
    end = data.draw(st.integers(start + 1, len(run)))
    term = Term((run[start:end],))

    assert matches(text, term)
    assert pattern_of(term).is_in(words_of(text).encode())


@given(texts, st.data())
def test_every_beginning_of_a_word_is_found(text: str, data: st.DataObject):
    words = [run for run in runs_of(text) if not is_dense(run)]
    if not words:
        return
    word = data.draw(st.sampled_from(words))
    term = Term((word[: data.draw(st.integers(1, len(word)))],), is_prefix=True)

    assert matches(text, term)
    assert pattern_of(term).is_in(words_of(text).encode())


@given(texts, texts)
def test_the_index_and_the_ranking_agree_on_what_has_a_term(text: str, typed: str):
    for is_prefix in (False, True):
        term = term_of(typed, is_prefix=is_prefix)
        if term is not None:
            found = pattern_of(term).is_in(words_of(text).encode())
            assert matches(text, term) == found


@given(texts)
def test_a_text_finds_itself(text: str):
    term = term_of(text)
    assert term is None or matches(text, term)


def test_words_without_end_are_cut():
    assert runs_of("x" * 150) == ["x" * 64, "x" * 64, "x" * 22]
    assert matches("x" * 150, Term(("x" * 64, "x" * 64, "x" * 22)))
