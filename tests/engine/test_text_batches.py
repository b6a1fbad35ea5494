"""The small sums of measuring texts: batches, pieces, portions, prompts, deadlines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.engine.retrieval import PORTION_CHARACTERS, portions
from assistant.engine.worker.pooled.batches import batches, pieces_that_fit
from assistant.engine.worker.pooled.deadline import Deadline
from assistant.engine.worker.pooled.prompts import prompts_for


@given(st.lists(st.integers(1, 40)), st.integers(1, 64), st.integers(1, 8), st.booleans())
def test_every_text_is_in_one_batch_and_no_batch_is_too_large(
    lengths: list[int],
    tokens: int,
    sequences: int,
    in_order: bool,  # noqa: FBT001
):
    made = list(batches(lengths, tokens=tokens, sequences=sequences, in_order=in_order))

    places = [place for batch in made for place in batch]
    assert sorted(places) == list(range(len(lengths)))
    assert not in_order or places == sorted(places)
    for batch in made:
        assert 0 < len(batch) <= sequences
        assert sum(lengths[place] for place in batch) <= tokens or len(batch) == 1


@given(st.text(max_size=200), st.integers(1, 20))
def test_the_pieces_of_a_text_fit_and_make_it_up(text: str, most: int):
    pieces = pieces_that_fit(text, lambda piece: len(piece) <= most)

    assert "".join(pieces) == text
    assert all(len(piece) <= most for piece in pieces)


def test_a_text_is_cut_between_words():
    pieces = pieces_that_fit("one two three four five", lambda piece: len(piece) <= 12)

    assert len(pieces) > 1
    assert " ".join(piece.strip() for piece in pieces) == "one two three four five"


def test_where_nothing_fits_there_are_no_pieces():
    assert pieces_that_fit("words", lambda _piece: False) == []


@given(st.lists(st.text(max_size=30), max_size=30))
def test_portions_make_up_the_texts_and_there_is_always_one(texts: list[str]):
    made = list(portions([text * 1_000 for text in texts]))

    assert [text for portion in made for text in portion] == [text * 1_000 for text in texts]
    assert made
    for portion in made:
        assert sum(map(len, portion)) <= PORTION_CHARACTERS or len(portion) == 1


@pytest.mark.parametrize(
    ("name", "query", "passage"),
    [
        ("embeddinggemma-300M-Q8_0", "task: search result | query: x", "title: none | text: x"),
        ("Qwen3-Embedding-0.6B-Q8_0", "Instruct: Given a web search query, retrieve", "x"),
        ("Qwen3 Embedding 0.6b", "Instruct: Given a web search query, retrieve", "x"),
        ("multilingual-e5-small-q8_0", "query: x", "passage: x"),
        ("multilingual-e5-large-instruct", "Instruct: Given a web search query, retrieve", "x"),
        ("nomic-embed-text-v1.5.Q4_K_M", "search_query: x", "search_document: x"),
        ("bge-small-en-v1.5-q8_0", "Represent this sentence for searching", "x"),
        ("snowflake-arctic-embed-m-v2.0", "query: x", "x"),
        ("bge-m3-Q8_0", "x", "x"),
        ("all-MiniLM-L6-v2", "x", "x"),
        ("base5", "x", "x"),
    ],
)
def test_texts_come_with_the_words_of_the_models_card(name: str, query: str, passage: str):
    prompts = prompts_for(name)

    assert prompts.put("x", "query").startswith(query)
    assert prompts.put("x", "query").endswith("x")
    assert prompts.put("x", "passage") == passage


def test_a_deadline_that_is_over_or_a_stop_allows_no_more():
    assert Deadline(0, lambda: False).has_passed()
    assert not Deadline(60, lambda: False).has_passed()
    assert Deadline(60, lambda: False).allows_more()
    assert not Deadline(60, lambda: True).allows_more()
