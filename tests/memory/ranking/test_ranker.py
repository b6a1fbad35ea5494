from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant_memory.lexical import encode_record
from assistant_memory.lexical.record import TermId, term_id
from assistant_memory.ranking import Corpus, Entry, Ranked, Ranker
from assistant_memory.text import terms_of
from assistant_memory.values import Query

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
FACTS = (
    "I live in Busan near the sea.",
    "My sister Jiwoo is allergic to peanuts.",
    "I play the cello in an orchestra.",
    "제 생일은 3월 5일이에요.",
    "우리 강아지 이름은 보리예요.",
    "I drive an old blue van.",
)


def corpus_of(*texts: str, session: str = "", days_ago: Sequence[float] = ()) -> Corpus:
    corpus = Corpus()
    ages = days_ago or [1.0] * len(texts)
    corpus.put(
        [
            Entry(
                id=text,
                terms=encode_record(text),
                session=session,
                place=place,
                said_at=(NOW - timedelta(days=age)).timestamp(),
            )
            for place, (text, age) in enumerate(zip(texts, ages, strict=True))
        ]
    )
    return corpus


def ask(corpus: Corpus, question: str, limit: int = 5) -> list[Ranked]:
    return Ranker(corpus).rank(Query(question, NOW, limit=limit))


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Where do I live?", 0),
        ("Who is allergic to peanuts?", 1),
        ("Which orchestra do I play the cello in?", 2),
        ("내 생일이 언제야?", 3),
        ("강아지 이름이 뭐였지?", 4),
        ("What colour is my van?", 5),
    ],
)
def test_the_fact_that_answers_comes_first_and_is_relevant(question: str, answer: int):
    first, *_ = ask(corpus_of(*FACTS), question)

    assert first.id == FACTS[answer]
    assert first.is_relevant


@pytest.mark.parametrize(
    "question",
    [
        "What is the capital of Mongolia?",
        "Write a haiku about autumn leaves.",
        "How do I sort a dictionary by value in Python?",
        "파이썬에서 파일을 어떻게 읽어?",
        "Explain the second law of thermodynamics.",
        "?!",
        "",
    ],
)
def test_a_question_about_something_else_recalls_nothing(question: str):
    assert not any(each.is_relevant for each in ask(corpus_of(*FACTS), question))


def test_nothing_is_recalled_from_nothing():
    assert ask(Corpus(), "Where do I live?") == []


def test_a_turn_is_found_by_the_question_that_stands_before_it():
    corpus = corpus_of(
        "The weather is fine today.",
        "Which instrument do you play?",
        "The cello, since I was six.",
        "Dinner is ready at seven.",
        session="s",
    )

    ids = [each.id for each in ask(corpus, "What instrument did you play?")]

    assert "The cello, since I was six." in ids[:2]


def test_the_time_that_is_named_decides_between_equals():
    corpus = corpus_of("We ate noodles.", "Noodles we ate.", days_ago=[200, 1])

    assert ask(corpus, "When did we eat noodles?")[0].id == "Noodles we ate."
    assert ask(corpus, "Did we eat noodles last spring?")[0].id == "We ate noodles."


def test_a_time_is_no_filter():
    corpus = corpus_of("We ate noodles.", days_ago=[900])

    assert ask(corpus, "Did we eat noodles yesterday?")[0].is_relevant


def test_whole_conversations_are_found_by_what_was_said_anywhere_in_them():
    corpus = Corpus()
    corpus.put(
        [
            Entry(f"{session}{place}", encode_record(text), session=session, place=place)
            for session, texts in {
                "boats": ["We sailed all day.", "The boat leaks.", "I like the wind."],
                "cooking": ["The soup needs salt.", "We ate late."],
            }.items()
            for place, text in enumerate(texts)
        ]
    )

    found = Ranker(corpus).rank_sessions(Query("Which boat leaks in the wind?", NOW, limit=1))

    assert found == ["boats"]


def test_what_may_not_be_told_is_not_even_when_it_fits_best():
    ranker = Ranker(corpus_of(*FACTS))

    found = ranker.rank(Query("Where do I live?", NOW), left_out=[FACTS[0]])

    assert FACTS[0] not in [each.id for each in found]
    assert len(found) == len(FACTS) - 1


def test_meaning_finds_what_shares_no_word():
    vectors = np.eye(3, dtype=np.float32)
    corpus = Corpus(dimensions=3)
    corpus.put(
        [
            Entry(text, encode_record(text), vector=vector)
            for text, vector in zip(("a hound", "a violin", "a tram"), vectors, strict=True)
        ]
    )

    by_vector = Ranker(corpus).rank(Query("my dog", NOW), vectors[0])
    assert by_vector[0].id == "a hound"
    assert by_vector[0].is_relevant


def test_in_a_large_corpus_an_index_of_vectors_tells_what_lies_close():
    close, *others = np.random.default_rng(7).standard_normal((1_501, 16)).astype(np.float32)
    corpus = Corpus(dimensions=16)
    texts = ("a hound", *(f"tram number {i}" for i in range(1_500)))
    corpus.put(
        [
            Entry(text, encode_record(text), vector=vector / np.linalg.norm(vector))
            for text, vector in zip(texts, (close, *others), strict=True)
        ]
    )
    asked, vector = Query("my dog", NOW), close / np.linalg.norm(close)

    everywhere = Ranker(corpus).rank(asked, vector)
    (by_index, *_) = Ranker(corpus).rank(asked, vector, ["a hound"])
    blind = Ranker(corpus).rank(asked, vector, [])

    assert by_index.id == everywhere[0].id == "a hound"
    assert by_index.score == pytest.approx(everywhere[0].score, abs=1e-5)
    assert "a hound" not in [each.id for each in blind]


class Synonyms:
    def of(self, terms: Sequence[TermId]) -> Mapping[TermId, Sequence[tuple[TermId, float]]]:
        dog, hound = (term_id(terms_of(word)[0]) for word in ("dog", "hound"))
        return {term: [(hound, 0.6)] for term in terms if term == dog}


def test_a_related_word_stands_for_one_of_the_question_but_counts_less():
    corpus = corpus_of("a hound barked", "a dog barked", "the tram was late")

    found = Ranker(corpus, related=Synonyms()).rank(Query("my dog", NOW))

    assert [each.id for each in found[:2]] == ["a dog barked", "a hound barked"]
    assert found[1].signals.lexical > found[2].signals.lexical


class Reader:
    """A reranker that prefers one text, and gets so far."""

    def __init__(self, best: str, reads: int) -> None:
        self._best = best
        self._reads = reads

    def scores(self, question: str, passages: Sequence[str], *, seconds: float) -> Sequence[float]:
        return [0.99 if text == self._best else 0.01 for text in passages[: self._reads]]


def test_a_reranker_lifts_what_it_finds_fitting():
    corpus = corpus_of("red boat sails", "red boat", "red")
    ranker = Ranker(corpus, reranker=Reader("red", reads=3))

    found = ranker.rank(Query("red boat sails", NOW), texts=list)

    assert found[0].id == "red"
    assert found[0].signals.rerank == 0.99


def test_what_a_reranker_did_not_get_to_keeps_its_place():
    corpus = corpus_of("red boat sails", "red boat", "red")
    ranker = Ranker(corpus, reranker=Reader("none of them", reads=1))

    found = ranker.rank(Query("red boat sails", NOW), texts=list)

    assert [each.id for each in found] == ["red boat sails", "red boat", "red"]


WORDS = st.lists(st.sampled_from(["sea", "tree", "stone", "wind"]), min_size=1).map(" ".join)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(WORDS, st.sampled_from(["", "a", "b"]), st.booleans()), max_size=10), WORDS
)
def test_a_corpus_that_gave_something_up_ranks_as_if_it_had_never_had_it(
    items: list[tuple[str, str, bool]], question: str
):
    entries = [
        Entry(str(i), encode_record(text), session=session, place=i)
        for i, (text, session, _) in enumerate(items)
    ]
    changed, fresh = Corpus(), Corpus()
    changed.put(entries)
    changed.remove([str(i) for i, (*_, stays) in enumerate(items) if not stays])
    fresh.put([entry for entry, (*_, stays) in zip(entries, items, strict=True) if stays])

    got, expected = ask(changed, question, 20), ask(fresh, question, 20)

    assert {each.id: pytest.approx(each.score, abs=1e-3) for each in got} == {
        each.id: each.score for each in expected
    }


def test_an_entry_that_is_put_again_is_there_once():
    corpus = corpus_of("red boat")
    corpus.put([Entry("red boat", encode_record("blue tram"))])

    assert len(corpus) == 1
    assert ask(corpus, "tram")[0].is_relevant
    assert not ask(corpus, "boat")[0].is_relevant
