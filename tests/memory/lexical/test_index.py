import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant_memory.lexical import LexicalIndex, encode_record, question_terms
from assistant_memory.lexical.record import decode_record

WORDS = st.sampled_from(["river", "boat", "tree", "stone", "서울에서", "the", "42"])
TEXTS = st.lists(WORDS, max_size=8).map(" ".join)


def index_of(*texts: str) -> LexicalIndex:
    index = LexicalIndex()
    index.append([decode_record(encode_record(text)).text for text in texts])
    return index


def test_who_has_more_of_the_question_scores_higher():
    index = index_of("a boat on the river", "a boat", "stones")

    first, second, third = index.scores(question_terms("boat river"))

    assert first > second > third == 0


def test_a_rare_word_says_more_than_a_common_one():
    index = index_of("boat tree", "boat stone", "boat river", "boat river")

    assert index.scores(question_terms("stone"))[1] > index.scores(question_terms("river"))[2]


def test_bm25_is_that_of_the_book():
    index = index_of("boat boat tree", "stone")

    scores = index.scores(question_terms("boat"))

    idf = np.log(1 + (2 - 1 + 0.5) / (1 + 0.5))
    expected = idf * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 3 / 2))
    assert scores.tolist() == [pytest.approx(expected), 0]


@given(st.lists(st.lists(TEXTS, max_size=4), max_size=6), TEXTS)
def test_records_in_small_amounts_score_as_all_at_once(batches: list[list[str]], question: str):
    grown = LexicalIndex()
    for batch in batches:
        grown.append([decode_record(encode_record(text)).text for text in batch])
        grown.scores(question_terms(question))

    whole = index_of(*(text for batch in batches for text in batch))

    np.testing.assert_allclose(
        grown.scores(question_terms(question)), whole.scores(question_terms(question)), rtol=1e-5
    )


@given(st.lists(st.tuples(TEXTS, st.booleans()), max_size=12), TEXTS)
def test_what_was_removed_leaves_no_trace_in_the_scores(
    texts: list[tuple[str, bool]], question: str
):
    index = index_of(*(text for text, _ in texts))
    for row, (_, stays) in enumerate(texts):
        if not stays:
            index.remove(row)

    kept = index_of(*(text for text, stays in texts if stays))

    living = index.scores(question_terms(question))[index.alive]
    np.testing.assert_allclose(living, kept.scores(question_terms(question)), rtol=1e-5)


@given(st.text(), st.text())
def test_a_record_keeps_its_terms_its_heading_and_whether_it_asks(text: str, heading: str):
    record = decode_record(encode_record(text, heading))

    assert record.text.tolist()[len(record.heading) :] == question_terms(text)
    assert record.heading.tolist() == question_terms(heading)[:255]
    assert record.asks == text.rstrip().endswith(("?", "\uff1f"))


@given(st.binary())
def test_bytes_that_are_no_record_do_no_harm(blob: bytes):
    index = LexicalIndex()
    index.append([decode_record(blob).text])

    assert index.scores(question_terms("boat")).shape == (1,)
