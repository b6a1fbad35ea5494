"""Words that stand for others, as they are shipped."""

from pathlib import Path

import numpy as np
import pytest

from assistant_memory.embedding.static import TOKENS, StaticEmbedder, built_in_folder
from assistant_memory.errors import MemoryStorageError
from assistant_memory.lexical.record import STOP_BIT, TermId, question_terms
from assistant_memory.ranking.built_in import RELATED_WORDS, built_in_thesaurus
from assistant_memory.ranking.related import Thesaurus
from assistant_memory.ranking.weights import RELATED_FROM, RELATED_SHARE

THESAURUS = built_in_thesaurus()


def term(word: str) -> TermId:
    (found,) = question_terms(word)
    return found


@pytest.mark.parametrize(
    ("word", "other"), [("car", "vehicle"), ("doctor", "physician"), ("buy", "purchase")]
)
def test_words_that_mean_about_the_same_stand_for_each_other(word: str, other: str):
    related = dict(THESAURUS.of([term(word)])[term(word)])

    embedder = StaticEmbedder.load()
    one, two = embedder.embed_passages([word, other])
    assert term(other) in related
    assert related[term(other)] == pytest.approx(
        RELATED_SHARE * (one @ two - RELATED_FROM) / (1 - RELATED_FROM), abs=0.1
    )


def test_a_word_never_stands_for_itself_and_the_closest_comes_first():
    for word in ("car", "music", "강아지", "happy"):
        for asked, related in THESAURUS.of(question_terms(word)).items():
            shares = [share for _, share in related]
            assert asked not in dict(related)
            assert shares == sorted(shares, reverse=True)


def test_what_is_unknown_has_no_others():
    assert THESAURUS.of([]) == {}
    assert THESAURUS.of([term("qzxjk"), TermId(0xFFFF_FFFF)]) == {}


def test_what_is_shipped_knows_words_by_the_terms_of_today():
    tokens = (built_in_folder() / TOKENS).read_text("utf-8").splitlines()
    words = [token for token in tokens if len(token) > 1 and token.isalpha()]
    terms = {found[0] for word in words if len(found := question_terms(word)) == 1}
    saying = [each for each in terms if not each & STOP_BIT]

    assert len(THESAURUS.of(saying)) == len(saying)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"nonsense"])
def test_a_damaged_file_is_told(tmp_path: Path, content: bytes):
    (tmp_path / RELATED_WORDS).write_bytes(content)

    with pytest.raises(MemoryStorageError, match="Install the program again"):
        built_in_thesaurus(tmp_path)


def test_parts_that_do_not_fit_are_refused():
    terms = np.array([1, 2], np.uint32)
    with pytest.raises(ValueError, match="fit together"):
        Thesaurus(
            terms,
            np.array([0, 1, 1], np.uint32),
            np.array([7], np.uint16),
            np.array([9], np.uint8),
        )
